package judge

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
)

// Growth judges a case that was carried out at several sizes. The last of them is the result of its largest exchange, or
// of the one that stopped it.
func Growth(c *cases.Case, measured *cases.Measured, last *Result) *Result {
	o := *last.Observation
	o.Growth, o.Unit = measured, c.Growth.Unit
	r := &Result{Observation: &o, Violations: last.Violations, Shaky: !c.Growth.Memory}
	steep := !c.Growth.Memory && measured.Steep()
	outcome, ok := cases.Judge(c.Accept, &o)
	switch {
	case !measured.Enough() && measured.Unanswered == 0:
		r.Verdict = cases.Inconclusive
		r.Note = fmt.Sprintf("the growth of the time cannot be told: %d sizes took less than %s", len(measured.Sizes), cases.MostCost)
	case steep && measured.Loaded():
		r.Verdict = cases.Inconclusive
		r.Note = "the time grows out of proportion, but the same without what grows was slow as well, now and then"
	case ok:
		r.Verdict, r.Note = outcome.Verdict, outcome.Note
	case steep:
		r.Verdict, r.Unmatched = cases.Breach(c.Level()), true
		r.Note = fmt.Sprintf("the time grows with the power %.1f of the number of %s", measured.Exponent(), c.Growth.Unit)
	default:
		r.Verdict = cases.Inconclusive
		r.Note = "the memory of the target could not be read each time"
	}
	return r
}
