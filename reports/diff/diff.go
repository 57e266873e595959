// Package diff compares two runs: what got worse, better, is new and is gone.
package diff

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// Comparison is what differs between two runs.
type Comparison struct {
	Old    Side     `json:"old"`
	New    Side     `json:"new"`
	Worse  []Change `json:"worse"`  // a rule that was kept is broken, or cannot be judged any more
	Better []Change `json:"better"` // a rule that was broken is kept
	Added  []Change `json:"added"`  // judged now, and not before
	Gone   []Change `json:"gone"`   // judged before, and now skipped or not there
	Same   int      `json:"same"`
}

// Side is one of the two runs.
type Side struct {
	Tool    string                `json:"tool"`
	Target  string                `json:"target"`
	Started string                `json:"started"`
	Partial string                `json:"partial,omitempty"`
	Counts  map[cases.Verdict]int `json:"counts"`
}

// Change is a case that differs. A verdict is empty where the run has no such case.
type Change struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	Level string        `json:"level"`
	Old   cases.Verdict `json:"old,omitempty"`
	New   cases.Verdict `json:"new,omitempty"`
	Note  string        `json:"note,omitempty"` // of the new run, or of the old one if the case is not in the new one
}

// Compare compares two runs. Disputed cases do not count, for good or ill, as with the gate.
func Compare(old, new *results.Run) *Comparison {
	c := &Comparison{Old: side(old), New: side(new), Worse: []Change{}, Better: []Change{}, Added: []Change{}, Gone: []Change{}}
	before := map[string]*results.Case{}
	for i := range old.Cases {
		before[old.Cases[i].ID] = &old.Cases[i]
	}
	for i := range new.Cases {
		now := &new.Cases[i]
		c.add(before[now.ID], now)
		delete(before, now.ID)
	}
	for i := range old.Cases {
		if was := before[old.Cases[i].ID]; was != nil {
			c.add(was, nil)
		}
	}
	for _, list := range [][]Change{c.Worse, c.Added} {
		slices.SortStableFunc(list, func(a, b Change) int { return severity[b.New] - severity[a.New] })
	}
	return c
}

// severity is how bad the verdicts are.
var severity = map[cases.Verdict]int{cases.Error: 4, cases.Fail: 3, cases.Inconclusive: 2, cases.Warn: 1}

// add sorts a case into the comparison. Either side may be missing.
func (c *Comparison) add(was, now *results.Case) {
	change := Change{}
	for _, side := range []*results.Case{was, now} {
		if side != nil {
			change.ID, change.Title, change.Level, change.Note = side.ID, side.Title, side.Level, side.Note
		}
	}
	if was != nil {
		change.Old = was.Verdict
	}
	if now != nil {
		change.New = now.Verdict
	}
	lost := change.New == cases.Inconclusive || change.New == cases.Error
	switch {
	case was != nil && was.Disputed != "" || now != nil && now.Disputed != "":
		c.Same++
	case change.Old.Judged() && lost, change.New == cases.Error && change.Old != cases.Error:
		c.Worse = append(c.Worse, change)
	case change.Old.Judged() && !change.New.Judged():
		c.Gone = append(c.Gone, change)
	case change.New.Judged() && !change.Old.Judged():
		c.Added = append(c.Added, change)
	case severity[change.New] > severity[change.Old] && change.Old.Judged():
		c.Worse = append(c.Worse, change)
	case severity[change.New] < severity[change.Old] && change.Old.Judged():
		c.Better = append(c.Better, change)
	default:
		c.Same++
	}
}
