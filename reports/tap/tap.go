// Package tap renders a run in the Test Anything Protocol, version 14: a test point for each case. What misses the gate
// is not ok, what could not be judged is skipped, a disputed breach and an expected failure are left to do.
package tap

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

// Render writes the report. The gate decides whether a warning is a failure.
func Render(w io.Writer, run *results.Run, gate results.Gate) error {
	var b strings.Builder
	missing := summary.Missing(run, gate)
	deviations := summary.Deviations(run)
	total := len(run.Cases) + len(deviations)
	if missing != "" {
		total++
	}
	fmt.Fprintf(&b, "TAP version 14\n1..%d\n", total)
	comment(&b, run.Header.Tool, run.Header.Target.URL, fmt.Sprintf("seed %d", run.Header.Config.Seed))
	for i := range run.Cases {
		point(&b, i+1, &run.Header, &run.Cases[i], gate)
	}
	for i, d := range deviations {
		fmt.Fprintf(&b, "not ok %d - %s\n", len(run.Cases)+i+1, escape(d))
	}
	if missing != "" {
		fmt.Fprintf(&b, "not ok %d - the run is complete\n", total)
		diagnostic(&b, []summary.Part{{Word: "note", Lines: []string{missing}}})
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func comment(b *strings.Builder, texts ...string) {
	for _, text := range texts {
		if text != "" {
			fmt.Fprintf(b, "# %s\n", plain.Line(text))
		}
	}
}

func point(b *strings.Builder, number int, h *results.Header, c *results.Case, gate results.Gate) {
	ok, directive := "ok", ""
	breach := c.Disputed != "" && (c.Verdict == cases.Fail || c.Verdict == cases.Error || c.Verdict == cases.Warn && gate == results.GateShould)
	switch {
	case gate.Counts(c):
		ok = "not ok"
	case gate.Excuses(c):
		ok, directive = "not ok", " # TODO expected: "+escape(summary.Expected(c))
	case c.Verdict == cases.Skip, c.Verdict == cases.Inconclusive:
		directive = fmt.Sprintf(" # SKIP %s: %s", c.Verdict, escape(summary.Says(c)))
	case breach:
		ok, directive = "not ok", " # TODO "+escape(plain.Line(c.Disputed))
	}
	fmt.Fprintf(b, "%s %d - %s: %s%s\n", ok, number, escape(plain.Line(c.ID)), escape(plain.Line(c.Title)), directive)
	if c.Verdict != cases.Pass && c.Verdict != cases.Skip {
		diagnostic(b, append([]summary.Part{{Word: "verdict", Lines: []string{string(c.Verdict)}}}, summary.Parts(h, c)...))
	}
}

// escape keeps a text from being a directive.
func escape(s string) string { return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(s) }

// diagnostic writes a block of YAML, in the part of the language that every reader of TAP has: a mapping to texts that
// are taken as they are, line by line.
func diagnostic(b *strings.Builder, parts []summary.Part) {
	b.WriteString("  ---\n")
	for _, p := range parts {
		fmt.Fprintf(b, "  %s: |\n", p.Word)
		for _, line := range p.Lines {
			fmt.Fprintf(b, "    %s\n", cmp.Or(strings.TrimSpace(line), "-")) // spaces in front would be taken for the indent
		}
	}
	b.WriteString("  ...\n")
}
