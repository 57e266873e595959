package endpoint

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults in fragmentation (RFC 6455 section 5.4) and in the order of messages (section 6).
var fragmentFaults = []*Fault{
	{Name: "orphan-accepted", Section: "5.4", Doc: "The endpoint takes a continuation frame without a message in progress for a text message.",
		apply: func(b *behaviour) {
			overlooking(stream.Orphan)(b)
			b.message = func(_ *session, m *message) bool {
				if m.opcode == frame.Continuation {
					m.opcode = frame.Text
				}
				return true
			}
		}},
	{Name: "orphan-ignored", Section: "5.4", Doc: "The endpoint ignores continuation frames without a message in progress.",
		apply: func(b *behaviour) {
			overlooking(stream.Orphan)(b)
			b.message = func(_ *session, m *message) bool { return m.opcode != frame.Continuation }
		}},
	{Name: "orphan-after-message", Section: "5.4", Doc: "The endpoint takes a continuation frame behind a whole message for more of it.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool { return f.Rule == stream.Orphan && s.ours.messages > 0 }
			b.message = func(s *session, m *message) bool {
				s.ours.messages++
				if m.opcode == frame.Continuation {
					m.opcode = frame.Text
				}
				return true
			}
		}},
	{Name: "orphan-unfinished-ignored", Section: "5.4", Doc: "The endpoint ignores continuation frames with fin=0 when no message is in progress.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return f.Rule == stream.Orphan && !s.reader.Header.Fin
			}
			b.message = func(_ *session, m *message) bool { return m.opcode != frame.Continuation }
		}},
	{Name: "nested-accepted", Section: "5.4", Doc: "A new message inside an unfinished one replaces it.",
		apply: overlooking(stream.Nested)},
	{Name: "nested-binary-accepted", Section: "5.4", Doc: "The endpoint notices a new text message inside an unfinished one, but not a binary one.",
		apply: overlookingIf(stream.Nested, func(s *session) bool { return s.reader.Header.Opcode == frame.Binary })},
	{Name: "nested-unfinished-accepted", Section: "5.4", Doc: "The endpoint notices a whole message inside an unfinished one, but not the first fragment of one.",
		apply: overlookingIf(stream.Nested, func(s *session) bool { return !s.reader.Header.Fin })},
	{Name: "fragments-refused", Section: "5.4", Doc: "The endpoint fails the connection for a fragmented message.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.UnsupportedData, !s.reader.Header.Fin && !s.reader.Header.Opcode.IsControl()
			}
		}},
	{Name: "fragments-as-messages", Section: "5.4", Doc: "The endpoint echoes every fragment as a message.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				if h := s.reader.Header; !h.Fin && !h.Opcode.IsControl() && len(s.message) > 0 {
					s.send(frame.New(s.reader.Message, payload.Bytes(s.message)))
					s.message = s.message[:0]
				}
				return 0, false
			}
		}},
	{Name: "fragments-reversed", Section: "5.4", Doc: "The last fragment is put before the others.",
		apply: func(b *behaviour) {
			b.message = func(s *session, m *message) bool {
				if h := s.reader.Header; h.Opcode == frame.Continuation {
					at := len(m.payload) - int(h.Length)
					m.payload = append(append([]byte(nil), m.payload[at:]...), m.payload[:at]...)
				}
				return true
			}
		}},
	{Name: "first-fragment-only", Section: "5.4", Doc: "The endpoint echoes the first fragment of a message only.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				if s.reader.Header.Opcode == frame.Continuation {
					s.message = s.message[:len(s.message)-int(s.reader.Header.Length)]
				}
				return 0, false
			}
		}},
	{Name: "type-of-last-fragment", Section: "5.4", Doc: "A fragmented text message is echoed as binary.",
		apply: receiving(func(s *session, m *message) bool {
			if s.reader.Header.Opcode == frame.Continuation {
				m.opcode = frame.Binary
			}
			return true
		})},
	{Name: "empty-fragment-ends", Section: "5.4", Doc: "An empty fragment ends the message.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				if h := s.reader.Header; h.Length == 0 && !h.Fin && !h.Opcode.IsControl() {
					s.send(frame.New(s.reader.Message, payload.Bytes(s.message)))
				}
				return 0, false
			}
		}},
	{Name: "empty-fragment-refused", Section: "5.4", Doc: "The endpoint fails the connection for an empty fragment.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				h := s.reader.Header
				return closecode.ProtocolError, h.Length == 0 && !h.Opcode.IsControl() && (!h.Fin || h.Opcode == frame.Continuation)
			}
		}},
	{Name: "many-fragments-lost", Section: "5.4", Doc: "The endpoint loses the fragments of a message from the 1000th on.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				switch h := s.reader.Header; {
				case h.Opcode.IsControl():
				case h.Opcode != frame.Continuation:
					s.ours.messages = 1
				default:
					if s.ours.messages++; s.ours.messages > 999 {
						s.message = s.message[:len(s.message)-int(h.Length)]
					}
				}
				return 0, false
			}
		}},
	{Name: "control-in-message", Section: "5.4", Doc: "The payload of a control frame between fragments becomes part of the message.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, p []byte) bool {
				if s.reader.InMessage() && opcode != frame.Close {
					s.message = append(s.message, p...)
				}
				return false
			}
		}},
	{Name: "control-ends-message", Section: "5.4", Doc: "A Ping between fragments makes the endpoint forget the message.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				if s.reader.InMessage() && opcode == frame.Ping {
					s.message = s.message[:0]
				}
				return false
			}
		}},
	{Name: "control-between-refused", Section: "5.4", Doc: "The endpoint fails the connection for a control frame between fragments.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				h := s.reader.Header
				return closecode.ProtocolError, s.reader.InMessage() && (h.Opcode == frame.Ping || h.Opcode == frame.Pong)
			}
		}},
	{Name: "pong-between-refused", Section: "5.4", Doc: "The endpoint fails the connection for a Pong between fragments.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.ProtocolError, s.reader.InMessage() && s.reader.Header.Opcode == frame.Pong
			}
		}},
	{Name: "ping-waits-for-message", Section: "5.4", Doc: "A Ping between fragments is answered after the message.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, p []byte) bool {
				if !s.reader.InMessage() || opcode != frame.Ping {
					return false
				}
				s.ours.held, s.ours.holding = append([]byte(nil), p...), true
				return true
			}
			b.message = func(s *session, _ *message) bool {
				if s.ours.holding {
					s.send(frame.New(frame.Pong, payload.Bytes(s.ours.held)))
					s.ours.holding = false
				}
				return true
			}
		}},
	{Name: "close-waits-for-message", Section: "5.4", Doc: "A Close between fragments is ignored.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				return s.reader.InMessage() && opcode == frame.Close
			}
		}},
	{Name: "sends-fragments-with-type", Section: "5.4", Doc: "Every fragment that the endpoint sends carries the type of the message.",
		apply: fragmenting(func(fragments []frame.Frame) {
			for i := range fragments {
				fragments[i].Opcode = fragments[0].Opcode
			}
		})},
	{Name: "sends-orphans", Section: "5.4", Doc: "The first fragment that the endpoint sends is a continuation frame.",
		apply: fragmenting(func(fragments []frame.Frame) { fragments[0].Opcode = frame.Continuation })},
	{Name: "sends-no-last-fragment", Section: "6.1", Doc: "The last fragment of a message that the endpoint sends has fin=0.",
		apply: fragmenting(func(fragments []frame.Frame) { fragments[len(fragments)-1].Fin = false })},
	{Name: "sends-interleaved", Section: "5.4", Doc: "The endpoint starts a message before it has ended the one before.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				fragments := split(f, max(f.Payload.Size()-1, 1))
				if len(fragments) == 1 {
					return fragments
				}
				return []frame.Frame{fragments[0], fragments[0], fragments[1], fragments[1]}
			}
		}},
	{Name: "second-message-lost", Section: "6.2", Doc: "The endpoint loses every message that directly follows a fragmented one.",
		apply: receiving(func(s *session, _ *message) bool {
			after := s.ours.opcode == frame.Continuation && s.ours.messages > 0
			s.ours.messages++
			s.ours.opcode = s.reader.Header.Opcode
			return !after || s.reader.Header.Opcode == frame.Continuation
		})},
	{Name: "echo-before-end", Section: "6.2", Doc: "The endpoint echoes a message after its first fragment, as a whole message.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				if h := s.reader.Header; !h.Fin && (h.Opcode == frame.Text || h.Opcode == frame.Binary) {
					s.send(frame.New(h.Opcode, payload.Bytes(s.message)))
				}
				return 0, false
			}
		}},
}

// fragmenting is the fault that sends messages of two bytes and more in fragments, and spoils them.
func fragmenting(spoil func([]frame.Frame)) func(*behaviour) {
	return func(b *behaviour) {
		b.send = func(_ *session, f frame.Frame) []frame.Frame {
			fragments := split(f, max((f.Payload.Size()+1)/2, 1))
			if len(fragments) > 1 {
				spoil(fragments)
			}
			return fragments
		}
	}
}
