package expectations_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/expectations"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/runner/results"
)

const one = "rfc6455/5.5/one"

// ended is a whole run with one case.
func ended(id string, verdict cases.Verdict, got string) *results.Run {
	return &results.Run{Cases: []results.Case{{ID: id, Verdict: verdict, Got: []string{got}, Note: "a note"}}}
}

var today = time.Date(2026, 7, 1, 23, 59, 0, 0, time.UTC)

// known is a list with one entry.
func known(change func(e *expectations.Entry)) *expectations.List {
	e := expectations.Entry{Line: 3, Case: one, Verdict: cases.Fail, Saw: "pong", Reason: "known", Link: "https://wsspec.example/1"}
	if change != nil {
		change(&e)
	}
	return &expectations.List{File: "wsspec.yaml", Entries: []expectations.Entry{e}}
}

var _ = Describe("A run", func() {
	DescribeTable("is as expected", func(change func(e *expectations.Entry), verdict cases.Verdict, got string) {
		run := ended(one, verdict, got)
		Expect(known(change).Apply(run, today)).To(BeEmpty())
		Expect(run.Cases[0].Expected).NotTo(BeNil())
		Expect(run.Cases[0].Expected.Reason).To(Equal("known"))
		Expect(run.Cases[0].Verdict).To(Equal(verdict))
		Expect(run.Footer.Deviations).To(BeEmpty())
		Expect(results.GateShould.Judge(run)).To(Equal(results.Met))
	},
		Entry("if it fails that way", nil, cases.Fail, "pong"),
		Entry("if it fails that way, later", nil, cases.Fail, "pong, after 3 ms"),
		Entry("if it is warned of that way", func(e *expectations.Entry) { e.Verdict = cases.Warn }, cases.Warn, "pong"),
		Entry("on the last day", func(e *expectations.Entry) { e.Expires = "2026-07-01" }, cases.Fail, "pong"),
		Entry("whatever it is, where anything is expected", func(e *expectations.Entry) { e.Saw = "*" }, cases.Fail, "text"),
		Entry("by its beginning", func(e *expectations.Entry) { e.Saw = "close 1011*" }, cases.Fail, `close 1011 "why"`),
		Entry("by its parts", func(e *expectations.Entry) { e.Saw = "*1011*\"*y\"" }, cases.Fail, `close 1011 "why"`),
	)

	DescribeTable("deviates", func(change func(e *expectations.Entry), verdict cases.Verdict, got, says string) {
		run := ended(one, verdict, got)
		Expect(known(change).Apply(run, today)).To(BeEmpty())
		Expect(run.Cases[0].Expected).To(BeNil())
		Expect(run.Footer.Deviations).To(HaveLen(1))
		Expect(run.Footer.Deviations[0].String()).To(Equal("wsspec.yaml:3: rfc6455/5.5/one " + says))
		Expect(results.GateMust.Judge(run)).To(Equal(results.Missed))
	},
		Entry("if it passes", nil, cases.Pass, "pong", "passes; remove the expectation"),
		Entry("if it is left free what it does", nil, cases.Info, "pong", "does not fail any more, its verdict is info; remove the expectation"),
		Entry("if it does something else", nil, cases.Fail, "text", `fails otherwise: expected was fail, "pong"; it is fail, "text"`),
		Entry("if it is not as bad", nil, cases.Warn, "pong", `fails otherwise: expected was fail, "pong"; it is warn, "pong"`),
		Entry("if it is worse", func(e *expectations.Entry) { e.Verdict = cases.Warn }, cases.Fail, "pong", `fails otherwise: expected was warn, "pong"; it is fail, "pong"`),
		Entry("if it begins otherwise", func(e *expectations.Entry) { e.Saw = "close*" }, cases.Fail, "a close", `fails otherwise: expected was fail, "close*"; it is fail, "a close"`),
		Entry("if it ends otherwise", func(e *expectations.Entry) { e.Saw = "*close" }, cases.Fail, "close 1000", `fails otherwise: expected was fail, "*close"; it is fail, "close 1000"`),
		Entry("if a part stands there once and is expected twice", func(e *expectations.Entry) { e.Saw = "close*close" }, cases.Fail, "close", `fails otherwise: expected was fail, "close*close"; it is fail, "close"`),
		Entry("the day after the last", func(e *expectations.Entry) { e.Expires = "2026-06-30" }, cases.Fail, "pong",
			"was expected to fail until 2026-06-30 and still does: have it mended, or think again and choose another day"),
	)

	DescribeTable("says nothing of what was expected", func(run *results.Run, selected bool, remarks ...string) {
		if selected {
			run.Header.Config.Selectors = []string{"rfc6455"}
		}
		list := known(func(e *expectations.Entry) { e.Expires = "2020-01-01" })
		Expect(list.Apply(run, today)).To(HaveExactElements(remarks))
		Expect(run.Cases[0].Expected).To(BeNil())
		Expect(run.Footer.Deviations).To(BeEmpty())
	},
		Entry("if it could not be judged", ended(one, cases.Inconclusive, "pong"), true,
			"wsspec.yaml:3: rfc6455/5.5/one could not be judged: a note; whether it fails as expected is not known"),
		Entry("if wsspec failed", ended(one, cases.Error, "pong"), false),
		Entry("if it was skipped", ended(one, cases.Skip, "pong"), false,
			"wsspec.yaml:3: rfc6455/5.5/one was skipped: a note; whether it fails as expected is not known"),
		Entry("if it was skipped of some", ended(one, cases.Skip, "pong"), true),
		Entry("if it is another case", ended("rfc6455/5.5/two", cases.Fail, "pong"), true),
		Entry("if it is another case, and all were asked for", ended("rfc6455/5.5/two", cases.Fail, "pong"), false,
			"wsspec.yaml:3: rfc6455/5.5/one is not among the cases for this target; whether it fails as expected is not known"),
	)

	It("forgets what was expected of it before", func() {
		run := ended(one, cases.Fail, "pong")
		run.Cases[0].Expected = &results.Expected{Reason: "old"}
		run.Footer.Deviations = []results.Deviation{{Case: one, Says: "old"}}
		new(expectations.List).Apply(run, today)
		Expect(run.Cases[0].Expected).To(BeNil())
		Expect(run.Footer.Deviations).To(BeEmpty())
	})

	DescribeTable("says of a case that watches all others that it passes", func(deviations int, change func(*results.Config)) {
		run := ended("rfc6455/5.6/five", cases.Pass, "")
		change(&run.Header.Config)
		watching := append(cases.Table{{ID: "rfc6455/5.6/five", Watches: []*reference.Rule{{Row: "6455-5.1-04"}}}}, table...)
		content := []byte(entry("case: rfc6455/5.6/five"))
		list, err := expectations.Read("wsspec.yaml", content, watching)
		Expect(err).NotTo(HaveOccurred())
		list.Apply(run, today)
		Expect(run.Footer.Deviations).To(HaveLen(deviations))
		_, changes, err := expectations.Update("wsspec.yaml", content, run, results.GateMust, watching)
		Expect(err).NotTo(HaveOccurred())
		Expect(changes.Removed).To(HaveLen(deviations))
	},
		Entry("in a whole run", 1, func(*results.Config) {}),
		Entry("but not of some cases", 0, func(c *results.Config) { c.Selectors = []string{"rfc6455/5.6"} }),
		Entry("but not where some were left out", 0, func(c *results.Config) { c.Exclude = []string{"rfc6455/5.5"} }),
		Entry("but not in a shard", 0, func(c *results.Config) { c.Shard = &results.Shard{Number: 1, Of: 2} }),
	)

	It("takes what a case that watches all others saw first for what it saw before, if only some others ran", func() {
		watching := cases.Table{{ID: one, Watches: []*reference.Rule{{Row: "6455-5.1-04"}}}}
		list, err := expectations.Read("wsspec.yaml", []byte(entry("saw: a mask")), watching)
		Expect(err).NotTo(HaveOccurred())
		run := ended(one, cases.Fail, "")
		run.Cases[0].Note = "seen first in rfc6455/5.5/two: another mask"
		list.Apply(run, today)
		Expect(run.Footer.Deviations).To(HaveLen(1))
		run.Header.Config.Selectors = []string{"rfc6455/5.5"}
		list.Apply(run, today)
		Expect(run.Footer.Deviations).To(BeEmpty())
		Expect(run.Cases[0].Expected).NotTo(BeNil())
	})

	It("is told of reasons that are not written yet, and fails for none of them", func() {
		list := known(func(e *expectations.Entry) { e.Reason = expectations.Unsaid })
		run := ended(one, cases.Fail, "pong")
		Expect(list.Apply(run, today)).To(Equal([]string{"wsspec.yaml:3: the reason is still to be written"}))
		Expect(results.GateMust.Judge(run)).To(Equal(results.Met))
		list.Entries = append(list.Entries, list.Entries[0])
		Expect(list.Apply(run, today)).To(Equal([]string{"wsspec.yaml:3: the reason is still to be written, and those of 1 more"}))
	})

	It("has its deviations in the order of the list", func() {
		list := known(nil)
		list.Entries = append(list.Entries, list.Entries[0])
		list.Entries[1].Line, list.Entries[1].Case = 8, "rfc6455/5.5/two"
		run := ended("rfc6455/5.5/two", cases.Pass, "")
		run.Cases = append(run.Cases, results.Case{ID: one, Verdict: cases.Pass})
		list.Apply(run, today)
		Expect(run.Footer.Deviations[0].Line).To(Equal(3))
		Expect(run.Footer.Deviations[1].Line).To(Equal(8))
	})
})
