package diff

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/reports/markdown"
	"github.com/wsspec/wsspec/runner/results"
)

func side(run *results.Run) Side {
	return Side{Tool: run.Header.Tool, Target: run.Header.Target.URL, Started: run.Header.Started.UTC().Format("2006-01-02T15:04:05Z"),
		Partial: run.Footer.Partial, Counts: summary.Counts(run)}
}

// part is one of the lists, with its heading.
type part struct {
	word string
	list []Change
}

func (c *Comparison) parts() []part {
	return []part{{"worse", c.Worse}, {"better", c.Better}, {"new", c.Added}, {"gone", c.Gone}}
}

// verdicts are the verdicts of a change, the old one first.
func (c *Change) verdicts() string {
	name := func(v cases.Verdict) string {
		if v == "" {
			return "none"
		}
		return string(v)
	}
	return name(c.Old) + " -> " + name(c.New)
}

// bad tells whether somebody has to look at a change.
func (c *Change) bad() bool { return severity[c.New] > 0 }

// totals is a line with how many cases are in which list.
func (c *Comparison) totals() string {
	var parts []string
	for _, p := range c.parts() {
		parts = append(parts, fmt.Sprintf("%d %s", len(p.list), p.word))
	}
	return strings.Join(append(parts, fmt.Sprintf("%d the same", c.Same)), " · ")
}

// RenderJSON writes the comparison as a document.
func RenderJSON(w io.Writer, c *Comparison) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(c)
}

// RenderText writes the comparison for a terminal.
func RenderText(w io.Writer, c *Comparison) error {
	var b strings.Builder
	for _, s := range []struct {
		word string
		side Side
	}{{"old", c.Old}, {"new", c.New}} {
		fmt.Fprintf(&b, "%s  %s  %s  %s  %s\n", s.word, s.side.Started, plain.Line(s.side.Tool), plain.Line(s.side.Target), summary.Line(s.side.Counts, " · "))
		if s.side.Partial != "" {
			fmt.Fprintf(&b, "     partial: %s\n", plain.Line(s.side.Partial))
		}
	}
	for _, p := range c.parts() {
		if len(p.list) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(p.word))
		for i := range p.list {
			change := &p.list[i]
			fmt.Fprintf(&b, "  %-20s  %s   %s\n", change.verdicts(), plain.Line(change.ID), plain.Line(change.Title))
			if change.Note != "" && change.bad() {
				fmt.Fprintf(&b, "  %-20s  %s\n", "", plain.Line(change.Note))
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n", c.totals())
	_, err := io.WriteString(w, b.String())
	return err
}

// most is how many rows a table has: who reads more takes another format.
const most = 200

// RenderMarkdown writes the comparison in GitHub's Markdown.
func RenderMarkdown(w io.Writer, c *Comparison) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## wsspec: %s\n\n", c.totals())
	fmt.Fprintf(&b, "old: %s, %s, %s\n\nnew: %s, %s, %s\n\n", markdown.Code(c.Old.Target), markdown.Text(c.Old.Tool), c.Old.Started,
		markdown.Code(c.New.Target), markdown.Text(c.New.Tool), c.New.Started)
	if c.New.Partial != "" {
		fmt.Fprintf(&b, "**The new run is partial:** %s\n\n", markdown.Code(c.New.Partial))
	}
	for _, p := range c.parts() {
		if len(p.list) == 0 {
			continue
		}
		fmt.Fprintf(&b, "### %s\n\n| case | level | old | new | |\n|---|---|---|---|---|\n", strings.ToUpper(p.word[:1])+p.word[1:])
		for i := range p.list {
			if i == most {
				break
			}
			change := &p.list[i]
			note := change.Title
			if change.Note != "" && change.bad() {
				note += ": " + change.Note
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", markdown.Text(change.ID), markdown.Text(change.Level), change.Old, change.New, markdown.Text(note))
		}
		b.WriteString("\n")
		if n := len(p.list) - most; n > 0 {
			fmt.Fprintf(&b, "and %s\n\n", summary.Count(n, "more case"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
