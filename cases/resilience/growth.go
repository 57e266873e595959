package resilience

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
)

// doubling are sizes of which each is twice the one before, up to 48 KiB in frames of 6 bytes.
var doubling = []int{500, 1000, 2000, 4000, 8000}

// How the time, and with a gauge the memory, grows with what one connection sends. No size comes near to what an attack
// takes: a cost that is quadratic shows among small sizes already.
func growth() []cases.Case {
	return []cases.Case{
		{
			ID:     "resilience/growth/fragments-of-1",
			Title:  "the time for a message grows no faster than the number of its fragments",
			Covers: []string{"res-B-08", "res-B-09"},
			Growth: &cases.Growth{Unit: "fragments of 1 byte", Sizes: doubling, At: func(n int) (cases.Opening, []cases.Step) {
				return cases.Opening{}, cases.Steps(cases.Send(cases.TextOf(payload.Text(int64(max(n, 1)))).InFragmentsOf(1)))
			}},
			Accept: inProportion,
			Cause:  "with each fragment, all that came before are copied, counted or checked again",
		},
		{
			ID:     "resilience/growth/fragments-of-0",
			Title:  "the time for a message grows no faster than the number of its empty fragments",
			Covers: []string{"res-B-08", "res-B-09"},
			Growth: &cases.Growth{Unit: "empty fragments", Sizes: doubling, At: func(n int) (cases.Opening, []cases.Step) {
				empty := slices.Repeat([]cases.Frame{cases.Cont("").More()}, n)
				return cases.Opening{}, cases.Steps(cases.Send(slices.Concat([]cases.Frame{cases.Text("be").More()}, empty, []cases.Frame{cases.Cont("tween")})...))
			}},
			Accept: inProportion,
			Cause:  "with each fragment, all that came before are copied, counted or checked again",
		},
		{
			ID:     "resilience/growth/pongs",
			Title:  "the time for unsolicited pongs in one write grows no faster than their number",
			Covers: []string{"res-J-03", "res-D-04"},
			Growth: &cases.Growth{Unit: "unsolicited pongs", Sizes: doubling, At: func(n int) (cases.Opening, []cases.Step) {
				return cases.Opening{}, cases.Steps(cases.Send(append(slices.Repeat([]cases.Frame{cases.Pong("")}, n), cases.Ping("behind them"))...))
			}},
			Accept: inProportion,
			Cause:  "behind each frame, what is left of the input is copied or parsed again",
		},
		{
			ID:     "resilience/growth/unclosed-string",
			Title:  "the time for a quoted string that does not end grows no faster than its length",
			Covers: []string{"res-I-01"},
			Growth: &cases.Growth{Unit: "escaped characters", Sizes: []int{8, 10, 12, 14, 16, 18, 20, 22, 24}, At: growingRequest(func(n int) cases.Edit {
				return cases.Set(handshake.FieldExtensions, `a; b="`+strings.Repeat(`\c`, n))
			})},
			Accept: inProportion,
			Cause:  "a regular expression in which a backslash can be read in two ways tries all combinations",
		},
		{
			ID:     "resilience/growth/spaces-in-protocol",
			Title:  "the time for spaces inside a subprotocol grows no faster than their number",
			Covers: []string{"res-I-02"},
			Growth: &cases.Growth{Unit: "spaces", Sizes: lengths16K, At: growingRequest(func(n int) cases.Edit {
				return cases.Set(handshake.FieldProtocol, "b"+strings.Repeat(" ", n)+"x")
			})},
			Accept: inProportion,
			Cause:  "a regular expression for the commas of a list tries each run of spaces from each of its beginnings",
		},
		{
			ID:     "resilience/growth/spaces-in-extensions",
			Title:  "the time for spaces inside the name of an extension grows no faster than their number",
			Covers: []string{"res-I-02", "res-I-01"},
			Growth: &cases.Growth{Unit: "spaces", Sizes: lengths16K, At: growingRequest(func(n int) cases.Edit {
				return cases.Set(handshake.FieldExtensions, "b"+strings.Repeat(" ", n)+"x")
			})},
			Accept: inProportion,
			Cause:  "a regular expression for the commas of a list tries each run of spaces from each of its beginnings",
		},
		{
			ID:     "resilience/growth/spaces-in-connection",
			Title:  "the time for spaces inside Connection grows no faster than their number",
			Covers: []string{"res-I-02"},
			Growth: &cases.Growth{Unit: "spaces", Sizes: lengths16K, At: growingRequest(func(n int) cases.Edit {
				return cases.Set("Connection", "Upgrade, b"+strings.Repeat(" ", n)+"x")
			})},
			Accept: inProportion,
			Cause:  "a regular expression for the commas of a list tries each run of spaces from each of its beginnings",
		},
		{
			ID:     "resilience/growth/extensions",
			Title:  "the time for a list of unknown extensions grows no faster than the list",
			Covers: []string{"res-I-01"},
			Growth: &cases.Growth{Unit: "extensions", Sizes: []int{250, 500, 1000, 2000, 3500}, At: growingRequest(func(n int) cases.Edit {
				return cases.Set(handshake.FieldExtensions, strings.Repeat("a;b,", n)+"c")
			})},
			Accept: inProportion,
			Cause:  "each offer is compared with all the others, or the rest of the list is copied behind each",
		},
		{
			ID:     "resilience/growth/fields",
			Title:  "the time for a request grows no faster than the number of its fields",
			Covers: []string{"res-I-06", "res-I-04"},
			Growth: &cases.Growth{Unit: "fields", Sizes: []int{250, 500, 1000, 2000, 4000}, At: growingRequest(func(n int) cases.Edit {
				return cases.Many(n, "X-", "1")
			})},
			Accept: inProportion,
			Cause:  "each field is compared with all the others",
		},
		{
			ID:     "resilience/growth/field-in-segments-of-64",
			Title:  "the time for a request that comes little by little grows no faster than its length",
			Covers: []string{"res-I-05"},
			Growth: &cases.Growth{Unit: "bytes in segments of 64", Sizes: []int{4 << 10, 8 << 10, 16 << 10, 32 << 10}, At: func(n int) (cases.Opening, []cases.Step) {
				if n == 0 {
					return cases.Opening{}, nil
				}
				return cases.Opening{Request: []cases.Edit{cases.Add("X-Long", strings.Repeat("x", n))}, Cut: cases.Cut{Every: 64}}, nil
			}},
			Accept: inProportion,
			Cause:  "with each segment, the request is parsed from its beginning",
		},
		{
			ID:     "resilience/growth/memory-of-fragments-of-1",
			Title:  "a fragment of 1 byte takes little memory",
			Covers: []string{"res-B-10", "res-B-09"},
			Needs:  []cases.Capability{cases.Gauged},
			Growth: &cases.Growth{Unit: "fragments of 1 byte", Sizes: weighable, Memory: true, At: unfinished(cases.Cont("x").More())},
			Accept: weighed,
			Cause:  "each fragment is kept as an object of its own until the message is whole",
		},
		{
			ID:     "resilience/growth/memory-of-fragments-of-0",
			Title:  "an empty fragment takes little memory",
			Covers: []string{"res-B-10", "res-B-09"},
			Needs:  []cases.Capability{cases.Gauged},
			Growth: &cases.Growth{Unit: "empty fragments", Sizes: weighable, Memory: true, At: unfinished(cases.Cont("").More())},
			Accept: weighed,
			Cause:  "each fragment is kept as an object of its own until the message is whole",
		},
		{
			ID:     "resilience/growth/memory-of-pongs",
			Title:  "an unsolicited pong leaves no memory behind",
			Covers: []string{"res-D-04"},
			Needs:  []cases.Capability{cases.Gauged},
			Growth: &cases.Growth{Unit: "unsolicited pongs", Sizes: weighable, Memory: true, At: func(n int) (cases.Opening, []cases.Step) {
				return cases.Opening{}, cases.Steps(cases.Send(append(slices.Repeat([]cases.Frame{cases.Pong("unsolicited")}, n), cases.Ping("behind them"))...), cases.Ponged())
			}},
			Accept: weighed,
			Cause:  "the buffer of the payload is not given back",
		},
	}
}

// lengths16K stay below 16 KiB: many servers take no larger request.
var lengths16K = []int{1000, 2000, 4000, 8000, 15000}

// weighable are the sizes at which memory is read: enough for some KiB each to stand out from what a process takes and
// gives back at any time.
var weighable = []int{1000, 2000, 4000}

// inProportion is what a growing time is held against.
var inProportion = cases.Outcomes(
	cases.Passes(cases.Proportionate),
	cases.Informs(cases.Unanswered, "answers the smaller sizes, and neither answers the larger ones nor ends the connection"),
)

// Memory is never held against a target: a process that takes much of it may give it back when it pleases.
var weighed = cases.Outcomes(
	cases.Passes(cases.Keeps(64)),
	cases.Informs(cases.Keeps(4<<10), "keeps more than the bytes that were sent"),
	cases.Warns(cases.KeepsMore, "keeps more than 4 KiB of memory for each: whoever sends many of them uses it up"),
)

// growingRequest is the plain handshake with a change that has a size.
func growingRequest(change func(n int) cases.Edit) func(n int) (cases.Opening, []cases.Step) {
	return func(n int) (cases.Opening, []cases.Step) {
		if n == 0 {
			return cases.Opening{}, nil
		}
		return cases.Opening{Request: []cases.Edit{change(n)}}, nil
	}
}

// unfinished is a message that does not end, with so many of the fragments, and a Ping whose Pong tells that they have come.
func unfinished(fragment cases.Frame) func(n int) (cases.Opening, []cases.Step) {
	return func(n int) (cases.Opening, []cases.Step) {
		frames := append([]cases.Frame{cases.Opcode(frame.Text, "x").More()}, slices.Repeat([]cases.Frame{fragment}, n)...)
		return cases.Opening{}, cases.Steps(cases.Send(append(frames, cases.Ping("behind them"))...), cases.Ponged())
	}
}
