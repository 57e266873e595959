package matrix

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/rerun"
	"github.com/wsspec/wsspec/runner/results"
)

// Slug is the name of the case in its section, Title its sentence.
func (r *row) Slug() string  { return plain.Line(r.ID[strings.LastIndexByte(r.ID, '/')+1:]) }
func (r *row) Title() string { return plain.Line(r.first().Title) }

// Address is where the row is in the page.
func (r *row) Address() string { return "#" + r.ID }

// Verdicts are those of the columns, empty where the case was not asked.
func (r *row) Verdicts() []cases.Verdict {
	list := make([]cases.Verdict, len(r.records))
	for i, c := range r.records {
		if c != nil {
			list[i] = c.Verdict
		}
	}
	return list
}

// Told tells whether there is more to say of the case than that it passes.
func (r *row) Told() bool {
	return slices.ContainsFunc(r.records, func(c *results.Case) bool { return c != nil && c.Verdict != cases.Pass })
}

// Asked tells whether somebody did anything else than to pass, or to lack what the case needs.
func (r *row) Asked() bool {
	return slices.ContainsFunc(r.records, func(c *results.Case) bool { return c != nil && c.Verdict != cases.Pass && c.Verdict != cases.Skip })
}

// Name, Sent, Allowed, Disputed, Rule and Link are of the case, whoever is asked.
func (r *row) Name() string      { return plain.Line(r.ID) }
func (r *row) Sent() []string    { return plain.Lines(r.first().Sent) }
func (r *row) Allowed() []string { return plain.Lines(r.first().Allowed) }
func (r *row) Disputed() string  { return plain.Line(r.first().Disputed) }
func (r *row) Rule() string      { return plain.Line(r.first().Rule) }

func (r *row) Link() string {
	if link := r.first().Link; strings.HasPrefix(link, "https://") {
		return link
	}
	return ""
}

// Place is what the link of the rule leads to.
func (r *row) Place() string {
	if cases.GradeOf(r.ID) == cases.Resilience {
		return "a bug of that kind"
	}
	return "RFC"
}

// group are servers of which a case says the same.
type group struct {
	Verdict cases.Verdict
	Servers []string
	Note    string
	Got     []string
	Command string // carries out the case again, against the first of the servers
}

// groups are what the servers did that do not pass, worst first.
func (m *Matrix) groups(r *row) []*group {
	at := map[string]*group{}
	var list []*group
	for i, c := range r.records {
		if c == nil || c.Verdict == cases.Pass {
			continue
		}
		g := &group{Verdict: c.Verdict, Note: plain.Line(c.Note), Got: plain.Lines(withoutTimes(c))}
		key := strings.Join(append([]string{string(g.Verdict), g.Note}, g.Got...), "\x00")
		if at[key] == nil {
			at[key] = g
			list = append(list, g)
			if c.Verdict != cases.Skip {
				g.Command = plain.Line(rerun.Command(&m.columns[i].run.Header, c))
			}
		}
		at[key].Servers = append(at[key].Servers, m.columns[i].Name)
	}
	slices.SortStableFunc(list, func(a, b *group) int {
		return slices.Index(cases.Verdicts, a.Verdict) - slices.Index(cases.Verdicts, b.Verdict)
	})
	return list
}

// withoutTimes is what a target sent, without when: two never answer in the same microsecond.
func withoutTimes(c *results.Case) []string {
	var list []string
	for _, line := range c.Got {
		if i := strings.LastIndex(line, ", after "); i >= 0 {
			line = line[:i]
		}
		list = append(list, line)
	}
	return list
}
