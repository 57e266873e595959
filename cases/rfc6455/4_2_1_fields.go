package rfc6455

import (
	"strings"

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
		Accept:  noneSelected,
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

// Section 4.2.1: names, order and number of the fields.
var requestFields = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/field-names-lower-case",
		Title:   "field names in lower case open the connection",
		Covers:  []string{"9110-5.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.LowerNames()}},
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/field-names-upper-case",
		Title:   "field names in upper case open the connection",
		Covers:  []string{"9110-5.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.UpperNames()}},
		Accept:  opensOnly,
	},
	{
		ID:     "rfc6455/4.2.1/order-host-last",
		Title:  "the fields may come in any order: Host last",
		Covers: []string{"6455-4.2.1-15"},
		Side:   reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Order("Upgrade", "Connection", "Sec-WebSocket-Key",
			"Sec-WebSocket-Version", "Origin", "Host")}},
		Accept: opensOnly,
	},
	{
		ID:     "rfc6455/4.2.1/order-reversed",
		Title:  "the fields may come in any order: version, key, Connection, Upgrade, Host",
		Covers: []string{"6455-4.2.1-15"},
		Side:   reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Order("Sec-WebSocket-Version", "Sec-WebSocket-Key",
			"Connection", "Upgrade", "Host")}},
		Accept: opensOnly,
	},
	{
		ID:     "rfc6455/4.2.1/order-key-first",
		Title:  "the fields may come in any order: the key first, Upgrade last",
		Covers: []string{"6455-4.2.1-15"},
		Side:   reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Order("Sec-WebSocket-Key", "Host", "Sec-WebSocket-Version",
			"Connection", "Upgrade")}},
		Accept: opensOnly,
	},
	{
		ID:     "rfc6455/4.2.1/unknown-fields",
		Title:  "unknown fields are ignored",
		Covers: []string{"6455-4.2.1-14", "9110-5.1-02"},
		Side:   reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("X-Foo", "bar"), cases.Add("Sec-WebSocket-Foo", "bar"),
			cases.Add("Sec-Fetch-Mode", "websocket"), cases.Add("Pragma", "no-cache")}},
		Accept: opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/cookie",
		Title:   "a Cookie field does no harm",
		Covers:  []string{"6455-4.2.1-14"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Cookie", "wsspec=1; theme=dark")}},
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/many-fields",
		Title:   "50 unknown fields do no harm",
		Covers:  []string{"6455-4.2.1-14"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Many(50, "X-Wsspec-", "1")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.Refuses(431), "takes fewer than 55 fields"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/long-field",
		Title:   "an unknown field of 2000 bytes does no harm",
		Covers:  []string{"6455-4.2.1-14"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("X-Wsspec-Long", strings.Repeat("x", 2000))}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.Refuses(431, 400), "takes fields of less than 2000 bytes"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/origin-missing",
		Title:   "a request without Origin opens the connection, unless a policy forbids it",
		Covers:  []string{"6455-4.2.1-10"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Origin")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.Refuses(401, 403), "demands an Origin"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/origin-own",
		Title:   "a request with an Origin that the server accepts opens the connection",
		Covers:  []string{"6455-4.2.1-10"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Origin", "{origin}")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.Refuses(401, 403), "refuses its own origin"),
		),
	},
}

// Section 4.2.1 and RFC 9112: the form of the field lines.
var requestForm = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/space-before-colon",
		Title:   "white space between field name and colon gets 400",
		Covers:  []string{"9112-5.1-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Upgrade"), cases.RawLine("Upgrade : websocket\r\n")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/tab-before-colon",
		Title:   "a tab between field name and colon gets 400",
		Covers:  []string{"9112-5.1-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.RawLine("X-Foo\t: bar\r\n")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/folded-connection",
		Title:   "a folded Connection is refused, or read as one line",
		Covers:  []string{"9112-5.2-02", "6455-4.3-07"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Connection", "keep-alive,\r\n Upgrade")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Refuses(400)),
			cases.Passes(cases.Opens),
			cases.Warns(cases.RefusesSomehow, "refused, but with another status than 400"),
			cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/folded-upgrade",
		Title:   "the second line of a folded field is no field of its own",
		Covers:  []string{"9112-5.2-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Upgrade"), cases.RawLine("X-Foo: bar\r\n Upgrade: websocket\r\n")}},
		Accept:  refused,
		Cause:   "white space at the beginning of a line is trimmed away",
	},
	{
		ID:      "rfc6455/4.2.1/space-before-first-field",
		Title:   "a line of white space and a field before the first field is refused or dropped",
		Covers:  []string{"9112-2.2-04"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Upgrade"), cases.RawFirst(" Upgrade: websocket\r\n")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/line-without-colon",
		Title:   "a line without a colon among the fields is refused",
		Covers:  []string{"6455-4.2.1-02", "6455-10.7-04"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.RawLine("no field at all\r\n")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/field-name-with-space",
		Title:   "a field name with a space inside is refused",
		Covers:  []string{"6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.RawLine("X Foo: bar\r\n")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/field-without-name",
		Title:   "a field without a name is refused",
		Covers:  []string{"6455-4.2.1-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.RawLine(": bar\r\n")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/bare-cr-in-target",
		Title:   "a bare CR in the request line is refused, or taken for a space",
		Covers:  []string{"9112-2.2-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.StartLine("GET {path}\rx HTTP/1.1\r\n")}},
		Accept:  refused,
	},
}

// Content in a request, and what HTTP says of it.
var requestContent = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/content-length-letters",
		Title:   "a Content-Length that is no number gets 400",
		Covers:  []string{"9112-6.3-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Content-Length", "abc")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/content-length-negative",
		Title:   "a negative Content-Length gets 400",
		Covers:  []string{"9112-6.3-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Content-Length", "-1")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/content-length-list",
		Title:   "two different lengths in Content-Length get 400",
		Covers:  []string{"9112-6.3-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Content-Length", "5, 6")}},
		Accept:  refusedWith400,
	},
	{
		ID:     "rfc6455/4.2.1/content-is-no-frame",
		Title:  "the content of a request is not read as frames",
		Covers: []string{"6455-4.2.1-03"},
		Twin:   plainHandshake,
		Side:   reference.Server,
		Opening: cases.Opening{
			Request: []cases.Edit{cases.Add("Content-Length", "13")}, // 2 bytes of header, 4 of key, 7 of payload
			Behind:  []cases.Frame{cases.Ping("content")},
		},
		Accept: cases.Outcomes(
			cases.Passes(cases.RefusesSomehow),
			cases.Passes(cases.WithoutAnswer(cases.Opens)),
			cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
			cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
			cases.Warns(cases.Dropped, "switched protocols and dropped the connection"),
			cases.Warns(cases.FailedOtherwise, "switched protocols and failed the connection"),
		),
		Cause: "the server ignores Content-Length, which a proxy in front of it does not",
	},
	{
		ID:      "rfc6455/4.2.1/expect-continue",
		Title:   "Expect: 100-continue does not keep the connection from opening",
		Covers:  []string{"9110-7.8-08"},
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Expect", "100-continue")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.Refuses(417, 400), "does not know the expectation"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/frames-behind-request",
		Title:   "frames in the same segment as the request are the server's to decide about",
		Covers:  []string{"6455-4.2.2-26"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Behind: []cases.Frame{cases.Ping("early")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Answered),
			cases.Informs(cases.Opens, "loses frames that come with the request"),
			cases.Informs(cases.RefusesSomehow, "refuses frames that come with the request"),
			cases.Informs(cases.Dropped, "drops the connection if frames come with the request"),
			cases.Informs(cases.DropsHandshake, "drops the connection if frames come with the request"),
			cases.Informs(cases.FailedOtherwise, "fails the connection if frames come with the request"),
		),
	},
}

// Requests larger than a server need take.
var requestSize = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/field-64k",
		Title:   "a field of 64 KiB is taken, or gets a 4xx",
		Covers:  []string{"9110-5.4-01", "6455-4.2.1-14"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("X-Wsspec-Long", strings.Repeat("x", 64<<10))}},
		Accept:  largeRequest,
	},
	{
		ID:      "rfc6455/4.2.1/field-1m",
		Title:   "a field of 1 MiB is taken, or gets a 4xx",
		Covers:  []string{"9110-5.4-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("X-Wsspec-Long", strings.Repeat("x", 1<<20))}},
		Accept:  largeRequest,
	},
	{
		ID:      "rfc6455/4.2.1/10000-fields",
		Title:   "10000 fields are taken, or get a 4xx",
		Covers:  []string{"9110-5.4-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Many(10000, "X-", "1")}},
		Accept:  largeRequest,
	},
	{
		ID:      "rfc6455/4.2.1/target-64k",
		Title:   "a target of 64 KiB is taken, or gets a 4xx",
		Covers:  []string{"9112-3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Target("{path}{query}x=" + strings.Repeat("x", 64<<10))}},
		Accept:  largeRequest,
	},
}

var largeRequest = cases.Outcomes(
	cases.Passes(cases.Opens),
	cases.Passes(cases.RefusesSomehow),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response"),
)
