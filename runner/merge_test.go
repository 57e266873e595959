package runner_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// shardsOf are the runs of all shards of a list of two cases.
func shardsOf() []runner.Part {
	var parts []runner.Part
	for i, id := range []string{"rfc6455/5.5/one", "rfc6455/5.5/two"} {
		parts = append(parts, runner.Part{Name: string('a' + rune(i)), Run: &results.Run{
			Header: results.Header{
				Kind: "header", Schema: results.Schema, Tool: "wsspec v1", Started: time.Date(2026, 3, 4-i, 0, 0, 0, 0, time.UTC), Cases: 1,
				Target: results.Target{URL: "ws://wsspec.example:900" + string('0'+rune(i)) + "/", Role: "server"},
				Config: results.Config{Seed: 7, Shard: &results.Shard{Number: i + 1, Of: 2, Cases: 2, Digest: "abc"}},
			},
			Cases:  []results.Case{{Kind: "case", Index: 1 - i, ID: id, Verdict: cases.Pass}},
			Footer: results.Footer{Kind: "footer", Duration: time.Duration(i+1) * time.Second, Counts: map[cases.Verdict]int{cases.Pass: 1}},
		}})
	}
	return parts
}

var _ = Describe("merging shards", func() {
	table := all.Table()

	It("is the run that a single one would have been", func() {
		merged, err := runner.Merge(shardsOf(), table)
		Expect(err).NotTo(HaveOccurred())
		Expect(merged.Cases).To(HaveExactElements(HaveField("ID", "rfc6455/5.5/two"), HaveField("ID", "rfc6455/5.5/one")), "in the order of the table")
		Expect(merged.Header.Cases).To(Equal(2))
		Expect(merged.Header.Started.Day()).To(Equal(3), "since the first began")
		Expect(merged.Header.Config.Shard).To(BeNil())
		Expect(merged.Header.Target.Notes).To(BeEmpty())
		Expect(merged.Footer.Counts).To(Equal(map[cases.Verdict]int{cases.Pass: 2}))
		Expect(merged.Footer.Duration).To(Equal(2 * time.Second))
	})

	It("is partial if a shard is, and keeps all seeds", func() {
		parts := shardsOf()
		parts[1].Run.Footer.Partial = "interrupted"
		parts[1].Run.Header.Config.Seed = 8
		merged, err := runner.Merge(parts, table)
		Expect(err).NotTo(HaveOccurred())
		Expect(merged.Footer.Partial).To(Equal("shard 2: interrupted"))
		Expect(merged.Header.Target.Notes).To(Equal([]string{"the seeds of the shards: 7, 8"}))
	})

	It("tells a broken rule in the case that watches for it, in whichever shard it was seen", func() {
		var home *cases.Case
		for _, c := range table {
			if len(c.Watches) > 0 && c.Watches[0].Row == "6455-5.1-04" {
				home = c
			}
		}
		Expect(home).NotTo(BeNil())
		parts := shardsOf()
		rule := home.Watches[0]
		parts[0].Run.Cases[0].ID = home.ID
		parts[1].Run.Cases[0].Breaches = []results.Breach{{Row: rule.Row, Rule: rule.Says, Saw: "a masked frame"}}
		parts[1].Run.Cases[0].Transcript = []results.Entry{{Dir: "<", Bytes: []byte{0x81, 0x80, 0, 0, 0, 0}}}
		merged, err := runner.Merge(parts, table)
		Expect(err).NotTo(HaveOccurred())
		told := merged.Cases[1]
		Expect(told.ID).To(Equal(home.ID))
		Expect(told.Verdict).To(Equal(cases.Fail))
		Expect(told.Note).To(Equal("seen first in rfc6455/5.5/two: a masked frame"))
		Expect(told.Seen).To(Equal("rfc6455/5.5/two"))
		Expect(told.Transcript).To(Equal(merged.Cases[0].Transcript))
		Expect(merged.Footer.Counts).To(Equal(map[cases.Verdict]int{cases.Pass: 1, cases.Fail: 1}))
	})

	It("keeps what was expected and what deviated, and excuses no failure that another shard shows", func() {
		var home *cases.Case
		for _, c := range table {
			if len(c.Watches) > 0 && c.Watches[0].Row == "6455-5.1-04" {
				home = c
			}
		}
		known := &results.Expected{Reason: "known"}
		parts := shardsOf()
		parts[0].Run.Cases[0].ID, parts[0].Run.Cases[0].Expected = home.ID, known
		parts[0].Run.Cases[0].Verdict, parts[0].Run.Cases[0].Got = cases.Fail, []string{"another failure"}
		parts[1].Run.Cases[0].Expected = known
		for i := range parts {
			parts[i].Run.Footer.Deviations = []results.Deviation{{Case: parts[i].Name, Says: "passes"}}
		}
		merged, err := runner.Merge(parts, table)
		Expect(err).NotTo(HaveOccurred())
		Expect(merged.Cases).To(HaveEach(HaveField("Expected", known)))
		Expect(merged.Footer.Deviations).To(HaveExactElements(HaveField("Case", "a"), HaveField("Case", "b")))

		rule := home.Watches[0]
		parts[1].Run.Cases[0].Breaches = []results.Breach{{Row: rule.Row, Rule: rule.Says, Saw: "a masked frame"}}
		merged, err = runner.Merge(parts, table)
		Expect(err).NotTo(HaveOccurred())
		Expect(merged.Cases[0].Expected).To(Equal(known))
		Expect(merged.Cases[1].Expected).To(BeNil())
	})

	DescribeTable("is refused in a sentence", func(sentence string, change func([]runner.Part) []runner.Part) {
		merged, err := runner.Merge(change(shardsOf()), table)
		Expect(err).To(MatchError(sentence))
		Expect(merged).To(BeNil())
	},
		Entry("of nothing", "there is no shard", func([]runner.Part) []runner.Part { return nil }),
		Entry("of a gap", "shards are missing: 1/2", func(p []runner.Part) []runner.Part { return p[1:] }),
		Entry("of an overlap", "b and a are both shard 2/2: leave one out", func(p []runner.Part) []runner.Part {
			p[0].Run.Header.Config.Shard.Number = 2
			return []runner.Part{p[1], p[0]}
		}),
		Entry("of a whole run", "b is a whole run, no shard of one (wsspec run --shard)", func(p []runner.Part) []runner.Part { p[1].Run.Header.Config.Shard = nil; return p }),
		Entry("of two whole runs", "a is a whole run, no shard of one (wsspec run --shard)", func(p []runner.Part) []runner.Part {
			p[0].Run.Header.Config.Shard, p[1].Run.Header.Config.Shard = nil, nil
			return p
		}),
		Entry("of two versions", "a and b were written by wsspec v1 and wsspec v2", func(p []runner.Part) []runner.Part { p[1].Run.Header.Tool = "wsspec v2"; return p }),
		Entry("of two targets", "a and b are of other targets: ws://wsspec.example:9000/ and ws://other.example/", func(p []runner.Part) []runner.Part {
			p[1].Run.Header.Target.URL = "ws://other.example/"
			return p
		}),
		Entry("of other numbers of shards", "a and b are of 2 and of 3 shards", func(p []runner.Part) []runner.Part { p[1].Run.Header.Config.Shard.Of = 3; return p }),
		Entry("of other cases", "a and b are of runs that were asked for other cases", func(p []runner.Part) []runner.Part { p[1].Run.Header.Config.Shard.Digest = "abd"; return p }),
		Entry("with and without --stress", "a and b are of runs that were asked for other cases", func(p []runner.Part) []runner.Part { p[1].Run.Header.Config.Stress = true; return p }),
		Entry("of a file that lacks lines", "the shards have 1 cases and should have 2: a file lacks lines", func(p []runner.Part) []runner.Part { p[1].Run.Cases = nil; return p }),
		Entry("of a case that is there twice", "the case rfc6455/5.5/one is there twice: merge the shards of one run", func(p []runner.Part) []runner.Part {
			p[1].Run.Cases = p[0].Run.Cases
			return p
		}),
	)
})

var _ = Describe("a shard", func() {
	table := all.Table()

	It("has each case in one part, with its twin, and each part is the same every time", func() {
		const parts = 5
		seen := map[string]int{}
		for number := range parts {
			shard, err := runner.NewShard(table, number+1, parts)
			Expect(err).NotTo(HaveOccurred())
			again, err := runner.NewShard(table, number+1, parts)
			Expect(err).NotTo(HaveOccurred())
			Expect(again.Cases).To(Equal(shard.Cases))
			Expect(len(shard.Cases)).To(BeNumerically(">", len(table)/parts/2), "the parts are about as large")
			for _, c := range shard.Cases {
				seen[c.ID]++
				if c.Twin != "" {
					Expect(shard.Cases.Find(c.Twin)).NotTo(BeNil(), c.ID)
				}
			}
		}
		Expect(seen).To(HaveLen(len(table)))
		for id, n := range seen {
			Expect(n).To(Equal(1), id)
		}
	})

	It("needs a case", func() {
		_, err := runner.NewShard(table[:1], 2, 2)
		Expect(err).To(MatchError("shard 2 of 2 has no case: the cases make 1 shards at most"))
	})
})
