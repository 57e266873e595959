package wsspectest

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

// Result is what a test framework has to be told of a case.
type Result uint8

const (
	Passed Result = iota
	Failed
	Skipped
)

// Outcome is what became of a case.
type Outcome struct {
	Result Result
	Text   string // what the report says of it, or why it was skipped; empty if it passed and there is nothing to be said
}

// outcome is what became of a case that was carried out. A case that was not judged is never a passed one: it is skipped, with
// the reason, or failed if it rests on a case that fails and that nobody else tells of.
func (s *Session) outcome(id string) Outcome {
	c := s.records[id]
	switch {
	case s.untrue[id] != "":
		return Outcome{Failed, s.untrue[id] + "\n" + s.text(c)}
	case s.suite.gate.Excuses(c):
		return Outcome{Skipped, "fails as expected: " + c.Expected.Reason}
	case s.suite.gate.Counts(c):
		return Outcome{Failed, s.text(c)}
	case c.Verdict == cases.Skip:
		return Outcome{Skipped, c.Note}
	case c.Verdict == cases.Inconclusive:
		if twin := s.untold(c); twin != nil {
			return Outcome{Failed, fmt.Sprintf("it rests on %s, which fails:\n%s", twin.ID, s.text(twin))}
		}
		return Outcome{Skipped, "inconclusive: " + c.Note}
	case c.Verdict == cases.Pass:
		return Outcome{Result: Passed}
	}
	return Outcome{Passed, s.text(c)}
}

// untold is the case that fails, that a case rests upon, and that was not asked for; nil if there is none.
func (s *Session) untold(c *results.Case) *results.Case {
	for twin := s.records[c.Twin]; twin != nil; twin = s.records[twin.Twin] {
		if s.asked[twin.ID] || s.suite.skips[twin.ID] {
			return nil
		}
		if s.suite.gate.Counts(twin) {
			return twin
		}
		if twin.Verdict != cases.Inconclusive {
			return nil
		}
	}
	return nil
}

func (s *Session) text(c *results.Case) string {
	options := text.Options{Trace: s.Trace}
	if s.opened.server != nil && s.Rerun != nil {
		options.Rerun = func(c *results.Case) string { return s.Rerun(c.ID) }
	}
	return strings.TrimRight(text.Case(&s.header, c, options), "\n")
}
