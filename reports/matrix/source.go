package matrix

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/runner/results"
)

// Source is a run, the file that it was read from, and the name that it shall have, if one was given.
type Source struct {
	File, Name string
	Run        *results.Run
}

// short is the name of the file without what all of them have: the folder says more than results.jsonl.
func (s *Source) short() string {
	path := strings.TrimSuffix(filepath.ToSlash(s.File), ".jsonl")
	folder, name, _ := cutLast(path, "/")
	if name == "results" && folder != "" {
		_, name, _ = cutLast(folder, "/")
	}
	if name == "-" {
		return "standard input"
	}
	return name
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// namesOf are the names of the columns: the given one, the Server field, the name of the file. What several would be
// called the same has its file behind it, and a number if that is not enough.
func namesOf(sources []Source) []string {
	names := make([]string, len(sources))
	for i := range sources {
		s := &sources[i]
		names[i] = plain.Line(cmp.Or(s.Name, s.Run.Header.Target.Server, s.short(), s.Run.Header.Target.URL, "unnamed"))
	}
	for i, name := range twice(names) {
		if file := plain.Line(sources[i].short()); file != "" && file != name {
			names[i] = fmt.Sprintf("%s (%s)", name, file)
		}
	}
	taken := map[string]bool{}
	for i, name := range names {
		for n := 2; taken[names[i]]; n++ {
			names[i] = fmt.Sprintf("%s, %d", name, n)
		}
		taken[names[i]] = true
	}
	return names
}

// twice are the names that are there more than once, by their place.
func twice(names []string) map[int]string {
	count, list := map[string]int{}, map[int]string{}
	for _, name := range names {
		count[name]++
	}
	for i, name := range names {
		if count[name] > 1 {
			list[i] = name
		}
	}
	return list
}
