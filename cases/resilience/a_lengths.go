package resilience

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
)

// largestLength is the largest length that a frame can have.
const largestLength = 1<<63 - 1

// Lengths that are declared, and never sent.
func lengths() []cases.Case {
	list := []cases.Case{
		{
			ID:     "resilience/lengths/length-msb-set",
			Title:  "a length with its most significant bit set does not end the process",
			Covers: []string{"res-A-01", "res-A-04", "res-A-08"},
			Script: cases.Steps(cases.Send(declaring(frame.Binary, 1<<63))),
			Cause:  "the length is kept in a signed integer, and a buffer is made of a negative size",
		},
		{
			ID:     "resilience/lengths/sum-beyond-63-bits",
			Title:  "two fragments whose lengths add up to more than 63 bits hold do no harm",
			Covers: []string{"res-A-01"},
			Script: cases.Steps(cases.Send(cases.Binary("0123456789").More().Refusable(), declaring(frame.Continuation, largestLength))),
			Cause:  "the size of the message overflows, and is below every limit then",
		},
	}
	for _, opcode := range []frame.Opcode{frame.Text, frame.Binary, frame.Continuation, frame.Ping, frame.Pong, frame.Close} {
		script := cases.Steps(cases.Send(declaring(opcode, 1<<64-1)))
		if opcode == frame.Continuation {
			script = cases.Steps(cases.Send(cases.Text("a").More().Refusable(), declaring(opcode, 1<<64-1)))
		}
		list = append(list, cases.Case{
			ID:     "resilience/lengths/length-all-ones-" + opcode.String(),
			Title:  fmt.Sprintf("a %s frame with a length of 64 ones ends or delays nothing but its connection", opcode),
			Covers: []string{"res-A-02", "res-A-05", "res-A-07", "res-A-10"},
			Script: script,
			Cause:  "the length is -1 as a signed number",
		})
	}
	for _, n := range []struct {
		slug   string
		length uint64
		row    string
	}{
		{"2-31-less-1", 1<<31 - 1, "res-A-03"}, {"2-31", 1 << 31, "res-A-03"}, {"2-32-less-1", 1<<32 - 1, "res-A-03"},
		{"2-63", 1 << 63, "res-A-09"}, {"ffffffff00000000", 0xFFFFFFFF00000000, "res-A-11"},
	} {
		list = append(list, cases.Case{
			ID:     "resilience/lengths/ping-inside-" + n.slug,
			Title:  fmt.Sprintf("a ping inside a payload of %#x declared bytes is not taken for a frame", n.length),
			Covers: []string{n.row},
			Script: cases.Steps(cases.Send(declaring(frame.Binary, n.length), numbered("inside %x", n.length).Hidden())),
			Cause:  "the length is cut down to fewer bits, or taken for a negative one, and the payload for the next header",
		})
	}
	for _, n := range []struct {
		slug   string
		length uint64
	}{{"2-64-less-4", 1<<64 - 4}, {"2-63-less-1", largestLength}, {"2-32-less-1", 1<<32 - 1}, {"2-31-less-1", 1<<31 - 1}} {
		list = append(list, cases.Case{
			ID:     "resilience/lengths/length-" + n.slug,
			Title:  fmt.Sprintf("a header that declares %#x bytes does no harm when its size is added", n.length),
			Covers: []string{"res-A-10"},
			Script: cases.Steps(cases.Send(declaring(frame.Binary, n.length))),
			Cause:  "the sum of the length and a few bytes wraps around to a small number, and so small a buffer is written beyond its end",
		})
	}
	return append(list,
		cases.Case{
			ID:     "resilience/lengths/header-alone-2-40",
			Title:  "a header alone that declares 2^40 bytes takes no memory",
			Covers: []string{"res-A-12", "res-A-13", "res-J-05"},
			Script: cases.Steps(cases.Send(declaring(frame.Binary, 1<<40))),
			Cause:  "a buffer is made for what is declared, before any of it has come",
		},
		cases.Case{
			ID:     "resilience/lengths/above-the-limit",
			Title:  "a message above the target's limit leaves nothing behind that goes on",
			Covers: []string{"res-A-15"},
			Needs:  []cases.Capability{cases.Limits},
			Script: cases.Steps(cases.Send(cases.ShareOfLimit(frame.Binary, 100).Refusable())),
			Cause:  "the frame is not taken off the input, and refused again and again",
		},
	)
}

// declaring is the header of a frame that declares a length, and nothing behind it.
func declaring(opcode frame.Opcode, length uint64) cases.Frame {
	return cases.Opcode(opcode, "").Form64().Declares(length).Refusable()
}
