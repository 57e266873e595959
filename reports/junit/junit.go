// Package junit renders a run as JUnit XML, the format that CI systems read: a suite for each section, a test case for
// each case. What misses the gate is a failure, what could not be judged and what fails as expected is skipped.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []*suite `xml:"testsuite"`
}

type suite struct {
	Name       string     `xml:"name,attr"`
	Tests      int        `xml:"tests,attr"`
	Failures   int        `xml:"failures,attr"`
	Errors     int        `xml:"errors,attr"`
	Skipped    int        `xml:"skipped,attr"`
	Time       string     `xml:"time,attr"`
	Timestamp  string     `xml:"timestamp,attr"`
	Properties []property `xml:"properties>property"`
	Cases      []testCase `xml:"testcase"`

	duration time.Duration
}

type property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type testCase struct {
	Name      string  `xml:"name,attr"`
	ClassName string  `xml:"classname,attr"`
	Time      string  `xml:"time,attr"`
	Skipped   *reason `xml:"skipped"`
	Error     *report `xml:"error"`
	Failure   *report `xml:"failure"`
	Output    string  `xml:"system-out,omitempty"`
}

type reason struct {
	Message string `xml:"message,attr"`
}

type report struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// Render writes the report. The gate decides whether a warning is a failure.
func Render(w io.Writer, run *results.Run, gate results.Gate) error {
	all := suites{Name: "wsspec", Time: seconds(run.Footer.Duration)}
	bySection := map[string]*suite{}
	for i := range run.Cases {
		c := &run.Cases[i]
		section, slug := split(c.ID)
		s := bySection[section]
		if s == nil {
			s = &suite{Name: valid(section), Timestamp: run.Header.Started.UTC().Format("2006-01-02T15:04:05"), Properties: append(properties(run), property{"grade", string(c.Grade())})}
			bySection[section] = s
			all.Suites = append(all.Suites, s)
		}
		s.add(c, slug, gate)
	}
	if run.Footer.Partial != "" {
		s := &suite{Name: "wsspec", Timestamp: run.Header.Started.UTC().Format("2006-01-02T15:04:05"), Tests: 1, Errors: 1}
		s.Cases = append(s.Cases, testCase{Name: "the run is complete", ClassName: "wsspec", Time: "0.000",
			Error: &report{Message: valid("partial: " + run.Footer.Partial), Type: "partial"}})
		all.Suites = append(all.Suites, s)
	}
	if deviations := summary.Deviations(run); len(deviations) > 0 {
		s := &suite{Name: "expectations", Timestamp: run.Header.Started.UTC().Format("2006-01-02T15:04:05"), Tests: len(deviations), Failures: len(deviations)}
		for i, d := range deviations {
			s.Cases = append(s.Cases, testCase{Name: valid(run.Footer.Deviations[i].Expected()), ClassName: "expectations", Time: "0.000",
				Failure: &report{Message: valid(d), Type: "expectation"}})
		}
		all.Suites = append(all.Suites, s)
	}
	for _, s := range all.Suites {
		s.Time = seconds(s.duration)
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(&all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func split(id string) (section, slug string) {
	at := strings.LastIndexByte(id, '/')
	return id[:max(at, 0)], id[at+1:]
}

func properties(run *results.Run) []property {
	return []property{
		{"tool", valid(run.Header.Tool)}, {"target", valid(run.Header.Target.URL)}, {"seed", fmt.Sprint(run.Header.Config.Seed)},
	}
}

func (s *suite) add(c *results.Case, slug string, gate results.Gate) {
	t := testCase{Name: valid(slug + ": " + c.Title), ClassName: valid(strings.ReplaceAll(s.Name, "/", ".")), Time: seconds(c.Duration)}
	s.Tests++
	s.duration += c.Duration
	switch {
	case c.Verdict == cases.Error:
		t.Error = &report{Message: valid(message(c)), Type: "error", Text: valid(describe(c))}
		s.Errors++
	case gate.Counts(c):
		t.Failure = &report{Message: valid(message(c)), Type: string(c.Verdict), Text: valid(describe(c))}
		s.Failures++
	case gate.Excuses(c):
		t.Skipped = &reason{Message: valid("expected: " + summary.Expected(c))}
		t.Output = valid(fmt.Sprintf("%s: %s\n%s", c.Verdict, message(c), describe(c)))
		s.Skipped++
	case c.Verdict == cases.Skip, c.Verdict == cases.Inconclusive:
		t.Skipped = &reason{Message: valid(fmt.Sprintf("%s: %s", c.Verdict, c.Note))}
		s.Skipped++
	case c.Verdict != cases.Pass:
		t.Output = valid(fmt.Sprintf("%s: %s\n%s", c.Verdict, message(c), describe(c)))
	}
	s.Cases = append(s.Cases, t)
}

// message is the failure in a line.
func message(c *results.Case) string {
	if c.Note != "" {
		return c.Note
	}
	return strings.Join(c.Got, ", ")
}

// describe is the failure in full.
func describe(c *results.Case) string {
	var b strings.Builder
	for _, part := range []struct {
		word  string
		lines []string
	}{{"sent", c.Sent}, {"allowed", c.Allowed}, {"got", c.Got}, {"rule", []string{c.Rule, c.Link}}, {"bugs", []string{strings.Join(c.Bugs, ", ")}}} {
		for i, line := range part.lines {
			if i > 0 {
				part.word = ""
			}
			if line != "" {
				fmt.Fprintf(&b, "%-9s %s\n", part.word, line)
			}
		}
	}
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// valid replaces what XML cannot hold, and what drives or deceives whatever shows it: C1 controls, and characters that turn
// the direction of text or have no width. A job that prints the file carries nothing out.
func valid(s string) string {
	return plain.Inert(strings.Map(func(r rune) rune {
		if r >= 0x7F && r < 0xA0 || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return '\uFFFD'
		}
		if r == '\t' || r == '\n' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF {
			return r
		}
		return '\uFFFD'
	}, s))
}
