package resilience

import (
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Requests that are refused at best. Whether they are is for other tables to ask.
func handshakes() []cases.Case {
	list := []cases.Case{
		request("extension-named-constructor", "an extension named constructor is an unknown extension", "a table of extensions is an object that has properties of its own",
			[]string{"res-I-03"}, cases.Set(handshake.FieldExtensions, "constructor")),
		request("extension-named-proto", "an extension named __proto__ is an unknown extension", "a table of extensions is an object that has properties of its own",
			[]string{"res-I-03"}, cases.Set(handshake.FieldExtensions, "__proto__")),
		request("extension-behind-nothing", "an extension behind an empty element is no error of the server", "the name of an extension that has none is looked at",
			[]string{"res-I-03"}, cases.Set(handshake.FieldExtensions, ",;constructor")),
		request("2000-fields", "2000 fields before Upgrade are no error of the server", "the parser drops what is too much, and Upgrade is taken for granted",
			[]string{"res-I-04"}, cases.Drop("Upgrade"), cases.Many(2000, "a", "b"), cases.Add("Upgrade", "websocket")),
		request("256-kib-of-fields", "256 KiB of fields are taken or refused, and kept for nobody", "the request is gathered until it has an end",
			[]string{"res-I-06"}, cases.Many(256, "x-large-", strings.Repeat("x", 1<<10))),
		request("host-bracket", "a Host that begins an IPv6 address and ends is no error of the server", "Host is parsed by what throws",
			[]string{"res-I-06"}, cases.Set("Host", "[")),
		request("host-with-space", "a Host with a space inside is no error of the server", "Host is parsed by what throws",
			[]string{"res-I-06"}, cases.Set("Host", "a b")),
		request("protocols-of-4k", "4 KiB of subprotocols fit or are refused", "the list is copied into a buffer of fixed size",
			[]string{"res-I-08"}, cases.Set(handshake.FieldProtocol, strings.TrimSuffix(strings.Repeat("protocol, ", 410), ", "))),
		request("key-of-8k", "a key of 8 KiB fits or is refused", "key and GUID are put together in a buffer of fixed size",
			[]string{"res-I-08"}, cases.Set(handshake.FieldKey, strings.Repeat("QUJD", 2<<10))),
		request("no-key", "a request without a key is no error of the server", "the key is hashed, whether there is one or not",
			[]string{"res-I-08"}, cases.Drop(handshake.FieldKey)),
		request("odd-query", "a query with the names of properties that every object has is no error of the server", "the query becomes an object, and its properties are called",
			[]string{"res-I-10"}, cases.Target("{path}{query}EIO=4&transport=__proto__&sid=constructor&sid[]=%00")),
		request("other-upgrade", "an upgrade to a protocol that nobody speaks is no error of the server", "whatever asks for an upgrade is taken for WebSocket",
			[]string{"res-I-10"}, cases.Set("Upgrade", "wsspec-other")),
		request("unknown-path", "the handshake for a path without a service ends nothing but its connection", "what upgrades the connection is looked up, and is not there",
			[]string{"res-I-11", "res-I-12"}, cases.Target("/wsspec-{nonce}/nothing")),
		request("method-post", "a handshake by POST leaves no lock behind", "the way out of a failed upgrade forgets what the way in has taken",
			[]string{"res-I-12"}, cases.Method("POST")),
		request("version-99", "a handshake of version 99 does no harm to the next one", "the way out of a failed upgrade forgets what the way in has taken",
			[]string{"res-I-12", "res-I-22"}, cases.Set(handshake.FieldVersion, "99")),
	}
	return append(list,
		cases.Case{
			ID:      "resilience/handshake/draft-76",
			Title:   "the handshake of draft 76 opens no way to frames without end",
			Covers:  []string{"res-I-07"},
			Opening: cases.Opening{Bytes: draft76},
			Cause:   "an old handshake leads to an old parser, whose lengths have no end",
		},
		cases.Case{
			ID:      "resilience/handshake/content-of-1m-declared",
			Title:   "a request that declares 1 MiB of content, and sends 16 KiB of it, takes no memory for the rest",
			Covers:  []string{"res-I-09"},
			Opening: cases.Opening{Bytes: withContent + strings.Repeat("content ", 2<<10)},
			Cause:   "the content is gathered as a whole before the request is looked at",
		},
		cases.Case{
			ID:     "resilience/handshake/rsv2-and-rsv3",
			Title:  "a frame with RSV2 and RSV3 ends nothing but its connection",
			Covers: []string{"res-I-10"},
			Script: cases.Steps(cases.Send(cases.Text("reserved").RSV(3).Refusable())),
			Cause:  "the error of the parser is thrown where nobody catches it",
		},
	)
}

// request is a case about a request that differs from the plain one.
func request(slug, title, cause string, covers []string, edits ...cases.Edit) cases.Case {
	return cases.Case{ID: "resilience/handshake/" + slug, Title: title, Covers: covers, Opening: cases.Opening{Request: edits}, Cause: cause}
}

// draft76 is a handshake with two keys and eight bytes behind the head.
const draft76 = "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nOrigin: {origin}\r\n" +
	"Sec-WebSocket-Key1: 1 2 3 4 5 6 78 x\r\nSec-WebSocket-Key2: 2  4 6 8 1 y\r\n\r\n8 bytes."

// withContent is the head of a handshake that declares content.
const withContent = "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
	"Sec-WebSocket-Key: {key}\r\nContent-Length: 1048576\r\n\r\n"
