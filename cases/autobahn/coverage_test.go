package autobahn_test

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/cases/autobahn"
)

var _ = Describe("The table", func() {
	covered := map[string]bool{}
	for _, c := range all.Table() {
		for _, id := range c.Autobahn {
			covered[id] = true
		}
	}

	It("covers everything that Autobahn asks, or the inventory says why not", func() {
		var open []*autobahn.Case
		for _, c := range autobahn.All() {
			if !covered[c.ID] && c.WhyNot() == "" {
				open = append(open, c)
			}
		}
		Expect(autobahn.Patterns(open)).To(BeEmpty())
	})

	It("covers nothing of which the inventory says why not", func() {
		for _, c := range autobahn.All() {
			Expect(covered[c.ID] && c.WhyNot() != "").To(BeFalse(), c.ID)
		}
	})

	It("covers nothing that Autobahn does not have", func() {
		for id := range covered {
			Expect(autobahn.Find(id)).NotTo(BeNil(), id)
		}
	})

	It("names an identifier once in a case", func() {
		for _, c := range all.Table() {
			sorted := slices.Sorted(slices.Values(c.Autobahn))
			Expect(slices.Compact(slices.Clone(sorted))).To(Equal(sorted), c.ID)
		}
	})
})
