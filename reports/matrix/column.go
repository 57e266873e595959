package matrix

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/page"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/runner/results"
)

// column is a server. Its texts are plain.
type column struct {
	Name, Sentence string
	Worst          cases.Verdict
	Facts          string // where it was, and what it calls itself
	Remark         string
	run            *results.Run
}

func newColumn(name string, run *results.Run) *column {
	c := &column{Name: name, run: run}
	counts, judged := map[cases.Verdict]int{}, 0
	for i := range run.Cases {
		one := &run.Cases[i]
		if one.Disputed != "" || one.Grade() == cases.Resilience {
			continue // told apart, or for neither good nor ill
		}
		counts[one.Verdict]++
		if one.Verdict.Judged() {
			judged++
		}
	}
	c.Sentence = sentence(counts, judged)
	held, asked := run.Held()
	if asked > 0 {
		c.Sentence += fmt.Sprintf(" Resilience: held %d of %d.", held, asked)
	}
	switch c.Worst = page.Worst(counts); {
	case held < asked && page.Rank(c.Worst) > page.Rank(cases.Fail):
		c.Worst = cases.Fail
	case judged == 0 && asked > 0:
		c.Worst = cases.Pass
	}
	if run.Footer.Partial != "" {
		c.Remark = "The run is not complete: " + plain.Line(run.Footer.Partial) + "."
	}
	h := &run.Header
	facts := []string{h.Target.URL}
	if server := h.Target.Server; plain.Line(server) != name {
		facts = append(facts, server)
	}
	c.Facts = strings.Join(plain.Lines(facts), " · ")
	return c
}

// sentence tells how a server stands.
func sentence(counts map[cases.Verdict]int, judged int) string {
	var parts []string
	for _, part := range []struct {
		verdict   cases.Verdict
		one, many string
	}{{cases.Fail, "fails", "fail"}, {cases.Warn, "warns", "warn"}, {cases.Inconclusive, "is inconclusive", "are inconclusive"}, {cases.Error, "is an error of wsspec", "are errors of wsspec"}} {
		switch n := counts[part.verdict]; {
		case n == 1:
			parts = append(parts, "1 "+part.one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, part.many))
		}
	}
	of := fmt.Sprintf("%d cases judged", judged)
	if judged == 1 {
		of = "1 case judged"
	}
	switch last := len(parts) - 1; {
	case judged == 0 && last < 0:
		return "Nothing could be judged."
	case last < 0:
		return "Of " + of + " none fails and none warns."
	case last == 0:
		return "Of " + of + " " + parts[0] + "."
	default:
		return "Of " + of + " " + strings.Join(parts[:last], ", ") + " and " + parts[last] + "."
	}
}
