package endpoint

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults of the whole endpoint.
var wholeFaults = []*Fault{
	{Name: "drops-all", Section: "4.2.2", Doc: "The endpoint drops every connection after the opening handshake.",
		apply: func(b *behaviour) { b.opened = func(*session) bool { return false } }},
	{Name: "closes-all", Section: "4.2.2", Doc: "The endpoint closes every connection with 1000 after the opening handshake.",
		apply: func(b *behaviour) {
			b.opened = func(s *session) bool { s.closeNow(closecode.Normal); return false }
		}},
	{Name: "silent", Section: "5.5.2", Doc: "The endpoint never sends anything after the opening handshake.",
		apply: func(b *behaviour) { b.opened = func(s *session) bool { s.hang(); return false } }},
	{Name: "silent-from-the-start", Section: "4.2.2", Role: reference.Server, Doc: "The server accepts TCP connections and never answers a handshake.",
		apply: func(b *behaviour) {
			b.early = func([]byte) bool { return true }
			b.overlook = func(s *session, _ reference.Finding) bool { s.hang(); return true }
			b.refuse = func(s *session, _ *handshake.Response) bool { s.hang(); return true }
			b.head = func([]byte) []byte { return nil }
			b.opened = func(s *session) bool { s.hang(); return false }
		}},
	{Name: "pongs-all", Section: "5.5.3", Doc: "The endpoint answers every frame with a Pong.",
		apply: func(b *behaviour) {
			b.overlook = func(*session, reference.Finding) bool { return true }
			b.message = func(s *session, m *message) bool {
				s.send(frame.New(frame.Pong, payload.Bytes(m.payload[:min(len(m.payload), stream.MaxControl)])))
				return false
			}
			b.control = func(s *session, _ frame.Opcode, p []byte) bool {
				s.send(frame.New(frame.Pong, payload.Bytes(p)))
				return true
			}
		}},
	{Name: "floods", Section: "5.5.1", Doc: "The endpoint sends Pings without end, whatever it receives.",
		apply: func(b *behaviour) { b.opened = func(s *session) bool { s.flood(); return false } }},
	{Name: "endless-message", Section: "6.1", Doc: "The endpoint sends the fragments of a message that never ends.",
		apply: func(b *behaviour) {
			b.message = func(s *session, m *message) bool { s.floodFragments(); s.ended = true; return false }
		}},
	{Name: "dies-of-top-bit", Section: "5.2", Role: reference.Server, Doc: "The server process dies of a 64-bit length whose most significant bit is set.",
		apply: dyingOf(stream.LengthTopBit)},
	{Name: "dies-of-reserved-opcode", Section: "5.2", Role: reference.Server, Doc: "The server process dies of a reserved opcode.",
		apply: dyingOf(stream.ReservedOpcode)},
}

func dyingOf(rule *reference.Rule) func(*behaviour) {
	return func(b *behaviour) {
		b.overlook = func(s *session, f reference.Finding) bool {
			if f.Rule == rule {
				s.server.die()
			}
			return false
		}
	}
}
