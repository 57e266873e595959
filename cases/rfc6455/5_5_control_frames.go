package rfc6455

import (
	"fmt"

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
