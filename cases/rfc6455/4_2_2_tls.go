package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/payload"
)

// Section 4.2.2, step 1: TLS comes first, and everything goes through it. A write of ours is a record of TLS.
var secureHandshake = []cases.Case{
	{
		ID:      "rfc6455/4.2.2/clear-on-tls-port",
		Title:   "a handshake without TLS on the port that wants it opens no connection",
		Covers:  []string{"6455-4.2.2-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.TLS},
		Opening: cases.Opening{Clear: true},
		Accept: cases.Outcomes(
			cases.Passes(cases.DropsHandshake),
			cases.Passes(cases.RefusesSomehow),
			cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
			cases.Informs(cases.IgnoresHandshake, "neither answers nor ends a connection on which TLS can no longer begin"),
		),
	},
	{
		ID:      "rfc6455/4.2.2/refusal-ends-tls",
		Title:   "a server that refuses a request, and is to end the connection then, sends a close_notify before",
		Covers:  []string{"9112-9.8-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.TLS},
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Sec-WebSocket-Key"), cases.Set("Connection", "Upgrade, close")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.RefusalEndsTLS),
			cases.Informs(cases.RefusalStays, "keeps the connection, although the request asks for its end"),
			cases.Informs(cases.RefusalResets, "resets the connection, which may overtake a close_notify"),
		),
		Cause: "the TCP connection is closed past TLS",
	},
	{
		ID:      "rfc6455/4.2.2/request-in-tls-records",
		Title:   "a request opens the connection although every byte comes in a TLS record of its own",
		Covers:  []string{"6455-4.2.2-03"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.TLS},
		Opening: cases.Opening{Cut: cases.Cut{Every: 1}},
		Accept:  opensOnly,
		Cause:   "the handshake is expected in one TLS record",
	},
	{
		ID:     "rfc6455/4.2.2/frame-in-tls-records",
		Title:  "a message is echoed although header, masking-key and payload are cut into TLS records",
		Covers: []string{"6455-4.2.2-03"},
		Side:   reference.Server,
		Needs:  []cases.Capability{cases.TLS},
		Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(300))).CutAt(1, 3, 6, 8, 100), cases.Send(cases.Ping("whole"))),
		Accept: answered,
		Cause:  "a TLS record is taken for a frame",
	},
	{
		ID:     "rfc6455/4.2.2/frames-in-one-tls-record",
		Title:  "messages are echoed that share a TLS record",
		Covers: []string{"6455-4.2.2-03"},
		Side:   reference.Server,
		Needs:  []cases.Capability{cases.TLS},
		Script: cases.Steps(cases.Send(cases.Text("first"), cases.Text("second"), cases.Text("third"), cases.Ping("fourth"))),
		Accept: answered,
		Cause:  "a TLS record is taken for a frame",
	},
}
