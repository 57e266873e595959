package rfc6455

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
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
		Covers: []string{"6455-5.5.2-05", "6455-5.5.2-02"},
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
