// Package cases is the vocabulary of the case table: what to send, which answers are acceptable, and which rows of the
// requirement ledger that proves. A case is data; package runner carries it out. There is a sub-package for each
// specification with a file for each of its sections.
package cases

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
)

// Case asks one question about a target.
type Case struct {
	ID       string            // spec/section/slug, stable for ever
	Title    string            // what must hold, as a sentence without a full stop
	Covers   []string          // rows of the requirement ledger, the one in question first
	Twin     string            // ID of a case with the same bytes but no defect; unless it passes, this one says nothing
	Side     reference.Role    // the side that can be tested; 0 for both
	Needs    []Capability      // what the target must offer
	Opening  Opening           // the opening handshake; the zero value is the plain one
	Script   []Step            // what happens on the open connection
	Growth   *Growth           // opening and script for several sizes, in place of those above
	Accept   []Outcome         // first match wins, anything that matches nothing breaks the rule
	Watches  []*reference.Rule // rules whose breach in any other case is reported here
	Autobahn []string          // cases of Autobahn|Testsuite that ask the same
	Cause    string            // the usual cause of a failure, for whoever has to mend it
	Bugs     []string          // public identifiers of bugs that the case would have caught
	Disputed string            // both readings, if the specification can be read in two ways; keeps the case out of the gate
}

// Spec is the first part of the ID: the specification.
func (c *Case) Spec() string { spec, _, _ := strings.Cut(c.ID, "/"); return spec }

// Section is the second part of the ID: the section of the specification.
func (c *Case) Section() string {
	_, rest, _ := strings.Cut(c.ID, "/")
	section, _, _ := strings.Cut(rest, "/")
	return section
}

// Rows are the rows of the ledger that the case covers.
func (c *Case) Rows() []*requirements.Row {
	rows := make([]*requirements.Row, 0, len(c.Covers))
	for _, id := range c.Covers {
		if row := requirements.Find(id); row != nil {
			rows = append(rows, row)
		}
	}
	return rows
}

// Row is the row that a failure breaks: the first of those with the strongest level. It is nil if there is no row.
func (c *Case) Row() *requirements.Row {
	var best *requirements.Row
	for _, row := range c.Rows() {
		if best == nil || row.Level.Binding() && !best.Level.Binding() || row.Level.Advice() && !best.Level.Advice() && !best.Level.Binding() {
			best = row
		}
	}
	return best
}

// Level is the strongest level among the rows; that of a question that covers none, as the probe asks them, is MAY.
func (c *Case) Level() requirements.Level {
	if row := c.Row(); row != nil {
		return row.Level
	}
	return requirements.May
}

// AllNeeds are the needs of the case with those that follow from what it sends: a target that refuses text or binary
// messages is not sent any that it ought to take.
func (c *Case) AllNeeds() []Capability {
	needs := slices.Clone(c.Needs)
	add := func(capability Capability) {
		if !slices.Contains(needs, capability) {
			needs = append(needs, capability)
		}
	}
	for _, step := range c.steps() {
		for _, f := range step.Frames {
			switch {
			case f.refusable:
			case f.frame.Opcode == frame.Text:
				add(TakesText)
			case f.frame.Opcode == frame.Binary:
				add(TakesBinary)
			}
		}
	}
	return needs
}

// steps are those of the script, or of the smallest of several.
func (c *Case) steps() []Step {
	if c.Growth != nil {
		return c.At(c.Growth.Sizes[0]).Script
	}
	return c.Script
}

// Largest is the size of the largest message that the case sends, in bytes; messages measured by the target's own
// limit do not count.
func (c *Case) Largest() int64 {
	var largest, message int64
	for _, step := range c.Script {
		if step.Op == OpStream {
			largest = max(largest, step.Series.Size)
			continue
		}
		for _, f := range step.Frames {
			if f.frame.Opcode.IsControl() {
				continue
			}
			if f.frame.Opcode != frame.Continuation {
				message = 0
			}
			message += f.frame.Payload.Size()
			largest = max(largest, message)
		}
	}
	return largest
}

// For tells whether the case can be put to a target in that role.
func (c *Case) For(role reference.Role) bool { return c.Side == 0 || c.Side == role }
