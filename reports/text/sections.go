package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
)

// section is a section of a specification, or several that are told of in one line.
type section struct {
	name   string // as in the IDs of its cases
	title  string
	counts map[cases.Verdict]int
}

// sections is a line for each section of a specification that has something to tell, and one for all others of it.
func (p *printer) sections() {
	list := p.listSections()
	if !p.Verbose {
		list = fold(list)
	}
	indent := 16
	for _, s := range list {
		indent = max(indent, columns(s.title))
	}
	grade := cases.Conformance
	for _, s := range list {
		if of := cases.GradeOf(s.name); of != grade {
			grade = of
			p.line("\n%s", p.resilience())
		}
		p.hang(s.title+strings.Repeat(" ", indent+1-columns(s.title)), indent+1, p.counts(s.counts))
	}
	p.line("")
}

// resilience is what the target has borne, in a line.
func (p *printer) resilience() string {
	held, judged := p.run.Held()
	return fmt.Sprintf("%s: %d of %d held", cases.Resilience, held, judged)
}

func (p *printer) listSections() []*section {
	var list []*section
	at := map[string]*section{}
	for i := range p.run.Cases {
		c := &p.run.Cases[i]
		name := sectionOf(c.ID)
		if at[name] == nil {
			s := &section{name, clean(name), map[cases.Verdict]int{}}
			if class, ok := strings.CutPrefix(name, string(cases.Resilience)+"/"); ok {
				s.title = "  " + clean(class)
			}
			at[name], list = s, append(list, s)
		}
		at[name].counts[c.Verdict]++
	}
	slices.SortStableFunc(list, func(a, b *section) int { return compareSections(a.name, b.name) })
	return list
}

// fold puts the green sections of a specification together, behind those that are not.
func fold(list []*section) []*section {
	var folded []*section
	for len(list) > 0 {
		spec := specOf(list[0].name)
		n := slices.IndexFunc(list, func(s *section) bool { return specOf(s.name) != spec })
		if n < 0 {
			n = len(list)
		}
		var green []*section
		for _, s := range list[:n] {
			if s.green() {
				green = append(green, s)
			} else {
				folded = append(folded, s)
			}
		}
		if len(green) > 0 {
			folded = append(folded, together(spec, green, len(green) < n))
		}
		list = list[n:]
	}
	return folded
}

// together is the one line of several sections, which are not all of the specification if there are more.
func together(spec string, list []*section, more bool) *section {
	if len(list) == 1 {
		return list[0]
	}
	what, prefix := "sections", clean(spec)+", "
	if cases.GradeOf(list[0].name) == cases.Resilience {
		what, prefix = "classes", "  "
	}
	if more {
		what = "more"
	}
	s := &section{list[0].name, fmt.Sprintf("%s%d %s", prefix, len(list), what), map[cases.Verdict]int{}}
	for _, part := range list {
		for verdict, n := range part.counts {
			s.counts[verdict] += n
		}
	}
	return s
}

// green tells whether nothing is to be said of a section: nothing is held against the target, and nothing in doubt.
func (s *section) green() bool {
	for verdict := range s.counts {
		if verdict != cases.Pass && verdict != cases.Info && verdict != cases.Skip {
			return false
		}
	}
	return true
}

func sectionOf(id string) string {
	parts := strings.SplitN(id, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

func specOf(section string) string {
	spec, _, _ := strings.Cut(section, "/")
	return spec
}

// compareSections sorts by grade and specification, then by the numbers of the section; classes of resilience have none.
func compareSections(a, b string) int {
	if byGrade := cmp.Compare(cases.GradeOf(a), cases.GradeOf(b)); byGrade != 0 || cases.GradeOf(a) == cases.Resilience {
		return byGrade
	}
	specA, numberA, _ := strings.Cut(a, "/")
	specB, numberB, _ := strings.Cut(b, "/")
	if specA != specB {
		return cmp.Compare(specA, specB)
	}
	return slices.CompareFunc(strings.Split(numberA, "."), strings.Split(numberB, "."), func(x, y string) int {
		if len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
		return cmp.Compare(x, y)
	})
}
