package html

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/requirements"
	shared "github.com/wsspec/wsspec/reports/internal/page"
	"github.com/wsspec/wsspec/reports/internal/sections"
	"github.com/wsspec/wsspec/runner/results"
)

// section is a section of a specification: its requirements, and the cases that prove them.
type section struct {
	ID           string // such as rfc6455/5.5
	Spec, Number string
	Cases        []*caseView
	Requirements []*requirement // that a test of this side can see
	Unseen       []*requirement // that no test can see from outside
	Others       []*requirement // that only a test of the other side can see
	order        int
	counts       map[cases.Verdict]int
}

// requirement is a row of the ledger with what became of it.
type requirement struct {
	ID, Level, Text, Why string
	Verdict              cases.Verdict // empty if no case says anything
	Proofs               []*caseView
}

// divide puts the cases and the rows of the ledger into sections. A row that today's ledger lacks is there with what the
// results say of it.
func (r *report) divide() {
	specs := map[string]*spec{}
	at := func(name, number string) *section {
		id := sections.ID(name, number)
		if number == "" && strings.HasPrefix(name, "rfc") {
			name = sections.Related
		}
		s := r.byID[id]
		if s == nil {
			s = &section{ID: id, Spec: strings.TrimSuffix(id, "/"+number), Number: number, counts: map[cases.Verdict]int{}}
			r.byID[id] = s
			if specs[name] == nil {
				specs[name] = &spec{Name: sections.Spec(name)}
				r.specs = append(r.specs, specs[name])
			}
			specs[name].Sections = append(specs[name].Sections, s)
		}
		return s
	}
	proofs, byID := map[string][]*caseView{}, map[string]*caseView{}
	for i := range r.run.Cases {
		c := &r.run.Cases[i]
		view := newCaseView(r, c)
		s := at(sections.Split(c.ID))
		view.section, byID[c.ID] = s, view
		s.Cases = append(s.Cases, view)
		s.counts[c.Verdict]++
		for _, row := range rowsOf(c) {
			proofs[row] = append(proofs[row], view)
		}
	}
	tested := len(r.specs)
	known := map[string]bool{}
	for _, row := range requirements.All() {
		known[row.ID] = true
		if row.Level == requirements.Robust {
			r.addBug(row, proofs[row.ID], byID)
			continue
		}
		name, number := "rfc"+row.RFC, row.Section
		if specs[name] == nil || !slices.Contains(r.specs[:tested], specs[name]) {
			if number = ""; len(proofs[row.ID]) == 0 {
				continue // of another specification, which is there only for what cases rest upon
			}
		}
		at(name, number).add(row, r.run.Header.Target.Role == "client", proofs[row.ID])
	}
	for i := range r.run.Cases {
		for _, id := range rowsOf(&r.run.Cases[i]) {
			if !known[id] && id != "" {
				known[id] = true
				s := proofs[id][0].section
				s.Requirements = append(s.Requirements, unknownRow(id, proofs[id]))
			}
		}
	}
	order := 0
	for _, spec := range r.specs {
		if strings.HasPrefix(spec.Sections[0].Spec, "rfc") {
			slices.SortStableFunc(spec.Sections, func(a, b *section) int { return sections.Compare(a.Number, b.Number) })
		}
		for _, s := range spec.Sections {
			s.order = order
			order++
			slices.SortStableFunc(s.Cases, func(a, b *caseView) int { return shared.Rank(a.Verdict) - shared.Rank(b.Verdict) })
		}
		proved := spec.Sections[:0:0]
		for _, s := range spec.Sections {
			if len(s.Cases) > 0 {
				proved = append(proved, s)
			} else {
				spec.Unproved = append(spec.Unproved, s)
			}
		}
		spec.Sections = proved
	}
}

// addBug puts a rule of resilience beside the cases of that grade that prove it. Cases of a specification may prove it, too.
func (r *report) addBug(row *requirements.Row, proofs []*caseView, byID map[string]*caseView) {
	home := slices.IndexFunc(proofs, func(c *caseView) bool { return cases.GradeOf(c.ID) == cases.Resilience })
	if home < 0 {
		return
	}
	s := proofs[home].section
	for _, id := range row.ProvedBy() {
		if c := byID[id]; c != nil {
			proofs = append(proofs, c)
		}
	}
	s.add(row, false, proofs)
}

// rowsOf are the rows that a case is about, with the one that it broke.
func rowsOf(c *results.Case) []string {
	if c.Row == "" || slices.Contains(c.Rows, c.Row) {
		return c.Rows
	}
	return append(slices.Clone(c.Rows), c.Row)
}

func (s *section) add(row *requirements.Row, client bool, proofs []*caseView) {
	q := &requirement{ID: row.ID, Level: row.Level.Keyword(), Text: row.Text, Proofs: proofs, Verdict: verdictOn(row.ID, proofs)}
	visible := row.ServerVisible()
	if client {
		visible = row.ClientVisible()
	}
	switch {
	case visible || len(proofs) > 0:
		if len(proofs) == 0 {
			q.Why = "no case of this run"
			if same := row.DuplicateOf(); same != "" {
				q.Why = "the same as " + same
			}
		}
		s.Requirements = append(s.Requirements, q)
	case row.Wire == "no":
		q.Why = row.WhyNot()
		s.Unseen = append(s.Unseen, q)
	default:
		s.Others = append(s.Others, q)
	}
}

// unknownRow is a row that only the results know.
func unknownRow(id string, proofs []*caseView) *requirement {
	q := &requirement{ID: plain(id), Proofs: proofs, Verdict: verdictOn(id, proofs), Text: "(not in the ledger of this version)"}
	for _, c := range proofs {
		if c.Row == id {
			q.Level, q.Text = c.Level, c.Rule
			break
		}
	}
	return q
}

// verdictOn is what cases say of a row: the worst of those that it decides, or a pass of any that rests on it.
func verdictOn(id string, proofs []*caseView) cases.Verdict {
	var worst cases.Verdict
	for _, c := range proofs {
		if c.Row != id && c.Verdict != cases.Pass {
			continue // it says something of another row
		}
		if worst == "" || shared.Rank(c.Verdict) < shared.Rank(worst) {
			worst = c.Verdict
		}
	}
	return worst
}

// Name is the heading of the section in our words.
func (s *section) Name() string { return sections.Name(s.Spec, s.Number) }

// Short is the number of the section, if it has one.
func (s *section) Short() string { return sections.Short(s.Spec, s.Number) }

// Title is number and name.
func (s *section) Title() string { return sections.Title(s.Spec, s.Number) }

// RFC is the address of the section in the specification itself, or empty.
func (s *section) RFC() string { return sections.Address(s.Spec, s.Number) }

// file is the page of the section in a site. What cannot stand in the name of a file is replaced.
func (s *section) file() string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, s.ID[:min(len(s.ID), 100)]) + ".html"
}

// Worst is the worst verdict of the section.
func (s *section) Worst() cases.Verdict { return shared.Worst(s.counts) }

// Bars are the shares of the verdicts.
func (s *section) Bars() []shared.Bar { return shared.Bars(s.counts) }

// Counts are the numbers of the verdicts in words.
func (s *section) Counts() string {
	var parts []string
	for _, v := range cases.Verdicts {
		if n := s.counts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return strings.Join(parts, " · ")
}

// Bad is what the map says beside the bar: how many cases of the section count against the target, of how many.
func (s *section) Bad() string {
	n := s.counts[cases.Error] + s.counts[cases.Fail] + s.counts[cases.Warn]
	if n == 0 {
		return strconv.Itoa(len(s.Cases))
	}
	return fmt.Sprintf("%d of %d", n, len(s.Cases))
}

// Summary tells how many requirements a section has.
func (s *section) Summary() string {
	var parts []string
	for _, kind := range []struct {
		n    int
		what string
	}{{len(s.Unseen), "that no test can see"}, {len(s.Others), "that only the other side shows"}} {
		if kind.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", kind.n, kind.what))
		}
	}
	if n := len(s.Requirements); n > 0 || len(parts) == 0 {
		if n == 0 {
			return ""
		}
		parts = append([]string{count(n, "requirement")}, parts...)
	} else {
		parts[0] = "requirements: " + parts[0]
	}
	return strings.Join(parts, ", ")
}

// fewProofs is how many cases are named beside a requirement; the rest stands below it.
const fewProofs = 6

// Few are some of the cases that prove the requirement, worst first, and More says how many more there are.
func (q *requirement) Few() []*caseView {
	sorted := slices.SortedStableFunc(slices.Values(q.Proofs), func(a, b *caseView) int { return shared.Rank(a.Verdict) - shared.Rank(b.Verdict) })
	return sorted[:min(len(sorted), fewProofs)]
}

func (q *requirement) More() string {
	if n := len(q.Proofs) - fewProofs; n > 0 {
		return fmt.Sprintf("and %d more", n)
	}
	return ""
}
