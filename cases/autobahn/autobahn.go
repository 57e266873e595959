// Package autobahn knows the cases of Autobahn|Testsuite by their identifiers: what each of them asks, and where that
// is not what the specification asks. Which cases of wsspec ask the same stands with those cases.
package autobahn

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed inventory.tsv
var inventory string

// Prefix is how a selector begins that names cases by the identifiers of Autobahn|Testsuite.
const Prefix = "autobahn:"

// Case is a case of Autobahn|Testsuite.
type Case struct {
	Number int    // its place among all of them, from 1
	ID     string // numbers with dots, such as 5.18
	Title  string // what it asks, as a sentence without a full stop
	Note   string // what the cases of wsspec that cover it do otherwise; or "why not: " and why there are none
}

// Group is the first number of the identifier.
func (c *Case) Group() string { group, _, _ := strings.Cut(c.ID, "."); return group }

// WhyNot is the reason why no case of wsspec asks what this one asks, empty if there is none.
func (c *Case) WhyNot() string {
	reason, ok := strings.CutPrefix(c.Note, "why not: ")
	if !ok {
		return ""
	}
	return reason
}

// All returns every case in the order of the identifiers.
var All = sync.OnceValue(func() []*Case {
	var all []*Case
	for line := range strings.Lines(inventory) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if columns[0] != "id" {
			all = append(all, &Case{Number: len(all) + 1, ID: columns[0], Title: columns[1], Note: columns[2]})
		}
	}
	return all
})

// Find returns the case with that identifier, or nil.
func Find(id string) *Case {
	i := slices.IndexFunc(All(), func(c *Case) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return All()[i]
}

// Matching returns the cases that a pattern names: an identifier, the beginning of one that ends at a dot (5, 6.4), or
// either with stars, which stand for anything.
func Matching(pattern string) []*Case {
	var list []*Case
	for _, c := range All() {
		if Glob(pattern, c.ID) || Glob(pattern+".*", c.ID) {
			list = append(list, c)
		}
	}
	return list
}

// Glob tells whether s is what the pattern says. Stars stand for anything, all else for itself.
func Glob(pattern, s string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	if !starred {
		return s == pattern
	}
	s, ok := strings.CutPrefix(s, first)
	parts := strings.Split(rest, "*")
	for _, part := range parts[:len(parts)-1] {
		if at := strings.Index(s, part); at >= 0 {
			s = s[at+len(part):]
		} else {
			return false
		}
	}
	return ok && strings.HasSuffix(s, parts[len(parts)-1])
}

// Patterns are the fewest patterns of Matching that name the cases in chosen, which are in their order, and no others.
// Only the groups that have to be are taken apart.
func Patterns(chosen []*Case) []string {
	apart := map[string]bool{}
	for _, c := range All() {
		if !slices.Contains(chosen, c) {
			for _, group := range c.groups() {
				apart[group] = true
			}
		}
	}
	var patterns []string
	for _, c := range chosen {
		whole := slices.IndexFunc(c.groups(), func(group string) bool { return !apart[group] })
		pattern := c.ID
		if whole >= 0 {
			pattern = c.groups()[whole]
		}
		if len(patterns) == 0 || patterns[len(patterns)-1] != pattern {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

// groups are the beginnings of the identifier that end at a dot, the shortest first.
func (c *Case) groups() []string {
	var groups []string
	for at, char := range c.ID {
		if char == '.' {
			groups = append(groups, c.ID[:at])
		}
	}
	return groups
}
