package rfc6455

import (
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// fragments cuts a message into frames of the given sizes, the last of which takes the rest.
func fragments(message cases.Frame, sizes ...int64) []cases.Frame {
	p := message.Payload()
	var frames []cases.Frame
	at := int64(0)
	for i := 0; i <= len(sizes); i++ {
		end := p.Size()
		if i < len(sizes) {
			end = at + sizes[i]
		}
		f := cases.ContOf(p.Slice(at, end))
		if i == 0 && message.Header().Opcode == frame.Text {
			f = cases.TextOf(p.Slice(at, end))
		} else if i == 0 {
			f = cases.BinaryOf(p.Slice(at, end))
		}
		if i < len(sizes) {
			f = f.More()
		}
		frames = append(frames, f)
		at = end
	}
	return frames
}

// pieces cuts a message into so many frames of the same size.
func pieces(message cases.Frame, count int64) []cases.Frame {
	sizes := make([]int64, count-1)
	for i := range sizes {
		sizes[i] = message.Payload().Size() / count
	}
	return fragments(message, sizes...)
}

// Section 5.4: messages in fragments, and control frames between them.
func fragmentation() []cases.Case {
	text := cases.TextOf(payload.Text(1000))
	return slices.Concat([]cases.Case{
		{
			ID:       fragmentedText,
			Title:    "a text message in two fragments is one message",
			Covers:   []string{"6455-5.4-01", "6455-5.4-02", "6455-5.4-03", "6455-5.4-12", "6455-5.4-17"},
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Cont("lo"))),
			Accept:   answered,
			Autobahn: []string{"5.3"},
			Watches:  []*reference.Rule{stream.Orphan},
		},
		{
			ID:     "rfc6455/5.4/two-binary-fragments",
			Title:  "a binary message in two fragments is one message",
			Covers: []string{"6455-5.4-01", "6455-5.4-03", "6455-5.4-04", "6455-5.4-17"},
			Script: cases.Steps(cases.Send(cases.Binary("\x00\xff\xfe").More(), cases.Cont("\x80\x81"))),
			Accept: answered,
		},
		{
			ID:       "rfc6455/5.4/two-segments",
			Title:    "a message whose fragments come in two segments is one message",
			Covers:   []string{"6455-5.4-01", "6455-5.4-12"},
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(cases.Cont("lo"))),
			Accept:   answered,
			Autobahn: []string{"5.4"},
		},
		{
			ID:       fragmentsInBytes,
			Title:    "a message in two fragments that come byte by byte is one message",
			Covers:   []string{"6455-5.4-01", "6455-6.2-01"},
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Cont("lo")).Every(1)),
			Accept:   answered,
			Autobahn: []string{"5.5"},
		},
		{
			ID:       "rfc6455/5.4/ten-fragments",
			Title:    "a message in ten fragments is one message",
			Covers:   []string{"6455-5.4-01", "6455-5.4-04", "6455-5.4-08"},
			Script:   cases.Steps(cases.Send(pieces(text, 10)...)),
			Accept:   answered,
			Autobahn: []string{"10.1.1"},
		},
		{
			ID:     "rfc6455/5.4/1000-fragments",
			Title:  "a message in 1000 fragments of one byte is one message",
			Covers: []string{"6455-5.4-01", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(pieces(text, 1000)...)),
			Accept: cases.Outcomes(
				cases.Passes(cases.Answered),
				cases.Informs(cases.FailedWith(closecode.PolicyViolation, closecode.TooBig), "takes fewer than 1000 fragments"),
			),
		},
		{
			ID:     "rfc6455/5.4/10000-fragments",
			Title:  "a message in 10000 fragments of one byte is one message",
			Covers: []string{"6455-5.4-11", "6455-5.4-12"},
			Script: cases.Steps(cases.Send(pieces(cases.BinaryOf(payload.Binary(10000)), 10000)...)),
			Accept: cases.Outcomes(
				cases.Passes(cases.Answered),
				cases.Informs(cases.FailedWith(closecode.PolicyViolation, closecode.TooBig), "takes fewer than 10000 fragments"),
			),
		},
		{
			ID:       "rfc6455/5.4/mixed-sizes",
			Title:    "a message in fragments of 1, 3, 125, 126 and 65536 bytes is one message",
			Covers:   []string{"6455-5.4-04", "6455-5.4-11", "6455-5.4-08"},
			Script:   cases.Steps(cases.Send(fragments(cases.BinaryOf(payload.Binary(66000)), 1, 3, 125, 126, 65536)...)),
			Accept:   answered,
			Autobahn: []string{"10.1.1"},
		},
		{
			ID:     "rfc6455/5.4/numbered-fragments",
			Title:  "fragments are put together in the order in which they were sent",
			Covers: []string{"6455-5.4-08", "6455-5.4-04"},
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Text("1").More(), cases.Cont("2").More(), cases.Cont("3").More(), cases.Cont("4"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.4/empty-first",
			Title:  "an empty first fragment is a fragment",
			Covers: []string{"6455-5.4-01", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(cases.Text("").More(), cases.Cont("Hello"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.4/empty-middle",
			Title:  "an empty fragment in the middle is a fragment",
			Covers: []string{"6455-5.4-01", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Cont("").More(), cases.Cont("lo"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.4/empty-last",
			Title:  "an empty last fragment ends the message",
			Covers: []string{"6455-5.4-01", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(cases.Text("Hello").More(), cases.Cont(""))),
			Accept: answered,
		},
		{
			ID:       "rfc6455/5.4/empty-around",
			Title:    "a message with an empty first and an empty last fragment is one message",
			Covers:   []string{"6455-5.4-01", "6455-5.4-11"},
			Script:   cases.Steps(cases.Send(cases.Text("").More(), cases.Cont("middle").More(), cases.Cont(""))),
			Accept:   answered,
			Autobahn: []string{"6.1.3"},
		},
		{
			ID:       "rfc6455/5.4/all-empty",
			Title:    "a message of three empty fragments is an empty message",
			Covers:   []string{"6455-5.4-01", "6455-5.4-11"},
			Script:   cases.Steps(cases.Send(cases.Text("").More(), cases.Cont("").More(), cases.Cont(""))),
			Accept:   answered,
			Autobahn: []string{"6.1.2"},
		},
	}, controlBetween(), orphans(), nested())
}

// controlBetween is control frames between the fragments of a message.
func controlBetween() []cases.Case {
	full := string(payload.Text(125).Bytes())
	return []cases.Case{
		{
			ID:       "rfc6455/5.4/ping-between",
			Title:    "a ping between fragments is answered, and the message stays whole",
			Covers:   []string{"6455-5.4-06", "6455-5.4-10", "6455-5.5.2-02"},
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Ping("between"), cases.Cont("lo"))),
			Accept:   answered,
			Autobahn: []string{"5.6"},
		},
		{
			ID:       "rfc6455/5.4/ping-before-the-end",
			Title:    "a ping between fragments is answered before the message has ended",
			Covers:   []string{"6455-5.4-10", "6455-5.5.2-04"},
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Ping("between")), cases.Ponged(), cases.Send(cases.Cont("lo"))),
			Accept:   answered,
			Autobahn: []string{"5.7"},
			Cause:    "control frames are handled after the message that they interrupt",
		},
		{
			ID:       "rfc6455/5.4/ping-between-byte-by-byte",
			Title:    "a ping between fragments is answered although all comes byte by byte",
			Covers:   []string{"6455-5.4-10", "6455-6.2-01"},
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Ping("between"), cases.Cont("lo")).Every(1)),
			Accept:   answered,
			Autobahn: []string{"5.8"},
		},
		{
			ID:     "rfc6455/5.4/full-ping-between",
			Title:  "a ping of 125 bytes between fragments is answered, and does not get into the message",
			Covers: []string{"6455-5.4-10"},
			Script: cases.Steps(cases.Send(cases.Binary("Hel").More(), cases.Ping(full), cases.Cont("lo"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.4/pong-between",
			Title:  "a pong between fragments does no harm",
			Covers: []string{"6455-5.4-10", "6455-5.5.3-03"},
			Script: cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Pong("between"), cases.Cont("lo"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.4/pings-and-pongs-between",
			Title:  "pings and pongs between five fragments do no harm",
			Covers: []string{"6455-5.4-10"},
			Script: cases.Steps(
				cases.Send(cases.Text("fra").More(), cases.Cont("gmen").More(), cases.Ping("one")), cases.Ponged(),
				cases.Send(cases.Pong("stray"), cases.Cont("t 3, ").More(), cases.Cont("4").More(), cases.Ping("two"), cases.Cont(", 5"))),
			Accept:   answered,
			Autobahn: []string{"5.19", "5.20"},
		},
		{
			ID:     "rfc6455/5.4/close-between",
			Title:  "a close between fragments starts the closing handshake, and the message is dropped",
			Covers: []string{"6455-5.4-10", "6455-5.5.1-08"},
			Twin:   fragmentedText,
			Script: cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept: closedNormally,
		},
		{
			ID:       "rfc6455/5.4/close-between-and-more",
			Title:    "what follows a close between fragments does not complete the message",
			Covers:   []string{"6455-5.4-10", "6455-7.1.3-01"},
			Twin:     fragmentedText,
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Close(closecode.Normal, ""), cases.Cont("lo"))),
			Accept:   closedWithMore,
			Autobahn: []string{"7.1.5"},
		},
	}
}

// orphans is continuation frames without a message in progress.
func orphans() []cases.Case {
	return []cases.Case{
		{
			ID:       "rfc6455/5.4/orphan-first",
			Title:    "a continuation frame with fin=1 as the first frame fails the connection",
			Covers:   []string{"6455-5.4-02"},
			Twin:     fragmentedText,
			Script:   cases.Steps(cases.Send(cases.Cont("orphan"))),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"5.9", "5.10", "5.17"},
		},
		{
			ID:       "rfc6455/5.4/orphan-unfinished",
			Title:    "a continuation frame with fin=0 as the first frame fails the connection",
			Covers:   []string{"6455-5.4-02"},
			Twin:     fragmentedText,
			Script:   cases.Steps(cases.Send(cases.Cont("orphan").More())),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"5.12", "5.13", "5.16"},
		},
		{
			ID:       "rfc6455/5.4/orphan-byte-by-byte",
			Title:    "a continuation frame with fin=1 as the first frame, byte by byte, fails the connection",
			Covers:   []string{"6455-5.4-02", "6455-6.2-01"},
			Twin:     fragmentsInBytes,
			Script:   cases.Steps(cases.Send(cases.Cont("orphan")).Every(1)),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"5.11"},
		},
		{
			ID:       "rfc6455/5.4/orphan-unfinished-byte-by-byte",
			Title:    "a continuation frame with fin=0 as the first frame, byte by byte, fails the connection",
			Covers:   []string{"6455-5.4-02", "6455-6.2-01"},
			Twin:     fragmentsInBytes,
			Script:   cases.Steps(cases.Send(cases.Cont("orphan").More()).Every(1)),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"5.14"},
		},
		{
			ID:     "rfc6455/5.4/orphan-empty",
			Title:  "an empty continuation frame as the first frame fails the connection",
			Covers: []string{"6455-5.4-02"},
			Twin:   fragmentedText,
			Script: cases.Steps(cases.Send(cases.Cont(""))),
			Accept: failsWith(closecode.ProtocolError),
		},
		{
			ID:     "rfc6455/5.4/orphan-after-message",
			Title:  "a continuation frame behind a whole message fails the connection",
			Covers: []string{"6455-5.4-02"},
			Twin:   fragmentedText,
			Script: cases.Steps(cases.Send(cases.Text("whole")), cases.Echoed(), cases.Send(cases.Cont("orphan"))),
			Accept: failsWith(closecode.ProtocolError),
		},
		{
			ID:       "rfc6455/5.4/orphan-after-fragmented",
			Title:    "a continuation frame behind a fragmented message fails the connection",
			Covers:   []string{"6455-5.4-02"},
			Twin:     fragmentedText,
			Script:   cases.Steps(cases.Send(cases.Text("Hel").More(), cases.Cont("lo")), cases.Echoed(), cases.Send(cases.Cont("orphan").More())),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"5.15"},
			Cause:    "the state of the last message is not reset",
		},
	}
}

// nested is messages that begin inside another one: both types, whole and not.
func nested() []cases.Case {
	var list []cases.Case
	for _, outer := range []frame.Opcode{frame.Text, frame.Binary} {
		for _, inner := range []frame.Opcode{frame.Text, frame.Binary} {
			for _, fin := range []bool{true, false} {
				slug, what := "", "a whole "
				begin := cases.Opcode(inner, "inner")
				if !fin {
					slug, what = "-unfinished", "the first fragment of a "
					begin = begin.More()
				}
				c := cases.Case{
					ID:     fmt.Sprintf("rfc6455/5.4/%s-in-%s%s", inner, outer, slug),
					Title:  fmt.Sprintf("%s%s message inside a fragmented %s message fails the connection", what, inner, outer),
					Covers: []string{"6455-5.4-03", "6455-5.4-09"},
					Twin:   fragmentedText,
					Script: cases.Steps(cases.Send(cases.Opcode(outer, "outer").More()), cases.Send(begin)),
					Accept: failsWith(closecode.ProtocolError),
					Cause:  "the guard against nesting looks at some of the opcodes only",
				}
				if outer == frame.Text && inner == frame.Text && fin {
					c.Autobahn = []string{"5.18"}
					c.Watches = []*reference.Rule{stream.Nested}
				}
				list = append(list, c)
			}
		}
	}
	return append(list, cases.Case{
		ID:     "rfc6455/5.4/interleaved",
		Title:  "two messages whose fragments alternate fail the connection",
		Covers: []string{"6455-5.4-09", "6455-5.4-03"},
		Twin:   fragmentedText,
		Script: cases.Steps(cases.Send(cases.Text("a").More(), cases.Binary("b").More(), cases.Cont("c"), cases.Cont("d"))),
		Accept: failsWith(closecode.ProtocolError),
	})
}
