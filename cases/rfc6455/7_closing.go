package rfc6455

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 7.1.1: the end of the TCP connection.
var endOfConnection = []cases.Case{
	{
		ID:     "rfc6455/7.1.1/server-ends-tcp",
		Title:  "after the closing handshake a server ends the TCP connection by itself",
		Covers: []string{"6455-5.5.1-14", "6455-5.5.1-13", "6455-7.1.1-01", "6455-7.1.1-04", "6455-7.1.1-06"},
		Twin:   closeNormal,
		Side:   reference.Server,
		Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: endsAfterClose,
		Cause:  "the server waits for the client to close first",
	},
	{
		ID:     "rfc6455/7.1.1/client-ends-tcp",
		Title:  "after the closing handshake a client ends the TCP connection, at the latest after the server did",
		Covers: []string{"6455-5.5.1-13", "6455-7.1.1-01"},
		Twin:   closeNormal,
		Side:   reference.Client,
		Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: endsAfterClose,
	},
	{
		ID:     "rfc6455/7.1.1/trailing-bytes",
		Title:  "bytes behind the close do not keep the connection from ending cleanly",
		Covers: []string{"6455-7.1.1-02", "6455-5.5.1-13"},
		Twin:   closeNormal,
		Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.TextOf(payload.Text(3000)), cases.Text("more"))),
		Accept: append(endsAfterClose[:len(endsAfterClose):len(endsAfterClose)],
			cases.Warns(cases.DropsTCP, "drops the connection without a close, because bytes follow the one received")),
		Cause: "the socket is closed while bytes wait to be read, which resets the connection",
	},
	ending("without-close", "the end of the TCP connection between two frames"),
	ending("inside-header", "the end of the TCP connection inside the header of a frame", cases.SendBytes("\x82")),
	ending("inside-payload", "the end of the TCP connection inside the payload of a frame",
		cases.Send(cases.Binary("Hel").Declares(100))),
	ending("inside-message", "the end of the TCP connection inside a fragmented message",
		cases.Send(cases.Binary("Hel").More())),
}

// ending is the end of our half of the connection without a Close frame, behind whatever was sent before.
func ending(slug, what string, before ...cases.Step) cases.Case {
	script := append(cases.Steps(cases.Send(cases.Ping("before the end")), cases.Ponged()), before...)
	return cases.Case{
		ID:     "rfc6455/7.1.1/end-" + slug,
		Title:  what + " is answered by its end, with no close code that may not be sent",
		Covers: []string{"6455-7.1.1-01", "6455-7.4.1-09", "6455-6.2-04"},
		Twin:   pingPong,
		Script: append(script, cases.FIN()),
		Accept: cases.Outcomes(
			cases.Passes(cases.EndsSomehow),
			cases.Informs(cases.Waits, "keeps a connection whose other half has ended")),
	}
}

// Section 7.1.2: closing is started with a Close frame, by targets that can be told to.
var startingClose = []cases.Case{
	{
		ID:     "rfc6455/7.1.2/close-1000",
		Title:  "a target that is told to close with 1000 sends exactly that and waits",
		Covers: []string{"6455-7.1.2-01", "6455-7.3-03", "6455-7.4.1-02"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: startsClose("\x03\xe8"),
	},
	{
		ID:     "rfc6455/7.1.2/close-without-code",
		Title:  "a target that is told to close without a code sends 1000 or none",
		Covers: []string{"6455-7.1.2-01", "6455-7.4.1-02"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: cases.Outcomes(
			cases.Passes(cases.StartsSomeClose(cases.NoCode, closecode.Normal)),
			cases.Warns(cases.ClosesWithoutWaiting("", "\x03\xe8"), notWaiting),
		),
	},
	{
		ID:     "rfc6455/7.1.2/close-4999",
		Title:  "a target that is told to close with 4999 and a reason sends exactly that",
		Covers: []string{"6455-7.1.2-01", "6455-7.4.2-04"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 4999 caf\u00e9"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(4999, ""))),
		Accept: startsClose("\x13\x87caf\u00e9"),
	},
	{
		ID:     "rfc6455/7.1.2/close-3000",
		Title:  "a target that is told to close with 3000 sends exactly that",
		Covers: []string{"6455-7.1.2-01", "6455-7.4.2-03"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 3000"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(3000, ""))),
		Accept: startsClose("\x0b\xb8"),
	},
	{
		ID:     "rfc6455/7.1.2/reason-123",
		Title:  "a target that is told to close with a reason of 123 bytes sends all of it",
		Covers: []string{"6455-7.1.2-01", "6455-5.5-02"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 1000 "+string(payload.Text(123).Bytes())), cases.AwaitClose(), cases.Quiet(),
			cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: startsClose("\x03\xe8" + string(payload.Text(123).Bytes())),
	},
}

// startsClose is for a target that was told to close: it sends exactly this body, and leaves the TCP connection open
// for the answer.
func startsClose(body string) []cases.Outcome {
	return cases.Outcomes(
		cases.Passes(cases.StartsClose(body)),
		cases.Warns(cases.ClosesWithoutWaiting(body), notWaiting),
	)
}

const notWaiting = "ends the TCP connection without waiting for the answer to its close (7.1.2)"

// Section 7.1.3: a target that has started to close keeps reading.
var closingState = []cases.Case{
	{
		ID:     "rfc6455/7.1.3/late-answer",
		Title:  "a target that has sent its close takes what comes before the answer, and ends the connection after it",
		Covers: []string{"6455-7.1.3-01", "6455-7.3-03", "6455-7.1.1-04"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(),
			cases.Send(cases.Ping("on its way"), cases.Text("on its way")), cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: endsAfterClose,
	},
}

// Sections 7.1.4 to 7.1.6: what a target tells its application of the end of a connection, as far as it tells us.
var reportedClose = []cases.Case{
	reported("code", "the code and reason of the first close", []string{"6455-7.1.5-01", "6455-7.1.6-01", "6455-7.1.4-01"},
		cases.Reports(4001, true, "caf\u00e9"), cases.Send(cases.Close(4001, "caf\u00e9"))),
	reported("first-code", "the code of the first close, not of a second one", []string{"6455-7.1.5-01"},
		cases.Reports(4001, true, ""), cases.Send(cases.Close(4001, ""), cases.Close(4002, ""))),
	reported("no-reason", "an empty reason if there is none", []string{"6455-7.1.6-01"},
		cases.Reports(closecode.Normal, true, ""), cases.Send(cases.Close(closecode.Normal, ""))),
	reported("no-code", "1005 for a close without a code", []string{"6455-7.1.5-02"},
		cases.Reports(closecode.NoStatus, true, ""), cases.Send(cases.CloseBody(""))),
	{
		ID:     "rfc6455/7.1.5/reports-end-without-close",
		Title:  "a target reports 1006 for an end of the connection without a close",
		Covers: []string{"6455-7.1.5-03", "6455-7.1.4-01"},
		Needs:  []cases.Capability{cases.ReportsOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:watch {nonce}"), cases.AwaitText("wsspec:watching {nonce}"), cases.FIN(),
			cases.Reopen(), cases.Ask("wsspec:report {nonce}")),
		Accept: cases.Outcomes(cases.Passes(cases.ReportsCode(closecode.Abnormal, false))),
	},
}

// reported is a connection that is watched and closed, and a second one on which the target reports how it ended.
func reported(slug, what string, covers []string, want cases.Condition, end cases.Step) cases.Case {
	return cases.Case{
		ID:     "rfc6455/7.1.5/reports-" + slug,
		Title:  "a target reports " + what,
		Covers: covers,
		Needs:  []cases.Capability{cases.ReportsOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:watch {nonce}"), cases.AwaitText("wsspec:watching {nonce}"), end,
			cases.AwaitEnd(), cases.Reopen(), cases.Ask("wsspec:report {nonce}")),
		Accept: cases.Outcomes(cases.Passes(want)),
	}
}

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
					cases.Warns(cases.ResetsTCP, "ended by a reset instead of cleanly (7.1.1)"),
					cases.Warns(cases.DropsTCP, "no close frame before the end of the connection (7.1.7)"),
					cases.Warns(cases.EndsTCPAfterUs, "waits for the other side to end the TCP connection"),
				),
				Cause: "a close frame is sent, but the connection is left to the peer",
			})
	}
	return list
}

// Section 7.3: the target that closes starts with the closing handshake, and ends TCP after it if it is a server.
func normalClosure() []cases.Case {
	return []cases.Case{
		{
			ID:     "rfc6455/7.3/ends-tcp-after-own-close",
			Title:  "after a closing handshake that it started the target ends the TCP connection",
			Covers: []string{"6455-7.3-03", "6455-7.1.1-04", "6455-5.5.1-13"},
			Needs:  []cases.Capability{cases.ClosesOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept: endsAfterClose,
		},
	}
}

// Section 7.4: codes that are not for everybody. RFC 6455 does not say how a receiver reacts to them, except that the
// forbidden ones and those below 1000 must not be sent back.
func statusCodes() []cases.Case {
	var list []cases.Case
	for _, c := range []struct {
		code     closecode.Code
		covers   []string
		autobahn string
		watches  *reference.Rule
	}{
		{0, []string{"6455-7.4.2-01"}, "7.9.1", stream.CodeUnused},
		{1, []string{"6455-7.4.2-01"}, "", nil},
		{999, []string{"6455-7.4.2-01", "6455-11.7-01"}, "7.9.2", nil},
		{1004, []string{"6455-7.4.1-07"}, "7.9.3", stream.CodeReserved},
		{1005, []string{"6455-7.4.1-08"}, "7.9.4", stream.CodeNoStatus},
		{1006, []string{"6455-7.4.1-09"}, "7.9.5", stream.CodeAbnormal},
		{1015, []string{"6455-7.4.1-17"}, "", stream.CodeTLS},
		{1016, []string{"6455-7.4.2-02", "6455-7.4.1-18"}, "7.9.6", stream.CodeUnassigned},
		{1100, []string{"6455-7.4.2-02", "6455-7.4.1-18"}, "7.9.7", nil},
		{2000, []string{"6455-7.4.2-02"}, "7.9.8", nil},
		{2999, []string{"6455-7.4.2-02"}, "7.9.9", nil},
		{5000, []string{"6455-11.7-01", "6455-7.4.2-04"}, "7.13.1", stream.CodeBeyond},
		{32767, []string{"6455-11.7-01"}, "", nil},
		{32768, []string{"6455-11.7-01"}, "", nil},
		{65535, []string{"6455-11.7-01"}, "7.13.2", nil},
	} {
		kase := cases.Case{
			ID:     fmt.Sprintf("rfc6455/7.4/close-%d", c.code),
			Title:  fmt.Sprintf("a close with %s is refused, or answered without that code", c.code),
			Covers: c.covers,
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(c.code, ""))),
			Accept: oddCode,
		}
		if class := c.code.Class(); class == closecode.Unassigned || class == closecode.Beyond || class == closecode.Reserved {
			kase.Title = fmt.Sprintf("a close with %s is refused, or answered", c.code)
		}
		if c.autobahn != "" {
			kase.Autobahn = []string{c.autobahn}
		}
		if c.watches != nil {
			kase.Watches = []*reference.Rule{c.watches}
		}
		list = append(list, kase)
	}
	return append(list,
		cases.Case{
			ID:     "rfc6455/7.4.1/binary-to-text-only",
			Title:  "a target for text only answers a binary message with 1003, or ignores it",
			Covers: []string{"6455-7.4.1-05", "6455-7.4.1-06"},
			Twin:   textEcho,
			Needs:  []cases.Capability{cases.TextOnly},
			Script: cases.Steps(cases.Send(cases.Binary("binary").Refusable())),
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.UnsupportedData)),
				cases.Informs(cases.FailedWith(closecode.PolicyViolation, closecode.InvalidData, closecode.InternalError, closecode.Normal),
					"refuses binary messages with another code than 1003"),
				cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
			),
		},
		cases.Case{
			ID:     "rfc6455/7.4.1/application-fails",
			Title:  "a target whose application fails closes with 1011, or ends the connection",
			Covers: []string{"6455-7.4.1-16", "6455-7.4.1-11", "6455-7.4.1-03"},
			Twin:   textEcho,
			Needs:  []cases.Capability{cases.FailsOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:fail")),
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.InternalError)),
				cases.Informs(cases.FailedOtherwise, "closes with another code than 1011"),
				cases.Informs(cases.Dropped, "ends the connection without a close"),
				cases.Informs(cases.Waits, "does not end the connection"),
			),
		},
	)
}

// oddCode is for codes to which no reaction is stated.
var oddCode = cases.Outcomes(
	cases.Passes(cases.FailedWith(closecode.ProtocolError)),
	cases.Informs(cases.FailedOtherwise, "takes the close for a normal one, which RFC 6455 leaves open"),
	cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
)
