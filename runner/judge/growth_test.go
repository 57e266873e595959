package judge_test

import (
	"math"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/judge"
)

var _ = Describe("a case that was carried out at several sizes", func() {
	const ms = time.Millisecond
	growing := func(memory bool, accept ...cases.Outcome) *cases.Case {
		return &cases.Case{ID: "s/1/growing", Covers: []string{must}, Accept: accept,
			Growth: &cases.Growth{Unit: "things", Sizes: []int{1000, 2000, 4000}, Memory: memory}}
	}
	// measured takes as long as a power of the size says, and 64 ms for the largest.
	measured := func(power float64, change ...func(*cases.Measured)) *cases.Measured {
		m := &cases.Measured{Base: []time.Duration{ms, ms, ms}}
		for _, n := range []int{1000, 2000, 4000} {
			took := ms + time.Duration(math.Pow(float64(n)/4000, power)*float64(64*ms))
			m.Sizes = append(m.Sizes, cases.Sized{N: n, Took: []time.Duration{took, took, took}})
		}
		for _, f := range change {
			f(m)
		}
		return m
	}
	loaded := func(m *cases.Measured) { m.Base = []time.Duration{ms, ms, 50 * ms} }
	few := func(m *cases.Measured) { m.Sizes = m.Sizes[:2] }
	unanswered := func(m *cases.Measured) { m.Unanswered = 8000 }
	proportionate := []cases.Outcome{cases.Passes(cases.Proportionate), cases.Informs(cases.Unanswered, "it stops")}
	last := func() *judge.Result {
		return &judge.Result{Verdict: cases.Pass, Observation: &cases.Observation{Opened: true}}
	}

	DescribeTable("is judged by its times", func(m *cases.Measured, verdict cases.Verdict, again bool, note string) {
		r := judge.Growth(growing(false, proportionate...), m, last())
		Expect(r.Verdict).To(Equal(verdict), r.Note)
		Expect(r.Unmatched).To(Equal(again))
		Expect(r.Note).To(ContainSubstring(note))
		Expect(r.Shaky).To(BeTrue(), "time decides")
		Expect(r.Observation.Describe()).To(HaveLen(1 + len(m.Sizes) + map[bool]int{true: 1}[m.Unanswered > 0]))
	},
		Entry("linear", measured(1), cases.Pass, false, ""),
		Entry("quadratic", measured(2), cases.Fail, true, "the time grows with the power 2.0 of the number of things"),
		Entry("quadratic on a machine under load", measured(2, loaded), cases.Inconclusive, false, "was slow as well"),
		Entry("linear on a machine under load", measured(1, loaded), cases.Pass, false, ""),
		Entry("of too few sizes", measured(2, few), cases.Inconclusive, false, "the growth of the time cannot be told: 2 sizes"),
		Entry("without an answer to the largest", measured(1, unanswered), cases.Info, false, "it stops"),
		Entry("without an answer to any but few", measured(1, few, unanswered), cases.Info, false, "it stops"),
		Entry("quadratic, and without an answer to the largest", measured(2, unanswered), cases.Fail, true, "the power 2.0"),
	)

	It("is not judged by its times if the question is that of memory", func() {
		weighed := func(m *cases.Measured) {
			for i := range m.Sizes {
				m.Sizes[i].Memory = []int64{1 << 20, 1 << 20, 1 << 20}
			}
		}
		c := growing(true, cases.Passes(cases.Keeps(64)), cases.Warns(cases.KeepsMore, "more"))
		Expect(judge.Growth(c, measured(2, weighed, loaded), last()).Verdict).To(Equal(cases.Pass))
		r := judge.Growth(c, measured(1), last())
		Expect(r.Verdict).To(Equal(cases.Inconclusive))
		Expect(r.Note).To(Equal("the memory of the target could not be read each time"))
		Expect(r.Shaky).To(BeFalse())
	})

	It("leaves the observation of its last exchange as it was", func() {
		l := last()
		judge.Growth(growing(false, proportionate...), measured(2), l)
		Expect(l.Observation.Growth).To(BeNil())
	})
})
