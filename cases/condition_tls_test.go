package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/handshake"
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

	refused := func(o *cases.Observation) {
		o.Opened, o.Response = false, &handshake.Response{Status: 400}
	}
	DescribeTable("of a server that refuses a handshake meets", func(o *cases.Observation, met cases.Condition) {
		for _, c := range []cases.Condition{cases.RefusalEndsTLS, cases.RefusalResets, cases.RefusalStays} {
			Expect(c.Met(o)).To(Equal(c == met), c.String())
		}
	},
		Entry("with a close_notify the good one", seen(refused, notified, ends(cases.GotFIN)), cases.RefusalEndsTLS),
		Entry("without one none", seen(refused, ends(cases.GotFIN)), nil),
		Entry("by a reset that one", seen(refused, ends(cases.GotRST)), cases.RefusalResets),
		Entry("that does not come that one", seen(refused), cases.RefusalStays),
		Entry("behind a handshake that was not refused none", seen(notified, ends(cases.GotFIN)), nil),
	)

	It("of a server that refuses a handshake is described behind its response", func() {
		Expect(seen(refused, overTLS, ends(cases.GotFIN)).Describe()).To(HaveExactElements(
			HavePrefix("status 400"), "the connection ended by FIN, without a close_notify"))
	})

	DescribeTable("is described", func(o *cases.Observation, words string) {
		Expect(o.Describe()).To(ContainElement(words))
	},
		Entry("with its close_notify as that of TCP", seen(overTLS, notified, ends(cases.GotFIN)), "the connection ended by FIN"),
		Entry("without one as such", seen(overTLS, ends(cases.GotFIN)), "the connection ended by FIN, without a close_notify"),
		Entry("without TLS as that of TCP", seen(ends(cases.GotFIN)), "the connection ended by FIN"),
		Entry("by a reset as that", seen(overTLS, ends(cases.GotRST)), "the connection ended by RST"),
	)
})
