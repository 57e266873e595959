package permessagedeflate_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

const pmd = "permessage-deflate"

// judged are answers to offers, and the rules that they break.
var judged = []example{
	entry(pmd, ""),
	entry(pmd, pmd),
	entry("x-foo, "+pmd, "x-foo"),
	entry("x-foo, "+pmd, "x-foo, "+pmd),
	entry(pmd, "x-foo; server_max_window_bits=99"),

	// What a server may add, and what only after it was offered.
	entry(pmd, pmd+"; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8"),
	entry(pmd, pmd+"; client_max_window_bits=15", permessagedeflate.ClientBitsUnasked),
	entry(pmd+"; server_max_window_bits=10", pmd+"; server_max_window_bits=10; client_max_window_bits=10", permessagedeflate.ClientBitsUnasked),
	entry(pmd+"; client_max_window_bits", pmd+"; client_max_window_bits=8"),
	entry(pmd+"; client_max_window_bits=8", pmd+"; client_max_window_bits=15"),
	entry(pmd+"; client_max_window_bits=8", pmd),
	entry(pmd+"; client_no_context_takeover", pmd),

	// What it has to keep.
	entry(pmd+"; server_no_context_takeover", pmd, permessagedeflate.ServerTakeoverMissing),
	entry(pmd+"; server_no_context_takeover", pmd+"; client_no_context_takeover", permessagedeflate.ServerTakeoverMissing),
	entry(pmd+"; server_max_window_bits=10", pmd, permessagedeflate.ServerBitsLarger),
	entry(pmd+"; server_max_window_bits=10", pmd+"; server_max_window_bits=11", permessagedeflate.ServerBitsLarger),
	entry(pmd+"; server_max_window_bits=10", pmd+"; server_max_window_bits=10"),
	entry(pmd+"; server_max_window_bits=10", pmd+"; server_max_window_bits=8"),
	entry(pmd+"; server_max_window_bits=14", pmd, permessagedeflate.ServerBitsLarger),
	entry(pmd+"; server_max_window_bits=15", pmd),
	entry(pmd+"; server_max_window_bits=10; server_no_context_takeover", pmd+"; client_max_window_bits=9",
		permessagedeflate.ServerTakeoverMissing, permessagedeflate.ServerBitsLarger, permessagedeflate.ClientBitsUnasked),

	// Several offers: the one that fits best counts, wherever it stands.
	entry(pmd+"; server_max_window_bits=10, "+pmd, pmd),
	entry(pmd+", "+pmd+"; server_max_window_bits=10", pmd),
	entry(pmd+"; server_max_window_bits=8, "+pmd+"; server_max_window_bits=12", pmd+"; server_max_window_bits=12"),
	entry(pmd+"; server_max_window_bits=8, "+pmd+"; server_max_window_bits=12", pmd, permessagedeflate.ServerBitsLarger),
	entry(pmd+"; server_no_context_takeover; server_max_window_bits=8, "+pmd+"; client_max_window_bits; server_max_window_bits=9",
		pmd+"; client_max_window_bits=9", permessagedeflate.ServerBitsLarger),
	entry(pmd+", "+pmd+"; client_max_window_bits", pmd+"; client_max_window_bits=15"),
	entry(pmd+"; foo, "+pmd, pmd),
	entry(pmd+", "+pmd+"; foo", pmd),

	// Offers that have to be declined.
	entry(pmd+"; foo", pmd, permessagedeflate.AcceptsUnknown),
	entry(pmd+"; server_max_window_bits=16", pmd, permessagedeflate.AcceptsInvalid),
	entry(pmd+"; server_max_window_bits", pmd+"; server_max_window_bits=15", permessagedeflate.AcceptsInvalid),
	entry(pmd+"; server_no_context_takeover; server_no_context_takeover", pmd+"; server_no_context_takeover", permessagedeflate.AcceptsRepeated),
	entry(pmd+"; foo, "+pmd+"; client_max_window_bits=7", pmd, permessagedeflate.AcceptsUnknown),
	entry(pmd+"; foo, "+pmd+"; server_no_context_takeover", pmd, permessagedeflate.ServerTakeoverMissing),

	// Answers that no offer makes right.
	entry(pmd, pmd+", "+pmd, permessagedeflate.AnswerRepeated),
	entry(pmd, pmd+", "+pmd+"; foo, "+pmd, permessagedeflate.AnswerRepeated),
	entry(pmd+", "+pmd+"; client_max_window_bits", pmd+", "+pmd+"; client_max_window_bits=9", permessagedeflate.AnswerRepeated),
	entry(pmd, pmd+"; foo", permessagedeflate.ParamUnknown),
	entry(pmd+"; foo", pmd+"; foo", permessagedeflate.ParamUnknown),
	entry(pmd, pmd+"; server_no_context_takeover; server_no_context_takeover", permessagedeflate.ParamRepeated),
	entry(pmd, pmd+"; server_no_context_takeover=1", permessagedeflate.ServerTakeoverValue),
	entry(pmd, pmd+"; client_no_context_takeover=1", permessagedeflate.ClientTakeoverValue),
	entry(pmd, pmd+"; server_max_window_bits", permessagedeflate.ServerBitsValue),
	entry(pmd+"; server_max_window_bits=16", pmd+"; server_max_window_bits=16", permessagedeflate.ServerBitsValue),
	entry(pmd+"; client_max_window_bits", pmd+"; client_max_window_bits", permessagedeflate.ClientBitsValue),
	entry(pmd+"; client_max_window_bits", pmd+"; client_max_window_bits=08", permessagedeflate.ClientBitsValue),

	// Whether case counts is not said.
	entry("Permessage-Deflate", pmd),
	entry("Permessage-Deflate", "permessage-deflate; server_no_context_takeover"),
	entry("Permessage-Deflate; foo", pmd, permessagedeflate.AcceptsUnknown),
	entry(pmd+"; Server_No_Context_Takeover", pmd+"; server_no_context_takeover"),
	entry(pmd+"; foo, "+pmd+"; Server_No_Context_Takeover", pmd+"; server_no_context_takeover"),
	entry(pmd, pmd+"; Server_No_Context_Takeover"),
	entry(pmd, pmd+"; Server_No_Context_Takeover; server_no_context_takeover", permessagedeflate.ParamRepeated),
	entry(pmd, pmd+"; Server_Max_Window_Bits=16", permessagedeflate.ServerBitsValue),
	entry(pmd+"; Server_No_Context_Takeover", pmd, permessagedeflate.AcceptsUnknown),
	entry(pmd+"; Server_Max_Window_Bits=16", pmd, permessagedeflate.AcceptsUnknown),
	entry(pmd+"; Server_Max_Window_Bits=10; foo", pmd+"; server_max_window_bits=10", permessagedeflate.AcceptsUnknown),
	entry(pmd, pmd+", PERMESSAGE-DEFLATE", permessagedeflate.AnswerRepeated),
}

type example struct {
	offered, chosen string
	broken          []*reference.Rule
}

func entry(offered, chosen string, broken ...*reference.Rule) example {
	return example{offered, chosen, broken}
}

var _ = Describe("an answer", func() {
	for _, e := range judged {
		It("is held against the offers: "+e.offered+" -> "+e.chosen, func() {
			answer := permessagedeflate.Judge(elements(e.chosen), elements(e.offered))
			var broken []*reference.Rule
			for _, f := range answer.Findings {
				broken = append(broken, f.Rule)
				Expect(f.Saw).NotTo(BeEmpty())
			}
			Expect(broken).To(Equal(e.broken))
			Expect(answer.Agreed != nil).To(Equal(strings.Contains(e.chosen, pmd)))
		})
	}

	It("breaks every rule in one of the examples", func() {
		broken := map[*reference.Rule]bool{}
		for _, e := range judged {
			for _, rule := range e.broken {
				broken[rule] = true
			}
		}
		for _, rule := range permessagedeflate.Rules {
			Expect(broken).To(HaveKey(rule), rule.Name)
		}
	})

	It("is lawful for one offer if it keeps what is asked and adds no client_max_window_bits", func() {
		some := everyParams([]int{0, 8, 9, 15})
		for _, offer := range some {
			for _, answer := range some {
				if answer.ClientMaxWindowBitsBare {
					continue // no answer
				}
				keepsWindow := offer.ServerMaxWindowBits%15 == 0 || answer.ServerMaxWindowBits > 0 && answer.ServerMaxWindowBits <= offer.ServerMaxWindowBits
				keepsTakeover := answer.ServerNoContextTakeover || !offer.ServerNoContextTakeover
				mayLimit := answer.ClientMaxWindowBits == 0 || offer.ClientMaxWindowBits > 0 || offer.ClientMaxWindowBitsBare
				judged := permessagedeflate.Judge(elements(answer.String()), elements(offer.String()))
				if (len(judged.Findings) == 0) != (keepsWindow && keepsTakeover && mayLimit) || *judged.Agreed != answer {
					Fail(offer.String() + " -> " + answer.String())
				}
			}
		}
	})
})

var _ = Describe("a server that takes every lawful offer", func() {
	DescribeTable("answers", func(offered, answer string) {
		p, ok := permessagedeflate.Accept(elements(offered))
		Expect(ok).To(Equal(answer != ""))
		if ok {
			Expect(p.String()).To(Equal(answer))
		} else {
			Expect(p).To(BeZero())
		}
	},
		EntryDescription("%[1]s -> %[2]s"),
		Entry(nil, "", ""),
		Entry(nil, "x-foo", ""),
		Entry(nil, "Permessage-Deflate", ""),
		Entry(nil, pmd+"; Server_No_Context_Takeover", ""),
		Entry(nil, pmd, pmd),
		Entry(nil, pmd+"; client_max_window_bits", pmd),
		Entry(nil, pmd+"; client_max_window_bits=9", pmd+"; client_max_window_bits=9"),
		Entry(nil, pmd+"; foo", ""),
		Entry(nil, pmd+"; foo, x-foo, "+pmd+"; server_max_window_bits=10, "+pmd, pmd+"; server_max_window_bits=10"),
		Entry(nil, pmd+"; server_max_window_bits=7, "+pmd+"; server_no_context_takeover; server_no_context_takeover", ""),
	)

	It("gives no answer that is wrong", func() {
		offers := everyParams(everyWindow)
		for i, first := range offers {
			offered := elements(first.String() + ", x-foo, " + offers[len(offers)-1-i].String())
			p, ok := permessagedeflate.Accept(offered)
			Expect(ok).To(BeTrue())
			Expect(permessagedeflate.Judge(elements(p.String()), offered).Findings).To(BeEmpty(), first.String())
		}
	})
})
