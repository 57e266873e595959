package cases

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases/autobahn"
	"github.com/wsspec/wsspec/reference"
)

// Table is cases in the order of their specification.
type Table []*Case

// Find returns the case with that ID, or nil.
func (t Table) Find(id string) *Case {
	for _, c := range t {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// For returns the cases that can be put to a target in that role.
func (t Table) For(role reference.Role) Table {
	var list Table
	for _, c := range t {
		if c.For(role) {
			list = append(list, c)
		}
	}
	return list
}

// Select returns the cases that the selectors name, in the order of the table; all of them without a selector.
// A selector is an ID, the beginning of one that ends at a slash or inside a section number (rfc6455, rfc6455/5,
// rfc6455/5.5), a glob in which * stands for anything but a slash and ** for anything, or what Autobahn|Testsuite calls
// a case (autobahn:5.18, autobahn:5, autobahn:5.*). The error names a glob that is malformed, or every selector that
// matches nothing.
func (t Table) Select(selectors ...string) (Table, error) {
	if len(selectors) == 0 {
		return t, nil
	}
	chosen := make([]bool, len(t))
	var idle []string
	for _, selector := range selectors {
		if malformed(selector) {
			return nil, fmt.Errorf("the glob %q is malformed", selector)
		}
		matched, named := false, naming(selector)
		for i, c := range t {
			if named(c) {
				chosen[i], matched = true, true
			}
		}
		if !matched {
			idle = append(idle, selector)
		}
	}
	if len(idle) > 0 {
		return nil, t.noMatch(idle)
	}
	var list Table
	for i, c := range t {
		if chosen[i] {
			list = append(list, c)
		}
	}
	return list, nil
}

// NoMatchError is the error of selectors that match no case.
type NoMatchError struct {
	Selectors []string
	near      string // what may have been meant in place of the first
	why       string // why the first has no case
}

func (e *NoMatchError) Error() string {
	quoted := make([]string, len(e.Selectors))
	for i, selector := range e.Selectors {
		quoted[i] = fmt.Sprintf("%q", selector)
	}
	s := "no case matches " + strings.Join(quoted, ", ")
	if e.why != "" {
		s += ": " + strings.TrimSuffix(e.why, ".")
	}
	if e.near != "" {
		s += fmt.Sprintf("; the nearest is %s", e.near)
	}
	return s
}

// noMatch is the error of selectors that match no case of the table.
func (t Table) noMatch(selectors []string) error {
	e := &NoMatchError{Selectors: selectors}
	pattern, ok := strings.CutPrefix(selectors[0], autobahn.Prefix)
	switch named := autobahn.Matching(pattern); {
	case !ok:
		e.near = t.nearest(selectors[0])
	case len(named) == 0:
		e.near = nearestAutobahn(pattern)
	default:
		e.why = named[0].Title + ": " + cmp.Or(named[0].WhyNot(), "not covered yet")
	}
	return e
}

// naming returns what tells whether a selector names a case.
func naming(selector string) func(*Case) bool {
	pattern, ok := strings.CutPrefix(selector, autobahn.Prefix)
	if !ok {
		return func(c *Case) bool { return matches(selector, c.ID) }
	}
	named := map[string]bool{}
	for _, c := range autobahn.Matching(pattern) {
		named[c.ID] = true
	}
	return func(c *Case) bool { return slices.ContainsFunc(c.Autobahn, func(id string) bool { return named[id] }) }
}

// matches tells whether a selector names a case.
func matches(selector, id string) bool {
	selector = strings.TrimSuffix(selector, "/")
	if strings.ContainsAny(selector, "*?[") {
		return glob(selector, id)
	}
	rest, ok := strings.CutPrefix(id, selector)
	if !ok || selector == "" {
		return false
	}
	inSection := strings.Count(selector, "/") == 1
	return rest == "" || rest[0] == '/' || inSection && rest[0] == '.'
}

// malformed tells whether a selector is a glob that path.Match does not understand.
func malformed(selector string) bool {
	for _, part := range strings.Split(selector, "**") {
		if _, err := path.Match(part, ""); err != nil {
			return true
		}
	}
	return false
}

// glob matches with path.Match, in which * does not cross a slash; ** does.
func glob(pattern, id string) bool {
	before, after, ok := strings.Cut(pattern, "**")
	if !ok {
		matched, err := path.Match(pattern, id)
		return err == nil && matched
	}
	for i := 0; i <= len(id); i++ {
		matched, err := path.Match(before, id[:i])
		if err != nil || !matched {
			continue
		}
		for j := i; j <= len(id); j++ {
			if glob(strings.TrimLeft(after, "*"), id[j:]) {
				return true
			}
		}
	}
	return false
}

// nearest is the ID or section that differs least from what was asked for, or empty if none is near.
func (t Table) nearest(asked string) string {
	n := nearest{asked: asked, distance: len(asked)/2 + 1}
	for _, c := range t {
		n.try(c.ID)
		n.try(c.Spec() + "/" + c.Section())
		n.try(c.Spec())
	}
	return n.best
}

// nearestAutobahn is the selector of the identifier of Autobahn|Testsuite that differs least from a pattern.
func nearestAutobahn(pattern string) string {
	n := nearest{asked: pattern, distance: len(pattern)/2 + 1}
	for _, c := range autobahn.All() {
		n.try(c.ID)
		n.try(c.Group())
	}
	if n.best == "" {
		return ""
	}
	return autobahn.Prefix + n.best
}

// Nearest is the candidate that differs least from what was asked for, or empty if none is near.
func Nearest(asked string, candidates ...string) string {
	n := nearest{asked: asked, distance: len(asked)/2 + 1}
	for _, candidate := range candidates {
		n.try(candidate)
	}
	return n.best
}

// nearest finds what differs least from what was asked for.
type nearest struct {
	asked, best string
	distance    int // of the best; what is further is not near
}

func (n *nearest) try(candidate string) {
	if d := distance(n.asked, candidate); d < n.distance {
		n.best, n.distance = candidate, d
	}
}

// distance is the number of characters to insert, delete or replace to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// WithTwins adds the twins of the cases, and theirs, from the whole table, in its order.
func (t Table) WithTwins(whole Table) Table {
	needed := map[string]bool{}
	var add func(c *Case)
	add = func(c *Case) {
		if c == nil || needed[c.ID] {
			return
		}
		needed[c.ID] = true
		if c.Twin != "" {
			add(whole.Find(c.Twin))
		}
	}
	for _, c := range t {
		add(c)
	}
	return slices.DeleteFunc(slices.Clone(whole), func(c *Case) bool { return !needed[c.ID] })
}

// Watchers maps every watched rule to the case that reports its breaches.
func (t Table) Watchers() map[*reference.Rule]*Case {
	watchers := map[*reference.Rule]*Case{}
	for _, c := range t {
		for _, rule := range c.Watches {
			watchers[rule] = c
		}
	}
	return watchers
}
