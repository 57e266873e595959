package matrix

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/page"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/sections"
	"github.com/wsspec/wsspec/reports/internal/summary"
)

//go:embed page.tmpl
var pageText string

//go:embed page.css
var ownStyle string

//go:embed page.js
var script string

var pages = template.Must(template.New("matrix").Parse(pageText))

// RenderHTML writes the matrix as one page, which needs nothing beside it.
func RenderHTML(w io.Writer, m *Matrix) error { return pages.Execute(w, view{m}) }

// view is the matrix as the page shows it.
type view struct{ m *Matrix }

// style knows how many columns there are, since a table that is laid out at once has to be told how wide it is.
func (v view) style() string {
	return page.Style + ownStyle + fmt.Sprintf(".m { --columns: %d }\n", len(v.m.columns))
}

func (v view) Style() template.CSS { return template.CSS(v.style()) }
func (view) Script() template.JS   { return template.JS(script) }
func (v view) Policy() string      { return page.Policy(v.style(), script) }
func (v view) Columns() []*column  { return v.m.columns }
func (v view) Specs() []*spec      { return v.m.specs }
func (v view) Wide() int           { return len(v.m.columns) + 1 }

// Groups are what the servers did in a case that do not pass it.
func (v view) Groups(r *row) []*group { return v.m.groups(r) }

// Title tells how much is compared, and what it was compared by.
func (v view) Title() string { return summary.Count(len(v.m.columns), "server") + " side by side" }

// By is what the servers were asked, by which version, and when.
func (v view) By() string {
	var tools, digests, days []string
	for _, c := range v.m.columns {
		tools, digests = append(tools, plain.Line(c.run.Header.Tool)), append(digests, digest(c.run))
		if started := c.run.Header.Started; !started.IsZero() {
			days = append(days, started.UTC().Format("2006-01-02"))
		}
	}
	once := func(list []string) []string { slices.Sort(list); return slices.Compact(list) }
	tables := once(digests)
	word := "table "
	if len(tables) > 1 {
		word = "tables "
	}
	parts := append([]string{summary.Count(v.m.rows, "case"), word + strings.Join(tables, ", ")}, plain.Lines(once(tools))...)
	if days = once(days); len(days) > 2 {
		days = []string{days[0], days[len(days)-1]}
	}
	return strings.Join(append(parts, plain.Lines([]string{strings.Join(days, " to ")})...), " · ")
}

// Legend are the verdicts that occur, worst first.
func (v view) Legend() []cases.Verdict {
	counts := map[cases.Verdict]bool{}
	for _, spec := range v.m.specs {
		for _, s := range spec.Sections {
			for _, tally := range s.tallies {
				for verdict := range tally {
					counts[verdict] = true
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(cases.Verdicts), func(v cases.Verdict) bool { return !counts[v] })
}

// Title, RFC and Count are of the heading of a section.
func (s *section) Title() string { return sections.Title(s.Spec, s.Number) }
func (s *section) RFC() string   { return sections.Address(s.Spec, s.Number) }
func (s *section) Count() string { return summary.Count(len(s.Rows), "case") }

// share is how a server stands in a section.
type share struct {
	Worst cases.Verdict // empty if no case was asked
	Bad   int           // how many cases count against it
	Says  string
	Bars  []page.Bar
}

func (s *section) Shares() []share {
	list := make([]share, len(s.tallies))
	for i, tally := range s.tallies {
		if len(tally) > 0 {
			list[i] = share{page.Worst(tally), tally[cases.Error] + tally[cases.Fail] + tally[cases.Warn], summary.Line(tally, " · "), page.Bars(tally)}
		}
	}
	return list
}
