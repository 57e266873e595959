package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Section 11.3: which fields of the handshake may be there more than once.
var repeatedFields = []cases.Case{
	{
		ID:      "rfc6455/11.3.1/key-twice",
		Title:   "a request with the same key twice opens no connection",
		Covers:  []string{"6455-11.3.1-01", "9110-5.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Sec-WebSocket-Key", "{key}")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/11.3.1/two-keys",
		Title:   "a request with two different keys opens no connection",
		Covers:  []string{"6455-11.3.1-01", "9110-5.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/11.3.3/one-accept",
		Title:   "there is one Sec-WebSocket-Accept in the response",
		Covers:  []string{"6455-11.3.3-01"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.AcceptRepeated},
	},
	{
		ID:     "rfc6455/11.3.4/protocols-two-lines",
		Title:  "a known subprotocol on the second of two lines is chosen",
		Covers: []string{"6455-11.3.4-01", "9110-5.2-01"},
		Side:   reference.Server,
		Needs:  []cases.Capability{cases.Subprotocol},
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", "wsspec-unknown"),
			cases.Add("Sec-WebSocket-Protocol", "{subprotocol}")}},
		Accept: cases.Outcomes(cases.Passes(cases.Selects)),
		Cause:  "only the first line of a field is read",
	},
	{
		ID:      "rfc6455/11.3.4/one-protocol",
		Title:   "there is one Sec-WebSocket-Protocol in the response",
		Covers:  []string{"6455-11.3.4-02"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("{subprotocol}"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
		Watches: []*reference.Rule{handshake.ProtocolRepeated},
	},
	{
		ID:      "rfc6455/11.3.5/version-twice",
		Title:   "a request with the version 13 twice opens no connection",
		Covers:  []string{"6455-11.3.5-03", "9110-5.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Sec-WebSocket-Version", "13")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/11.3.5/two-versions",
		Title:   "a request with the versions 13 and 8 on two lines opens no connection",
		Covers:  []string{"6455-11.3.5-03", "6455-4.3-04"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Sec-WebSocket-Version", "8")}},
		Accept:  refused,
	},
}
