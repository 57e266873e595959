package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// again names what misses the gate once more in short: what was told in full may be screens away.
func (p *printer) again() {
	var missed []*results.Case
	for _, verdict := range cases.Verdicts {
		for i := range p.run.Cases {
			if c := &p.run.Cases[i]; c.Verdict == verdict && p.gate().Counts(c) {
				missed = append(missed, c)
			}
		}
	}
	if len(missed) == 0 {
		return
	}
	p.line("Once more in short, what misses the gate:")
	for _, group := range p.alikes(missed) {
		c := group[0]
		id := p.bold(clean(c.ID))
		if n := len(group) - 1; n > 0 {
			id += bound(fmt.Sprintf(" and %d more", n))
		}
		prefix := "  " + string(c.Verdict) + "  "
		p.hang("  "+p.paint(c.Verdict, string(c.Verdict))+"  ", len(prefix), id+"   "+clean(summary.Says(c)))
		p.line("%s%s", strings.Repeat(" ", len(prefix)), clean(p.rerun(c))) // in one piece, to be copied
	}
	p.line("")
}

// sentence says what came out of conformance.
func (p *printer) sentence() {
	all, judged, broken, advice := 0, 0, 0, 0
	rules := map[string]bool{}
	for i := range p.run.Cases {
		c := &p.run.Cases[i]
		if c.Grade() != cases.Conformance {
			continue
		}
		all++
		if !c.Verdict.Judged() {
			continue
		}
		judged++
		switch {
		case c.Disputed != "":
		case c.Verdict == cases.Fail:
			broken++
			rules[c.Row] = true
		case c.Verdict == cases.Warn:
			advice++
		}
	}
	if judged == 0 {
		return // the gate tells what that means
	}
	s := "no rule is broken"
	switch len(rules) {
	case 0:
	case 1:
		s = "1 rule is broken in " + count(broken, "case")
	default:
		s = fmt.Sprintf("%d rules are broken in %s", len(rules), count(broken, "case"))
	}
	if advice > 0 {
		s += ", advice is missed in " + count(advice, "case")
	}
	p.hang("", 0, fmt.Sprintf("%d of %s were judged: %s.", judged, count(all, "case"), s))
}

// foot is the counts and what the gate says.
func (p *printer) foot() {
	const indent = 10
	f := &p.run.Footer
	gate := p.gate()
	verdict := map[results.Outcome]string{
		results.Met: "met", results.Missed: "missed", results.Nothing: "not met, since not everything could be judged",
	}[gate.Judge(p.run)]
	p.deviations()
	if f.Partial != "" {
		p.hang("PARTIAL   ", indent, clean(f.Partial))
	}
	if f.Usage != nil {
		p.hang("usage     ", indent, clean(describeUsage(f.Usage)))
	}
	if counts := p.run.Tally(cases.Resilience); len(counts) > 0 {
		p.hang("", 0, p.resilience()+"   "+p.counts(counts))
	}
	if len(f.Deviations) == 0 && slices.Equal(gate.Missed(p.run), []cases.Grade{cases.Resilience}) {
		verdict += ", by resilience alone"
	}
	p.hang("", 0, fmt.Sprintf("%s   %s   %s", p.counts(p.run.Tally(cases.Conformance)), bound("in "+f.Duration.Round(1e6).String()), bound(fmt.Sprintf("gate %s: ", gate))+verdict))
}

func (p *printer) gate() results.Gate { return cmp.Or(p.Gate, results.GateMust) }

// describeUsage is what the target used.
func describeUsage(u *results.Usage) string {
	s := fmt.Sprintf("memory of the target %s -> %s, at most %s, CPU %s", memory(u.Before), memory(u.After), memory(u.Peak), u.CPU.Round(10*time.Millisecond))
	if u.Lost != "" {
		s += "; then it was lost: " + u.Lost
	}
	return s
}

func memory(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }
