package expectations

import (
	"fmt"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// Unsaid is the reason of an entry that nobody has given one yet. It is told, and fails nothing: whoever reads the change of
// the file sees it.
const Unsaid = "TODO: say why"

// Check holds what comes of the cases of a run against a list.
type Check struct {
	list       *List
	whole      bool
	today      string
	at         map[string]*Entry
	seen       map[string]*results.Case
	deviations []results.Deviation
}

// Check begins to check a run that takes place today.
func (l *List) Check(h *results.Header, today time.Time) *Check {
	c := &Check{list: l, whole: isWhole(h), today: today.Format(time.DateOnly), at: map[string]*Entry{}, seen: map[string]*results.Case{}}
	for i := range l.Entries {
		c.at[l.Entries[i].Case] = &l.Entries[i]
	}
	return c
}

// Case marks the record of a case if it fails as expected.
func (c *Check) Case(rec *results.Case) {
	rec.Expected = nil
	e := c.at[rec.ID]
	if e == nil {
		return
	}
	seen := *rec
	seen.Transcript = nil // which may be long, and is not looked at
	c.seen[rec.ID] = &seen
	switch {
	case e.passed(rec, c.whole):
		c.deviates(e, "%s; remove the expectation", passes(rec.Verdict))
	case rec.Verdict != cases.Fail && rec.Verdict != cases.Warn:
	case !e.matches(rec, c.whole):
		c.deviates(e, "fails otherwise: expected was %s, %q; it is %s, %q", e.Verdict, e.Saw, rec.Verdict, rec.Saw())
	case e.Expires != "" && e.Expires < c.today:
		c.deviates(e, "was expected to fail until %s and still does: have it mended, or think again and choose another day", e.Expires)
	default:
		rec.Expected = &results.Expected{Reason: e.Reason, Link: e.Link, Expires: e.Expires}
	}
}

func passes(v cases.Verdict) string {
	if v == cases.Pass {
		return "passes"
	}
	return fmt.Sprintf("does not fail any more, its verdict is %s", v)
}

func (c *Check) deviates(e *Entry, format string, args ...any) {
	c.deviations = append(c.deviations, results.Deviation{File: c.list.File, Line: e.Line, Case: e.Case, Says: fmt.Sprintf(format, args...)})
}

// End writes down what was not as expected, in the order of the list.
func (c *Check) End(f *results.Footer) {
	f.Deviations = nil
	for _, e := range c.list.Entries {
		for _, d := range c.deviations {
			if d.Case == e.Case {
				f.Deviations = append(f.Deviations, d)
			}
		}
	}
}

// Remarks are sentences on what fails nothing and should be known: which expectations could not be checked, and how many
// lack a reason. That a case was skipped or did not run is told of a whole run only: who selects cases knows.
func (c *Check) Remarks() []string {
	var list []string
	var unsaid []int
	for i, e := range c.list.Entries {
		shared := e.of > 1 && i > 0 && c.list.Entries[i-1].item == e.item
		if strings.HasPrefix(e.Reason, "TODO") && !shared {
			unsaid = append(unsaid, e.Line)
		}
		why := ""
		switch rec := c.seen[e.Case]; {
		case rec == nil && c.whole:
			why = "is not among the cases for this target"
		case rec == nil:
		case rec.Verdict == cases.Inconclusive:
			why = "could not be judged: " + rec.Note
		case rec.Verdict == cases.Skip && c.whole:
			why = "was skipped: " + rec.Note
		}
		if why != "" {
			list = append(list, fmt.Sprintf("%s:%d: %s %s; whether it fails as expected is not known", c.list.File, e.Line, e.Case, why))
		}
	}
	switch len(unsaid) {
	case 0:
	case 1:
		list = append(list, fmt.Sprintf("%s:%d: the reason is still to be written", c.list.File, unsaid[0]))
	default:
		list = append(list, fmt.Sprintf("%s:%d: the reason is still to be written, and those of %d more", c.list.File, unsaid[0], len(unsaid)-1))
	}
	return list
}

// Apply holds a whole run against the list, and returns remarks.
func (l *List) Apply(run *results.Run, today time.Time) (remarks []string) {
	c := l.Check(&run.Header, today)
	for i := range run.Cases {
		c.Case(&run.Cases[i])
	}
	c.End(&run.Footer)
	return c.Remarks()
}
