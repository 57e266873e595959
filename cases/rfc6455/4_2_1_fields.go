package rfc6455

import (
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
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
