package cases

import "github.com/wsspec/wsspec/cases/requirements"

// Verdict is what a case says of a target.
type Verdict string

const (
	Pass         Verdict = "pass"         // the rule is kept
	Fail         Verdict = "fail"         // a MUST is broken
	Warn         Verdict = "warn"         // a SHOULD is missed
	Info         Verdict = "info"         // the specification leaves it free: this is what the target does
	Skip         Verdict = "skip"         // the target lacks what the case needs
	Inconclusive Verdict = "inconclusive" // nothing can be said: the twin failed, the target vanished
	Error        Verdict = "error"        // our own fault
)

// Verdicts are all verdicts, worst first.
var Verdicts = []Verdict{Error, Fail, Warn, Inconclusive, Info, Skip, Pass}

// Breach is the verdict of a target that does not keep a rule of a level.
func Breach(level requirements.Level) Verdict {
	switch {
	case level.Binding():
		return Fail
	case level.Advice():
		return Warn
	}
	return Info
}

// Judged tells whether the verdict says something of the target.
func (v Verdict) Judged() bool { return v == Pass || v == Fail || v == Warn || v == Info }
