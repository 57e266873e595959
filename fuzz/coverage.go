package fuzz

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/reference/frame"
)

// dimensions are the properties of a message that bugs hide behind, two at a time.
var dimensions = []struct {
	name   string
	values []string
}{
	{"type", []string{"text", "binary"}},
	{"coding", []string{"plain", "compressed"}},
	{"fragments", []string{"one", "two", "more"}},
	{"between", []string{"nothing", "ping", "pong"}},
	{"size", []string{"empty", "to 125", "to 65535", "larger"}},
	{"segments", []string{"whole", "cut once", "cut often"}},
	{"key", []string{"random", "zeros"}},
}

// traits is the value of a message in each dimension.
type traits [7]uint8

const (
	byType = iota
	byCoding
	byFragments
	byBetween
	bySize
	bySegments
	byKey
)

// pair is two values of two dimensions.
type pair struct{ a, x, b, y uint8 }

// Coverage counts which pairs of properties messages had that were sent as a whole. The zero value is ready.
type Coverage struct{ seen map[pair]bool }

// Add counts the messages of a scenario, on a connection with or without permessage-deflate.
func (c *Coverage) Add(s *Scenario, deflate bool) {
	if c.seen == nil {
		c.seen = map[pair]bool{}
	}
	for _, m := range messages(s, deflate) {
		for a := range m {
			for b := a + 1; b < len(m); b++ {
				c.seen[pair{uint8(a), m[a], uint8(b), m[b]}] = true
			}
		}
	}
}

// Covered is how many pairs have been seen, of how many that there are.
func (c *Coverage) Covered() (covered, of int) { return len(c.seen), len(pairs()) }

// Missing names the pairs that have not been seen.
func (c *Coverage) Missing() []string {
	var missing []string
	for _, p := range pairs() {
		if !c.seen[p] {
			missing = append(missing, p.String())
		}
	}
	return missing
}

func (p pair) String() string {
	a, b := dimensions[p.a], dimensions[p.b]
	return fmt.Sprintf("%s %s with %s %s", a.name, a.values[p.x], b.name, b.values[p.y])
}

// pairs are all pairs that a message can have: nothing stands between the fragments of a message that has one.
func pairs() []pair {
	var all []pair
	for a := range dimensions {
		for x := range dimensions[a].values {
			for b := a + 1; b < len(dimensions); b++ {
				for y := range dimensions[b].values {
					if a == byFragments && x == 0 && b == byBetween && y > 0 {
						continue
					}
					all = append(all, pair{uint8(a), uint8(x), uint8(b), uint8(y)})
				}
			}
		}
	}
	return all
}

// messages are the traits of the messages that a scenario sends as a whole, up to the first frame with something wrong in its
// header.
func messages(s *Scenario, deflate bool) []traits {
	var list []traits
	var m traits
	fragments := 0 // of the message in progress
	for i := range s.Ops {
		o := s.Ops[i].canonical()
		if o.Kind != SendFrame {
			continue
		}
		switch {
		case o.RSV != 0 || o.Declare != 0 || o.Mask == NoMask || o.Opcode.IsReserved() || o.Opcode == frame.Close,
			o.Opcode.IsControl() && (!o.Fin || o.Size > 125), o.begins() == (fragments > 0) && !o.Opcode.IsControl():
			return list
		case o.Opcode.IsControl():
			if fragments > 0 {
				m[byBetween] = 1 + uint8(o.Opcode-frame.Ping)
			}
			continue
		case o.begins():
			m = traits{byType: uint8(o.Opcode - frame.Text), bySize: sizeClass(o.Size), byKey: uint8(o.Mask)}
			if deflate && o.Coding != Plain {
				m[byCoding] = 1
			}
		}
		fragments++
		m[byFragments] = uint8(min(fragments, 3) - 1)
		switch {
		case o.Cut.Every:
			m[bySegments] = 2
		case o.Cut.At > 0:
			m[bySegments] = max(m[bySegments], 1)
		}
		if o.Fin {
			list = append(list, m)
			fragments = 0
		}
	}
	return list
}

func sizeClass(size uint32) uint8 {
	switch {
	case size == 0:
		return 0
	case size <= 125:
		return 1
	case size <= 1<<16-1:
		return 2
	}
	return 3
}

// Merge adds what another count has seen.
func (c *Coverage) Merge(other *Coverage) {
	if c.seen == nil {
		c.seen = map[pair]bool{}
	}
	for p := range other.seen {
		c.seen[p] = true
	}
}

// String is what is left to see, in a few words.
func (c *Coverage) String() string {
	covered, of := c.Covered()
	s := fmt.Sprintf("%d of %d combinations", covered, of)
	if missing := c.Missing(); len(missing) > 0 && len(missing) <= 5 {
		s += ", without " + strings.Join(missing, ", ")
	}
	return s
}
