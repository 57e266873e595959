package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// report is what the pages of a run have in common.
type report struct {
	run    *results.Run
	gate   results.Gate
	start  string // the first page of a site, empty for a report of one file
	at     string // the page being written
	byID   map[string]*section
	specs  []*spec
	places map[string]string // page of every anchor, in a site
	room   int64             // bytes left for exchanges, in a report of one file
}

// spec is a specification with its sections.
type spec struct {
	Name     string
	Sections []*section
	Unproved []*section // without a case in this run
}

func newReport(run *results.Run, gate results.Gate, start string) *report {
	r := &report{run: run, gate: cmp.Or(gate, results.GateMust), start: start, byID: map[string]*section{}, places: map[string]string{}, room: mostExchanges}
	r.divide()
	r.drawAll()
	for _, s := range r.sections() {
		r.places[s.ID] = s.file()
		for _, c := range s.Cases {
			r.places[c.ID] = s.file()
		}
		for _, q := range s.Requirements {
			r.places[q.ID] = s.file()
		}
	}
	return r
}

// sections are all sections, in the order of the pages.
func (r *report) sections() []*section {
	var list []*section
	for _, s := range r.specs {
		list = append(list, s.Sections...)
		list = append(list, s.Unproved...)
	}
	slices.SortStableFunc(list, func(a, b *section) int { return a.order - b.order })
	return list
}

// Link is the address of a section, a case or a requirement, empty if the report does not have it.
func (r *report) Link(id string) string {
	file, ok := r.places[id]
	switch {
	case !ok:
		return ""
	case r.start == "" || file == r.at:
		return "#" + id
	}
	return file + "#" + id
}

// Home is the address of the first page.
func (r *report) Home() string { return r.start + "#top" }

// Site tells whether there are several pages.
func (r *report) Site() bool { return r.start != "" }

// Specs are the specifications with what was tested of them.
func (r *report) Specs() []*spec { return r.specs }

// Target is what was tested.
func (r *report) Target() string {
	return plain(cmp.Or(r.run.Header.Target.URL, "the built-in reference server"))
}

// fact is something about the run.
type fact struct{ Name, Value string }

// Facts tell what was tested, and how.
func (r *report) Facts() []fact {
	h := &r.run.Header
	t := &h.Target
	var list []fact
	add := func(name string, value any) {
		if s := plain(fmt.Sprint(value)); s != "" {
			list = append(list, fact{name, s})
		}
	}
	add("server", t.Server)
	add("offers", offers(t))
	add("subprotocol", t.Subprotocol)
	add("extensions", t.Extensions)
	switch {
	case t.Limit > 0:
		add("messages", fmt.Sprintf("takes %s bytes, refuses %s", grouped(t.LargestSeen), grouped(t.Limit)))
	case t.LargestSeen > 0:
		add("messages", fmt.Sprintf("takes %s bytes", grouped(t.LargestSeen)))
	}
	if t.RoundTrip > 0 {
		add("round trip", t.RoundTrip.Round(time.Microsecond))
	}
	if t.TLS != nil {
		add("TLS", strings.Join(slices.DeleteFunc([]string{t.TLS.Version, t.TLS.Cipher, t.TLS.ALPN}, func(s string) bool { return s == "" }), ", "))
		add("certificate", fmt.Sprintf("%s, by %s, until %s", t.TLS.Subject, t.TLS.Issuer, t.TLS.Expires.UTC().Format(time.DateOnly)))
	}
	if u := r.run.Footer.Usage; u != nil {
		add("memory", fmt.Sprintf("%s KiB before, %s at most, %s after", grouped(u.Before>>10), grouped(u.Peak>>10), grouped(u.After>>10)))
		add("CPU time", u.CPU.Round(time.Millisecond))
	}
	if !h.Started.IsZero() {
		add("started", h.Started.UTC().Format("2006-01-02 15:04:05 MST"))
	}
	add("took", r.run.Footer.Duration.Round(time.Millisecond))
	add("tool", h.Tool)
	add("selected", strings.Join(h.Config.Selectors, " "))
	add("left out", strings.Join(h.Config.Exclude, " "))
	add("seed", h.Config.Seed)
	return list
}

func offers(t *results.Target) string {
	names := make([]string, len(t.Offers))
	for i, offer := range t.Offers {
		names[i] = string(offer)
	}
	return strings.Join(names, ", ")
}

// Remarks are what a reader has to know before trusting the numbers.
func (r *report) Remarks() []string {
	var list []string
	if s := r.run.Footer.Partial; s != "" {
		list = append(list, "This run is not complete: "+s+".")
	}
	if s := r.run.Header.Config.Shard; s != nil {
		list = append(list, fmt.Sprintf("This is shard %d of %d: %s of %s.", s.Number, s.Of, grouped(int64(r.run.Header.Cases)), count(s.Cases, "case")))
	}
	for _, d := range r.run.Footer.Deviations {
		list = append(list, "Not as expected: "+d.String()+".")
	}
	if u := r.run.Footer.Usage; u != nil && u.Lost != "" {
		list = append(list, "What the target used could not be read to the end: "+u.Lost+".")
	}
	if s := r.run.Header.Target.Refused; s != "" {
		list = append(list, "The plain handshake failed: "+s+". If that is not what you want to see, check path, fields, origin and subprotocol.")
	}
	return plainAll(append(list, r.run.Header.Target.Notes...))
}

// Sentence is the verdict on the target.
func (r *report) Sentence() string {
	broken, missed, fallen := map[string]bool{}, map[string]bool{}, map[string]bool{}
	judged, erred := 0, 0
	for i := range r.run.Cases {
		c := &r.run.Cases[i]
		if c.Disputed != "" {
			continue
		}
		switch {
		case c.Verdict == cases.Fail && cases.GradeOf(c.ID) == cases.Resilience:
			fallen[c.Row] = true
		case c.Verdict == cases.Fail:
			broken[c.Row] = true
		case c.Verdict == cases.Warn:
			missed[c.Row] = true
		case c.Verdict == cases.Error:
			erred++
		}
		if c.Verdict.Judged() {
			judged++
		}
	}
	var parts []string
	if len(broken) > 0 {
		parts = append(parts, "breaks "+count(len(broken), "binding requirement"))
	}
	if len(missed) > 0 {
		parts = append(parts, "misses "+count(len(missed), "recommendation"))
	}
	if len(fallen) > 0 {
		parts = append(parts, fmt.Sprintf("does not withstand %s that broke others", count(len(fallen), "thing")))
	}
	switch {
	case len(parts) == 0 && erred > 0:
		return fmt.Sprintf("wsspec itself failed in %s.", count(erred, "case"))
	case judged == 0:
		return "Nothing could be judged."
	case len(parts) == 0:
		return "The target keeps everything that was tested."
	case len(broken)+len(fallen) == 0:
		return "No binding requirement is broken; the target " + parts[0] + "."
	case len(parts) == 3:
		parts = []string{parts[0] + ", " + parts[1], parts[2]}
	}
	return "The target " + strings.Join(parts, " and ") + "."
}

// Gate is what the gate says.
func (r *report) Gate() string {
	says := map[results.Outcome]string{results.Met: "met", results.Missed: "missed", results.Nothing: "not met, since not everything could be judged"}
	return fmt.Sprintf("Gate “%s”: %s.", r.gate, says[r.gate.Judge(r.run)])
}

// Passed tells whether the gate is met.
func (r *report) Passed() bool { return r.gate.Judge(r.run) == results.Met }

// grade is a row of the table of counts.
type grade struct {
	Name, Level string
	Cells       []cell
	All         int
}

// cell is the number of cases with a verdict.
type cell struct {
	Verdict cases.Verdict
	Count   int
}

// Verdicts are the verdicts that occur, worst first.
func (r *report) Verdicts() []cases.Verdict {
	var list []cases.Verdict
	for _, v := range cases.Verdicts {
		if slices.ContainsFunc(r.run.Cases, func(c results.Case) bool { return c.Verdict == v }) {
			list = append(list, v)
		}
	}
	return list
}

// Grades are the counts by how strongly a requirement binds.
func (r *report) Grades() []grade {
	counts := map[string]map[cases.Verdict]int{}
	for i := range r.run.Cases {
		c := &r.run.Cases[i]
		level := levelOf(c)
		if counts[level] == nil {
			counts[level] = map[cases.Verdict]int{}
		}
		counts[level][c.Verdict]++
	}
	var list []grade
	for _, level := range r.Levels() {
		g := grade{Name: levelNames[level], Level: level}
		for _, v := range r.Verdicts() {
			g.Cells = append(g.Cells, cell{v, counts[level][v]})
			g.All += counts[level][v]
		}
		list = append(list, g)
	}
	return list
}

// resilience is the level of what no sentence of a specification asks for.
const resilience = "RESILIENCE"

var levelNames = map[string]string{"MUST": "binding (MUST)", "SHOULD": "recommended (SHOULD)", "MAY": "left free (MAY)", resilience: "resilience"}

// Levels are the levels that occur, strongest first.
func (r *report) Levels() []string {
	var list []string
	for _, level := range []string{"MUST", "SHOULD", "MAY", resilience} {
		if slices.ContainsFunc(r.run.Cases, func(c results.Case) bool { return levelOf(&c) == level }) {
			list = append(list, level)
		}
	}
	return list
}

// levelOf is the level of a case without what makes no difference to a reader: NOT, and the missing keyword. What is held
// against no specification has a level of its own.
func levelOf(c *results.Case) string {
	switch {
	case cases.GradeOf(c.ID) == cases.Resilience:
		return resilience
	case strings.HasPrefix(c.Level, "MUST"):
		return "MUST"
	case strings.HasPrefix(c.Level, "SHOULD"):
		return "SHOULD"
	}
	return "MAY"
}

// Total is the number of cases.
func (r *report) Total() int { return len(r.run.Cases) }

// Passes is the number of cases that pass.
func (r *report) Passes() int {
	n := 0
	for _, c := range r.run.Cases {
		if c.Verdict == cases.Pass {
			n++
		}
	}
	return n
}
