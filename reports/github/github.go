// Package github renders a run as workflow commands of GitHub Actions: the failures become annotations.
package github

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// most is how many annotations of a kind a step can have; those beyond are dropped without a word.
const most = 10

// Render writes the report: errors for what misses the gate, warnings for what else is bad, a notice with the counts.
// Cases of a section that say the same are one annotation.
func Render(w io.Writer, run *results.Run, gate results.Gate) error {
	var errors, warnings, known []*results.Case
	for _, verdict := range cases.Verdicts {
		for _, c := range summary.Having(run, verdict) {
			switch {
			case gate.Counts(c):
				errors = append(errors, c)
			case c.Expected != nil:
				known = append(known, c)
			case verdict == cases.Warn && c.Disputed == "":
				warnings = append(warnings, c)
			}
		}
	}
	var b strings.Builder
	missing := summary.Missing(run, gate)
	room := most
	if missing != "" {
		room--
		command(&b, "error", "wsspec", missing)
	}
	for _, d := range run.Footer.Deviations {
		if room == 1 {
			break // one is left for the cases
		}
		room--
		place(&b, &d)
	}
	annotate(&b, &run.Header, "error", room, errors)
	annotate(&b, &run.Header, "warning", most, warnings)
	notice(&b, known)
	command(&b, "notice", "wsspec", fmt.Sprintf("%s: gate %s: %s; %s", plain.Line(run.Header.Target.URL), gate, summary.Outcome(run, gate),
		summary.Line(summary.Counts(run), ", ")))
	_, err := io.WriteString(w, b.String())
	return err
}

// annotate writes an annotation for each group of cases. If there are too many, the last one tells of the others.
func annotate(b *strings.Builder, h *results.Header, kind string, room int, list []*results.Case) {
	groups := summary.Fold(list)
	for i, group := range groups {
		if i == room-1 && len(groups) > room {
			rest := 0
			for _, g := range groups[i:] {
				rest += len(g)
			}
			command(b, kind, "wsspec", summary.Count(rest, "more case")+" of this kind; the report has all of them")
			return
		}
		c := group[0]
		text := summary.Describe(h, c)
		if len(group) > 1 {
			text += fmt.Sprintf("%-9s %s of this section\n", "likewise", summary.Count(len(group)-1, "case"))
		}
		command(b, kind, plain.Line(c.ID)+": "+plain.Line(c.Title), text)
	}
}

// place tells of a known failure that is not as expected, where that has to be edited.
func place(b *strings.Builder, d *results.Deviation) {
	properties := "title=" + property(plain.Line(d.Of()))
	if d.File != "" {
		properties = fmt.Sprintf("file=%s,line=%d,", property(plain.Line(d.File)), d.Line) + properties
	}
	fmt.Fprintf(b, "::error %s::%s\n", properties, data(plain.Line(d.Of()+" "+d.Says)))
}

// notice lists what fails as expected.
func notice(b *strings.Builder, known []*results.Case) {
	if len(known) == 0 {
		return
	}
	var lines []string
	for _, c := range known {
		lines = append(lines, plain.Line(c.ID)+": "+summary.Expected(c))
	}
	command(b, "notice", summary.Count(len(known), "expected failure"), strings.Join(plain.Lines(lines), "\n"))
}

// command writes one command. What a runner would take for the end of the line or of a property is escaped.
func command(b *strings.Builder, kind, title, text string) {
	fmt.Fprintf(b, "::%s title=%s::%s\n", kind, property(title), data(cmp.Or(strings.TrimSuffix(text, "\n"), title, "(nothing)")))
}

func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
