package endpoint

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/token"
)

// Faults in reading the client's handshake (RFC 6455 sections 4.2.1, 4.3 and 4.4, and HTTP behind them).
var requestFaults = []*Fault{
	{Name: "any-method", Section: "4.2.1", Doc: "The server accepts a handshake whatever its method.",
		apply: overlooking(handshake.Method)},
	{Name: "http-1.0", Section: "4.2.1", Doc: "The server accepts a handshake in HTTP/1.0.",
		apply: overlooking(handshake.HTTPVersionOld)},
	{Name: "http-2.0-line", Section: "4.2.1", Doc: "The server accepts HTTP/2.0 in a request line.",
		apply: overlooking(handshake.HTTPVersionMajor)},
	{Name: "http-version-form", Section: "4.2.1", Doc: "The server accepts anything in place of the HTTP version.",
		apply: overlooking(handshake.HTTPVersionForm)},
	{Name: "any-target", Section: "4.2.1", Doc: "The server takes request targets that are no resource names for its own path.",
		apply: targeting(handshake.Target)},
	{Name: "request-line-words", Section: "4.2.1", Doc: "The server does not count the words of the request line.",
		apply: targeting(handshake.RequestLine, handshake.Target)},
	{Name: "http-1.1-only", Section: "4.2.1", Doc: "The server stops answering at a later minor version of HTTP/1.",
		apply: hangingAt(func(r *handshake.Request) bool { return r.Version != "HTTP/1.1" })},
	{Name: "absolute-form-404", Section: "4.2.1", Doc: "The server answers 404 to a target in absolute form.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { return strings.HasPrefix(r.Target, "/") }
		}},
	{Name: "query-refused", Section: "4.2.1", Doc: "The server refuses a target with a query.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { return !strings.Contains(r.Target, "?") }
		}},
	{Name: "any-host", Section: "4.2.1", Doc: "The server does not look at Host.",
		apply: overlooking(handshake.Host)},
	{Name: "upgrade-unchecked", Section: "4.2.1", Doc: "The server does not look at Upgrade.",
		apply: overlooking(handshake.Upgrade)},
	{Name: "upgrade-prefix", Section: "4.2.1", Doc: "The server accepts every Upgrade that begins with websocket.",
		apply: func(b *behaviour) {
			b.overlook = func(_ *session, f reference.Finding) bool {
				return f.Rule == handshake.Upgrade && strings.HasPrefix(f.Saw, `Upgrade "websocket`)
			}
		}},
	{Name: "upgrade-whole-value", Section: "4.2.1", Doc: "The server compares the whole Upgrade value, so it refuses a list.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return token.EqualFold(strings.Join(r.Fields.Values("Upgrade"), ","), "websocket")
			}
		}},
	{Name: "upgrade-case", Section: "4.2.1", Doc: "The server wants websocket in lower case.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return strings.Contains(strings.Join(r.Fields.Values("Upgrade"), ","), "websocket")
			}
		}},
	{Name: "unicode-folding", Section: "2.1", Doc: "The server folds all of Unicode when it compares Upgrade, so a long s is an s.",
		apply: func(b *behaviour) {
			b.overlook = func(_ *session, f reference.Finding) bool {
				return f.Rule == handshake.Upgrade && strings.EqualFold(f.Saw, `Upgrade "websocket"`)
			}
		}},
	{Name: "connection-unchecked", Section: "4.2.1", Doc: "The server does not look at Connection.",
		apply: overlooking(handshake.Connection)},
	{Name: "connection-substring", Section: "4.2.1", Doc: "The server searches Connection for the letters upgrade instead of the token.",
		apply: func(b *behaviour) {
			b.overlook = func(_ *session, f reference.Finding) bool {
				return f.Rule == handshake.Connection && strings.Contains(strings.ToLower(f.Saw[len("Connection"):]), "upgrade")
			}
		}},
	{Name: "connection-whole-value", Section: "4.2.1", Doc: "The server compares the whole Connection value, so it refuses keep-alive, Upgrade.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return token.EqualFold(strings.Join(r.Fields.Values("Connection"), ","), "upgrade")
			}
		}},
	{Name: "connection-case", Section: "4.2.1", Doc: "The server wants Upgrade in Connection with a capital letter.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return strings.Contains(strings.Join(r.Fields.Values("Connection"), ","), "Upgrade")
			}
		}},
	{Name: "first-connection-line", Section: "4.2.1", Doc: "The server reads the first Connection line only.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return token.Contains(token.List(r.Fields.Get("Connection")), "upgrade")
			}
		}},
	{Name: "field-name-case", Section: "4.1", Doc: "The server compares field names with regard to case.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return slices.ContainsFunc(r.Fields, func(f handshake.Field) bool { return f.Name == "Upgrade" })
			}
		}},
	{Name: "field-order", Section: "4.2.1", Doc: "The server wants Host to be the first field.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return token.EqualFold(r.Fields[0].Name, "Host")
			}
		}},
	{Name: "unknown-fields", Section: "4.2.1", Doc: "The server refuses a request with more than 20 fields.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { return len(r.Fields) <= 20 }
		}},
	{Name: "long-field", Section: "4.2.1", Doc: "The server stops answering at a field of more than 1000 bytes.",
		apply: hangingAt(func(r *handshake.Request) bool {
			return slices.ContainsFunc(r.Fields, func(f handshake.Field) bool { return len(f.Value) > 1000 })
		})},
	{Name: "unknown-websocket-fields", Section: "4.2.1", Doc: "The server refuses fields with unknown names.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				return !slices.ContainsFunc(r.Fields, func(f handshake.Field) bool { return strings.Contains(f.Name, "Foo") })
			}
		}},
	{Name: "any-key", Section: "4.2.1", Doc: "The server does not look at the key.",
		apply: overlooking(handshake.Key)},
	{Name: "key-length-only", Section: "4.2.1", Doc: "The server checks that the key has 24 characters, and nothing else.",
		apply: func(b *behaviour) {
			b.overlook = func(_ *session, f reference.Finding) bool {
				key, err := strconv.Unquote(strings.TrimPrefix(f.Saw, "Sec-WebSocket-Key "))
				return f.Rule == handshake.Key && err == nil && len(key) == 24
			}
		}},
	{Name: "key-repeated", Section: "11.3.1", Doc: "The server takes the first of several keys.",
		apply: overlooking(handshake.KeyRepeated)},
	{Name: "key-with-space", Section: "4.2.2", Doc: "The server hashes the key with the white space around it.",
		apply: func(b *behaviour) {
			b.key = func(r *handshake.Request, raw []byte) string {
				at := bytes.Index(bytes.ToLower(raw), []byte("sec-websocket-key: "))
				line, _, _ := bytes.Cut(raw[at+len("Sec-WebSocket-Key: "):], []byte("\r\n"))
				return string(line)
			}
		}},
	{Name: "key-encoded-again", Section: "4.2.2", Doc: "The server hashes the key after decoding and encoding it.",
		apply: func(b *behaviour) {
			b.key = func(r *handshake.Request, _ []byte) string {
				nonce, _ := base64.StdEncoding.DecodeString(r.Key())
				return base64.StdEncoding.EncodeToString(nonce)
			}
		}},
	{Name: "key-decoded", Section: "4.2.2", Doc: "The server hashes the decoded key.",
		apply: func(b *behaviour) {
			b.key = func(r *handshake.Request, _ []byte) string {
				nonce, _ := base64.StdEncoding.DecodeString(r.Key())
				return string(nonce)
			}
		}},
	{Name: "key-plus", Section: "4.2.2", Doc: "The server reads a plus sign in the key as a space.",
		apply: func(b *behaviour) {
			b.key = func(r *handshake.Request, _ []byte) string { return strings.ReplaceAll(r.Key(), "+", " ") }
		}},
	{Name: "any-version", Section: "4.2.1", Doc: "The server accepts every version.",
		apply: overlooking(handshake.Version)},
	{Name: "version-form", Section: "4.3", Doc: "The server accepts whatever stands in Sec-WebSocket-Version.",
		apply: overlooking(handshake.VersionForm)},
	{Name: "version-number", Section: "4.2.1", Doc: "The server converts the version to a number, so 013 is 13.",
		apply: func(b *behaviour) {
			b.overlook = func(_ *session, f reference.Finding) bool {
				s, _ := strconv.Unquote(strings.TrimPrefix(f.Saw, "Sec-WebSocket-Version "))
				n, err := strconv.ParseFloat(s, 64)
				return f.Rule == handshake.VersionForm && err == nil && n == 13
			}
		}},
	{Name: "version-in-list", Section: "4.3", Doc: "The server searches a list of versions for 13.",
		apply: func(b *behaviour) {
			b.overlook = func(_ *session, f reference.Finding) bool {
				s, _ := strconv.Unquote(strings.TrimPrefix(f.Saw, "Sec-WebSocket-Version "))
				return f.Rule == handshake.VersionForm && token.Contains(token.List(s), "13")
			}
		}},
	{Name: "version-repeated", Section: "11.3.5", Doc: "The server takes the first of several versions.",
		apply: overlooking(handshake.VersionRepeated)},
	{Name: "version-unnamed", Section: "4.2.2", Doc: "The server refuses a version and does not say which it speaks.",
		apply: refusing(func(r *handshake.Response) {
			r.Fields = slices.DeleteFunc(r.Fields, func(f handshake.Field) bool { return f.Name == handshake.FieldVersion })
		})},
	{Name: "version-list-form", Section: "4.3", Doc: "The server names the versions it speaks in a form of its own.",
		apply: refusing(func(r *handshake.Response) {
			for i, f := range r.Fields {
				if f.Name == handshake.FieldVersion {
					r.Fields[i].Value = "13;8"
				}
			}
		})},
	{Name: "malformed-protocols", Section: "4.2.1", Doc: "The server answers a malformed list of subprotocols with that list.",
		apply: func(b *behaviour) {
			overlooking(handshake.Protocols)(b)
			b.protocol = func(_, _ []string, r *handshake.Request) string {
				return strings.Join(r.Fields.Values(handshake.FieldProtocol), ", ")
			}
		}},
	{Name: "empty-elements", Section: "4.3", Doc: "The server refuses lists with empty elements.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
				for _, name := range []string{"Connection", "Upgrade", handshake.FieldProtocol, handshake.FieldExtensions} {
					if values := r.Fields.Values(name); len(values) > 0 && token.HasEmpty(values...) {
						return false
					}
				}
				return true
			}
		}},
	{Name: "malformed-extensions", Section: "9.1", Doc: "The server answers a malformed extension with permessage-deflate.",
		apply: func(b *behaviour) {
			overlooking(handshake.Extensions)(b)
			b.respond = func(r *handshake.Request, response *handshake.Response) {
				if len(r.Fields.Values(handshake.FieldExtensions)) > 0 {
					response.Fields = append(response.Fields, handshake.Field{Name: handshake.FieldExtensions, Value: "permessage-deflate"})
				}
			}
		}},
	{Name: "extensions-refused", Section: "4.2.1", Doc: "The server refuses a handshake that offers an extension.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { return len(r.Extensions()) == 0 }
		}},
	{Name: "space-before-colon", Section: "4.2.1", Doc: "The server accepts white space between a field name and its colon.",
		apply: overlooking(handshake.SpaceBeforeColon, handshake.FieldName)},
	{Name: "nul-kept", Section: "4.2.1", Doc: "The server takes a NUL in a field value as it is.",
		apply: func(b *behaviour) {
			overlooking(handshake.NUL, handshake.Protocols)(b)
			b.protocol = func(_, _ []string, r *handshake.Request) string { return r.Fields.Get(handshake.FieldProtocol) }
		}},
	{Name: "bare-cr-dropped", Section: "4.2.1", Doc: "The server drops a bare CR in a field value instead of refusing it or taking it for a space.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return f.Rule == handshake.BareCR || f.Rule == handshake.Key && bytes.Contains(s.ours.head, []byte("gJ\rCgs"))
			}
		}},
	{Name: "folded-line-split", Section: "4.2.1", Doc: "The server takes the second line of a folded field for a field of its own.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return f.Rule == handshake.Fold || f.Rule == handshake.Upgrade && bytes.Contains(s.ours.head, []byte("bar\r\n Upgrade: websocket"))
			}
		}},
	{Name: "indented-field", Section: "4.2.1", Doc: "The server takes a line of white space and a field before the first field for a field.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return f.Rule == handshake.SpaceBeforeFirst || f.Rule == handshake.Upgrade && bytes.Contains(s.ours.head, []byte("HTTP/1.1\r\n Upgrade: websocket"))
			}
		}},
	{Name: "folded-line-hangs", Section: "4.2.1", Doc: "The server stops answering at a folded line.",
		apply: func(b *behaviour) {
			b.refuse = func(s *session, _ *handshake.Response) bool {
				folded := bytes.Contains(s.ours.head, []byte("\r\n "))
				if folded {
					s.hang()
				}
				return folded
			}
		}},
	{Name: "malformed-fields", Section: "4.2.1", Doc: "The server skips lines that are no fields.",
		apply: overlooking(handshake.NoColon, handshake.FieldName)},
	{Name: "content-length-form", Section: "4.2.1", Doc: "The server ignores a Content-Length that is no number.",
		apply: overlooking(handshake.ContentLength)},
	{Name: "content-as-frames", Section: "4.2.1", Doc: "The server reads the content of a request as frames.",
		apply: overlooking(handshake.RequestBody)},
	{Name: "early-frames-hang", Section: "4.2.2", Doc: "The server stops answering if frames come in the same segment as the request.",
		apply: func(b *behaviour) {
			b.opened = func(s *session) bool {
				if s.ours.more {
					s.hang()
				}
				return !s.ours.more
			}
		}},
	{Name: "empty-line-before", Section: "4.2.1", Doc: "The server refuses a request behind an empty line.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, _ *handshake.Request, raw []byte) bool { return raw[0] != '\r' }
		}},
	{Name: "half-request", Section: "4.2.1", Doc: "The server answers as soon as it has seen the version, before the request is complete.",
		apply: func(b *behaviour) {
			b.early = func(head []byte) bool { return bytes.Contains(head, []byte("Sec-WebSocket-Version: 13\r\n")) }
		}},
	{Name: "whole-request-only", Section: "4.2.1", Doc: "The server wants the request in one piece.",
		apply: func(b *behaviour) {
			b.early = func(head []byte) bool { return true }
		}},
	{Name: "origin-prefix", Section: "10.2", Doc: "The server accepts every origin that begins like an allowed one.",
		apply: func(b *behaviour) {
			b.demand = func(s *session, r *handshake.Request, _ []byte) bool {
				for i, f := range r.Fields {
					for _, origin := range s.config.Origins {
						if f.Name == "Origin" && strings.HasPrefix(f.Value, origin) {
							r.Fields[i].Value = origin
						}
					}
				}
				return true
			}
		}},
	{Name: "origin-demanded", Section: "4.2.1", Doc: "The server takes a request without Origin for malformed.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { return r.Fields.Get("Origin") != "" }
		}},
	{Name: "origin-refused", Section: "4.2.1", Doc: "The server takes a request with Origin for malformed.",
		apply: func(b *behaviour) {
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { return r.Fields.Get("Origin") == "" }
		}},
	{Name: "origin-closed", Section: "10.2", Doc: "The server opens a connection for an origin that it does not want, and closes it.",
		apply: closing(func(_ *session, response *handshake.Response) bool { return response.Status == 403 })},
	{Name: "origin-part-closed", Section: "10.2", Doc: "The server opens a connection for an origin that is null or holds an allowed one, and closes it.",
		apply: closing(func(s *session, response *handshake.Response) bool {
			origin := s.ours.request.Fields.Get("Origin")
			return response.Status == 403 && (origin == "null" || slices.ContainsFunc(s.config.Origins, func(allowed string) bool {
				return strings.Contains(origin, allowed)
			}))
		})},
	{Name: "host-closed", Section: "4.2.2", Doc: "The server opens a connection for a host that it does not serve, and closes it.",
		apply: func(b *behaviour) {
			b.accept = func(s *session, _ *handshake.Response) bool {
				other := strings.HasPrefix(s.ours.request.Fields.Get("Host"), "wsspec-other")
				if other {
					s.acceptAndClose()
				}
				return other
			}
		}},
	{Name: "credentials-unchecked", Section: "10.5", Doc: "The server asks for credentials and accepts any.",
		apply: func(b *behaviour) {
			b.demand = func(s *session, r *handshake.Request, _ []byte) bool {
				for i, f := range r.Fields {
					if f.Name == "Authorization" {
						r.Fields[i].Value = s.config.Credentials
					}
				}
				return true
			}
		}},
	{Name: "credentials-unanswered", Section: "10.5", Doc: "The server never answers a handshake with wrong credentials.",
		apply: func(b *behaviour) {
			b.refuse = func(s *session, response *handshake.Response) bool {
				wrong := response.Status == 401 && s.ours.request.Fields.Get("Authorization") != ""
				if wrong {
					s.hang()
				}
				return wrong
			}
		}},
	{Name: "subprotocol-without-handler", Section: "4.2.2", Doc: "The server opens a connection without a known subprotocol, and nobody serves it.",
		apply: func(b *behaviour) {
			b.accept = func(s *session, response *handshake.Response) bool {
				orphan := s.ours.request.Fields.Get(handshake.FieldProtocol) != "" && response.Protocol() == ""
				if orphan {
					s.writeHead(response)
					s.flush()
					s.hang()
				}
				return orphan
			}
		}},
	{Name: "unknown-path-closed", Section: "4.2.2", Doc: "The server opens a connection for a path it does not serve, and closes it.",
		apply: closing(func(_ *session, response *handshake.Response) bool { return response.Status == 404 })},
	{Name: "refuses-in-silence", Section: "4.2.1", Doc: "The server never answers a handshake that it does not like.",
		apply: func(b *behaviour) {
			b.refuse = func(s *session, _ *handshake.Response) bool { s.hang(); return true }
		}},
	{Name: "refuses-by-drop", Section: "10.7", Doc: "The server drops the connection of a handshake that it does not like, without a response.",
		apply: func(b *behaviour) {
			b.refuse = func(*session, *handshake.Response) bool { return true }
		}},
	{Name: "refuses-with-500", Section: "4.2.1", Doc: "The server answers a handshake that it does not like with 500.",
		apply: refusing(func(r *handshake.Response) { r.Status, r.Reason = 500, "Internal Server Error" })},
	{Name: "accepts-then-closes", Section: "4.2.1", Doc: "The server opens a connection for a handshake that it does not like, and closes it.",
		apply: closing(func(*session, *handshake.Response) bool { return true })},
	{Name: "upgrade-required-alone", Section: "4.2.2", Doc: "The server answers 426 without Upgrade.",
		apply: refusing(func(r *handshake.Response) {
			r.Fields = slices.DeleteFunc(r.Fields, func(f handshake.Field) bool { return f.Name == handshake.FieldUpgrade })
		})},
	{Name: "upgrade-unlisted", Section: "4.2.2", Doc: "The server answers 426 with Upgrade but does not list it in Connection.",
		apply: refusing(func(r *handshake.Response) {
			for i, f := range r.Fields {
				if f.Name == handshake.FieldConnection {
					r.Fields[i].Value = "close"
				}
			}
		})},
	{Name: "method-refused-alone", Section: "4.2.1", Doc: "The server answers 405 without Allow.",
		apply: refusing(func(r *handshake.Response) {
			r.Fields = slices.DeleteFunc(r.Fields, func(f handshake.Field) bool { return f.Name == "Allow" })
		})},
	{Name: "unauthorized-alone", Section: "4.2.2", Doc: "The server answers 401 without WWW-Authenticate.",
		apply: refusing(func(r *handshake.Response) {
			r.Fields = slices.DeleteFunc(r.Fields, func(f handshake.Field) bool { return f.Name == "WWW-Authenticate" })
		})},
}

// hangingAt is the fault that never answers some requests that are fine.
func hangingAt(some func(*handshake.Request) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.demand = func(s *session, r *handshake.Request, _ []byte) bool {
			if some(r) {
				s.hang()
			}
			return true
		}
	}
}

// refusing is the fault that changes every refusal.
func refusing(change func(*handshake.Response)) func(*behaviour) {
	return func(b *behaviour) {
		b.refuse = func(s *session, response *handshake.Response) bool {
			change(response)
			s.writeHead(response)
			return true
		}
	}
}

// closing is the fault that answers some handshakes that are to be refused with a 101 and a Close frame.
func closing(which func(*session, *handshake.Response) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.refuse = func(s *session, response *handshake.Response) bool {
			if !which(s, response) {
				return false
			}
			s.acceptAndClose()
			return true
		}
	}
}

// targeting is the fault that overlooks rules and takes every target for the path that is served.
func targeting(rules ...*reference.Rule) func(*behaviour) {
	return func(b *behaviour) {
		overlooking(rules...)(b)
		b.demand = func(s *session, r *handshake.Request, _ []byte) bool {
			if !strings.Contains(r.Target, "no-such-path") {
				r.Target = cmp.Or(s.config.Path, "/")
			}
			return true
		}
	}
}
