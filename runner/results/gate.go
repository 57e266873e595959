package results

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
)

// Gate is what decides whether a run is good enough.
type Gate string

const (
	GateMust   Gate = "must"   // no MUST is broken
	GateShould Gate = "should" // no SHOULD is missed either
)

// Outcome is what a gate says of a run.
type Outcome uint8

const (
	Met     Outcome = iota
	Missed          // something was judged, and it is not good enough
	Nothing         // nothing was judged, or not everything that was asked for
)

// Judge tells whether the run passes the gate. Disputed cases do not count, for good or ill. A run without a single
// judged case besides them, and one that is partial, is never good enough. Nor is one that deviates from what was expected.
func (g Gate) Judge(r *Run) Outcome {
	if len(r.Footer.Deviations) > 0 {
		return Missed
	}
	judged := 0
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Verdict.Judged() && c.Disputed == "" {
			judged++
		}
		if g.Counts(c) {
			return Missed
		}
	}
	if judged == 0 || r.Footer.Partial != "" {
		return Nothing
	}
	return Met
}

// Counts tells whether a case is held against the target: known failures are not. No gate asks for more in resilience than
// to live.
func (g Gate) Counts(c *Case) bool {
	if c.Disputed != "" || c.Expected != nil {
		return false
	}
	advice := g == GateShould && c.Grade() == cases.Conformance
	return c.Verdict == cases.Fail || c.Verdict == cases.Error || advice && c.Verdict == cases.Warn
}

// Excuses tells whether a case would be held against the target if it were not a known failure.
func (g Gate) Excuses(c *Case) bool {
	unexpected := *c
	unexpected.Expected = nil
	return c.Expected != nil && g.Counts(&unexpected)
}

// Missed lists the grades that have a case which is held against the target.
func (g Gate) Missed(r *Run) []cases.Grade {
	var grades []cases.Grade
	for _, grade := range []cases.Grade{cases.Conformance, cases.Resilience} {
		if slices.ContainsFunc(r.Cases, func(c Case) bool { return c.Grade() == grade && g.Counts(&c) }) {
			grades = append(grades, grade)
		}
	}
	return grades
}
