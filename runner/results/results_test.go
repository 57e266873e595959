package results_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

var _ = Describe("the counts of a run", func() {
	It("are kept apart for each grade", func() {
		var footer results.Footer
		r := and(with(cases.Pass, cases.Fail, cases.Pass), breaking(with(cases.Pass, cases.Fail)))
		for i := range r.Cases {
			footer.Count(&r.Cases[i])
		}
		Expect(footer.Counts).To(Equal(map[cases.Verdict]int{cases.Pass: 2, cases.Fail: 1}))
		Expect(footer.Resilience).To(Equal(map[cases.Verdict]int{cases.Pass: 1, cases.Fail: 1}))
	})

	It("of one grade leave out the other", func() {
		r := and(with(cases.Pass, cases.Fail, cases.Pass), breaking(with(cases.Pass, cases.Fail, cases.Info, cases.Skip, cases.Inconclusive, cases.Error)))
		Expect(r.Tally(cases.Conformance)).To(Equal(map[cases.Verdict]int{cases.Pass: 2, cases.Fail: 1}))
		Expect(r.Tally(cases.Resilience)).To(HaveLen(6))
		held, judged := r.Held()
		Expect([]int{held, judged}).To(Equal([]int{2, 3}))
	})
})
