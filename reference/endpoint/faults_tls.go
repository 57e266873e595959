package endpoint

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
)

// Faults of a server that speaks TLS. Without TLS they do not show.
var tlsFaults = []*Fault{
	{Name: "clear-on-tls-port", Section: "4.2.2", Role: reference.Server, TLS: true, Doc: "The server opens connections without TLS on the port that wants it.",
		apply: func(b *behaviour) { b.clear = true }},
	{Name: "frames-in-the-clear", Section: "4.2.2", Role: reference.Server, TLS: true, Doc: "The server sends its handshake through TLS, and its frames without.",
		apply: func(b *behaviour) {
			b.opened = func(s *session) bool {
				if c, ok := s.conn.(*secured); ok {
					c.leaks = true
				}
				return true
			}
		}},
	{Name: "one-tls-record", Section: "4.2.2", Role: reference.Server, TLS: true, Doc: "The server expects a request, and each frame, in one TLS record of its own.",
		apply: func(b *behaviour) {
			b.early = func([]byte) bool { return true }
			b.input = func(s *session, _ []byte) {
				if s.reader.InFrame() {
					s.fail(closecode.ProtocolError)
				}
			}
			b.header = func(s *session) bool {
				s.ours.perRead++
				return s.ours.perRead > 1
			}
		}},
	{Name: "no-close-notify", Section: "7.1.1", Role: reference.Server, TLS: true, Doc: "The server ends TLS connections without a close_notify.",
		apply: func(b *behaviour) { b.unannounced = true }},
}
