package endpoint

import (
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
)

// limitFaults are about size and number.
var limitFaults = []*Fault{
	{Name: "large-last-byte", Section: "sizes", Doc: "The endpoint returns messages of more than 32 KiB with the last byte changed.",
		apply: receiving(func(_ *session, m *message) bool {
			if n := len(m.payload); n > 32<<10 {
				m.payload[n-1] ^= 1
			}
			return true
		})},
	{Name: "large-lost", Section: "sizes", Doc: "The endpoint loses messages of more than 1 MiB.",
		apply: receiving(func(_ *session, m *message) bool { return len(m.payload) <= 1<<20 })},
	{Name: "many-fragments", Section: "fragments", Doc: "The endpoint fails a connection for the 16th fragment of a message.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				switch h := s.reader.Header; {
				case h.Opcode.IsControl():
				case h.Opcode == frame.Continuation:
					s.ours.fragments++
				default:
					s.ours.fragments = 1
				}
				return closecode.PolicyViolation, s.ours.fragments == 16
			}
		}},
	{Name: "wears-out", Section: "messages", Doc: "The endpoint loses the eleventh message of a connection and all that follow.",
		apply: receiving(func(s *session, _ *message) bool {
			s.ours.messages++
			return s.ours.messages <= 10
		})},
	{Name: "pings-run-out", Section: "segments", Doc: "The endpoint does not answer more than 50 pings of a connection.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				if opcode == frame.Ping {
					s.ours.pings++
				}
				return opcode == frame.Ping && s.ours.pings > 50
			}
		}},
	{Name: "limit-lost", Section: "sizes", Doc: "The endpoint loses messages over its limit without a word.",
		apply: func(b *behaviour) {
			b.limit = func(*session) bool { return true }
			b.message = func(s *session, m *message) bool { return int64(len(m.payload)) <= s.config.maxMessage() }
		}},
	{Name: "limit-adds-up", Section: "calibrated", Doc: "The endpoint adds the sizes of all messages of a connection up and holds the sum against its limit.",
		apply: func(b *behaviour) {
			b.message = func(s *session, m *message) bool {
				if s.ours.size += int64(len(m.payload)); s.ours.size > s.config.maxMessage() {
					s.fail(closecode.TooBig)
					return false
				}
				return true
			}
		}},
}
