package runner_test

import (
	"bytes"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// recorded is a run against a server with a fault, or none, as it comes back from a file.
func recorded(fault string, selectors ...string) *results.Run {
	GinkgoHelper()
	config := serverConfig(nil)
	if fault != "" {
		config.Fault = endpoint.FindFault(fault)
		Expect(config.Fault).NotTo(BeNil(), fault)
	}
	r, err := runIn(func() (*runner.Target, func()) { return serverIn(config) }, func(c *runner.Config) {
		selected, err := table.Select(selectors...)
		Expect(err).NotTo(HaveOccurred())
		c.Cases = selected
	})
	Expect(err).NotTo(HaveOccurred())
	var file bytes.Buffer
	w := results.NewWriter(&file)
	w.Started(r.Header)
	for _, c := range r.Cases {
		w.Judged(c)
	}
	w.Finished(r.Footer)
	run, err := results.Read(&file)
	Expect(err).NotTo(HaveOccurred())
	return run
}

func rejudged(run *results.Run, by cases.Table) *runner.Rejudged {
	GinkgoHelper()
	again, err := runner.Rejudge(run, by)
	Expect(err).NotTo(HaveOccurred())
	Expect(again.Run.Cases).To(HaveLen(len(run.Cases)))
	return again
}

func find(run *results.Run, id string) *results.Case {
	GinkgoHelper()
	for i := range run.Cases {
		if run.Cases[i].ID == id {
			return &run.Cases[i]
		}
	}
	Fail("no case " + id)
	return nil
}

// changed is the table with another version of a case.
func changed(id string, change func(*cases.Case)) cases.Table {
	other := slices.Clone(table)
	for i, c := range other {
		if c.ID == id {
			copied := *c
			change(&copied)
			other[i] = &copied
		}
	}
	return other
}

var _ = Describe("judging a recorded run again", func() {
	const ping = "rfc6455/5.5/ping-payload-126"

	DescribeTable("comes to the verdicts of the run, for the same reasons", func(fault string) {
		bulk()
		run := recorded(fault, "rfc6455/4", "rfc6455/5", "rfc6455/7", "rfc7692")
		again := rejudged(run, table)
		for i, c := range again.Run.Cases {
			was := run.Cases[i]
			Expect([]string{string(c.Verdict), c.Row}).To(Equal([]string{string(was.Verdict), was.Row}), "%s: %q, then %q", c.ID, was.Note, c.Note)
			if again.Kept[c.ID] == "" && !strings.HasPrefix(was.Note, "seen ") {
				Expect(c).To(Equal(was), c.ID)
			}
		}
		Expect(again.Run.Footer).To(Equal(run.Footer))
		for id, why := range again.Kept {
			if id != "rfc6455/4.2.1/target-64k" { // how long the field with the secret is stands behind what is kept of the request
				Expect(why).To(BeElementOf("it was not carried out", "its transcript does not have all bytes that came", "a secret is left out of the bytes that came",
					"what is on record is another case, in which its rule was broken"), id)
			}
		}
	},
		Entry("of a server that conforms", ""),
		Entry("of one that breaks a rule", "long-control"),
		Entry("of one that breaks a rule in all it sends", "masks-pongs-wrongly"),
		Entry("of one that drops connections", "fails-by-drop"),
	)

	It("says what today's table says", func() {
		run := recorded("long-control", "rfc6455/5.5")
		Expect(find(run, ping).Verdict).To(Equal(cases.Fail))
		again := rejudged(run, changed(ping, func(c *cases.Case) { c.Accept = cases.Outcomes(cases.Informs(anything{}, "whatever comes")) }))
		Expect(find(again.Run, ping).Verdict).To(Equal(cases.Info))
		Expect(find(again.Run, ping).Note).To(Equal("whatever comes"))
		Expect(again.Run.Footer.Counts[cases.Fail]).To(Equal(run.Footer.Counts[cases.Fail] - 1))
		Expect(again.Kept).NotTo(HaveKey(ping))
	})

	It("takes back what rests upon a twin that fails by now", func() {
		const twin = "rfc6455/5.5/control-payload-125"
		run := recorded("", ping)
		again := rejudged(run, changed(twin, func(c *cases.Case) {
			c.Accept = cases.Outcomes(cases.Outcome{Verdict: cases.Fail, When: c.Accept[0].When, Note: "not good enough"})
		}))
		Expect(find(again.Run, twin).Verdict).To(Equal(cases.Fail), "%v", again.Kept)
		Expect(find(again.Run, ping).Verdict).To(Equal(cases.Inconclusive))
		Expect(find(again.Run, ping).Note).To(Equal("its twin " + twin + ", the same without the defect, has the verdict fail"))
	})

	DescribeTable("keeps a verdict, and says why, if", func(why string, by func() cases.Table, change func(*results.Case)) {
		run := recorded("", ping)
		change(find(run, ping))
		again := rejudged(run, by())
		Expect(again.Kept).To(HaveKeyWithValue(ping, why))
		Expect(find(again.Run, ping)).To(Equal(find(run, ping)))
	},
		Entry("the case is gone", "there is no such case any more", func() cases.Table { return changed(ping, func(c *cases.Case) { c.ID = "rfc6455/5.5/other" }) }, func(*results.Case) {}),
		Entry("the case sends something else", "the case sends something else by now", func() cases.Table {
			return changed(ping, func(c *cases.Case) { c.Script = table.Find("rfc6455/5.5/ping-payload-127").Script })
		}, func(*results.Case) {}),
		Entry("it was not carried out", "it was not carried out", today, func(c *results.Case) { c.Transcript = nil }),
		Entry("the end is not on record", "the case sends something else by now", today, func(c *results.Case) { c.Transcript = c.Transcript[:len(c.Transcript)-1] }),
		Entry("bytes that came are not on record", "its transcript does not have all bytes that came", today, func(c *results.Case) {
			for i := range c.Transcript {
				if e := &c.Transcript[i]; e.Dir == "<" {
					e.Size = int64(len(e.Bytes)) + 1
				}
			}
		}),
		Entry("a secret came", "a secret is left out of the bytes that came", today, func(c *results.Case) {
			for i := range c.Transcript {
				if e := &c.Transcript[i]; e.Dir == "<" {
					e.Bytes = append(e.Bytes, "******"...)
				}
			}
		}),
		Entry("something happened that nobody knows", `its transcript has what this version does not know: "an earthquake"`, today, func(c *results.Case) {
			c.Transcript = slices.Insert(c.Transcript, 2, results.Entry{Dir: "!", Event: "an earthquake"})
		}),
		Entry("its answers differed", "its answers differed, and one of them is on record", today, func(c *results.Case) { c.Verdict, c.Attempts = cases.Inconclusive, 3 }),
	)

	DescribeTable("is refused", func(sentence string, change func(*results.Run)) {
		run := recorded("", ping)
		change(run)
		_, err := runner.Rejudge(run, table)
		Expect(err).To(MatchError(ContainSubstring(sentence)))
	},
		Entry("of a client", "the results are of a client", func(r *results.Run) { r.Header.Target.Role = "client" }),
		Entry("without a URL", "the results have no target that can be judged", func(r *results.Run) { r.Header.Target.URL = "nowhere" }),
	)
})

func today() cases.Table { return table }

// anything is met by any answer.
type anything struct{}

func (anything) Met(*cases.Observation) bool { return true }
func (anything) Want() cases.Want            { return cases.WantEnd }
func (anything) String() string              { return "anything" }
