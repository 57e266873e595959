package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
)

// Section 7.1.7: failing the connection.
func failing() []cases.Case {
	defects := []struct {
		slug, what, twin string
		frame            cases.Frame
	}{
		{"rsv", "a frame with a reserved bit", textEcho, cases.Text("Hello").RSV(2)},
		{"opcode", "a frame with a reserved opcode", textEcho, cases.Opcode(3, "Hello")},
		{"orphan", "an orphaned continuation frame", fragmentedText, cases.Cont("orphan")},
		{"long-ping", "a ping of 126 bytes", pingPong, cases.Ping(string(payload.Text(126).Bytes()))},
		{"mask", "a frame with the wrong mask bit", textEcho, cases.Text("Hello").WrongMask()},
		{"text", "an invalid text message", textEcho, cases.Text("\xff")},
	}
	var list []cases.Case
	for _, d := range defects {
		list = append(list,
			cases.Case{
				ID:     "rfc6455/7.1.7/nothing-after-" + d.slug,
				Title:  "nothing behind " + d.what + " is processed",
				Covers: []string{"6455-7.1.7-07", "6455-10.7-01"},
				Twin:   d.twin,
				Script: cases.Steps(cases.Send(d.frame, cases.Ping("behind the defect"), cases.Text("behind the defect"))),
				Accept: cases.Outcomes(
					cases.Passes(cases.FailedWith(closecode.ProtocolError, closecode.InvalidData)),
					cases.Passes(cases.FailedOtherwise),
					cases.Passes(cases.Dropped),
				),
				Cause: "the loop that reads frames goes on after an error",
			},
			cases.Case{
				ID:     "rfc6455/7.1.7/tcp-ends-after-" + d.slug,
				Title:  "after " + d.what + " a server ends the TCP connection",
				Covers: []string{"6455-7.1.7-03", "6455-7.1.7-05", "6455-10.7-03"},
				Twin:   d.twin,
				Side:   reference.Server,
				Script: cases.Steps(cases.Send(d.frame)),
				Accept: cases.Outcomes(
					cases.Passes(cases.EndsTCP),
					cases.Passes(cases.DropsTCP),
					cases.Warns(cases.ResetsTCP, "ended by a reset instead of cleanly (7.1.1)"),
					cases.Warns(cases.EndsTCPAfterUs, "waits for the other side to end the TCP connection"),
				),
				Cause: "a close frame is sent, but the connection is left to the peer",
			})
	}
	return list
}
