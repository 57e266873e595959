package runner

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/results"
)

type field = handshake.Field

// makeRecord is what is written down of a case. The attempt is nil if it was not carried out.
func (r *run) makeRecord(e *entry, a *attempt) results.Case {
	c := e.c
	rec := results.Case{
		Kind: "case", Index: e.index, ID: c.ID, Title: c.Title, Level: string(c.Level()), Rows: c.Covers, Twin: c.Twin,
		Autobahn: c.Autobahn, Disputed: c.Disputed, Cause: c.Cause, Bugs: c.Bugs, Sent: c.Sends(), Option: r.unasked(c),
	}
	for _, outcome := range c.Accept {
		rec.Allowed = append(rec.Allowed, outcome.String())
	}
	row := c.Row()
	rec.Row, rec.Rule, rec.Link = row.ID, row.Rule(), row.URL()
	if a == nil {
		return rec
	}
	rec.Got = a.got
	rec.Duration = a.duration
	rec.Memory, rec.CPU = a.memory, a.cpu
	rec.Transcript = a.record.entries
	for _, v := range a.result.Violations {
		rec.Breaches = append(rec.Breaches, results.Breach{Row: v.Rule.Row, Rule: v.Rule.Says, Saw: v.Saw, Remark: v.Rule.Remark})
	}
	return rec
}

// fold reports every rule that was broken anywhere in the case that watches for it, once.
func (r *run) fold() {
	watchers := r.config.Table.Watchers()
	type sighting struct {
		first *entry
		saw   string
		seen  int
	}
	sightings := map[*reference.Rule]*sighting{}
	var rules []*reference.Rule
	for _, e := range r.list {
		if e.last == nil || e.last.result == nil || e.c.Grade() == cases.Resilience {
			continue // what no rule of a specification speaks of breaks none
		}
		for _, v := range e.last.result.Violations {
			if s := sightings[v.Rule]; s != nil {
				s.seen++
				continue
			}
			sightings[v.Rule] = &sighting{first: e, saw: v.Saw, seen: 1}
			rules = append(rules, v.Rule)
		}
	}
	for _, rule := range rules {
		home := watchers[rule]
		if home == nil || r.entries[home.ID] == nil {
			continue
		}
		s, e := sightings[rule], r.entries[home.ID]
		breach(&e.record, rule, &s.first.record, s.saw, s.seen)
	}
}

// breach puts a broken rule into the record of the case that watches for it. The first is the record of the case in which it
// was seen first.
func breach(rec *results.Case, rule *reference.Rule, first *results.Case, saw string, seen int) {
	before := *rec
	defer func() { // what is known of another failure excuses none
		if rec.Verdict != before.Verdict || rec.Saw() != before.Saw() {
			rec.Expected = nil
		}
	}()
	row := requirements.Find(rule.Row)
	verdict := cases.Breach(row.Level)
	if rule.Remark && verdict == cases.Fail {
		verdict = cases.Warn
	}
	if worse(verdict, rec.Verdict) {
		rec.Verdict = verdict
	}
	where := "in this case"
	if first != rec {
		where = "first in " + first.ID
		rec.Transcript = first.Transcript
		rec.Seen = first.ID
	}
	times := ""
	if seen > 1 {
		times = fmt.Sprintf(" in %d cases,", seen)
	}
	rec.Note = fmt.Sprintf("seen%s %s: %s", times, where, saw)
	rec.Row, rec.Rule, rec.Link = row.ID, row.Rule(), row.URL()
	for i := range rec.Breaches {
		if rec.Breaches[i].Row == rule.Row && rec.Breaches[i].Rule == rule.Says {
			rec.Breaches[i].Seen = seen
			return
		}
	}
	rec.Breaches = append(rec.Breaches, results.Breach{Row: rule.Row, Rule: rule.Says, Saw: saw, Case: first.ID, Seen: seen, Remark: rule.Remark})
}

// worse tells whether the first verdict outweighs the second: what was seen counts more than what was not judged.
func worse(a, b cases.Verdict) bool {
	weight := map[cases.Verdict]int{cases.Fail: 4, cases.Warn: 3, cases.Info: 2, cases.Pass: 1}
	return weight[a] > weight[b]
}
