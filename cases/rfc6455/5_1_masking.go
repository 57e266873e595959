package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 5.1: clients mask, servers do not, and each closes the connection if the other gets it wrong.
func masking() []cases.Case {
	wrong := []struct {
		slug, what, twin string
		script           []cases.Step
	}{
		{"text", "a text message", textEcho, cases.Steps(cases.Send(cases.Text("Hello").WrongMask()))},
		{"empty-text", "an empty text message", "rfc6455/5.2/text-0", cases.Steps(cases.Send(cases.Text("").WrongMask()))},
		{"binary-126", "a binary message of 126 bytes", "rfc6455/5.2/binary-126",
			cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(126)).WrongMask()))},
		{"ping", "a ping", pingPong, cases.Steps(cases.Send(cases.Ping("Hello").WrongMask()))},
		{"empty-ping", "an empty ping", "rfc6455/5.5.2/ping-empty", cases.Steps(cases.Send(cases.Ping("").WrongMask()))},
		{"pong", "a pong", "rfc6455/5.5.3/pong", cases.Steps(cases.Send(cases.Pong("Hello").WrongMask()))},
		{"close", "a close", closeNormal, cases.Steps(cases.Send(cases.Close(closecode.Normal, "").WrongMask()))},
		{"continuation", "the second fragment of a message", fragmentedText,
			cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(cases.Cont("lo").WrongMask()))},
		{"ping-between-fragments", "a ping between two fragments", "rfc6455/5.4/ping-between",
			cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(cases.Ping("Hello").WrongMask()))},
		{"after-message", "a text message behind a masked one", textEcho,
			cases.Steps(cases.Send(cases.Text("first")), cases.Echoed(), cases.Send(cases.Text("Hello").WrongMask()))},
	}
	var list []cases.Case
	for _, w := range wrong {
		list = append(list, cases.Case{
			ID:     "rfc6455/5.1/wrong-mask-" + w.slug,
			Title:  w.what + " with the mask bit the wrong way round fails the connection",
			Covers: []string{"6455-5.1-02", "6455-5.1-03"},
			Twin:   w.twin,
			Script: w.script,
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.ProtocolError)),
				cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
				cases.Informs(cases.Dropped, "no close frame before the end of the connection, which 5.1 leaves open"),
			),
			Cause: "the mask bit is used to decide whether to unmask, but never compared with what the role of the peer demands",
		})
	}
	return append(list,
		cases.Case{
			ID:      "rfc6455/5.1/mask-bit",
			Title:   "a server never masks a frame, a client masks every frame",
			Covers:  []string{"6455-5.1-04", "6455-5.1-01"},
			Script:  cases.Steps(cases.Send(cases.Text("Hello"), cases.Ping("Hello"))),
			Accept:  answered,
			Watches: []*reference.Rule{stream.Masked, stream.Unmasked},
		},
		cases.Case{
			ID:     "rfc6455/5.1/full-duplex",
			Title:  "messages may be sent while the echo of an earlier one is on its way",
			Covers: []string{"6455-5.1-07", "6455-6.2-01"},
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(
				cases.BinaryOf(payload.Binary(60_000)), cases.Text("one"), cases.Text("two"),
				cases.BinaryOf(payload.Binary(60_001)), cases.Text("three"))),
			Accept: answered,
		},
	)
}
