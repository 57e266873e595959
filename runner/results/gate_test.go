package results_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// with is a run with a case for each verdict.
func with(verdicts ...cases.Verdict) *results.Run {
	r := &results.Run{}
	for _, v := range verdicts {
		r.Cases = append(r.Cases, results.Case{Verdict: v})
	}
	return r
}

func disputed(r *results.Run) *results.Run {
	for i := range r.Cases {
		r.Cases[i].Disputed = "two readings"
	}
	return r
}

func breaking(r *results.Run) *results.Run {
	for i := range r.Cases {
		r.Cases[i].ID = "resilience/lengths/one"
	}
	return r
}

func partial(r *results.Run) *results.Run { r.Footer.Partial = "interrupted"; return r }

func expected(r *results.Run) *results.Run {
	for i := range r.Cases {
		r.Cases[i].Expected = &results.Expected{Reason: "known"}
	}
	return r
}

func deviating(r *results.Run) *results.Run {
	r.Footer.Deviations = []results.Deviation{{Case: "rfc6455/5.5/one", Says: "it passes"}}
	return r
}

// and adds the cases of another run.
func and(r, more *results.Run) *results.Run { r.Cases = append(r.Cases, more.Cases...); return r }

var _ = Describe("the gate", func() {
	DescribeTable("of", func(r *results.Run, must, should results.Outcome) {
		Expect(results.GateMust.Judge(r)).To(Equal(must), "must")
		Expect(results.GateShould.Judge(r)).To(Equal(should), "should")
	},
		Entry("nothing", with(), results.Nothing, results.Nothing),
		Entry("a pass", with(cases.Pass), results.Met, results.Met),
		Entry("what the specification leaves free", with(cases.Info), results.Met, results.Met),
		Entry("a broken MUST", with(cases.Pass, cases.Fail), results.Missed, results.Missed),
		Entry("a missed SHOULD", with(cases.Pass, cases.Warn), results.Met, results.Missed),
		Entry("a missed SHOULD alone", with(cases.Warn), results.Met, results.Missed),
		Entry("our own fault", with(cases.Pass, cases.Error), results.Missed, results.Missed),
		Entry("our own fault alone", with(cases.Error), results.Missed, results.Missed),
		Entry("what was skipped", with(cases.Skip, cases.Skip), results.Nothing, results.Nothing),
		Entry("what says nothing", with(cases.Inconclusive), results.Nothing, results.Nothing),
		Entry("what was skipped or says nothing, beside a pass", with(cases.Skip, cases.Inconclusive, cases.Pass), results.Met, results.Met),
		Entry("disputed breaches beside a pass", and(disputed(with(cases.Fail, cases.Warn, cases.Error)), with(cases.Pass)), results.Met, results.Met),
		Entry("disputed passes alone", disputed(with(cases.Pass)), results.Nothing, results.Nothing),
		Entry("disputed breaches alone", disputed(with(cases.Fail)), results.Nothing, results.Nothing),
		Entry("disputed passes beside a breach", and(disputed(with(cases.Pass)), with(cases.Fail)), results.Missed, results.Missed),
		Entry("a target that broke", breaking(with(cases.Fail)), results.Missed, results.Missed),
		Entry("a target that broke, beside passes", and(breaking(with(cases.Fail)), with(cases.Pass)), results.Missed, results.Missed),
		Entry("a target that bears everything", breaking(with(cases.Pass)), results.Met, results.Met),
		Entry("what is unusual of a target that bears everything", breaking(with(cases.Pass, cases.Warn, cases.Info)), results.Met, results.Met),
		Entry("known failures beside a pass", and(expected(with(cases.Fail, cases.Warn)), with(cases.Pass)), results.Met, results.Met),
		Entry("known failures alone", expected(with(cases.Fail)), results.Met, results.Met),
		Entry("known failures beside one that is not", and(expected(with(cases.Fail)), with(cases.Fail)), results.Missed, results.Missed),
		Entry("a known failure to survive", breaking(expected(with(cases.Fail))), results.Met, results.Met),
		Entry("a known failure that did not come", deviating(with(cases.Pass)), results.Missed, results.Missed),
		Entry("known failures in a part of the cases", partial(expected(with(cases.Fail))), results.Nothing, results.Nothing),
		Entry("a part of the cases", partial(with(cases.Pass)), results.Nothing, results.Nothing),
		Entry("a part of the cases, with a broken MUST", partial(with(cases.Pass, cases.Fail)), results.Missed, results.Missed),
		Entry("a part of the cases, with a missed SHOULD", partial(with(cases.Pass, cases.Warn)), results.Nothing, results.Missed),
	)

	DescribeTable("names the grades that miss it in", func(r *results.Run, must, should []cases.Grade) {
		Expect(results.GateMust.Missed(r)).To(Equal(must), "must")
		Expect(results.GateShould.Missed(r)).To(Equal(should), "should")
	},
		Entry("nothing", with(), nil, nil),
		Entry("passes of both", and(with(cases.Pass), breaking(with(cases.Pass))), nil, nil),
		Entry("a missed SHOULD, and what is unusual", and(with(cases.Warn), breaking(with(cases.Warn))), nil, []cases.Grade{cases.Conformance}),
		Entry("a target that broke", and(with(cases.Pass), breaking(with(cases.Fail))), []cases.Grade{cases.Resilience}, []cases.Grade{cases.Resilience}),
		Entry("a broken MUST, and a target that broke", and(breaking(with(cases.Fail)), with(cases.Fail)),
			[]cases.Grade{cases.Conformance, cases.Resilience}, []cases.Grade{cases.Conformance, cases.Resilience}),
	)
})
