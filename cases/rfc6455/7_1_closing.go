package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
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
	{
		ID:     "rfc6455/7.1.1/close-notify",
		Title:  "after the closing handshake a server announces the end of TLS by a close_notify before it ends the TCP connection",
		Covers: []string{"6455-7.1.1-02"},
		Twin:   "rfc6455/7.1.1/server-ends-tcp",
		Side:   reference.Server,
		Needs:  []cases.Capability{cases.TLS},
		Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: cases.Outcomes(
			cases.Passes(cases.EndsTLS),
			cases.Warns(cases.EndsTCP, "FIN without a close_notify: an end that anybody on the way could have forged"),
			cases.Warns(cases.ResetsTCP, "ended by a reset instead of cleanly (7.1.1)"),
		),
		Cause: "the socket below TLS is closed, not the TLS connection",
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
		Title:  "a target that is told to close with 1000 sends that and waits",
		Covers: []string{"6455-7.1.2-01", "6455-7.3-03", "6455-7.4.1-02"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: startsClose(cases.StartsClose(closecode.Normal)),
	},
	{
		ID:     "rfc6455/7.1.2/close-without-code",
		Title:  "a target that is told to close without a code sends 1000 or none",
		Covers: []string{"6455-7.1.2-01", "6455-7.4.1-02"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: startsClose(cases.StartsClose(cases.NoCode, closecode.Normal)),
	},
	{
		ID:     "rfc6455/7.1.2/close-4999",
		Title:  "a target that is told to close with 4999 and a reason sends exactly that",
		Covers: []string{"6455-7.1.2-01", "6455-7.4.2-04"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 4999 caf\u00e9"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(4999, ""))),
		Accept: startsClose(cases.StartsCloseWith(4999, "caf\u00e9")),
	},
	{
		ID:     "rfc6455/7.1.2/close-3000",
		Title:  "a target that is told to close with 3000 sends that",
		Covers: []string{"6455-7.1.2-01", "6455-7.4.2-03"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 3000"), cases.AwaitClose(), cases.Quiet(), cases.Send(cases.Close(3000, ""))),
		Accept: startsClose(cases.StartsClose(3000)),
	},
	{
		ID:     "rfc6455/7.1.2/reason-123",
		Title:  "a target that is told to close with a reason of 123 bytes sends all of it",
		Covers: []string{"6455-7.1.2-01", "6455-5.5-02"},
		Needs:  []cases.Capability{cases.ClosesOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:close 1000 "+string(payload.Text(123).Bytes())), cases.AwaitClose(), cases.Quiet(),
			cases.Send(cases.Close(closecode.Normal, ""))),
		Accept: startsClose(cases.StartsCloseWith(closecode.Normal, string(payload.Text(123).Bytes()))),
	},
}

// startsClose is for a target that was told to close: it sends what it was told, and leaves the TCP connection open for
// the answer.
func startsClose(told cases.Condition) []cases.Outcome {
	return cases.Outcomes(
		cases.Passes(told),
		cases.Warns(cases.WithoutWaiting(told), "ends the TCP connection without waiting for the answer to its close (7.1.2)"),
	)
}

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
