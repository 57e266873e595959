// Package sarif renders a run as SARIF 2.1.0, which code-scanning services read: a rule for each row of the ledger that
// is broken, a result for each case that shows it. What could not be judged is a notification, what passes is not in it.
package sarif

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

type log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

type run struct {
	Tool        tool         `json:"tool"`
	Invocations []invocation `json:"invocations"`
	Results     []result     `json:"results"`
	Properties  properties   `json:"properties"`
}

type tool struct {
	Driver driver `json:"driver"`
}

type driver struct {
	Name           string `json:"name"`
	Version        string `json:"version,omitempty"`
	InformationURI string `json:"informationUri"`
	Rules          []rule `json:"rules"`
}

type rule struct {
	ID                   string        `json:"id"`
	ShortDescription     message       `json:"shortDescription"`
	Help                 message       `json:"help"`
	HelpURI              string        `json:"helpUri,omitempty"`
	DefaultConfiguration configuration `json:"defaultConfiguration"`
	Properties           tags          `json:"properties"`
}

type configuration struct {
	Level string `json:"level"`
}

type tags struct {
	Tags []string `json:"tags"`
}

type message struct {
	Text string `json:"text"`
}

type result struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           int               `json:"ruleIndex"`
	Level               string            `json:"level"`
	Message             message           `json:"message"`
	Locations           []location        `json:"locations"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Suppressions        []suppression     `json:"suppressions,omitempty"`
}

// suppression is what a service takes for an alert that somebody has dismissed.
type suppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type location struct {
	Physical physical  `json:"physicalLocation"`
	Logical  []logical `json:"logicalLocations"`
}

type physical struct {
	Artifact artifact `json:"artifactLocation"`
	Region   region   `json:"region"`
}

type artifact struct {
	URI string `json:"uri"`
}

type region struct {
	StartLine int `json:"startLine"`
}

type logical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

type invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Start         string         `json:"startTimeUtc,omitempty"`
	End           string         `json:"endTimeUtc,omitempty"`
	Notifications []notification `json:"toolExecutionNotifications"`
}

type notification struct {
	Level   string  `json:"level"`
	Message message `json:"message"`
}

type properties struct {
	Target string                `json:"target"`
	Seed   string                `json:"seed"` // more bits than a reader of JSON may hold in a number
	Counts map[cases.Verdict]int `json:"counts"`
}

// Render writes the report.
func Render(w io.Writer, from *results.Run) error {
	r := run{
		Results:     []result{},
		Invocations: []invocation{invoked(from)},
		Properties: properties{Target: plain.Line(from.Header.Target.URL), Seed: fmt.Sprint(from.Header.Config.Seed),
			Counts: summary.Counts(from)},
	}
	name, version, _ := strings.Cut(plain.Line(from.Header.Tool), " ")
	r.Tool.Driver = driver{Name: cmp.Or(name, "wsspec"), Version: version, InformationURI: "https://github.com/wsspec/wsspec", Rules: []rule{}}
	index := map[string]int{}
	for i := range from.Cases {
		c := &from.Cases[i]
		level, bad := levels[c.Verdict]
		if !bad || c.Disputed != "" {
			continue
		}
		id := cmp.Or(plain.Line(cmp.Or(c.Row, c.ID)), "unknown")
		at, known := index[id]
		if !known {
			at = len(r.Tool.Driver.Rules)
			index[id] = at
			r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, ruleOf(id, c))
		}
		r.Results = append(r.Results, resultOf(id, at, level, c, from))
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(log{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []run{r}})
}

// levels are those of SARIF for the verdicts that are results.
var levels = map[cases.Verdict]string{cases.Fail: "error", cases.Warn: "warning"}

func ruleOf(id string, c *results.Case) rule {
	text := plain.Line(cmp.Or(c.Rule, c.Title, id))
	r := rule{ID: id, ShortDescription: message{text}, Help: message{text}, Properties: tags{[]string{"websocket"}}}
	r.DefaultConfiguration.Level = "warning"
	if strings.HasPrefix(c.Level, "MUST") {
		r.DefaultConfiguration.Level = "error"
	}
	if link, err := url.Parse(c.Link); err == nil && link.Scheme == "https" && link.Host != "" {
		r.HelpURI = link.String()
		r.Help.Text += "\n" + plain.Line(r.HelpURI)
	}
	if spec, _, ok := strings.Cut(c.ID, "/"); ok {
		r.Properties.Tags = append(r.Properties.Tags, plain.Line(spec))
	}
	return r
}

// resultOf tells of a case. A server on the other side of a connection has no source file, yet services want a file and a
// line: the case stands in for them, so that an alert keeps its place from run to run.
func resultOf(id string, at int, level string, c *results.Case, from *results.Run) result {
	var known []suppression
	if c.Expected != nil {
		known = []suppression{{"external", "accepted", summary.Expected(c)}}
	}
	hash := sha256.Sum256([]byte(c.ID + "\n" + id))
	return result{
		RuleID: id, RuleIndex: at, Level: level,
		Message: message{cmp.Or(strings.TrimSpace(plain.Line(c.Title)+"\n\n"+summary.Describe(&from.Header, c)), id)},
		Locations: []location{{
			Physical: physical{artifact{artifactURI(cmp.Or(c.ID, id))}, region{1}},
			Logical:  []logical{{plain.Line(from.Header.Target.URL), "resource"}},
		}},
		PartialFingerprints: map[string]string{"primaryLocationLineHash": hex.EncodeToString(hash[:8]) + ":1"},
		Suppressions:        known,
	}
}

// artifactURI is the ID of a case as a relative reference.
func artifactURI(id string) string {
	return strings.ReplaceAll(strings.TrimLeft((&url.URL{Path: id}).EscapedPath(), "/"), ":", "%3A")
}

// invoked tells how the run went, and what it could not say.
func invoked(from *results.Run) invocation {
	in := invocation{Successful: from.Footer.Partial == "", Notifications: []notification{}}
	if start := from.Header.Started; !start.IsZero() {
		in.Start = start.UTC().Format(time.RFC3339)
		in.End = start.Add(from.Footer.Duration).UTC().Format(time.RFC3339)
	}
	add := func(level, text string) {
		in.Notifications = append(in.Notifications, notification{level, message{text}})
	}
	if from.Footer.Partial != "" {
		add("error", "the run is partial: "+plain.Line(from.Footer.Partial))
	}
	for _, d := range summary.Deviations(from) {
		add("error", "not as expected: "+d)
	}
	for _, c := range summary.Having(from, cases.Error) {
		in.Successful = false
		add("error", plain.Line(c.ID)+": wsspec failed: "+summary.Says(c))
	}
	for _, group := range summary.Fold(summary.Having(from, cases.Inconclusive)) {
		add("warning", fmt.Sprintf("%s could not be judged, such as %s: %s", summary.Count(len(group), "case"), plain.Line(group[0].ID), summary.Says(group[0])))
	}
	return in
}
