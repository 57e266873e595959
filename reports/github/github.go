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
	var errors, warnings []*results.Case
	for _, verdict := range cases.Verdicts {
		for _, c := range summary.Having(run, verdict) {
			switch {
			case gate.Counts(c):
				errors = append(errors, c)
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
	annotate(&b, &run.Header, "error", room, errors)
	annotate(&b, &run.Header, "warning", most, warnings)
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

// command writes one command. What a runner would take for the end of the line or of a property is escaped.
func command(b *strings.Builder, kind, title, text string) {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	fmt.Fprintf(b, "::%s title=%s::%s\n", kind, property.Replace(title), data.Replace(cmp.Or(strings.TrimSuffix(text, "\n"), title, "(nothing)")))
}
