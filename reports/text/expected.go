package text

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// expected counts the failures that are expected, and says why, a line for those that are alike.
func (p *printer) expected() {
	var known []*results.Case
	for _, verdict := range cases.Verdicts {
		for _, c := range summary.Having(p.run, verdict) {
			if c.Expected != nil {
				known = append(known, c)
			}
		}
	}
	if len(known) == 0 {
		return
	}
	p.line("expected  %s, which no gate counts", count(len(known), "failure"))
	for _, group := range summary.Fold(known) {
		if p.Quiet {
			return
		}
		c := group[0]
		id := clean(c.ID)
		if n := len(group) - 1; n > 0 {
			id += bound(fmt.Sprintf(" and %d more", n))
		}
		prefix := "  " + string(c.Verdict) + "  "
		p.hang("  "+p.paint(c.Verdict, string(c.Verdict))+"  ", len(prefix), id+"   "+clean(summary.Expected(c)))
	}
	p.line("")
}

// deviations are the expectations that are not true any more.
func (p *printer) deviations() {
	const indent = 10
	for _, d := range p.run.Footer.Deviations {
		p.hang("not as expected: ", indent, clean(d.String()))
	}
}
