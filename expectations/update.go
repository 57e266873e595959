package expectations

import (
	"fmt"
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
	kept := map[string]bool{}
	for _, e := range want {
		kept[e.Case] = true
		switch i := l.index(e.Case); {
		case i < 0:
			ed.add(e)
		case e != l.Entries[i]:
			ed.change(i, e)
		}
	}
	for i, e := range l.Entries {
		if !kept[e.Case] {
			ed.remove(i)
		}
	}
	edited := ed.content()
	if got, err := Read(file, edited, table); err != nil || !same(got.Entries, want) {
		return nil, nil, &yamlfile.Error{File: file, Line: ed.keyLine, Says: "the list is written in a way that cannot be edited; write an entry in lines of its own"}
	}
	return edited, changes, nil
}

func (l *List) index(id string) int {
	return slices.IndexFunc(l.Entries, func(e Entry) bool { return e.Case == id })
}

// same tells whether two lists say the same, wherever they stand.
func same(a, b []Entry) bool {
	return slices.EqualFunc(a, b, func(a, b Entry) bool { a.Line, a.watches, b.Line, b.watches = 0, false, 0, false; return a == b })
}

// after is the list as the run shows it: the entries that stay, then those that are new.
func (l *List) after(run *results.Run, gate results.Gate) (want []Entry, changes *Changes) {
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
		}
		want = append(want, e)
	}
	for i := range run.Cases {
		c := run.Cases[i]
		c.Expected = nil
		if l.index(c.ID) < 0 && c.Verdict.Judged() && gate.Counts(&c) {
			changes.Added = append(changes.Added, c.ID)
			want = append(want, Entry{Case: c.ID, Verdict: c.Verdict, Saw: c.Saw(), Reason: Unsaid})
		}
	}
	return want, changes
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
