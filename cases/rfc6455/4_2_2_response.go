package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Section 4.2.2: the server's handshake. Every response in every case is checked; what is wrong with any of them is
// reported here.
var serverResponse = []cases.Case{
	{
		ID:     plainHandshake,
		Title:  "the plain handshake opens a connection that works",
		Covers: []string{"6455-4.2.2-01", "6455-4.2.2-18", "6455-4.4-02", "6455-4.2.2-26"},
		Side:   reference.Server,
		Accept: opensOnly,
	},
	{
		ID:      "rfc6455/4.2.2/response-form",
		Title:   "the response is valid HTTP",
		Covers:  []string{"6455-4.2.2-18"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.ResponseForm},
	},
	{
		ID:      "rfc6455/4.2.2/status-line",
		Title:   "the status line is HTTP/1.1 101 and a space, even without a reason phrase",
		Covers:  []string{"9112-4-01", "6455-4.2.2-19"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.StatusLine},
	},
	{
		ID:      "rfc6455/4.2.2/no-folded-line",
		Title:   "no line of the response is folded",
		Covers:  []string{"9112-5.2-01"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.Fold},
	},
	{
		ID:      "rfc6455/4.2.2/upgrade-field",
		Title:   "the 101 has Upgrade: websocket",
		Covers:  []string{"6455-4.2.2-20", "9110-7.8-03"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.AcceptUpgrade},
	},
	{
		ID:      "rfc6455/4.2.2/connection-field",
		Title:   "the 101 has Connection: Upgrade",
		Covers:  []string{"6455-4.2.2-21", "9110-7.8-06"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.AcceptConnection},
	},
	{
		ID:      "rfc6455/4.2.2/no-empty-elements",
		Title:   "no list in the response has an empty element",
		Covers:  []string{"9110-5.6.1.1-01"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.EmptyElement},
	},
	{
		ID:      "rfc6455/4.2.2/accept-of-example-key",
		Title:   "the key of the RFC's example gets the RFC's Sec-WebSocket-Accept",
		Covers:  []string{"6455-4.2.2-22"},
		Side:    reference.Server,
		Opening: withKey("dGhlIHNhbXBsZSBub25jZQ=="),
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.2/accept",
		Title:   "Sec-WebSocket-Accept is the hash of the key, whatever the key",
		Covers:  []string{"6455-4.2.2-22"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.Accept},
	},
	{
		ID:      "rfc6455/4.2.2/accept-form",
		Title:   "Sec-WebSocket-Accept is base64 of 20 bytes, with its padding",
		Covers:  []string{"6455-4.2.2-23"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.AcceptForm},
	},
	{
		ID:      "rfc6455/4.2.2/no-content-length",
		Title:   "the 101 has no Content-Length",
		Covers:  []string{"9110-8.6-01"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.SwitchContentLength},
	},
	{
		ID:      "rfc6455/4.2.2/no-transfer-encoding",
		Title:   "the 101 has no Transfer-Encoding",
		Covers:  []string{"9112-6.1-01", "9112-6.3-01"},
		Side:    reference.Server,
		Accept:  opensOnly,
		Watches: []*reference.Rule{handshake.SwitchTransferEncoding},
	},
}

// Section 4.2.2: the service is chosen by the request target.
var services = []cases.Case{
	{
		ID:      "rfc6455/4.2.2/unknown-path",
		Title:   "a path without a service is refused with an HTTP error",
		Covers:  []string{"6455-4.2.2-10", "6455-4.2.2-09", "6455-7.2.2-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Target("/wsspec-no-such-path-{nonce}")}},
		Accept:  eitherWay("serves every path"),
		Cause:   "the connection is opened before the path is looked at, and closed after",
	},
}

// Section 4.2.2: the choice of a subprotocol, for servers that know one.
var subprotocols = []cases.Case{
	{
		ID:      "rfc6455/4.2.2/subprotocol-alone",
		Title:   "a known subprotocol that is offered alone is chosen, in one field",
		Covers:  []string{"6455-4.2.2-11", "6455-4.2.2-24", "6455-4.2.2-14"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("{subprotocol}"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
		Watches: []*reference.Rule{handshake.ProtocolForm},
	},
	{
		ID:      "rfc6455/4.2.2/subprotocol-first",
		Title:   "a known subprotocol before an unknown one is chosen",
		Covers:  []string{"6455-4.2.2-11"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("{subprotocol}, wsspec-unknown"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
		Watches: []*reference.Rule{handshake.ProtocolNotOffered},
	},
	{
		ID:      "rfc6455/4.2.2/subprotocol-last",
		Title:   "a known subprotocol behind an unknown one is chosen",
		Covers:  []string{"6455-4.2.2-11"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("wsspec-unknown, {subprotocol}"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
	},
	{
		ID:     "rfc6455/4.2.2/subprotocol-among-20",
		Title:  "a known subprotocol behind 20 unknown ones is chosen",
		Covers: []string{"6455-4.2.2-11"},
		Side:   reference.Server,
		Needs:  []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, u12, u13, u14, u15, u16, u17, u18, u19, u20, " +
			"{subprotocol}"),
		Accept: cases.Outcomes(cases.Passes(cases.Selects)),
	},
	{
		ID:      "rfc6455/4.2.2/subprotocol-case",
		Title:   "subprotocols are compared with regard to case",
		Covers:  []string{"7936-2-01", "6455-4.2.2-11"},
		Side:    reference.Server,
		Twin:    "rfc6455/4.2.2/subprotocol-alone",
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("{SUBPROTOCOL}"),
		Accept: append(noneSelected[:len(noneSelected):len(noneSelected)],
			cases.Warns(cases.Opens, "agrees to the known subprotocol in another case, which is another name")),
	},
	{
		ID:      "rfc6455/4.2.2/subprotocol-prefix",
		Title:   "a name that begins like a known subprotocol is another name",
		Covers:  []string{"6455-4.2.2-11", "6455-4.2.2-12"},
		Side:    reference.Server,
		Twin:    "rfc6455/4.2.2/subprotocol-alone",
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("{subprotocol}-wsspec"),
		Accept: append(noneSelected[:len(noneSelected):len(noneSelected)],
			cases.Warns(cases.Opens, "agrees to a name of which the known subprotocol is but the beginning")),
	},
}

func withProtocols(value string) cases.Opening {
	return cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Protocol", value)}}
}
