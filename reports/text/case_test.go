package text_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

var _ = Describe("The text of a case", func() {
	It("is the one that it has in the report", func() {
		run := fixture.Run()
		report := render(run, text.Options{Verbose: true})
		for i := range run.Cases {
			Expect(report).To(ContainSubstring(text.Case(&run.Header, &run.Cases[i], text.Options{})))
		}
	})

	It("has the bytes if they are asked for", func() {
		run := fixture.Run()
		i := 0
		for run.Cases[i].Transcript == nil {
			i++
		}
		without, with := text.Case(&run.Header, &run.Cases[i], text.Options{}), text.Case(&run.Header, &run.Cases[i], text.Options{Trace: true})
		Expect(with).To(HavePrefix(without))
		Expect(len(with)).To(BeNumerically(">", len(without)))
	})

	It("has another command that carries it out again, without what drives a terminal", func() {
		run := fixture.Run()
		failed := run.Cases[0]
		failed.Verdict = cases.Fail
		got := text.Case(&run.Header, &failed, text.Options{Rerun: func(c *results.Case) string { return "go test -run " + c.ID + "\x1b" }})
		Expect(strings.Count(got, "rerun")).To(Equal(1))
		Expect(got).To(ContainSubstring("go test -run " + failed.ID + `\u001b`))
		Expect(got).NotTo(ContainSubstring("wsspec run"))
	})
})
