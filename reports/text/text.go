// Package text renders a run for a person at a terminal: what was tested, a line for each section, the failures in
// full, and the counts. Everything that came from the target is quoted, so that it cannot drive the terminal.
package text

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/rerun"
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
	p.details()
	if !p.Quiet {
		p.groups()
	}
	p.foot()
	_, err := io.WriteString(w, p.b.String())
	return err
}

type printer struct {
	Options
	run *results.Run
	b   strings.Builder
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// label is one of the lines under a case: a word and what it says, with further lines indented like the first.
func (p *printer) label(word string, lines ...string) {
	const indent = 16
	for _, line := range lines {
		if line == "" {
			continue
		}
		for _, part := range wrap(clean(line), p.Width-indent) {
			p.line("      %-9s %s", word, part)
			word = ""
		}
	}
}

// wrap breaks a line at spaces into parts of at most width columns, if a width is given that leaves room for words.
func wrap(line string, width int) []string {
	const least = 24
	if width < least {
		return []string{line}
	}
	var parts []string
	for {
		end, ok := columns(line, width)
		if !ok {
			break
		}
		space := strings.LastIndexByte(line[:end], ' ')
		if space <= 0 {
			if space = strings.IndexByte(line, ' '); space < 0 {
				break
			}
		}
		parts, line = append(parts, line[:space]), line[space+1:]
	}
	return append(parts, line)
}

// columns is where the column behind the first ones of a line ends, if there is one.
func columns(line string, width int) (end int, more bool) {
	for i := range line {
		if width < 0 {
			return i, true
		}
		width--
	}
	return len(line), width < 0
}

// head tells what was tested.
func (p *printer) head() {
	h := &p.run.Header
	p.line("%s  %s  %s", clean(h.Tool), p.bold(clean(cmp.Or(h.Target.URL, "the built-in reference server"))), count(h.Cases, "case"))
	p.line("target    %s", clean(strings.Join(describeTarget(&h.Target), " · ")))
	if h.Target.TLS != nil {
		p.line("tls       %s", clean(strings.Join(describeTLS(h.Target.TLS), " · ")))
	}
	if h.Target.Refused != "" {
		p.line("warning   the plain handshake failed: %s", clean(h.Target.Refused))
		p.line("          if that is not what you want to see, check the path, --header, --origin and --subprotocol")
	}
	for _, note := range h.Target.Notes {
		p.line("note      %s", clean(note))
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

// sections is a line for each section of the specification.
func (p *printer) sections() {
	type section struct {
		name   string
		counts map[cases.Verdict]int
	}
	var list []*section
	for i := range p.run.Cases {
		c := &p.run.Cases[i]
		name := sectionOf(c.ID)
		at := slices.IndexFunc(list, func(s *section) bool { return s.name == name })
		if at < 0 {
			at = len(list)
			list = append(list, &section{name: name, counts: map[cases.Verdict]int{}})
		}
		list[at].counts[c.Verdict]++
	}
	slices.SortStableFunc(list, func(a, b *section) int { return compareSections(a.name, b.name) })
	grade := cases.Conformance
	for _, s := range list {
		if of := cases.GradeOf(s.name); of != grade {
			grade = of
			p.line("\n%s", p.resilience())
		}
		name := s.name
		if rest, ok := strings.CutPrefix(name, string(cases.Resilience)+"/"); ok {
			name = "  " + rest
		}
		p.line("%-16s %s", clean(name), p.counts(s.counts))
	}
	p.line("")
}

// resilience is what the target has borne, in a line.
func (p *printer) resilience() string {
	held, judged := p.run.Held()
	return fmt.Sprintf("%s: %d of %d held", cases.Resilience, held, judged)
}

func sectionOf(id string) string {
	parts := strings.SplitN(id, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// compareSections sorts by grade and specification, then by the numbers of the section; classes of resilience have none.
func compareSections(a, b string) int {
	if byGrade := cmp.Compare(cases.GradeOf(a), cases.GradeOf(b)); byGrade != 0 || cases.GradeOf(a) == cases.Resilience {
		return byGrade
	}
	specA, numberA, _ := strings.Cut(a, "/")
	specB, numberB, _ := strings.Cut(b, "/")
	if specA != specB {
		return cmp.Compare(specA, specB)
	}
	return slices.CompareFunc(strings.Split(numberA, "."), strings.Split(numberB, "."), func(x, y string) int {
		if len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
		return cmp.Compare(x, y)
	})
}

// counts lists verdicts with their numbers, worst first.
func (p *printer) counts(counts map[cases.Verdict]int) string {
	var parts []string
	for _, v := range cases.Verdicts {
		if n := counts[v]; n > 0 {
			parts = append(parts, p.paint(v, fmt.Sprintf("%d %s", n, v)))
		}
	}
	return strings.Join(parts, " · ")
}

// details shows cases in full, the worst first: what is held against the target, and what was asked for.
func (p *printer) details() {
	for _, verdict := range cases.Verdicts {
		var shown []*results.Case
		for i := range p.run.Cases {
			if c := &p.run.Cases[i]; c.Verdict == verdict && p.shows(c) {
				shown = append(shown, c)
			}
		}
		for _, group := range p.fold(shown) {
			p.detail(group[0])
			p.alike(group[1:])
			p.line("")
		}
	}
}

func (p *printer) shows(c *results.Case) bool {
	bad := c.Verdict == cases.Fail || c.Verdict == cases.Error || c.Verdict == cases.Warn && !p.Quiet
	return bad || p.Verbose || p.Trace && p.asked(c)
}

// fold puts cases together that say the same of the target: one habit of a server can show in hundreds of cases, and
// whoever mends it reads one. Verbose, and with the bytes, each case stands alone.
func (p *printer) fold(list []*results.Case) [][]*results.Case {
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
	p.line("%s  %s   %s", p.paint(c.Verdict, fmt.Sprintf("%-4s", strings.ToUpper(string(c.Verdict)))), p.bold(clean(c.ID)), clean(c.Title))
	if c.Note != "" {
		p.label("note", c.Note)
	}
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
			p.line("%s  %s: %s", p.paint(verdict, string(verdict)), count(counts[note], "case"), clean(note))
		}
	}
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// foot is the counts and what the gate says.
func (p *printer) foot() {
	f := &p.run.Footer
	gate := cmp.Or(p.Gate, results.GateMust)
	verdict := map[results.Outcome]string{
		results.Met: "met", results.Missed: "missed", results.Nothing: "not met, since not everything could be judged",
	}[gate.Judge(p.run)]
	if f.Partial != "" {
		p.line("PARTIAL   %s", clean(f.Partial))
	}
	if f.Usage != nil {
		p.line("usage     %s", clean(describeUsage(f.Usage)))
	}
	if counts := p.run.Tally(cases.Resilience); len(counts) > 0 {
		p.line("%s   %s", p.resilience(), p.counts(counts))
	}
	if slices.Equal(gate.Missed(p.run), []cases.Grade{cases.Resilience}) {
		verdict += ", by resilience alone"
	}
	p.line("%s   in %s   gate %s: %s", p.counts(p.run.Tally(cases.Conformance)), f.Duration.Round(1e6), gate, verdict)
}

// describeUsage is what the target used.
func describeUsage(u *results.Usage) string {
	s := fmt.Sprintf("memory of the target %s -> %s, at most %s, CPU %s", memory(u.Before), memory(u.After), memory(u.Peak), u.CPU.Round(10*time.Millisecond))
	if u.Lost != "" {
		s += "; then it was lost: " + u.Lost
	}
	return s
}

func memory(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }

// clean makes a line safe to print: control characters and what turns the direction of text become escapes.
func clean(s string) string {
	safe := func(r rune) bool {
		return r != utf8.RuneError && (r == ' ' || unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r))
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return !safe(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if safe(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
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
