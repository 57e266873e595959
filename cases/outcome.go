package cases

import "strings"

// Outcome is an answer that is acceptable, and what it means.
type Outcome struct {
	Verdict Verdict
	When    Condition
	Note    string // why it is no plain pass, lower case
}

// Passes is the outcome that keeps the rule.
func Passes(when Condition) Outcome { return Outcome{Verdict: Pass, When: when} }

// Warns is an outcome that misses advice.
func Warns(when Condition, note string) Outcome {
	return Outcome{Verdict: Warn, When: when, Note: note}
}

// Informs is an outcome that the specification leaves free.
func Informs(when Condition, note string) Outcome {
	return Outcome{Verdict: Info, When: when, Note: note}
}

// Outcomes is the list of what is acceptable: the first that is met wins.
func Outcomes(outcomes ...Outcome) []Outcome { return outcomes }

// String is the outcome as a reader of a failure sees it.
func (o Outcome) String() string {
	s := o.When.String()
	if o.Verdict != Pass {
		s = string(o.Verdict) + ": " + s
	}
	return s
}

// refusal tells whether the outcome is that of a handshake that opens no connection.
func (o Outcome) refusal() bool {
	switch o.When.(type) {
	case refuses, refusesWith, dropsHandshake, ignoresHandshake, *refusalEnds:
		return true
	}
	return false
}

// Allowed lists what is acceptable in one line.
func Allowed(outcomes []Outcome) string {
	parts := make([]string, len(outcomes))
	for i, o := range outcomes {
		parts[i] = o.String()
	}
	return strings.Join(parts, "; ")
}

// Want is what a condition waits for, which decides how an answer is asked for.
type Want uint8

const (
	WantAnswer  Want = iota // messages and Pings come back; or nothing, and the connection lives on
	WantEnd                 // the target ends the connection
	WantClose               // the answer to our Close frame, and the end of the connection
	WantOpening             // the answer to the opening handshake
	WantTCPEnd              // the end of the TCP connection, however long it takes
	WantSilence             // nothing, although the target has no reason to be silent
	WantLife                // anything: another connection tells how the target is
)

// Condition is a predicate over what happened. It is data: it can be described as well as evaluated.
type Condition interface {
	Met(o *Observation) bool
	Want() Want
	String() string // lower case, in protocol words
}

// Judge finds the first outcome that is met.
func Judge(accept []Outcome, o *Observation) (Outcome, bool) {
	for _, outcome := range accept {
		if o.Declined && outcome.When != Declines {
			continue
		}
		if outcome.When.Met(o) {
			return outcome, true
		}
	}
	return Outcome{}, false
}
