// Package resilience is the case table of what has broken WebSocket servers: crashes, hangs and slow-downs of one process
// by one connection. There is a file for each class of bugs. No case breaks anything by its size: what is large is
// declared, not sent. What a target answers is its own affair here; it has to live on, which a fresh connection tells
// after each case.
package resilience

import (
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Cases returns the whole table, in the order of the classes.
func Cases() []*cases.Case {
	sections := slices.Concat(lengths(), fragments, empty, control, masking, compression(), text, closing, handshakes(), segments(), growth())
	table := make([]*cases.Case, len(sections))
	for i := range sections {
		table[i] = &sections[i]
		complete(table[i])
	}
	return table
}

// complete fills in what cases have in common. A target that answers no ping has nothing to be broken.
func complete(c *cases.Case) {
	c.Side = reference.Server
	if c.Twin == "" {
		c.Twin = "rfc6455/5.5.2/ping"
	}
	switch {
	case c.Accept != nil:
	case c.Opening.Plain():
		c.Accept = cases.Outcomes(cases.Passes(cases.Survives))
	default:
		c.Accept = cases.Outcomes(cases.Passes(cases.SurvivesOpening))
	}
	for _, row := range c.Rows() {
		for _, bug := range row.Bugs() {
			if !slices.Contains(c.Bugs, bug) {
				c.Bugs = append(c.Bugs, bug)
			}
		}
	}
}

// each makes as many frames.
func each(count int, of func(i int) cases.Frame) []cases.Frame {
	list := make([]cases.Frame, count)
	for i := range list {
		list[i] = of(i)
	}
	return list
}

// numbered is a ping that no other of its case resembles.
func numbered(format string, args ...any) cases.Frame {
	return cases.Ping(fmt.Sprintf(format, args...))
}
