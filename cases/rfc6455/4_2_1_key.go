package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 4.2.1: Sec-WebSocket-Key is base64 of 16 bytes.
var requestKey = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/key-white-space",
		Title:   "white space around the key is not part of it",
		Covers:  []string{"6455-4.2.1-08", "9110-5.5-02", "6455-4.2.2-22"},
		Side:    reference.Server,
		Opening: withKey(" \t {key} \t"),
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/key-plus",
		Title:   "a key of plus signs opens the connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.2.2-22"},
		Side:    reference.Server,
		Opening: withKey("+++++++++++++++++++++w=="),
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/key-slash",
		Title:   "a key of slashes opens the connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.2.2-22"},
		Side:    reference.Server,
		Opening: withKey("/////////////////////w=="),
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/key-zero",
		Title:   "a key of 16 zero bytes opens the connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.2.2-22"},
		Side:    reference.Server,
		Opening: withKey("AAAAAAAAAAAAAAAAAAAAAA=="),
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/key-pad-bits",
		Title:   "a key whose unused bits are not 0 is the server's to decide about",
		Covers:  []string{"6455-4.2.1-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AQIDBAUGBwgJCgsMDQ4PEC=="),
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.RefusesSomehow, "refuses a key with pad bits, like the example printed in the RFC"),
			cases.Informs(cases.DropsHandshake, "drops a key with pad bits, like the example printed in the RFC"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/key-missing",
		Title:   "a request without a key opens no connection",
		Covers:  []string{"6455-4.2.1-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Sec-WebSocket-Key")}},
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-empty",
		Title:   "an empty key opens no connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey(""),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-15-bytes",
		Title:   "a key of 15 bytes opens no connection",
		Covers:  []string{"6455-4.2.1-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AQIDBAUGBwgJCgsMDQ4P"),
		Accept:  refused,
		Cause:   "the key is not decoded",
	},
	{
		ID:      "rfc6455/4.2.1/key-17-bytes",
		Title:   "a key of 17 bytes opens no connection, although it has 24 characters too",
		Covers:  []string{"6455-4.2.1-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AQIDBAUGBwgJCgsMDQ4PEBE="),
		Accept:  refused,
		Cause:   "only the length of the key is checked",
	},
	{
		ID:      "rfc6455/4.2.1/key-unpadded",
		Title:   "a key without its padding opens no connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AQIDBAUGBwgJCgsMDQ4PEA"),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-32-bytes",
		Title:   "a key of 32 bytes opens no connection",
		Covers:  []string{"6455-4.2.1-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-url-alphabet",
		Title:   "a key in the alphabet for URLs opens no connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("-_-_-_-_-_-_-_-_-_-_-w=="),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-inner-space",
		Title:   "a key with a space inside opens no connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AQIDBAUGBwg JCgsMDQ4PEA=="),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-quoted",
		Title:   "a key in quotes opens no connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("\"{key}\""),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-padding-only",
		Title:   "a key that is padding only opens no connection",
		Covers:  []string{"6455-4.2.1-08", "6455-4.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("===="),
		Accept:  refused,
	},
	{
		ID:      "rfc6455/4.2.1/key-control-character",
		Title:   "a key with a bare CR inside opens no connection",
		Covers:  []string{"9110-5.5-01", "9112-2.2-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withKey("AQIDBAUGBwgJ\rCgsMDQ4PEA=="),
		Accept:  refused,
	},
}

// withKey is an opening with another Sec-WebSocket-Key.
func withKey(key string) cases.Opening {
	return cases.Opening{Request: []cases.Edit{cases.Set("Sec-WebSocket-Key", key)}}
}
