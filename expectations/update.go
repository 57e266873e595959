package expectations

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/expectations/yamlfile"
	"github.com/wsspec/wsspec/runner/results"
)

// Changes are the cases whose entries an update added, removed, or changed.
type Changes struct {
	Added, Removed, Changed []string
}

// Update makes a list true of a run, and returns the content of its file with the list edited: what is unexpected is added,
// what fails otherwise is changed, what does not fail any more is removed. Everything else stays as it is, byte by byte.
// An entry that has expired stays: it is for a person to think again. The error says why the file cannot be edited.
func Update(file string, content []byte, run *results.Run, gate results.Gate, table cases.Table) ([]byte, *Changes, error) {
	config, err := yamlfile.Parse(file, content)
	if err != nil {
		return nil, nil, err
	}
	l, err := Of(file, config, table)
	if err != nil {
		return nil, nil, err
	}
	want, changes := l.after(run, gate)
	ed, err := newEditor(content, config)
	if err != nil {
		return nil, nil, &yamlfile.Error{File: file, Says: "it cannot be edited: " + err.Error()}
	}
	for _, e := range want.stay {
		if e != *l.find(e.Case) {
			ed.change(e)
		}
	}
	gone := map[int][]Entry{}
	for _, e := range l.Entries {
		if !slices.ContainsFunc(want.stay, func(other Entry) bool { return other.Case == e.Case }) {
			gone[e.item] = append(gone[e.item], e)
		}
	}
	for item, entries := range gone {
		ed.remove(item, entries)
	}
	for _, group := range want.new {
		ed.add(group)
	}
	edited := ed.content()
	if got, err := Read(file, edited, table); err != nil || !same(got.Entries, slices.Concat(want.stay, slices.Concat(want.new...))) {
		return nil, nil, &yamlfile.Error{File: file, Line: ed.keyLine, Says: "the list is written in a way that cannot be edited; write an entry in lines of its own"}
	}
	return edited, changes, nil
}

// same tells whether two lists say the same, wherever they stand.
func same(a, b []Entry) bool {
	return slices.EqualFunc(a, b, func(a, b Entry) bool { return a.Case == b.Case && a.says() == b.says() })
}

// says is what an entry says of its case.
func (e Entry) says() Entry {
	return Entry{Verdict: e.Verdict, Saw: e.Saw, Reason: e.Reason, Link: e.Link, Expires: e.Expires}
}

// wanted is a list as a run shows it: the entries that stay, and items that are new.
type wanted struct {
	stay []Entry
	new  [][]Entry
}

func (l *List) after(run *results.Run, gate results.Gate) (want wanted, changes *Changes) {
	changes = &Changes{}
	records := map[string]*results.Case{}
	for i := range run.Cases {
		records[run.Cases[i].ID] = &run.Cases[i]
	}
	for _, e := range l.Entries {
		switch c := records[e.Case]; {
		case c == nil || e.matches(c, isWhole(&run.Header)):
		case e.passed(c, isWhole(&run.Header)):
			changes.Removed = append(changes.Removed, e.Case)
			continue
		case c.Verdict == cases.Fail || c.Verdict == cases.Warn:
			changes.Changed = append(changes.Changed, e.Case)
			e.Verdict, e.Saw = c.Verdict, c.Saw()
			if e.of > 1 { // the others do not change along
				want.add(e)
				continue
			}
		}
		want.stay = append(want.stay, e)
	}
	for i := range run.Cases {
		c := run.Cases[i]
		c.Expected = nil
		if l.find(c.ID) == nil && c.Verdict.Judged() && gate.Counts(&c) {
			changes.Added = append(changes.Added, c.ID)
			want.add(Entry{Case: c.ID, Verdict: c.Verdict, Saw: c.Saw(), Reason: Unsaid})
		}
	}
	return want, changes
}

// add adds an entry to the new item of its section that says the same.
func (w *wanted) add(e Entry) {
	for i, group := range w.new {
		if path.Dir(group[0].Case) == path.Dir(e.Case) && group[0].says() == e.says() {
			w.new[i] = append(group, e)
			return
		}
	}
	w.new = append(w.new, []Entry{e})
}

// String says in a line what was changed, empty if nothing was.
func (c *Changes) String() string {
	var parts []string
	for _, p := range []struct {
		ids  []string
		word string
	}{{c.Added, "added"}, {c.Changed, "changed"}, {c.Removed, "removed"}} {
		if n := len(p.ids); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, p.word))
		}
	}
	return strings.Join(parts, ", ")
}

// scalar is a text as YAML has it, in one line.
func scalar(s string) string {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if strings.ContainsAny(s, "\n\r") {
		node.Style = yaml.DoubleQuotedStyle
	}
	text, err := yaml.Marshal(node)
	if err != nil {
		panic(err) // there is no text that YAML cannot hold
	}
	return strings.TrimSuffix(string(text), "\n")
}
