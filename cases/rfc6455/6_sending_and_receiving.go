package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
)

// Section 6.1: sending.
var sending = []cases.Case{
	{
		ID:     "rfc6455/6.1/type-of-answer",
		Title:  "a message is sent with the opcode of its type, and its last frame has fin=1",
		Covers: []string{"6455-6.1-06", "6455-6.1-07", "6455-6.1-05", "6455-6.1-02"},
		Needs:  []cases.Capability{cases.Echo},
		Script: cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(40_000)), cases.TextOf(payload.Text(40_000)))),
		Accept: answered,
	},
}

// Section 6.2: receiving.
func receiving() []cases.Case {
	return []cases.Case{
		{
			ID:     "rfc6455/6.2/two-messages",
			Title:  "two messages in one segment are two messages, each of its type",
			Covers: []string{"6455-6.2-05", "6455-6.2-03"},
			Script: cases.Steps(cases.Send(cases.Text("text"), cases.Binary("binary"))),
			Accept: answered,
			Cause:  "the type of the first message sticks",
		},
		{
			ID:     "rfc6455/6.2/whole-after-fragmented",
			Title:  "a whole message behind a fragmented one is a message of its own",
			Covers: []string{"6455-6.2-05"},
			Script: cases.Steps(cases.Send(cases.Text("frag").More(), cases.Cont("mented"), cases.Binary("whole"))),
			Accept: answered,
			Cause:  "the state of the last message is not reset",
		},
		{
			ID:     "rfc6455/6.2/fragmented-after-fragmented",
			Title:  "two fragmented messages are two messages, each of its type",
			Covers: []string{"6455-6.2-05"},
			Script: cases.Steps(cases.Send(cases.Text("frag").More(), cases.Cont("mented"), cases.Binary("a").More(), cases.Cont("gain"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/6.2/short-after-long",
			Title:  "a short message behind a long one carries nothing of the long one",
			Covers: []string{"6455-6.2-05", "6455-6.2-04"},
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(500)), cases.Text("short"), cases.Text(""))),
			Accept: answered,
			Cause:  "a buffer is used again without its length",
		},
		{
			ID:     "rfc6455/6.2/empty-between",
			Title:  "an empty message between two others is a message",
			Covers: []string{"6455-6.2-05", "6455-5.2-12"},
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Text("one"), cases.Text(""), cases.Binary(""), cases.Text("two"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/6.2/nothing-before-the-end",
			Title:  "a message whose last fragment is missing is not answered",
			Covers: []string{"6455-6.2-04", "6455-5.4-03"},
			Twin:   fragmentedText,
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Text("unfin").More(), cases.Cont("ished").More())),
			Accept: answered,
		},
	}
}
