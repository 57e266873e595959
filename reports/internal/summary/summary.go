// Package summary has what the short reports of a run have in common: what was said in a line, what is told of a case,
// and cases folded that say the same.
package summary

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/rerun"
	"github.com/wsspec/wsspec/runner/results"
)

// Counts are how many cases have which verdict.
func Counts(run *results.Run) map[cases.Verdict]int {
	counts := map[cases.Verdict]int{}
	for i := range run.Cases {
		counts[run.Cases[i].Verdict]++
	}
	return counts
}

// Line lists counts, worst first.
func Line(counts map[cases.Verdict]int, between string) string {
	var parts []string
	for _, v := range cases.Verdicts {
		if n := counts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return strings.Join(parts, between)
}

// Outcome is what the gate says in a word or a few.
func Outcome(run *results.Run, gate results.Gate) string {
	switch gate.Judge(run) {
	case results.Met:
		return "met"
	case results.Missed:
		return "missed"
	}
	return "not met, since not everything could be judged"
}

// Missing says why a run that misses no gate is not green all the same, empty if it is green.
func Missing(run *results.Run, gate results.Gate) string {
	switch {
	case run.Footer.Partial != "":
		return "the run is partial: " + plain.Line(run.Footer.Partial)
	case gate.Judge(run) == results.Nothing:
		return "nothing could be judged"
	}
	return ""
}

// Says is what came of a case in a line.
func Says(c *results.Case) string {
	if c.Note != "" {
		return plain.Line(c.Note)
	}
	return plain.Line(strings.Join(plain.Lines(c.Got), ", "))
}

// Expected is why a failure is expected, and until when; empty if it is not.
func Expected(c *results.Case) string {
	if c.Expected == nil {
		return ""
	}
	says := cmp.Or(c.Expected.Reason, "without a reason")
	if c.Expected.Link != "" {
		says += " (" + c.Expected.Link + ")"
	}
	if c.Expected.Expires != "" {
		says += ", until " + c.Expected.Expires
	}
	return plain.Line(says)
}

// Deviations are sentences on known failures that did not come as expected.
func Deviations(run *results.Run) []string {
	var list []string
	for _, d := range run.Footer.Deviations {
		list = append(list, plain.Line(d.String()))
	}
	return list
}

// Part is a word and the lines that belong to it.
type Part struct {
	Word  string
	Lines []string
}

// Parts are what is told of a case that is told in full. Parts with nothing to tell are left out.
func Parts(h *results.Header, c *results.Case) []Part {
	cause := ""
	if c.Cause != "" && c.Verdict == cases.Fail {
		cause = "usually: " + c.Cause
	}
	var parts []Part
	for _, p := range []Part{
		{"note", []string{c.Note}}, {"expected", []string{Expected(c)}}, {"disputed", []string{c.Disputed}}, {"sent", c.Sent}, {"allowed", c.Allowed}, {"got", c.Got},
		{"rule", []string{c.Rule, c.Link}}, {"cause", []string{cause}}, {"rerun", []string{rerun.Command(h, c)}},
	} {
		if p.Lines = plain.Lines(p.Lines); len(p.Lines) > 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

// Describe is a case in full, a word before the lines that belong to it.
func Describe(h *results.Header, c *results.Case) string {
	var b strings.Builder
	for _, p := range Parts(h, c) {
		word := p.Word
		for _, line := range p.Lines {
			fmt.Fprintf(&b, "%-9s %s\n", word, line)
			word = ""
		}
	}
	return b.String()
}

// Fold puts cases of a section together that say the same of the target: one habit of a server can show in hundreds.
func Fold(list []*results.Case) [][]*results.Case {
	type kind struct {
		section, row, note, expected string
		verdict                      cases.Verdict
	}
	at := map[kind]int{}
	var groups [][]*results.Case
	for _, c := range list {
		k := kind{Section(c.ID), c.Row, c.Note, Expected(c), c.Verdict}
		if i, ok := at[k]; ok {
			groups[i] = append(groups[i], c)
			continue
		}
		at[k] = len(groups)
		groups = append(groups, []*results.Case{c})
	}
	return groups
}

// Section is the specification and the section of a case.
func Section(id string) string {
	parts := strings.SplitN(id, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// Having are the cases with a verdict.
func Having(run *results.Run, verdict cases.Verdict) []*results.Case {
	var list []*results.Case
	for i := range run.Cases {
		if c := &run.Cases[i]; c.Verdict == verdict {
			list = append(list, c)
		}
	}
	return list
}

// Count is a number with its thing, which gets an s where the number asks for it.
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
