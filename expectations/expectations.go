// Package expectations knows which failures of a target are known. They are a layer above verdicts: a case that fails as
// expected still fails, but no gate counts it. What was expected and did not come, came otherwise or has expired misses
// every gate, so that the list stays true.
package expectations

import (
	"fmt"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/expectations/yamlfile"
	"github.com/wsspec/wsspec/runner/results"
)

// Key is the key of the list in a configuration.
const Key = "expectations"

// Entry is a known failure of a case. Cases that fail in one way may share an item of the list.
type Entry struct {
	Line    int // in the file
	Case    string
	Verdict cases.Verdict // fail or warn
	Saw     string        // what goes wrong, as results.Case.Saw says it; a star stands for anything
	Reason  string
	Link    string
	Expires string // the last day on which it is expected, as 2006-01-02; empty if there is none

	watches  bool // the case tells of rules that may be broken in any other
	item, of int  // where it stands in the list, and with how many in all
}

// keys are those of an entry.
var keys = []string{"case", "verdict", "saw", "reason", "link", "expires"}

// List is the known failures of a target.
type List struct {
	File    string
	Entries []Entry
}

// Read reads the list from the content of a configuration, and nothing else in it. The error names the line.
func Read(file string, content []byte, table cases.Table) (*List, error) {
	m, err := yamlfile.Parse(file, content)
	if err != nil {
		return nil, err
	}
	return Of(file, m, table)
}

// Of reads the list from a configuration.
func Of(file string, config *yamlfile.Map, table cases.Table) (*List, error) {
	l := &List{File: file}
	pair := config.Find(Key)
	if pair == nil {
		return l, nil
	}
	items, err := pair.Value.List(Key)
	if err != nil {
		return nil, err
	}
	for i, item := range items {
		entries, err := readItem(item, table)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if twin := l.find(e.Case); twin != nil {
				return nil, &yamlfile.Error{File: file, Line: e.Line, Says: fmt.Sprintf("%s is expected twice, first in line %d: a case fails in one way", e.Case, twin.Line)}
			}
			e.item, e.of = i, len(entries)
			l.Entries = append(l.Entries, e)
		}
	}
	return l, nil
}

// find is the entry of a case, nil if there is none.
func (l *List) find(id string) *Entry {
	for i := range l.Entries {
		if l.Entries[i].Case == id {
			return &l.Entries[i]
		}
	}
	return nil
}

// readItem reads an item of the list: an entry for each of its cases.
func readItem(item yamlfile.Value, table cases.Table) ([]Entry, error) {
	m, err := item.Map("an expectation")
	if err != nil {
		return nil, err
	}
	if err := m.Only(keys...); err != nil {
		return nil, err
	}
	for _, key := range []string{"case", "verdict", "saw", "reason"} {
		if m.Find(key) == nil {
			return nil, item.Errorf("%q is missing: an expectation says case, verdict, saw and reason", key)
		}
	}
	e := Entry{Line: item.Line()}
	for _, pair := range m.Pairs {
		if pair.Key == "case" {
			continue
		}
		text, err := pair.Value.Text(pair.Key)
		if err == nil {
			err = e.set(&pair, text)
		}
		if err != nil {
			return nil, err
		}
	}
	ids, err := m.Find("case").Value.Texts("case")
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, m.Find("case").Value.Errorf("case is empty: an expectation is about one at least")
	}
	var entries []Entry
	for _, value := range ids {
		id, err := value.Text("case")
		if err != nil {
			return nil, err
		}
		c := table.Find(id)
		if c == nil {
			return nil, value.Errorf("%s", unknown(id, table))
		}
		e.Case, e.watches = id, len(c.Watches) > 0
		if len(ids) > 1 {
			e.Line = value.Line()
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// set takes what a key says.
func (e *Entry) set(pair *yamlfile.Pair, text string) error {
	switch pair.Key {
	case "verdict":
		if e.Verdict = cases.Verdict(text); e.Verdict != cases.Fail && e.Verdict != cases.Warn {
			return pair.Value.Errorf("verdict is fail or warn, not %q", text)
		}
	case "saw":
		e.Saw = text
	case "reason":
		if e.Reason = text; strings.TrimSpace(text) == "" {
			return pair.Value.Errorf("reason is empty: say why the failure is accepted")
		}
	case "link":
		e.Link = text
	case "expires":
		if e.Expires = text; !isDay(text) {
			return pair.Value.Errorf("expires is a day such as 2027-12-31, not %q", text)
		}
	}
	return nil
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// unknown says why there is no case of that name.
func unknown(name string, table cases.Table) string {
	list, err := table.Select(name)
	if err == nil && name != "" {
		return fmt.Sprintf("%q is no case but the name of %d: an expectation is about one, such as %s", name, len(list), list[0].ID)
	}
	ids := make([]string, len(table))
	for i, c := range table {
		ids[i] = c.ID
	}
	says := fmt.Sprintf("there is no case %q", name)
	if near := cases.Nearest(name, ids...); near != "" {
		says += "; the nearest is " + near
	}
	return says
}

// matches tells whether a case fails as expected. What is seen first of a rule that is watched everywhere depends on the
// cases that run: of some of them the verdict has to do.
func (e *Entry) matches(c *results.Case, whole bool) bool {
	return c.Verdict == e.Verdict && (e.watches && !whole || matches(e.Saw, c.Saw()))
}

// passed tells whether a case no longer fails. One that watches others says that of a whole run only: in the cases that were
// left out its rule may be broken still.
func (e *Entry) passed(c *results.Case, whole bool) bool {
	return c.Verdict.Judged() && c.Verdict != cases.Fail && c.Verdict != cases.Warn && (whole || !e.watches)
}

// isWhole tells whether a run has all cases.
func isWhole(h *results.Header) bool {
	return len(h.Config.Selectors)+len(h.Config.Exclude) == 0 && h.Config.Shard == nil
}

// matches tells whether a text is as a pattern says, in which a star stands for anything.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	first, middle, last := parts[0], parts[1:len(parts)-1], parts[len(parts)-1]
	rest, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for _, part := range middle {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, last)
}
