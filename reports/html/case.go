package html

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	shared "github.com/wsspec/wsspec/reports/internal/page"
	"github.com/wsspec/wsspec/reports/internal/rerun"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// mostExchanges is how many bytes of exchanges a report of one file draws, about: it has to open at once. What is over
// that is told, and stands in a site.
const mostExchanges = 800 << 10

// caseView is a case as a page shows it. Its texts are plain.
type caseView struct {
	ID, Slug, Title, Level, Row, Rule, Link string
	Verdict                                 cases.Verdict
	Note, Expected, Disputed, Cause, Rerun  string
	Sent, Allowed, Got                      []string
	Rows, Autobahn, Bugs                    []string
	Twin, Seen                              string
	Attempts                                int
	Usage                                   string
	Breaches                                []string
	Arrows                                  []arrow
	Undrawn                                 bool // there is an exchange, and no room for it
	record                                  *results.Case
	section                                 *section
}

func newCaseView(r *report, c *results.Case) *caseView {
	v := &caseView{
		ID: c.ID, Slug: plain(c.ID[strings.LastIndexByte(c.ID, '/')+1:]), Title: plain(c.Title), Level: levelOf(c), Row: c.Row, Rule: plain(c.Rule),
		Verdict: c.Verdict, Note: plain(c.Note), Expected: plain(summary.Expected(c)), Disputed: plain(c.Disputed),
		Sent: plainAll(c.Sent), Allowed: plainAll(c.Allowed), Rows: c.Rows, Autobahn: plainAll(c.Autobahn), Twin: c.Twin, record: c,
	}
	if c.Verdict == cases.Skip {
		return v
	}
	if c.Verdict == cases.Pass && r.start == "" {
		return v // in one file, a row is enough for what nobody has to act upon
	}
	if strings.HasPrefix(c.Link, "https://") {
		v.Link = c.Link
	}
	v.Got, v.Seen, v.Attempts, v.Bugs, v.Usage = plainAll(c.Got), c.Seen, c.Attempts, plainAll(c.Bugs), usage(c.Memory, c.CPU)
	if c.Verdict == cases.Fail || c.Verdict == cases.Warn {
		v.Cause = plain(c.Cause)
	}
	for _, b := range c.Breaches {
		v.Breaches = append(v.Breaches, plain(b.Rule+": "+b.Saw))
	}
	if c.Verdict != cases.Pass {
		v.Rerun = plain(rerun.Command(&r.run.Header, c))
	}
	return v
}

// usage is what a target had in memory and spent of the processor, as far as it was read.
func usage(memory int64, cpu time.Duration) string {
	var parts []string
	if memory > 0 {
		parts = append(parts, grouped(memory>>10)+" KiB of memory")
	}
	if cpu > 0 {
		parts = append(parts, cpu.Round(time.Microsecond).String()+" of CPU time")
	}
	return strings.Join(parts, ", ")
}

// Quiet tells that nobody has to act upon the case.
func (v *caseView) Quiet() bool { return v.Verdict == cases.Pass || v.Verdict == cases.Skip }

// Place is what the link of the rule leads to.
func (v *caseView) Place() string {
	if v.Level == resilience {
		return "a bug of that kind"
	}
	return "RFC"
}

// drawAll draws the exchanges. In a report of one file those of passes are left out, and room goes first to the worst, and
// to one of each kind before another of the same.
func (r *report) drawAll() {
	if r.start != "" {
		for _, s := range r.sections() {
			for _, v := range s.Cases {
				v.Arrows = diagram(v.record.Transcript)
			}
		}
		return
	}
	var order []*caseView
	var again []*caseView
	for _, f := range r.Findings() {
		order = append(order, f.Cases[0])
		again = append(again, f.Cases[1:]...)
	}
	order = append(order, again...)
	for _, s := range r.sections() {
		for _, v := range s.Cases {
			if !v.Quiet() && !slices.Contains(order, v) {
				order = append(order, v)
			}
		}
	}
	for _, v := range order {
		if len(v.record.Transcript) == 0 {
			continue
		}
		if r.room <= 0 {
			v.Undrawn = true
			continue
		}
		v.Arrows = diagram(v.record.Transcript)
		for i := range v.Arrows {
			r.room -= v.Arrows[i].size()
		}
	}
}

// size is about how many bytes an arrow takes in the page.
func (a *arrow) size() int64 {
	n := 150 + len(a.Label) + len(a.Text)
	for _, line := range append(a.Lines, a.Hex...) {
		n += len(line) + 8
	}
	if a.Bits != nil {
		n += 330
	}
	return int64(n)
}

// finding is a habit of the target: cases of a section that say the same of it.
type finding struct {
	Verdict cases.Verdict
	Section *section
	Cases   []*caseView
}

// Findings are what somebody has to act upon, worst first.
func (r *report) Findings() []*finding {
	type kind struct {
		section        *section
		verdict        cases.Verdict
		row, note, why string
		expected       string
	}
	at := map[kind]*finding{}
	var list []*finding
	for _, s := range r.sections() {
		for _, v := range s.Cases {
			if v.Verdict != cases.Error && v.Verdict != cases.Fail && v.Verdict != cases.Warn {
				continue
			}
			k := kind{s, v.Verdict, v.Row, v.Note, v.Disputed, v.Expected}
			if at[k] == nil {
				at[k] = &finding{Verdict: v.Verdict, Section: s}
				list = append(list, at[k])
			}
			at[k].Cases = append(at[k].Cases, v)
		}
	}
	slices.SortStableFunc(list, func(a, b *finding) int { return shared.Rank(a.Verdict) - shared.Rank(b.Verdict) })
	return list
}

// First is the case that stands for the finding.
func (f *finding) First() *caseView { return f.Cases[0] }

// Few are some of the cases, and More says how many more there are.
func (f *finding) Few() []*caseView { return f.Cases[:min(len(f.Cases), 8)] }
func (f *finding) More() string {
	if n := len(f.Cases) - 8; n > 0 {
		return fmt.Sprintf("and %d more", n)
	}
	return ""
}
