package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Section 4.2.1: the lists of subprotocols and extensions in a request.
var requestLists = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/protocols-missing",
		Title:   "a request without subprotocols opens the connection, and the response names none",
		Covers:  []string{"6455-4.2.1-12", "6455-4.2.2-12", "6455-4.2.2-13"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Sec-WebSocket-Protocol")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.SelectsNone),
			cases.Informs(cases.RefusesSomehow, "demands a subprotocol"),
			cases.Informs(cases.DropsHandshake, "demands a subprotocol"),
		),
		Watches: []*reference.Rule{handshake.ProtocolUnasked},
	},
	{
		ID:      "rfc6455/4.2.1/protocols-unknown",
		Title:   "subprotocols that the server does not know lead to none",
		Covers:  []string{"6455-4.2.1-12", "6455-4.2.2-12", "6455-4.2.2-13"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "wsspec-unknown-1, wsspec-unknown-2")}},
		Accept: append(noneSelected[:len(noneSelected):len(noneSelected)],
			cases.Informs(cases.Opens, "agrees to a subprotocol that nobody has defined")),
	},
	{
		ID:      "rfc6455/4.2.1/protocols-empty",
		Title:   "an empty Sec-WebSocket-Protocol is malformed",
		Covers:  []string{"6455-4.2.1-12", "6455-4.3-03", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-comma",
		Title:   "Sec-WebSocket-Protocol with a comma only is malformed",
		Covers:  []string{"6455-4.2.1-12", "6455-4.3-03", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", ",")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-space",
		Title:   "a subprotocol with a space inside is malformed",
		Covers:  []string{"6455-4.2.1-12", "6455-4.3-03", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "a b")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-quoted",
		Title:   "a subprotocol in quotes is malformed",
		Covers:  []string{"6455-4.2.1-12", "6455-4.3-03", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "\"chat\"")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-separator",
		Title:   "a subprotocol with a slash is malformed",
		Covers:  []string{"6455-4.2.1-12", "6455-4.3-03", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "v1/chat")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-non-ascii",
		Title:   "a subprotocol with a byte above 7F is malformed",
		Covers:  []string{"6455-4.2.1-12", "6455-4.3-03", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "caf\x80")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-nul",
		Title:   "NUL in a field value is refused, or taken for a space",
		Covers:  []string{"9110-5.5-01", "6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "ch\x00at")}},
		Accept:  malformedProtocols,
	},
	{
		ID:      "rfc6455/4.2.1/protocols-repeated",
		Title:   "a subprotocol that is offered twice is the server's to decide about",
		Covers:  []string{"6455-4.2.1-12"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "wsspec-unknown, wsspec-unknown")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.SelectsNone),
			cases.Informs(cases.RefusesSomehow, "refuses a subprotocol that is offered twice, or unknown"),
			cases.Informs(cases.DropsHandshake, "drops a subprotocol that is offered twice, or unknown"),
			cases.Informs(cases.Opens, "agrees to a subprotocol that nobody has defined"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/extensions-missing",
		Title:   "a request without extensions opens the connection, and the response names none",
		Covers:  []string{"6455-4.2.1-13", "6455-4.2.2-17"},
		Side:    reference.Server,
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
		Watches: []*reference.Rule{handshake.ExtensionsEmpty},
	},
	{
		ID:      "rfc6455/4.2.1/extensions-unknown",
		Title:   "an extension that the server does not know is left out of the response",
		Covers:  []string{"6455-4.2.1-13", "6455-9-03"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Sec-WebSocket-Extensions", "x-wsspec-unknown; a=1; b")}},
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
	},
}

// noneSelected is for offers without a subprotocol that the server knows: none is chosen, or the server does not want
// such a connection.
var noneSelected = cases.Outcomes(
	cases.Passes(cases.SelectsNone),
	cases.Passes(cases.RefusesSomehow),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
)

var malformedProtocols = cases.Outcomes(
	cases.Passes(cases.RefusesSomehow),
	cases.Warns(cases.SelectsNone, "opens in spite of a malformed field (4.2.1 wants it refused)"),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
)
