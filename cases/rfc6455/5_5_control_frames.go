package rfc6455

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 5.5: control frames are at most 125 bytes long and whole.
func controlFrames() []cases.Case {
	bytes := func(size int64) string { return string(payload.Text(size).Bytes()) }
	closeBody := func(size int64) string { return "\x03\xe8" + bytes(size-2) }
	list := []cases.Case{
		{
			ID:       "rfc6455/5.5/control-payload-125",
			Title:    "a ping of 125 bytes is answered",
			Covers:   []string{"6455-5.5-02", "6455-5.5.2-01", "6455-5.5.3-01"},
			Script:   cases.Steps(cases.Send(cases.Ping(bytes(125)))),
			Accept:   answered,
			Autobahn: []string{"2.4"},
			Watches:  []*reference.Rule{stream.LongControl},
		},
		{
			ID:     "rfc6455/5.5/pong-payload-125",
			Title:  "a pong of 125 bytes does no harm",
			Covers: []string{"6455-5.5-02", "6455-5.5.3-03"},
			Script: cases.Steps(cases.Send(cases.Pong(bytes(125)))),
			Accept: answered,
		},
		{
			ID:       "rfc6455/5.5/close-payload-125",
			Title:    "a close of 125 bytes is answered",
			Covers:   []string{"6455-5.5-02", "6455-5.5.1-04"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.CloseBody(closeBody(125)))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.5"},
		},
		{
			ID:      "rfc6455/5.5/whole",
			Title:   "nobody fragments a control frame",
			Covers:  []string{"6455-5.5-03"},
			Script:  cases.Steps(cases.Send(cases.Ping("whole"))),
			Accept:  answered,
			Watches: []*reference.Rule{stream.FragmentedControl},
		},
		{
			ID:     "rfc6455/5.5/header-only-126",
			Title:  "the header of a ping of 126 bytes fails the connection, or its payload is waited for",
			Covers: []string{"6455-5.5-02"},
			Twin:   "rfc6455/5.5/control-payload-125",
			Script: cases.Steps(cases.Send(cases.Ping("").Form16().Declares(126))),
			Accept: headerOnly,
		},
		{
			ID:     "rfc6455/5.5/header-only-2-40",
			Title:  "the header of a ping of 2^40 bytes fails the connection, or its payload is waited for",
			Covers: []string{"6455-5.5-02"},
			Twin:   "rfc6455/5.5/control-payload-125",
			Script: cases.Steps(cases.Send(cases.Ping("").Form64().Declares(1 << 40))),
			Accept: headerOnly,
		},
	}
	kinds := []struct {
		name  string
		frame func(string) cases.Frame
		body  func(int64) string
		twin  string
		more  []string // Autobahn's cases for fin=0
		long  []string // and for 126 bytes
	}{
		{"ping", cases.Ping, bytes, "rfc6455/5.5/control-payload-125", []string{"5.1"}, []string{"2.5"}},
		{"pong", cases.Pong, bytes, "rfc6455/5.5/pong-payload-125", []string{"5.2"}, nil},
		{"close", cases.CloseBody, closeBody, "rfc6455/5.5/close-payload-125", nil, []string{"7.3.6"}},
	}
	for _, kind := range kinds {
		for _, size := range []int64{126, 127, 65536} {
			c := cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.5/%s-payload-%d", kind.name, size),
				Title:  fmt.Sprintf("a %s with %d payload bytes fails the connection", kind.name, size),
				Covers: []string{"6455-5.5-02"},
				Twin:   kind.twin,
				Script: cases.Steps(cases.Send(kind.frame(kind.body(size)))),
				Accept: failsWith(closecode.ProtocolError),
				Cause:  "the length of control frames is not checked",
			}
			if size == 126 {
				c.Autobahn = kind.long
			}
			list = append(list, c)
		}
		list = append(list,
			cases.Case{
				ID:       fmt.Sprintf("rfc6455/5.5/%s-fragmented", kind.name),
				Title:    fmt.Sprintf("a %s with fin=0 fails the connection", kind.name),
				Covers:   []string{"6455-5.5-03"},
				Twin:     kind.twin,
				Script:   cases.Steps(cases.Send(kind.frame(kind.body(9)).More())),
				Accept:   failsWith(closecode.ProtocolError),
				Autobahn: kind.more,
			},
			cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.5/%s-fragmented-empty", kind.name),
				Title:  fmt.Sprintf("an empty %s with fin=0 fails the connection", kind.name),
				Covers: []string{"6455-5.5-03"},
				Twin:   kind.twin,
				Script: cases.Steps(cases.Send(kind.frame("").More())),
				Accept: failsWith(closecode.ProtocolError),
			},
			cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.5/%s-fragmented-in-message", kind.name),
				Title:  fmt.Sprintf("a %s with fin=0 inside a fragmented message fails the connection", kind.name),
				Covers: []string{"6455-5.5-03"},
				Twin:   kind.twin,
				Script: cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(kind.frame(kind.body(9)).More())),
				Accept: failsWith(closecode.ProtocolError),
			})
	}
	return list
}

// headerOnly is for headers that no control frame may have, without the payload that they declare: the breach is
// certain, but nobody is bound to act before the frame is complete.
var headerOnly = cases.Outcomes(
	cases.Passes(cases.FailedWith(closecode.ProtocolError)),
	cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
	cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
	cases.Informs(cases.Waits, "waits for a payload that no control frame can have"),
)

// closedNormally is how a close without an error is answered: with the same code at best; 1000 or no code are common.
var closedNormally = cases.Outcomes(
	cases.Passes(cases.WithoutAnswer(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
	cases.Warns(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway), "something that came with or behind the close was answered"),
)

// closedWithMore is for a close that more frames follow, which is against the rules: a target may also fail the
// connection for that.
var closedWithMore = append(closedNormally[:len(closedNormally):len(closedNormally)],
	cases.Informs(cases.ClosedWith(closecode.ProtocolError), "fails the connection because frames follow the close"),
	cases.Warns(cases.Dropped, "drops the connection without a close, because frames follow the one received"),
)

// Section 5.5.1: the closing handshake.
func closeFrames() []cases.Case {
	list := []cases.Case{
		{
			ID:       "rfc6455/5.5.1/close-empty",
			Title:    "a close without a code is answered by a close",
			Covers:   []string{"6455-5.5.1-02", "6455-5.5.1-08", "6455-5.5.1-01", "6455-5.5.1-10"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.CloseBody(""))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.1"},
			Cause:    "the code 1005, which stands for no code, is put into the answer",
		},
		{
			ID:       closeNormal,
			Title:    "a close with 1000 is answered by a close",
			Covers:   []string{"6455-5.5.1-08", "6455-5.5.1-03", "6455-7.4.1-01"},
			Script:   cases.Steps(cases.Send(cases.Ping("before the close")), cases.Ponged(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.3", "7.7.1"},
		},
		{
			ID:     "rfc6455/5.5.1/close-byte-by-byte",
			Title:  "a close that comes byte by byte is answered by a close",
			Covers: []string{"6455-5.5.1-08", "6455-6.2-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "reason")).Every(1)),
			Accept: closedNormally,
		},
		{
			ID:       "rfc6455/5.5.1/reason",
			Title:    "a close with a reason is answered by a close",
			Covers:   []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, "Hello world!"))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.4"},
			Watches:  []*reference.Rule{stream.CloseReason},
		},
		{
			ID:     "rfc6455/5.5.1/reason-utf-8",
			Title:  "a close reason of characters of one to four bytes is answered by a close",
			Covers: []string{"6455-5.5.1-04"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "\x00 \u00e9 \ufeff \uffff \U0010ffff"))),
			Accept: closedNormally,
		},
		{
			ID:     "rfc6455/5.5.1/reason-123-bytes-utf-8",
			Title:  "a close reason of 123 bytes that ends in a character of three bytes is answered by a close",
			Covers: []string{"6455-5.5.1-04", "6455-5.5-02"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, string(payload.Text(120).Bytes())+"\u20ac"))),
			Accept: closedNormally,
		},
		{
			ID:     "rfc6455/5.5.1/reason-of-euros",
			Title:  "a close reason of 41 characters of three bytes is answered by a close that cuts none of them",
			Covers: []string{"6455-5.5.1-04", "6455-5.5-02", "6455-8.1-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, strings.Repeat("\u20ac", 41)))),
			Accept: closedNormally,
		},
		{
			ID:       "rfc6455/5.5.1/body-1-byte",
			Title:    "a close body of one byte fails the connection",
			Covers:   []string{"6455-5.5.1-03"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.CloseBody("\x03"))),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"7.3.2"},
			Watches:  []*reference.Rule{stream.CloseOneByte},
		},
		{
			ID:     "rfc6455/5.5.1/code-bytes-swapped",
			Title:  "the code of a close is in network byte order: E8 03 is 59395",
			Covers: []string{"6455-5.5.1-03", "6455-11.7-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.CloseBody("\xe8\x03"))),
			Accept: oddCode,
		},
		{
			ID:       "rfc6455/5.5.1/reason-invalid",
			Title:    "a close reason that is not UTF-8 fails the connection",
			Covers:   []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:     "rfc6455/5.5.1/reason",
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"))),
			Accept:   badReason,
			Autobahn: []string{"7.5.1"},
		},
		{
			ID:     "rfc6455/5.5.1/reason-missing-tail",
			Title:  "a close reason with a head byte that no tail follows fails the connection",
			Covers: []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:   "rfc6455/5.5.1/reason",
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "\xc3\x28"))),
			Accept: badReason,
		},
		{
			ID:     "rfc6455/5.5.1/reason-cut",
			Title:  "a close reason that ends inside a character fails the connection",
			Covers: []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:   "rfc6455/5.5.1/reason",
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "caf\xe2\x82"))),
			Accept: badReason,
		},
		{
			ID:     "rfc6455/5.5.1/reason-cut-at-123",
			Title:  "a close reason of 123 bytes that ends inside a character fails the connection",
			Covers: []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:   "rfc6455/5.5.1/reason-123-bytes-utf-8",
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, string(payload.Text(121).Bytes())+"\xe2\x82"))),
			Accept: badReason,
		},
		{
			ID:       "rfc6455/5.5.1/close-twice",
			Title:    "a second close is not answered",
			Covers:   []string{"6455-5.5.1-09"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.Close(closecode.GoingAway, ""))),
			Accept:   closedWithMore,
			Autobahn: []string{"7.1.2"},
			Watches:  []*reference.Rule{stream.CloseAfterClose},
		},
		{
			ID:       "rfc6455/5.5.1/text-after-close",
			Title:    "a text message behind a close is not echoed",
			Covers:   []string{"6455-7.1.3-01", "6455-5.5.1-07"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.Text("behind the close"))),
			Accept:   closedWithMore,
			Autobahn: []string{"7.1.4"},
			Watches:  []*reference.Rule{stream.DataAfterClose},
		},
		{
			ID:     "rfc6455/5.5.1/ping-after-close",
			Title:  "a ping behind a close needs no pong",
			Covers: []string{"6455-5.5.2-03", "6455-7.1.3-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.Ping("behind the close"))),
			Accept: cases.Outcomes(closedNormally[0],
				cases.Informs(cases.Closed, "answers a ping that came behind the close"),
				cases.Warns(cases.Dropped, "drops the connection without a close, because a ping follows the one received")),
			Autobahn: []string{"7.1.3"},
		},
		{
			ID:     "rfc6455/5.5.1/text-before-close",
			Title:  "a message in the same segment as the close does not keep the close from being answered",
			Covers: []string{"6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Text("before the close"), cases.Close(closecode.Normal, ""))),
			Accept: cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
		},
		{
			ID:     "rfc6455/5.5.1/large-message-before-close",
			Title:  "a large message before the close does not keep the close from being answered",
			Covers: []string{"6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(65536)), cases.Text("small"),
				cases.Close(closecode.Normal, ""), cases.Ping("behind the close"))),
			Accept:   cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
			Autobahn: []string{"7.1.6"},
		},
		{
			ID:       "rfc6455/5.5.1/close-after-echo",
			Title:    "a message, its echo, and the closing handshake",
			Covers:   []string{"6455-5.5.1-08", "6455-6.1-10"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Text("Hello World!")), cases.Echoed(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept:   closedNormally,
			Autobahn: []string{"7.1.1"},
		},
		{
			ID:     "rfc6455/5.5.1/streaming-stops",
			Title:  "a target that streams answers a close and stops",
			Covers: []string{"6455-5.5.1-07", "6455-5.5.1-11", "6455-5.5.1-12", "6455-6.1-03"},
			Twin:   closeNormal,
			Needs:  []cases.Capability{cases.SendsOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:send 3000 1000"), cases.AwaitData(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept: cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
		},
		{
			ID:     "rfc6455/5.5.1/close-crosses-close",
			Title:  "a close that crosses the target's own is not answered, and the connection ends",
			Covers: []string{"6455-5.5.1-09", "6455-5.5.1-17", "6455-5.5.1-13"},
			Twin:   closeNormal,
			Needs:  []cases.Capability{cases.ClosesOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(), cases.Send(cases.Close(4001, "crossing"))),
			Accept: endsAfterClose,
		},
	}
	for _, code := range []struct {
		code     closecode.Code
		covers   string
		autobahn string
	}{
		{1001, "6455-7.4.1-01", "7.7.2"}, {1002, "6455-7.4.1-01", "7.7.3"}, {1003, "6455-7.4.1-01", "7.7.4"},
		{1007, "6455-7.4.1-01", "7.7.5"}, {1008, "6455-7.4.1-01", "7.7.6"}, {1009, "6455-7.4.1-01", "7.7.7"},
		{1010, "6455-7.4.1-01", "7.7.8"}, {1011, "6455-7.4.1-01", "7.7.9"}, {1012, "6455-7.4.1-18", ""},
		{1013, "6455-7.4.1-18", ""}, {1014, "6455-7.4.1-18", ""}, {3000, "6455-7.4.2-03", "7.7.10"},
		{3999, "6455-7.4.2-03", "7.7.11"}, {4000, "6455-7.4.2-04", "7.7.12"}, {4999, "6455-7.4.2-04", "7.7.13"},
	} {
		c := cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.5.1/close-%d", code.code),
			Title:  fmt.Sprintf("a close with %s is answered by a close", code.code),
			Covers: []string{code.covers, "6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(code.code, ""))),
			Accept: cases.Outcomes(cases.Passes(cases.ClosedWith(code.code, closecode.Normal, cases.NoCode, closecode.GoingAway))),
			Cause:  "the code is not known, and taken for an error",
		}
		if code.autobahn != "" {
			c.Autobahn = []string{code.autobahn}
		}
		list = append(list, c)
	}
	return list
}

// badReason is for close reasons that are not UTF-8. The connection is closed in any case; an answer that takes the
// close for a normal one only misses the error.
var badReason = cases.Outcomes(
	cases.Passes(cases.FailedWith(closecode.InvalidData, closecode.ProtocolError)),
	cases.Warns(cases.FailedOtherwise, "answered as if the reason were valid"),
	cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
)

// endsAfterClose is how a connection ends after Close frames went both ways.
var endsAfterClose = cases.Outcomes(
	cases.Passes(cases.EndsTCP),
	cases.Warns(cases.ResetsTCP, "ended by a reset instead of cleanly (7.1.1)"),
)

// Section 5.5.2: pings.
var pings = []cases.Case{
	{
		ID:     pingPong,
		Title:  "a ping is answered by a pong with the same data",
		Covers: []string{"6455-5.5.2-02", "6455-5.5.3-01", "6455-6.2-02"},
		Script: cases.Steps(cases.Send(cases.Ping("Hello"))),
		Accept: answered,
	},
	{
		ID:       "rfc6455/5.5.2/ping-empty",
		Title:    "an empty ping is answered by an empty pong",
		Covers:   []string{"6455-5.5.2-01", "6455-5.5.3-01"},
		Script:   cases.Steps(cases.Send(cases.Ping(""))),
		Accept:   answered,
		Autobahn: []string{"2.1"},
	},
	{
		ID:     "rfc6455/5.5.2/ping-1-byte",
		Title:  "a ping of one byte is answered by a pong with the same byte",
		Covers: []string{"6455-5.5.2-01", "6455-5.5.3-01"},
		Script: cases.Steps(cases.Send(cases.Ping("\x00"))),
		Accept: answered,
	},
	{
		ID:       "rfc6455/5.5.2/ping-text",
		Title:    "a ping with a short text is answered by a pong with the same text",
		Covers:   []string{"6455-5.5.2-01", "6455-5.5.3-01"},
		Script:   cases.Steps(cases.Send(cases.Ping("Hello, world!"))),
		Accept:   answered,
		Autobahn: []string{"2.2"},
	},
	{
		ID:       "rfc6455/5.5.2/ping-binary",
		Title:    "a ping whose data is not UTF-8 is answered by a pong with the same bytes",
		Covers:   []string{"6455-5.5.2-01", "6455-5.5.3-01"},
		Script:   cases.Steps(cases.Send(cases.Ping("\x00\xff\xfe\xfd\xfc\xfb\x00\xff"))),
		Accept:   answered,
		Autobahn: []string{"2.3"},
		Cause:    "control frames are read as strings",
	},
	{
		ID:     "rfc6455/5.5.2/ping-every-byte",
		Title:  "pings that together hold every byte value are answered with the same bytes",
		Covers: []string{"6455-5.5.3-01"},
		Script: cases.Steps(
			cases.Send(cases.Ping(everyByte()[:125])), cases.Ponged(),
			cases.Send(cases.Ping(everyByte()[125:250])), cases.Ponged(),
			cases.Send(cases.Ping(everyByte()[250:]))),
		Accept: answered,
	},
	{
		ID:       "rfc6455/5.5.2/ping-byte-by-byte",
		Title:    "a ping of 125 bytes that comes byte by byte is answered",
		Covers:   []string{"6455-5.5.2-02", "6455-6.2-01"},
		Script:   cases.Steps(cases.Send(cases.Ping(everyByte()[:125])).Every(1)),
		Accept:   answered,
		Autobahn: []string{"2.6"},
	},
	{
		ID:       "rfc6455/5.5.2/ten-pings",
		Title:    "of ten pings at least the last is answered",
		Covers:   []string{"6455-5.5.3-02", "6455-5.5.2-02"},
		Script:   cases.Steps(cases.Send(tenPings()...)),
		Accept:   answered,
		Autobahn: []string{"2.10"},
	},
	{
		ID:       "rfc6455/5.5.2/ten-pings-byte-by-byte",
		Title:    "of ten pings that come byte by byte at least the last is answered",
		Covers:   []string{"6455-5.5.3-02", "6455-6.2-01"},
		Script:   cases.Steps(cases.Send(tenPings()...).Every(1)),
		Accept:   answered,
		Autobahn: []string{"2.11"},
	},
	{
		ID:     "rfc6455/5.5.2/ping-after-message",
		Title:  "a ping in the same segment as a message is answered, and the message too",
		Covers: []string{"6455-5.5.2-02"},
		Script: cases.Steps(cases.Send(cases.Text("message"), cases.Ping("behind it"))),
		Accept: answered,
	},
	{
		ID:     "rfc6455/5.5.2/ping-after-large-message",
		Title:  "a ping in the same segment as the end of a large message is answered",
		Covers: []string{"6455-5.5.2-02", "6455-5.5.2-04"},
		Script: cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(65536)), cases.Ping("behind it"))),
		Accept: answered,
	},
	{
		ID:     "rfc6455/5.5.2/ping-before-message",
		Title:  "a ping before a message is answered, and the message too",
		Covers: []string{"6455-5.5.2-02"},
		Script: cases.Steps(cases.Send(cases.Ping("before it"), cases.Text("message"))),
		Accept: answered,
	},
	{
		ID:     "rfc6455/5.5.2/pinged",
		Title:  "a target that pings lives on when it is answered",
		Covers: []string{"6455-5.5.2-05"},
		Needs:  []cases.Capability{cases.PingsOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:ping are you there?"), cases.AwaitPing(), cases.Send(cases.Ping("yes"))),
		Accept: answered,
	},
}

func tenPings() []cases.Frame {
	frames := make([]cases.Frame, 10)
	for i := range frames {
		frames[i] = cases.Ping(fmt.Sprintf("ping %d", i+1))
	}
	return frames
}

// Section 5.5.3: pongs that nobody asked for.
var pongs = []cases.Case{
	{
		ID:       "rfc6455/5.5.3/pong-empty",
		Title:    "an unsolicited empty pong does no harm",
		Covers:   []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Script:   cases.Steps(cases.Send(cases.Pong(""))),
		Accept:   answered,
		Autobahn: []string{"2.7"},
	},
	{
		ID:       "rfc6455/5.5.3/pong",
		Title:    "an unsolicited pong does no harm",
		Covers:   []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Script:   cases.Steps(cases.Send(cases.Pong("unsolicited pong payload"))),
		Accept:   answered,
		Autobahn: []string{"2.8"},
	},
	{
		ID:     "rfc6455/5.5.3/two-pongs",
		Title:  "two unsolicited pongs with binary data do no harm",
		Covers: []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Script: cases.Steps(cases.Send(cases.Pong("\xff\x00\xfe"), cases.Pong("\xff\x00\xfe"))),
		Accept: answered,
	},
	{
		ID:       "rfc6455/5.5.3/pong-then-ping",
		Title:    "a ping behind an unsolicited pong is answered with its own data",
		Covers:   []string{"6455-5.5.3-03", "6455-5.5.3-01"},
		Script:   cases.Steps(cases.Send(cases.Pong("unsolicited pong payload"), cases.Ping("ping payload"))),
		Accept:   answered,
		Autobahn: []string{"2.9"},
	},
	{
		ID:     "rfc6455/5.5.3/pong-then-message",
		Title:  "a message behind an unsolicited pong is echoed, the pong is not",
		Covers: []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Needs:  []cases.Capability{cases.Echo},
		Script: cases.Steps(cases.Send(cases.Pong("unsolicited pong payload"), cases.Text("message"))),
		Accept: answered,
	},
}

// Section 5.6: data frames.
var dataFrames = func() []cases.Case {
	chars := "\u00b5@\u00df\u00f6\u20ac\U00024b62" // of two, one, two, two, three and four bytes
	list := []cases.Case{
		{
			ID:     textEcho,
			Title:  "a text message is taken, and echoed by a target that echoes",
			Covers: []string{"6455-5.6-01", "6455-6.1-01", "6455-6.1-04", "6455-6.1-10"},
			Script: cases.Steps(cases.Send(cases.Text("Hello"))),
			Accept: answered,
		},
		{
			ID:     binaryEcho,
			Title:  "a binary message is taken, and echoed by a target that echoes",
			Covers: []string{"6455-5.6-01", "6455-6.1-01", "6455-6.1-04", "6455-6.1-10"},
			Script: cases.Steps(cases.Send(cases.Binary("Hello"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.6/binary-is-not-text",
			Title:  "a binary message that is not UTF-8 is taken as it is",
			Covers: []string{"6455-5.6-04"},
			Script: cases.Steps(cases.Send(cases.Binary("\xff\xfe\xc0\x80\xed\xa0\x80"))),
			Accept: answered,
		},
		{
			ID:      "rfc6455/5.6/text-is-utf-8",
			Title:   "a text message is UTF-8, whoever sends it",
			Covers:  []string{"6455-5.6-03"},
			Script:  cases.Steps(cases.Send(cases.Text(chars))),
			Accept:  answered,
			Watches: []*reference.Rule{stream.InvalidText},
		},
		{
			ID:       "rfc6455/5.6/every-byte-a-fragment",
			Title:    "a text message with every byte in a fragment of its own is valid",
			Covers:   []string{"6455-5.6-02", "6455-5.6-03"},
			Script:   cases.Steps(cases.Send(pieces(cases.Text(chars), int64(len(chars)))...)),
			Accept:   answered,
			Autobahn: []string{"6.2.3", "6.2.4"},
			Cause:    "every fragment is validated by itself",
		},
		{
			ID:     "rfc6455/5.6/character-cut-by-ping",
			Title:  "a ping between the bytes of a character does not make the text invalid",
			Covers: []string{"6455-5.6-02", "6455-5.4-10"},
			Script: cases.Steps(cases.Send(cases.Text("\xc3").More(), cases.Ping("between"), cases.Cont("\xa9"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.6/character-cut-by-pong",
			Title:  "a pong between the bytes of a character does not make the text invalid",
			Covers: []string{"6455-5.6-02", "6455-5.4-10"},
			Script: cases.Steps(cases.Send(cases.Text("\xc3").More(), cases.Pong("between"), cases.Cont("\xa9"))),
			Accept: answered,
			Cause:  "control frames other than pings disturb the state of the validation",
		},
		{
			ID:     "rfc6455/5.6/character-cut-by-empty-fragment",
			Title:  "an empty fragment between the bytes of a character does not make the text invalid",
			Covers: []string{"6455-5.6-02", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(cases.Text("\xe2\x82").More(), cases.Cont("").More(), cases.Cont("\xac"))),
			Accept: answered,
		},
		{
			ID:       "rfc6455/5.6/cut-between-characters",
			Title:    "a text message cut between two characters is valid",
			Covers:   []string{"6455-5.6-02"},
			Script:   cases.Steps(cases.Send(cases.Text("Hello-\u00b5@\u00df\u00f6\u00e4").More(), cases.Cont("\u00fc\u00e0\u00e1-UTF-8!!"))),
			Accept:   answered,
			Autobahn: []string{"6.2.2"},
		},
	}
	for _, c := range []struct{ name, bytes string }{{"2", "\u00e9"}, {"3", "\u20ac"}, {"4", "\U0001f600"}} {
		for at := 1; at < len(c.bytes); at++ {
			list = append(list, cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.6/cut-in-%s-bytes-at-%d", c.name, at),
				Title:  fmt.Sprintf("a character of %s bytes may be cut behind byte %d by the end of a fragment", c.name, at),
				Covers: []string{"6455-5.6-02"},
				Script: cases.Steps(cases.Send(cases.Text("a"+c.bytes[:at]).More(), cases.Cont(c.bytes[at:]+"b"))),
				Accept: answered,
				Cause:  "every fragment is validated by itself",
			})
		}
	}
	// The same cuts where buffers end.
	for _, size := range []int64{125, 1024, 4096, 65535} {
		text := payload.Join(payload.Text(size-1), payload.String("\u20ac tail"))
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.6/character-across-%d", size),
			Title:  fmt.Sprintf("a character of three bytes may lie across byte %d of a message", size),
			Covers: []string{"6455-5.6-02", "6455-5.6-03"},
			Script: cases.Steps(cases.Send(cases.TextOf(text))),
			Accept: answered,
			Cause:  "every buffer is validated by itself",
		})
	}
	return list
}()
