package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// agreed is a response with permessage-deflate, none is one without.
func agreed(p cases.Agreed) func(*cases.Observation) {
	return func(o *cases.Observation) { o.Response = &handshake.Response{Deflate: &p} }
}

func none(o *cases.Observation) { o.Response = &handshake.Response{} }

func wrong(rule *reference.Rule) func(*cases.Observation) {
	return func(o *cases.Observation) { o.Wrong = append(o.Wrong, reference.Finding{Rule: rule}) }
}

var _ = Describe("an answer about permessage-deflate", func() {
	small := cases.AgreesTo("a small window", func(a cases.Agreed) bool { return a.ServerMaxWindowBits == 8 })
	window := agreed(cases.Agreed{ServerMaxWindowBits: 8})

	DescribeTable("is", func(agrees, agreesSmall, declines bool, changes ...func(*cases.Observation)) {
		o := seen(changes...)
		Expect(cases.Agrees.Met(o)).To(Equal(agrees), "agrees")
		Expect(small.Met(o)).To(Equal(agreesSmall), "agrees to a small window")
		Expect(cases.Declines.Met(o)).To(Equal(declines), "declines")
	},
		Entry("that it is in use", true, false, false, agreed(cases.Agreed{}), fenced),
		Entry("that it is in use with that window", true, true, false, window, fenced),
		Entry("that it is in use, whatever else is wrong with the response", true, true, false, window, fenced, wrong(handshake.EmptyElement)),
		Entry("nothing if the response is to another request", false, false, false, window, fenced, wrong(handshake.Accept)),
		Entry("nothing if the connection does not work", false, false, false, window),
		Entry("that it is not in use", false, false, true, none, fenced),
		Entry("that it is not in use, whatever else is wrong with the response", false, false, true, none, fenced, wrong(handshake.EmptyElement)),
		Entry("nothing if it cannot be read", false, false, false, none, fenced, wrong(handshake.ExtensionsForm)),
		Entry("nothing if it is not in use and the connection does not work", false, false, false, none),
		Entry("nothing if there is no response", false, false, false, fenced),
		Entry("nothing if the handshake was refused", false, false, false, none, unopened, fenced),
	)

	It("is described", func() {
		Expect(cases.Agrees.String()).To(Equal("101 with permessage-deflate"))
		Expect(small.String()).To(Equal("101 with permessage-deflate and a small window"))
		Expect(cases.Declines.String()).To(Equal("101 without permessage-deflate"))
	})
})
