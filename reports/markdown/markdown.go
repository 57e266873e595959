// Package markdown renders a run in GitHub's Markdown, short enough for the summary of a CI job: the outcome, a table of
// what is not all right by section, and the failures, each folded.
package markdown

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// most is how many bytes the details may have: a summary of more than a mebibyte is refused as a whole.
const most = 512 << 10

// Render writes the report.
func Render(w io.Writer, run *results.Run, gate results.Gate) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## wsspec: gate %s: %s\n\n", Text(string(gate)), summary.Outcome(run, gate))
	h := &run.Header
	fmt.Fprintf(&b, "%s · %s · %s · %s · seed %d\n\n", Code(h.Target.URL), Text(h.Tool), summary.Count(len(run.Cases), "case"),
		run.Footer.Duration.Round(1e6), h.Config.Seed)
	if missing := summary.Missing(run, gate); missing != "" {
		fmt.Fprintf(&b, "**Incomplete:** %s\n\n", Code(missing))
	}
	for _, d := range summary.Deviations(run) {
		fmt.Fprintf(&b, "**Not as expected:** %s\n\n", Code(d))
	}
	if h.Target.Refused != "" {
		fmt.Fprintf(&b, "**The plain handshake failed:** %s\n\n", Code(h.Target.Refused))
	}
	sections(&b, run)
	details(&b, run)
	_, err := io.WriteString(w, b.String())
	return err
}

// sections is a table of the counts, by section where not all is right.
func sections(b *strings.Builder, run *results.Run) {
	var names []string
	counts := map[string]map[cases.Verdict]int{}
	for i := range run.Cases {
		c := &run.Cases[i]
		name := summary.Section(c.ID)
		if counts[name] == nil {
			counts[name] = map[cases.Verdict]int{}
			names = append(names, name)
		}
		counts[name][c.Verdict]++
	}
	header, line := "| section |", "|---|"
	for _, verdict := range cases.Verdicts {
		header += " " + string(verdict) + " |"
		line += "--:|"
	}
	fmt.Fprintf(b, "%s\n%s\n", header, line)
	row := func(name string, counts map[cases.Verdict]int) {
		fmt.Fprintf(b, "| %s |", name)
		for _, verdict := range cases.Verdicts {
			if counts[verdict] == 0 {
				b.WriteString(" |")
			} else {
				fmt.Fprintf(b, " %d |", counts[verdict])
			}
		}
		b.WriteString("\n")
	}
	row("all", summary.Counts(run))
	for _, name := range names {
		if n := counts[name]; n[cases.Error]+n[cases.Fail]+n[cases.Warn]+n[cases.Inconclusive] > 0 {
			row(Text(name), n)
		}
	}
	b.WriteString("\n")
}

// details are the cases that are bad, the worst first, those folded into one that say the same.
func details(b *strings.Builder, run *results.Run) {
	left := 0
	for _, verdict := range []cases.Verdict{cases.Error, cases.Fail, cases.Warn} {
		for _, group := range summary.Fold(summary.Having(run, verdict)) {
			if b.Len() > most {
				left += len(group)
				continue
			}
			detail(b, &run.Header, group)
		}
	}
	if left > 0 {
		fmt.Fprintf(b, "%s not shown; the other reports have all of them.\n", summary.Count(left, "more case"))
	}
}

func detail(b *strings.Builder, h *results.Header, group []*results.Case) {
	c := group[0]
	more := ""
	if c.Expected != nil {
		more = " (expected)"
	}
	if len(group) > 1 {
		more = fmt.Sprintf(" (and %d likewise)", len(group)-1)
	}
	fmt.Fprintf(b, "<details><summary><b>%s</b> <code>%s</code> %s%s</summary>\n\n", c.Verdict, inHTML(c.ID), inHTML(c.Title), more)
	text := summary.Describe(h, c)
	for i, other := range group[1:] {
		if i == 20 {
			text += fmt.Sprintf("%-9s … (%d more)\n", "", len(group)-1-i)
			break
		}
		word := ""
		if i == 0 {
			word = "likewise"
		}
		text += fmt.Sprintf("%-9s %s\n", word, plain.Line(other.ID))
	}
	fence := strings.Repeat("`", max(3, longest(text, '`')+1))
	fmt.Fprintf(b, "%stext\n%s%s\n\n</details>\n\n", fence, text, fence)
}

// Text is a text of which nothing becomes markup.
func Text(s string) string {
	var b strings.Builder
	for _, r := range plain.Line(s) {
		if strings.ContainsRune("\\`*_{}[]()<>#+-.!|~&@:\"'$=^", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Code is a text as it is, in the type of code: nobody is mentioned in it and nothing linked. It is not for tables.
func Code(s string) string {
	s = plain.Line(s)
	if strings.TrimSpace(s) == "" {
		return "(none)"
	}
	fence := strings.Repeat("`", longest(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// inHTML is a text inside an element of HTML, where Markdown is read, too.
func inHTML(s string) string {
	s = html.EscapeString(plain.Line(s))
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]~@$!:|", r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// longest is the length of the longest run of a character.
func longest(s string, of rune) (most int) {
	n := 0
	for _, r := range s {
		if r != of {
			n = 0
			continue
		}
		n++
		most = max(most, n)
	}
	return most
}
