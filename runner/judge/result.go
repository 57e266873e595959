package judge

import (
	"strings"

	"github.com/wsspec/wsspec/cases"
)

// Result is what a judge found.
type Result struct {
	Verdict     cases.Verdict
	Note        string // why the verdict is not a plain one, lower case
	Observation *cases.Observation
	Violations  []Violation
	// Unmatched tells that the answer is none of those that are acceptable.
	Unmatched bool
	// Shaky tells that time may have decided: a deadline passed, or a reset may have overtaken a Close frame.
	Shaky bool
}

// Result returns the verdict. It is final once an action said Done; before that it is what can be said so far.
func (j *Judge) Result() *Result {
	r := &Result{Observation: &j.o, Violations: j.violations, Shaky: j.o.Late || j.raced}
	outcome, ok := cases.Judge(j.c.Accept, &j.o)
	switch {
	case ok:
		r.Verdict, r.Note = outcome.Verdict, outcome.Note
	case !j.o.Opened && j.c.Opening.Plain() && j.want() != cases.WantOpening:
		r.Verdict = cases.Inconclusive
		r.Note = "the opening handshake failed: " + strings.Join(j.o.Describe(), ", ")
	case !j.o.Done && j.want() == cases.WantEnd:
		r.Verdict = cases.Inconclusive
		r.Note = "it did not come to the defect: " + strings.Join(j.o.Describe(), ", ")
	default:
		r.Verdict, r.Unmatched = cases.Breach(j.c.Level()), true
		r.Note = cases.Why(j.c.Accept, &j.o)
	}
	return r
}
