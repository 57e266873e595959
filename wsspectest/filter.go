package wsspectest

import (
	"flag"
	"regexp"
	"strings"
)

// filter is what -run and -skip say. Package testing decides itself which subtests run, and tells nobody beforehand; this
// is to know which cases to carry out together. A case that is let through against expectation is carried out all the same.
type filter struct{ run, skip []pattern }

// pattern is one of several alternatives: a regular expression for each level of a name.
type pattern []*regexp.Regexp

func givenFilter() filter {
	given := func(name string) string {
		if f := flag.Lookup(name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	return filter{patterns(given("test.run")), patterns(given("test.skip"))}
}

// passes tells whether a test of that name is expected to run.
func (f filter) passes(name string) bool {
	levels := strings.Split(name, "/")
	runs := len(f.run) == 0
	for _, p := range f.run {
		runs = runs || p.matches(levels)
	}
	for _, p := range f.skip {
		if len(p) <= len(levels) && p.matches(levels) {
			return false
		}
	}
	return runs
}

func (p pattern) matches(levels []string) bool {
	for i := range min(len(p), len(levels)) {
		if p[i] != nil && !p[i].MatchString(levels[i]) {
			return false
		}
	}
	return true
}

// patterns reads the value of a flag: alternatives parted by |, levels by /, both outside of brackets.
func patterns(value string) []pattern {
	if value == "" {
		return nil
	}
	var list []pattern
	var p pattern
	begin, class, group := 0, 0, 0
	level := func(end int) {
		expression, err := regexp.Compile(value[begin:end])
		if err != nil {
			expression = nil // package testing has refused it already
		}
		p, begin = append(p, expression), end+1
	}
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\':
			i++
		case c == '[':
			class++
		case c == ']':
			class = max(class-1, 0)
		case class > 0:
		case c == '(':
			group++
		case c == ')':
			group--
		case group == 0 && c == '/':
			level(i)
		case group == 0 && c == '|':
			level(i)
			list, p = append(list, p), nil
		}
	}
	level(len(value))
	return append(list, p)
}
