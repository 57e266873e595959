package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

var _ = Describe("the end of TLS", func() {
	notified := func(o *cases.Observation) { o.CloseNotify = true }
	overTLS := func(o *cases.Observation) { o.Offers = append(o.Offers, cases.TLS) }

	DescribeTable("is met by", func(o *cases.Observation, met bool) {
		Expect(cases.EndsTLS.Met(o)).To(Equal(met))
	},
		Entry("a close, close_notify and FIN", seen(weClose, closes(normal), notified, ends(cases.GotFIN)), true),
		Entry("a close and FIN alone", seen(weClose, closes(normal), ends(cases.GotFIN)), false),
		Entry("a close, close_notify and RST", seen(weClose, closes(normal), notified, ends(cases.GotRST)), false),
		Entry("a close, close_notify and FIN after ours", seen(weClose, closes(normal), notified, endsAfterUs), false),
		Entry("close_notify and FIN without a close", seen(weClose, notified, ends(cases.GotFIN)), false),
	)

	DescribeTable("is described", func(o *cases.Observation, words string) {
		Expect(o.Describe()).To(ContainElement(words))
	},
		Entry("with its close_notify as that of TCP", seen(overTLS, notified, ends(cases.GotFIN)), "the connection ended by FIN"),
		Entry("without one as such", seen(overTLS, ends(cases.GotFIN)), "the connection ended by FIN, without a close_notify"),
		Entry("without TLS as that of TCP", seen(ends(cases.GotFIN)), "the connection ended by FIN"),
		Entry("by a reset as that", seen(overTLS, ends(cases.GotRST)), "the connection ended by RST"),
	)
})
