package rfc7692

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 6: which messages are compressed, and how the frames show it.
func framing() []cases.Case {
	list := []cases.Case{
		{
			ID:      "rfc7692/6/mixed",
			Title:   "compressed and plain messages alternate",
			Covers:  []string{"7692-6-02", "7692-6-04", "7692-6.1-02"},
			Opening: cases.OffersDeflate(""),
			Script: cases.Steps(cases.Send(
				cases.Text("one").Compressed(), cases.Text("two"), cases.Binary("three").Compressed(), cases.Binary("four"),
				cases.Text("five").Compressed().InFragments(1), cases.Text("six").InFragments(1))),
			Accept: answered,
		},
		{
			ID:      "rfc7692/6/plain-text",
			Title:   "a plain message comes back although messages may be compressed",
			Covers:  []string{"7692-6-04", "7692-6.2-02"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello"))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6/plain-that-looks-compressed",
			Title:   "a plain message whose bytes are DEFLATE is not inflated",
			Covers:  []string{"7692-6-04", "7692-6.2-02"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Binary("\xf2\x48\xcd\xc9\xc9\x07\x00"))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6/plain-bad-text",
			Title:   "a plain text message that is no UTF-8 fails the connection although messages may be compressed",
			Covers:  []string{"7692-6-04"},
			Twin:    "rfc7692/6/plain-text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello \xce\xba\xff"))),
			Accept:  failsWith(closecode.InvalidData),
		},
		{
			ID:      "rfc7692/6/ping",
			Title:   "a ping is answered by a pong that is not compressed",
			Covers:  []string{"7692-6-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello").Compressed(), cases.Ping("Hello Hello Hello Hello"))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6/close",
			Title:   "a close is answered by a close that is not compressed",
			Covers:  []string{"7692-6-01"},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello").Compressed()), cases.Echoed(), cases.Send(cases.Close(closecode.Normal, "Hello Hello Hello"))),
			Accept: cases.Outcomes(
				cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway)),
				cases.Warns(cases.Closed, "answered with a code that does not fit (5.5.1)"),
				declined,
			),
		},
		{
			ID:      "rfc7692/6.1/type",
			Title:   "compressed messages keep their type",
			Covers:  []string{"7692-6.1-05"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Binary("text?").Compressed(), cases.Text("binary?").Compressed())),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6.1/bit-of-the-target",
			Title:   "nobody sets RSV1 but on the first frame of a data message",
			Covers:  []string{"7692-6.1-03", "7692-9.2-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.BinaryOf(payload.Noise(100_000)).Compressed(), cases.Ping("between"), cases.Text("short").Compressed())),
			Accept:  answered,
			Watches: []*reference.Rule{stream.CompressedBit},
		},
		{
			ID:      "rfc7692/6.1/compressed-is-no-text",
			Title:   "compressed text whose bytes are no UTF-8 comes back",
			Covers:  []string{"7692-6.1-06"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.TextOf(payload.Text(1000)).Compressed())),
			Accept:  answered,
			Cause:   "UTF-8 is checked before the message is inflated",
		},
		{
			ID:      "rfc7692/6.1/utf8-split",
			Title:   "characters may be cut between blocks and fragments of a compressed message",
			Covers:  []string{"7692-6.1-06"},
			Opening: cases.OffersDeflate(""),
			Script: cases.Steps(cases.Send(cases.Inflates(frame.Text, blocks("Hello \xce", "\xba\xe1", "\xbd\xb9\xcf\x83\xce\xbc", "\xce\xb5")).
				InFragmentsOf(3))),
			Accept: answered,
		},
	}
	for _, bad := range []struct{ name, words, text string }{
		{"bad-utf8", "a byte FF", "Hello \xff"},
		{"surrogate", "a surrogate", "Hello \xed\xa0\x80"},
		{"overlong", "an overlong form", "Hello \xc0\xaf"},
		{"cut-utf8", "an unfinished character at its end", "Hello \xce"},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/6.1/" + bad.name,
			Title:   fmt.Sprintf("a compressed text message with %s fails the connection", bad.words),
			Covers:  []string{"7692-6.1-06"},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text(bad.text).Compressed())),
			Accept:  failsWith(closecode.InvalidData),
			Cause:   "UTF-8 is not checked after a message is inflated",
		})
	}
	return append(append(list, wrongBits()...), fragmented()...)
}

// wrongBits set RSV1 where it may not be.
func wrongBits() []cases.Case {
	var list []cases.Case
	more := cases.Text("Hel").More()
	compressed := cases.Text("Hello, Hello, Hello").Compressed()
	for _, wrong := range []struct {
		name, words string
		frames      []cases.Frame
	}{
		{"ping", "a ping", []cases.Frame{cases.Ping("Hello").RSV(4)}},
		{"empty-ping", "an empty ping", []cases.Frame{cases.Ping("").RSV(4)}},
		{"pong", "a pong", []cases.Frame{cases.Pong("Hello").RSV(4)}},
		{"close", "a close", []cases.Frame{cases.Close(closecode.Normal, "").RSV(4)}},
		{"last-fragment", "the last fragment of a plain message", []cases.Frame{more, cases.Cont("lo").RSV(4)}},
		{"middle-fragment", "a fragment within a plain message", []cases.Frame{more, cases.Cont("l").RSV(4).More(), cases.Cont("o")}},
		{"compressed-last-fragment", "the last fragment of a compressed message",
			[]cases.Frame{cases.Inflates(frame.Text, []byte("\xf2\x48\xcd")).More(), cases.Cont("\xc9\xc9\x07\x00").RSV(4)}},
		{"ping-within", "a ping within a compressed message", []cases.Frame{compressed.InFragments(2).Between(cases.Ping("within").RSV(4))}},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/6.1/rsv1-on-" + wrong.name,
			Title:   fmt.Sprintf("RSV1 on %s fails the connection", wrong.words),
			Covers:  []string{"7692-6.1-04", "7692-6.1-03"},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(wrong.frames...)),
			Accept:  failsWith(closecode.ProtocolError),
			Cause:   "RSV1 is allowed on every frame once permessage-deflate is agreed",
		})
	}
	for _, bits := range []uint8{1, 2, 3} {
		list = append(list, cases.Case{
			ID:      fmt.Sprintf("rfc7692/6.1/rsv-%d", bits),
			Title:   fmt.Sprintf("the reserved bits %03b fail the connection although RSV1 is agreed", bits),
			Covers:  []string{"6455-5.2-04", "7692-6-02"},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello").RSV(bits))),
			Accept:  failsWith(closecode.ProtocolError),
		})
	}
	return list
}

// fragmented messages are cut after they are compressed.
func fragmented() []cases.Case {
	hello := []byte("\xf2\x48\xcd\xc9\xc9\x07\x00")
	list := []cases.Case{
		{
			ID:      "rfc7692/6.2/two-fragments",
			Title:   "a compressed message in two fragments comes back",
			Covers:  []string{"7692-7.2.3.1-01", "7692-6.2-01", "7692-6-03", "7692-7.2.1-06"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, hello).InFragments(3))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6.2/bytes",
			Title:   "a compressed message in fragments of one byte comes back",
			Covers:  []string{"7692-6.2-01", "7692-7.2.1-06"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.TextOf(payload.JSON(300)).Compressed().InFragmentsOf(1))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6.2/empty-fragments",
			Title:   "empty fragments before, within and behind a compressed message do no harm",
			Covers:  []string{"7692-6.2-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, hello).InFragments(0, 3, 0, 4))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6.2/control-between",
			Title:   "control frames between the fragments of a compressed message are answered, and do no harm",
			Covers:  []string{"7692-6.2-01", "7692-6-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.TextOf(payload.JSON(300)).Compressed().InFragments(10, 20).Between(cases.Pong("unasked"), cases.Ping("within")))),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/6.2/tail-within",
			Title:   "a fragment may end with the octets that are removed from the end of a message",
			Covers:  []string{"7692-7.2.1-07"},
			Opening: cases.OffersDeflate(""),
			Script: cases.Steps(cases.Send(
				cases.Inflates(frame.Text, []byte("\xf2\x48\xcd\xc9\xc9\x07\x00\x00\x00\xff\xff")).More(), cases.Cont("\xf2\x48\xcd\xc9\xc9\x07\x00"))),
			Accept: answered,
			Cause:  "the tail is looked for in every fragment",
		},
		{
			ID:      "rfc7692/6.2/last-fragment-00",
			Title:   "the last fragment of a message may be the octet 00 alone",
			Covers:  []string{"7692-7.2.3.6-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, []byte("\xf2\x48\xcd\xc9\xc9\x07\x00\x00\x00\xff\xff")).More(), cases.Cont("\x00"))),
			Accept:  answered,
		},
	}
	return list
}
