package endpoint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Faults in the server's handshake (RFC 6455 sections 4.2.2, 9.1 and 11.3).
var responseFaults = []*Fault{
	{Name: "status-200", Section: "4.2.2", Role: reference.Server, Doc: "The server accepts with status 200.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) { r.Status, r.Reason = 200, "OK" })},
	{Name: "status-line-space", Section: "4.2.2", Role: reference.Server, Doc: "The status line ends behind 101, without a space.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) { r.Start = "HTTP/1.1 101\r\n" })},
	{Name: "response-lf", Section: "4.2.2", Role: reference.Server, Doc: "The lines of the response end in LF alone.",
		apply: func(b *behaviour) {
			b.head = func(head []byte) []byte { return bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")) }
		}},
	{Name: "response-folded", Section: "4.2.2", Role: reference.Server, Doc: "The response has a folded line.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) {
			r.Fields = append(r.Fields, handshake.Field{Raw: "X-Long: one\r\n two\r\n"})
		})},
	{Name: "response-no-colon", Section: "4.2.2", Role: reference.Server, Doc: "A line of the response has no colon.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) {
			r.Fields = append(r.Fields, handshake.Field{Raw: "powered by magic\r\n"})
		})},
	{Name: "response-upgrade-missing", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has no Upgrade.",
		apply: dropping(handshake.FieldUpgrade)},
	{Name: "response-upgrade-list", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has more than websocket in Upgrade.",
		apply: setting(handshake.FieldUpgrade, "websocket, h2c")},
	{Name: "response-connection-missing", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has no Connection.",
		apply: dropping(handshake.FieldConnection)},
	{Name: "response-connection-keep-alive", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has Connection: keep-alive.",
		apply: setting(handshake.FieldConnection, "keep-alive")},
	{Name: "response-empty-element", Section: "4.2.2", Role: reference.Server, Doc: "Connection of the 101 has an empty element.",
		apply: setting(handshake.FieldConnection, "Upgrade,")},
	{Name: "accept-missing", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has no Sec-WebSocket-Accept.",
		apply: dropping(handshake.FieldAccept)},
	{Name: "accept-fixed", Section: "4.2.2", Role: reference.Server, Doc: "The server sends the Sec-WebSocket-Accept of the specification's example, whatever the key.",
		apply: setting(handshake.FieldAccept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")},
	{Name: "accept-lower-case", Section: "4.2.2", Role: reference.Server, Doc: "Sec-WebSocket-Accept is in lower case.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) {
			change(r, handshake.FieldAccept, strings.ToLower)
		})},
	{Name: "accept-unpadded", Section: "4.2.2", Role: reference.Server, Doc: "Sec-WebSocket-Accept lacks the padding.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) {
			change(r, handshake.FieldAccept, func(s string) string { return strings.TrimRight(s, "=") })
		})},
	{Name: "accept-twice", Section: "11.3.3", Role: reference.Server, Doc: "The 101 has Sec-WebSocket-Accept twice.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) {
			r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldAccept, Value: r.Fields.Get(handshake.FieldAccept)})
		})},
	{Name: "protocol-unasked", Section: "4.2.2", Role: reference.Server, Doc: "The server names a subprotocol that nobody asked for.",
		apply: choosing(func(_, known []string) string { return known[0] })},
	{Name: "protocol-all", Section: "4.2.2", Role: reference.Server, Doc: "The server answers with the whole list of subprotocols.",
		apply: choosing(func(offered, _ []string) string { return strings.Join(offered, ", ") })},
	{Name: "protocol-first", Section: "4.2.2", Role: reference.Server, Doc: "The server answers with the first known subprotocol, offered or not.",
		apply: choosing(func(offered, known []string) string {
			if len(offered) == 0 {
				return ""
			}
			return known[0]
		})},
	{Name: "protocol-case", Section: "4.2.2", Role: reference.Server, Doc: "The server compares subprotocols without regard to case, and answers in its own.",
		apply: choosing(func(offered, known []string) string {
			for _, name := range offered {
				for _, k := range known {
					if strings.EqualFold(name, k) {
						return k
					}
				}
			}
			return ""
		})},
	{Name: "protocol-last-lost", Section: "4.2.2", Role: reference.Server, Doc: "The server looks at the first ten subprotocols only.",
		apply: choosing(func(offered, known []string) string {
			return firstKnown(offered[:min(len(offered), 10)], known)
		})},
	{Name: "protocol-first-line", Section: "11.3.4", Role: reference.Server, Doc: "The server reads the first Sec-WebSocket-Protocol line only.",
		apply: func(b *behaviour) {
			b.protocol = func(_, known []string, r *handshake.Request) string {
				line, _, _ := strings.Cut(r.Fields.Get(handshake.FieldProtocol), ",")
				return firstKnown([]string{line}, known)
			}
		}},
	{Name: "protocol-empty", Section: "4.2.2", Role: reference.Server, Doc: "The server sends an empty Sec-WebSocket-Protocol.",
		apply: responding(func(q *handshake.Request, r *handshake.Response) {
			if r.Protocol() == "" {
				r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldProtocol})
			}
		})},
	{Name: "protocol-twice", Section: "11.3.4", Role: reference.Server, Doc: "The server names the subprotocol on two lines.",
		apply: responding(func(_ *handshake.Request, r *handshake.Response) {
			if name := r.Protocol(); name != "" {
				r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldProtocol, Value: name})
			}
		})},
	{Name: "extension-unasked", Section: "9", Role: reference.Server, Doc: "The server answers with permessage-deflate, asked or not.",
		apply: adding(handshake.FieldExtensions, "permessage-deflate")},
	{Name: "extension-unknown", Section: "9.1", Role: reference.Server, Doc: "The server accepts extensions that it does not know under the name it does.",
		apply: responding(func(q *handshake.Request, r *handshake.Response) {
			if len(q.Extensions()) > 0 {
				r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldExtensions, Value: "permessage-deflate"})
			}
		})},
	{Name: "extensions-empty", Section: "4.2.2", Role: reference.Server, Doc: "The server sends an empty Sec-WebSocket-Extensions.",
		apply: adding(handshake.FieldExtensions, "")},
	{Name: "switch-content-length", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has a Content-Length.",
		apply: adding("Content-Length", "0")},
	{Name: "switch-transfer-encoding", Section: "4.2.2", Role: reference.Server, Doc: "The 101 has a Transfer-Encoding.",
		apply: adding("Transfer-Encoding", "chunked")},
	{Name: "stray-byte", Section: "4.2.2", Role: reference.Server, Doc: "A stray line end follows the 101.",
		apply: func(b *behaviour) {
			b.head = func(head []byte) []byte { return append(head, "\r\n"...) }
		}},
	{Name: "continue-forgotten", Section: "4.2.2", Role: reference.Server, Doc: "The server answers Expect: 100-continue with a 100 and nothing more.",
		apply: func(b *behaviour) {
			b.respond = func(q *handshake.Request, r *handshake.Response) {
				if q.Fields.Get("Expect") != "" {
					r.Start = "HTTP/1.1 102 Processing\r\n"
				}
			}
		}},
}

func responding(change func(*handshake.Request, *handshake.Response)) func(*behaviour) {
	return func(b *behaviour) { b.respond = change }
}

func adding(name, value string) func(*behaviour) {
	return responding(func(_ *handshake.Request, r *handshake.Response) {
		r.Fields = append(r.Fields, handshake.Field{Name: name, Value: value})
	})
}

func setting(name, value string) func(*behaviour) {
	return responding(func(_ *handshake.Request, r *handshake.Response) {
		change(r, name, func(string) string { return value })
	})
}

func dropping(name string) func(*behaviour) {
	return responding(func(_ *handshake.Request, r *handshake.Response) {
		r.Fields = slices.DeleteFunc(r.Fields, func(f handshake.Field) bool { return f.Name == name })
	})
}

func change(r *handshake.Response, name string, to func(string) string) {
	for i, f := range r.Fields {
		if f.Name == name {
			r.Fields[i].Value = to(f.Value)
		}
	}
}

func choosing(choose func(offered, known []string) string) func(*behaviour) {
	return func(b *behaviour) {
		b.protocol = func(offered, known []string, _ *handshake.Request) string {
			if len(known) == 0 {
				return ""
			}
			return choose(offered, known)
		}
	}
}

func firstKnown(offered, known []string) string {
	for _, name := range offered {
		if slices.Contains(known, name) {
			return name
		}
	}
	return ""
}
