// Package text renders a run for a person at a terminal: what was tested, a line for each section, the failures in
// full, and the counts. Everything that came from the target is quoted, so that it cannot drive the terminal.
package text

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/rerun"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// Options say how much is shown.
type Options struct {
	Colour  bool
	Width   int          // columns of the terminal; 0 if it is none
	Verbose bool         // every case in full
	Quiet   bool         // failures and the counts only
	Trace   bool         // the bytes of every case that is shown in full
	Gate    results.Gate // decides what the last line says
	Asked   []string     // selectors; the cases that they name are shown in full with Trace
	Rerun   Rerun        // the command that carries out a case again; nil for that of wsspec
}

// Render writes the report of a run.
func Render(w io.Writer, run *results.Run, options Options) error {
	p := &printer{run: run, Options: options}
	if !p.Quiet {
		p.head()
		p.sections()
	}
	shown := p.details()
	p.expected()
	if !p.Quiet {
		p.groups()
		if shown > 1 {
			p.again()
		}
		p.sentence()
	}
	p.foot()
	_, err := io.WriteString(w, plain.Inert(p.b.String()))
	return err
}

type printer struct {
	Options
	run *results.Run
	b   strings.Builder
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// hang writes a text behind a prefix. Lines that follow are indented to the column hang.
func (p *printer) hang(prefix string, hang int, text string) {
	for _, part := range wrap(text, p.Width-columns(prefix), p.Width-hang) {
		p.line("%s", unbound(prefix+part))
		prefix = strings.Repeat(" ", hang)
	}
}

// label is one of the lines under a case: a word and what it says, with further lines indented like the first.
func (p *printer) label(word string, lines ...string) {
	const indent = 16
	for _, line := range lines {
		if line == "" {
			continue
		}
		p.hang(fmt.Sprintf("      %-9s ", word), indent, clean(line))
		word = ""
	}
}

// head tells what was tested.
func (p *printer) head() {
	h := &p.run.Header
	const indent = 10
	p.hang("", indent, fmt.Sprintf("%s  %s  %s", clean(h.Tool), p.bold(clean(cmp.Or(h.Target.URL, "the built-in reference server"))), bound(count(h.Cases, "case"))))
	p.hang("target    ", indent, list(describeTarget(&h.Target)))
	if h.Target.TLS != nil {
		p.hang("tls       ", indent, list(describeTLS(h.Target.TLS)))
	}
	if h.Target.Refused != "" {
		p.hang("warning   ", indent, "the plain handshake failed: "+clean(h.Target.Refused))
		p.hang("          ", indent, "if that is not what you want to see, check the path, --header, --origin and --subprotocol")
	}
	for _, note := range h.Target.Notes {
		p.hang("note      ", indent, clean(note))
	}
	p.line("")
}

func describeTarget(t *results.Target) []string {
	var parts []string
	if t.Server != "" {
		parts = append(parts, fmt.Sprintf("server %q", t.Server))
	}
	switch {
	case t.Offers.Has(cases.Echo) && t.Offers.Has(cases.TextOnly):
		parts = append(parts, "echoes text, refuses binary")
	case t.Offers.Has(cases.Echo):
		parts = append(parts, "echoes")
	default:
		parts = append(parts, "does not echo")
	}
	if t.Subprotocol != "" && t.Offers.Has(cases.Subprotocol) {
		parts = append(parts, "subprotocol "+t.Subprotocol)
	}
	switch {
	case t.Limit > 0:
		parts = append(parts, fmt.Sprintf("takes %s, refuses %s", bytes(t.LargestSeen), bytes(t.Limit)))
	case t.LargestSeen > 0:
		parts = append(parts, fmt.Sprintf("takes %s", bytes(t.LargestSeen)))
	}
	if t.RoundTrip > 0 {
		parts = append(parts, "round trip "+t.RoundTrip.Round(1000).String())
	}
	return parts
}

func describeTLS(t *results.TLS) []string {
	parts := []string{t.Version, t.Cipher}
	if t.ALPN != "" {
		parts = append(parts, "ALPN "+t.ALPN)
	}
	if t.Subject != t.Issuer {
		return append(parts, fmt.Sprintf("certificate %q by %q until %s", t.Subject, t.Issuer, t.Expires.UTC().Format(time.DateOnly)))
	}
	return append(parts, fmt.Sprintf("certificate %q by itself until %s", t.Subject, t.Expires.UTC().Format(time.DateOnly)))
}

func bytes(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// counts lists verdicts with their numbers, worst first.
func (p *printer) counts(counts map[cases.Verdict]int) string {
	var parts []string
	for _, v := range cases.Verdicts {
		if n := counts[v]; n > 0 {
			parts = append(parts, p.paint(v, bound(fmt.Sprintf("%d %s", n, v))))
		}
	}
	return strings.Join(parts, separator)
}

// details shows cases in full, the worst first: what is held against the target, and what was asked for. It returns how
// many there are, those that are alike as one.
func (p *printer) details() (shown int) {
	for _, verdict := range cases.Verdicts {
		var list []*results.Case
		for i := range p.run.Cases {
			if c := &p.run.Cases[i]; c.Verdict == verdict && p.shows(c) {
				list = append(list, c)
			}
		}
		for _, group := range p.alikes(list) {
			p.detail(group[0])
			p.alike(group[1:])
			p.line("")
			shown++
		}
	}
	return shown
}

func (p *printer) shows(c *results.Case) bool {
	bad := c.Expected == nil && (c.Verdict == cases.Fail || c.Verdict == cases.Error || c.Verdict == cases.Warn && !p.Quiet)
	return bad || p.Verbose || p.Trace && p.asked(c)
}

// alikes puts cases together that say the same of the target: one habit of a server can show in hundreds of cases, and
// whoever mends it reads one. Verbose, and with the bytes, each case stands alone.
func (p *printer) alikes(list []*results.Case) [][]*results.Case {
	type kind struct{ section, row, note string }
	at := map[kind]int{}
	var groups [][]*results.Case
	for _, c := range list {
		k := kind{sectionOf(c.ID), c.Row, c.Note}
		if i, ok := at[k]; ok && !p.Verbose && !p.Trace {
			groups[i] = append(groups[i], c)
			continue
		}
		at[k] = len(groups)
		groups = append(groups, []*results.Case{c})
	}
	return groups
}

// alike names cases that were folded into the one above.
func (p *printer) alike(list []*results.Case) {
	const most = 6
	if len(list) == 0 {
		return
	}
	var names []string
	for _, c := range list[:min(most, len(list))] {
		names = append(names, c.ID[strings.LastIndexByte(c.ID, '/')+1:])
	}
	rest := ""
	if n := len(list) - len(names); n > 0 {
		rest = fmt.Sprintf(" and %d more (-v shows each)", n)
	}
	p.label("likewise", fmt.Sprintf("%s of this section: %s%s", count(len(list), "case"), strings.Join(names, ", "), rest))
}

// asked tells whether a case was named by a selector, and is not there for being a twin.
func (p *printer) asked(c *results.Case) bool {
	for _, selector := range p.Asked {
		if list, err := (cases.Table{{ID: c.ID, Autobahn: c.Autobahn}}).Select(selector); err == nil && len(list) > 0 {
			return true
		}
	}
	return false
}

func (p *printer) detail(c *results.Case) {
	p.hang(p.paint(c.Verdict, fmt.Sprintf("%-4s", strings.ToUpper(string(c.Verdict))))+"  ", 6, p.bold(clean(c.ID))+"   "+clean(c.Title))
	if c.Note != "" {
		p.label("note", c.Note)
	}
	p.label("expected", summary.Expected(c))
	if c.Disputed != "" {
		p.label("disputed", c.Disputed)
	}
	if c.Verdict != cases.Skip {
		p.label("sent", c.Sent...)
		p.label("allowed", c.Allowed...)
		p.label("got", c.Got...)
	}
	p.label("rule", c.Rule, c.Link)
	if len(c.Bugs) > 0 {
		p.label("bugs", "has happened to: "+strings.Join(c.Bugs, ", "))
	}
	if c.Cause != "" && c.Verdict == cases.Fail {
		p.label("cause", "usually: "+c.Cause)
	}
	if c.Verdict != cases.Skip && c.Verdict != cases.Pass {
		p.line("      %-9s %s", "rerun", clean(p.rerun(c))) // in one piece, to be copied
	}
	if p.Trace {
		p.trace(c.Transcript)
	}
}

// Rerun is the command that carries out a case again.
type Rerun func(*results.Case) string

func (p *printer) rerun(c *results.Case) string {
	if p.Rerun != nil {
		return p.Rerun(c)
	}
	return rerun.Command(&p.run.Header, c)
}

// groups tells what was left out, and why, a line for each reason.
func (p *printer) groups() {
	any := false
	for _, verdict := range []cases.Verdict{cases.Inconclusive, cases.Skip} {
		counts := map[string]int{}
		var notes []string
		for _, c := range p.run.Cases {
			if c.Verdict != verdict {
				continue
			}
			if counts[c.Note] == 0 {
				notes = append(notes, c.Note)
			}
			counts[c.Note]++
		}
		for _, note := range notes {
			p.hang(p.paint(verdict, string(verdict))+"  ", len(verdict)+2, count(counts[note], "case")+": "+clean(note))
			any = true
		}
	}
	if any {
		p.line("")
	}
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

var colours = map[cases.Verdict]string{
	cases.Fail: "31;1", cases.Error: "31;1", cases.Warn: "33", cases.Inconclusive: "35", cases.Pass: "32", cases.Info: "36", cases.Skip: "2",
}

func (p *printer) paint(v cases.Verdict, s string) string { return p.sgr(colours[v], s) }
func (p *printer) bold(s string) string                   { return p.sgr("1", s) }

func (p *printer) sgr(code, s string) string {
	if !p.Colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
