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

// lengths is every form of the payload length, at its ends, and what lies beyond.
func lengths() []cases.Case {
	var list []cases.Case
	for _, size := range []int64{0, 1, 124, 125, 126, 127, 128, 255, 256, 65534, 65535, 65536, 65537} {
		covers := []string{"6455-5.2-08", "6455-5.2-21", "6455-5.2-10"}
		text := cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.2/text-%d", size),
			Title:  fmt.Sprintf("a text message of %d bytes comes back as it was", size),
			Covers: covers,
			Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(size)))),
			Accept: answered,
		}
		binary := cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.2/binary-%d", size),
			Title:  fmt.Sprintf("a binary message of %d bytes comes back as it was", size),
			Covers: covers,
			Script: cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(size)))),
			Accept: answered,
		}
		text.Autobahn, binary.Autobahn = autobahnTexts[size], autobahnBinaries[size]
		list = append(list, text, binary)
	}
	for _, at := range []int{1, 2, 3, 4, 7} {
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.2/header-16-cut-at-%d", at),
			Title:  fmt.Sprintf("a frame with a 16-bit length is understood although its header is cut behind byte %d", at),
			Covers: []string{"6455-5.2-08", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(300))).CutAt(at)),
			Accept: answered,
		})
	}
	for _, at := range []int{1, 2, 5, 9, 10, 13} {
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.2/header-64-cut-at-%d", at),
			Title:  fmt.Sprintf("a frame with a 64-bit length is understood although its header is cut behind byte %d", at),
			Covers: []string{"6455-5.2-08", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(65536))).CutAt(at)),
			Accept: answered,
		})
	}
	list = append(list,
		cases.Case{
			ID:       "rfc6455/5.2/segments-of-997",
			Title:    "a binary message of 65536 bytes in segments of 997 bytes comes back as it was",
			Covers:   []string{"6455-6.2-01", "6455-5.3-06"},
			Script:   cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(65536))).Every(997)),
			Accept:   answered,
			Autobahn: []string{"1.2.8"},
		},
		cases.Case{
			ID:       "rfc6455/5.2/text-in-segments-of-997",
			Title:    "a text message of 65536 bytes in segments of 997 bytes comes back as it was",
			Covers:   []string{"6455-6.2-01", "6455-5.3-06"},
			Script:   cases.Steps(cases.Send(cases.TextOf(payload.Text(65536))).Every(997)),
			Accept:   answered,
			Autobahn: []string{"1.1.8"},
		},
		cases.Case{
			ID:      "rfc6455/5.2/shortest-form",
			Title:   "a sender writes lengths in their shortest form",
			Covers:  []string{"6455-5.2-11", "6455-5.2-09"},
			Needs:   []cases.Capability{cases.Echo},
			Script:  cases.Steps(cases.Send(cases.TextOf(payload.Text(125)), cases.TextOf(payload.Text(126)), cases.TextOf(payload.Text(65535)), cases.TextOf(payload.Text(65536)))),
			Accept:  answered,
			Watches: []*reference.Rule{stream.LengthNotShortest, stream.LengthTopBit},
		},
	)
	return slices.Concat(list, longForms(), topBit(), declaredOnly())
}

var (
	autobahnTexts = map[int64][]string{
		0: {"1.1.1", "6.1.1"}, 125: {"1.1.2"}, 126: {"1.1.3"}, 127: {"1.1.4"}, 128: {"1.1.5"}, 65535: {"1.1.6"}, 65536: {"1.1.7", "1.1.8"},
	}
	autobahnBinaries = map[int64][]string{
		0: {"1.2.1"}, 125: {"1.2.2"}, 126: {"1.2.3"}, 127: {"1.2.4"}, 128: {"1.2.5"}, 65535: {"1.2.6"}, 65536: {"1.2.7"},
	}
)

// longForms is lengths that are not in their shortest form. The rule binds the sender; a receiver may take them.
func longForms() []cases.Case {
	forms := []struct {
		slug, what, twin string
		frame            cases.Frame
	}{
		{"0-in-16-bits", "an empty text message with its length in 16 bits", "rfc6455/5.2/text-0", cases.Text("").Form16()},
		{"5-in-16-bits", "a text message of 5 bytes with its length in 16 bits", textEcho, cases.Text("Hello").Form16()},
		{"125-in-16-bits", "a text message of 125 bytes with its length in 16 bits", "rfc6455/5.2/text-125", cases.TextOf(payload.Text(125)).Form16()},
		{"5-in-64-bits", "a text message of 5 bytes with its length in 64 bits", textEcho, cases.Text("Hello").Form64()},
		{"126-in-64-bits", "a text message of 126 bytes with its length in 64 bits", "rfc6455/5.2/text-126", cases.TextOf(payload.Text(126)).Form64()},
		{"65535-in-64-bits", "a text message of 65535 bytes with its length in 64 bits", "rfc6455/5.2/text-65535", cases.TextOf(payload.Text(65535)).Form64()},
		{"ping-in-16-bits", "a ping of 5 bytes with its length in 16 bits", pingPong, cases.Ping("Hello").Form16()},
		{"ping-in-64-bits", "a ping of 5 bytes with its length in 64 bits", pingPong, cases.Ping("Hello").Form64()},
	}
	var list []cases.Case
	for _, f := range forms {
		list = append(list, cases.Case{
			ID:     "rfc6455/5.2/long-form-" + f.slug,
			Title:  f.what + " is refused, or understood",
			Covers: []string{"6455-5.2-11"},
			Twin:   f.twin,
			Script: cases.Steps(cases.Send(f.frame)),
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.ProtocolError)),
				cases.Informs(cases.Answered, "understands a length that is not in its shortest form, which only binds the sender"),
				cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
				cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
			),
		})
	}
	return list
}

// topBit is 64-bit lengths whose most significant bit is set. A Ping that follows must not be found: the frame is
// either refused or never ends.
func topBit() []cases.Case {
	headers := []struct {
		slug   string
		length uint64
		body   string
	}{
		{"ffffffffffffffff", 1<<64 - 1, ""},
		{"8000000000000000", 1 << 63, ""},
		{"8000000000000005", 1<<63 + 5, "Hello"},
		{"ffffffff00000005", 1<<64 - 1<<32 + 5, "Hello"},
	}
	var list []cases.Case
	for _, h := range headers {
		for _, opcode := range []frame.Opcode{frame.Text, frame.Binary} {
			list = append(list, cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.2/top-bit-%s-%s", opcode, h.slug),
				Title:  fmt.Sprintf("a %s frame with the length %#x fails the connection", opcode, h.length),
				Covers: []string{"6455-5.2-09", "6455-5.2-21"},
				Twin:   "rfc6455/5.2/" + opcode.String() + "-65536",
				Script: cases.Steps(cases.Send(cases.Opcode(opcode, h.body).Form64().Declares(h.length), cases.Ping("behind"))),
				Accept: cases.Outcomes(
					cases.Passes(cases.FailedWith(closecode.ProtocolError, closecode.TooBig)),
					cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
					cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
					cases.Informs(cases.Waits, "waits for a payload that no frame can have"),
				),
				Cause: "the length is kept in a signed or a narrower integer",
			})
		}
	}
	return list
}

// declaredOnly is lengths that are legal, but whose payload never comes. Waiting conforms, and so does refusing.
func declaredOnly() []cases.Case {
	var list []cases.Case
	for _, l := range []struct {
		slug   string
		length uint64
	}{
		{"2-31-less-1", 1<<31 - 1}, {"2-31", 1 << 31}, {"2-32-less-1", 1<<32 - 1}, {"2-32", 1 << 32}, {"2-32-and-5", 1<<32 + 5},
		{"2-40", 1 << 40}, {"2-62", 1 << 62}, {"2-63-less-1", 1<<63 - 1},
	} {
		list = append(list, cases.Case{
			ID:     "rfc6455/5.2/declared-" + l.slug,
			Title:  fmt.Sprintf("a binary frame that declares %#x bytes is waited for or refused, and nothing in it is taken for a frame", l.length),
			Covers: []string{"6455-5.2-09", "6455-5.2-08", "6455-10.4-01"},
			Twin:   "rfc6455/5.2/binary-65536",
			Script: cases.Steps(cases.Send(cases.Binary("Hello").Form64().Declares(l.length), cases.Ping("inside"))),
			Accept: cases.Outcomes(
				cases.Passes(cases.Waits),
				cases.Passes(cases.FailedWith(closecode.TooBig)),
				cases.Passes(cases.FailedOtherwise),
				cases.Passes(cases.Dropped),
			),
			Cause: "the length is kept in a signed or a narrower integer",
		})
	}
	return list
}
