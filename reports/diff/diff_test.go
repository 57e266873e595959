package diff_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/diff"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

// with is a run with one case, or none if there is no verdict.
func with(verdict cases.Verdict) *results.Run {
	run := &results.Run{}
	if verdict != "" {
		run.Cases = []results.Case{{ID: "rfc6455/5.5/one", Title: "one", Verdict: verdict}}
	}
	return run
}

// later is the fixture as another run finds it.
func later() *results.Run {
	run := fixture.Run()
	set := func(id string, verdict cases.Verdict, note string) {
		for i := range run.Cases {
			if c := &run.Cases[i]; c.ID == "rfc6455/"+id {
				c.Verdict, c.Note = verdict, note
				return
			}
		}
		Fail("no case " + id)
	}
	set("5.5/ping-payload-65536", cases.Pass, "")
	set("5.5/close-payload-126", cases.Fail, "the target went on | as *if* nothing had happened")
	set("5.5/whole", cases.Inconclusive, "the target vanished")
	set("10.2/origin", cases.Warn, "a foreign origin was taken")
	set("5.5/disputed", cases.Pass, "")
	run.Cases = run.Cases[1:]
	run.Cases[0].ID = "rfc6455/5.5/renamed"
	run.Header.Started = run.Header.Started.AddDate(0, 0, 1)
	run.Footer.Partial = "the target vanished"
	return run
}

func render(to func(io.Writer, *diff.Comparison) error, c *diff.Comparison) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(to(&b, c)).To(Succeed())
	return b.String()
}

var _ = Describe("A comparison of two runs", func() {
	DescribeTable("calls it", func(what string, changes ...[2]cases.Verdict) {
		for _, change := range changes {
			c := diff.Compare(with(change[0]), with(change[1]))
			lists := map[string]int{"worse": len(c.Worse), "better": len(c.Better), "new": len(c.Added), "gone": len(c.Gone), "same": c.Same}
			for name, n := range lists {
				if name == what {
					Expect(n).To(Equal(1), "%s: %v", name, change)
				} else {
					Expect(n).To(BeZero(), "%s: %v", name, change)
				}
			}
		}
	},
		Entry("worse if more is broken", "worse", [2]cases.Verdict{cases.Pass, cases.Warn}, [2]cases.Verdict{cases.Pass, cases.Fail},
			[2]cases.Verdict{cases.Info, cases.Warn}, [2]cases.Verdict{cases.Warn, cases.Fail}),
		Entry("worse if nothing can be said any more", "worse", [2]cases.Verdict{cases.Pass, cases.Inconclusive}, [2]cases.Verdict{cases.Fail, cases.Inconclusive},
			[2]cases.Verdict{cases.Pass, cases.Error}, [2]cases.Verdict{cases.Skip, cases.Error}, [2]cases.Verdict{"", cases.Error}),
		Entry("better if less is broken", "better", [2]cases.Verdict{cases.Fail, cases.Pass}, [2]cases.Verdict{cases.Fail, cases.Warn}, [2]cases.Verdict{cases.Warn, cases.Info}),
		Entry("new if it was not judged", "new", [2]cases.Verdict{"", cases.Fail}, [2]cases.Verdict{cases.Skip, cases.Pass}, [2]cases.Verdict{cases.Inconclusive, cases.Fail},
			[2]cases.Verdict{cases.Error, cases.Pass}),
		Entry("gone if it is not there", "gone", [2]cases.Verdict{cases.Pass, ""}, [2]cases.Verdict{cases.Fail, cases.Skip}),
		Entry("the same", "same", [2]cases.Verdict{cases.Pass, cases.Pass}, [2]cases.Verdict{cases.Fail, cases.Fail}, [2]cases.Verdict{cases.Pass, cases.Info},
			[2]cases.Verdict{cases.Skip, ""}, [2]cases.Verdict{cases.Skip, cases.Inconclusive}, [2]cases.Verdict{cases.Error, cases.Error}),
	)

	It("leaves disputes out of it", func() {
		old, new := with(cases.Pass), with(cases.Fail)
		new.Cases[0].Disputed = "two readings"
		Expect(diff.Compare(old, new).Same).To(Equal(1))
	})

	It("finds a run to be itself", func() {
		c := diff.Compare(fixture.Run(), fixture.Run())
		Expect([]int{len(c.Worse), len(c.Better), len(c.Added), len(c.Gone), c.Same}).To(Equal([]int{0, 0, 0, 0, len(fixture.Run().Cases)}))
	})

	DescribeTable("reads as it should", func(name string, to func(io.Writer, *diff.Comparison) error) {
		got := render(to, diff.Compare(fixture.Run(), later()))
		want, err := fixture.Golden(name, []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	},
		Entry("as text", "diff.txt", diff.RenderText),
		Entry("as Markdown", "diff.md", diff.RenderMarkdown),
		Entry("as JSON", "diff.json", diff.RenderJSON),
	)

	It("is a document with every list in it, even if it is empty", func() {
		var document map[string]any
		Expect(json.Unmarshal([]byte(render(diff.RenderJSON, diff.Compare(with(""), with("")))), &document)).To(Succeed())
		for _, list := range []string{"worse", "better", "added", "gone"} {
			Expect(document[list]).To(Equal([]any{}))
		}
	})

	It("keeps what a target sent as text", func() {
		old, hostile := fixture.Run(), fixture.Hostile(fixture.HostileText)
		for i := range hostile.Cases {
			old.Cases[i].Verdict, hostile.Cases[i].Verdict, hostile.Cases[i].Disputed, old.Cases[i].Disputed = cases.Pass, cases.Fail, "", ""
		}
		for _, to := range []func(io.Writer, *diff.Comparison) error{diff.RenderText, diff.RenderMarkdown} {
			got := render(to, diff.Compare(old, hostile))
			Expect(strings.Count(got, "rfc6455/")).To(BeNumerically(">=", len(old.Cases)))
			Expect(strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && r < ' ' || r == 0x7F || r == 0x202E || r == 0xFEFF })).To(BeFalse())
		}
	})
})
