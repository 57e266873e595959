// Package matrix shows several runs side by side: a column for each server, a row for each section and each case.
package matrix

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/sections"
	"github.com/wsspec/wsspec/runner/results"
)

// Matrix is what several runs say of the same cases.
type Matrix struct {
	columns []*column
	specs   []*spec
	rows    int
}

// spec is a specification with its sections.
type spec struct {
	Name     string
	Sections []*section
}

// section is a section of a specification with its cases.
type section struct {
	ID, Spec, Number string
	Rows             []*row
	tallies          []map[cases.Verdict]int // one for each column
}

// row is a case with what came of it in each column, nil where it was not asked.
type row struct {
	ID      string
	records []*results.Case
}

// New puts runs side by side. Cases stand in the order of the first run that has them.
func New(sources []Source) *Matrix {
	m := &Matrix{}
	names := namesOf(sources)
	for i, source := range sources {
		m.columns = append(m.columns, newColumn(names[i], source.Run))
	}
	specs, parts, rows := map[string]*spec{}, map[string]*section{}, map[string]*row{}
	for at, source := range sources {
		for i := range source.Run.Cases {
			c := &source.Run.Cases[i]
			if rows[c.ID] == nil {
				name, number := sections.Split(c.ID)
				id := sections.ID(name, number)
				if specs[name] == nil {
					specs[name] = &spec{Name: sections.Spec(name)}
					m.specs = append(m.specs, specs[name])
				}
				if parts[id] == nil {
					parts[id] = newSection(id, name, number, len(sources))
					specs[name].Sections = append(specs[name].Sections, parts[id])
				}
				rows[c.ID] = &row{ID: c.ID, records: make([]*results.Case, len(sources))}
				parts[id].Rows = append(parts[id].Rows, rows[c.ID])
				m.rows++
			}
			if r := rows[c.ID]; r.records[at] == nil {
				r.records[at] = c
				parts[sections.ID(sections.Split(c.ID))].tallies[at][c.Verdict]++
			}
		}
	}
	for _, s := range m.specs {
		if strings.HasPrefix(s.Sections[0].Spec, "rfc") {
			slices.SortStableFunc(s.Sections, func(a, b *section) int { return sections.Compare(a.Number, b.Number) })
		}
	}
	return m
}

func newSection(id, spec, number string, columns int) *section {
	s := &section{ID: id, Spec: spec, Number: number, tallies: make([]map[cases.Verdict]int, columns)}
	for i := range s.tallies {
		s.tallies[i] = map[cases.Verdict]int{}
	}
	return s
}

// first is the record of the first column that has the case.
func (r *row) first() *results.Case {
	return r.records[slices.IndexFunc(r.records, func(c *results.Case) bool { return c != nil })]
}
