package endpoint

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// manyTimes is more often than anything happens on an ordinary connection.
const manyTimes = 1000

// hugeLength is where lengths begin that do not fit in the integers of some.
const hugeLength = 1<<31 - 1

// resilienceFaults do harm to the server as a whole: one connection is enough.
var resilienceFaults = harmful(
	// Lengths.
	&Fault{Name: "dies-of-huge-length", Section: "lengths", Doc: "The server process dies of a frame that declares 2^31-1 bytes or more.",
		apply: atHeader((*Server).crash, func(s *session, _ []byte) bool { return s.reader.Header.Length >= hugeLength })},
	&Fault{Name: "loops-at-length-of-ones", Section: "lengths", Doc: "The server loops without end over a frame whose length is 64 ones.",
		apply: atHeader((*Server).stick, func(s *session, _ []byte) bool { return s.reader.Header.Length == 1<<64-1 })},
	&Fault{Name: "reads-on-behind-huge-length", Section: "lengths", Doc: "The server takes a length of 2^31-1 bytes or more for 0, and what follows for the next header.",
		apply: func(b *behaviour) {
			b.begun = func(s *session, _ []byte) bool {
				if s.reader.Header.Length < hugeLength {
					return false
				}
				s.reader = stream.Reader{Sender: s.role.Peer(), Content: s.content}
				return true
			}
		}},
	&Fault{Name: "tires-of-large-message", Section: "lengths", Doc: "The server is slow for everybody for a while when the first message of a connection is above its limit.",
		apply: func(b *behaviour) {
			receiving(func(s *session, _ *message) bool {
				s.ours.messages++
				return true
			})(b)
			b.fail = func(s *session, code closecode.Code) bool {
				if code == closecode.TooBig && s.ours.messages == 0 {
					s.server.tire()
				}
				return false
			}
		}},

	// Fragments.
	&Fault{Name: "dies-of-empty-orphan", Section: "fragments", Doc: "The server process dies of an empty continuation without a message.",
		apply: atHeader((*Server).crash, func(s *session, _ []byte) bool {
			return s.reader.Header.Length == 0 && slices.ContainsFunc(s.reader.Findings, func(f reference.Finding) bool { return f.Rule == stream.Orphan })
		})},
	&Fault{Name: "tires-of-fragments", Section: "fragments", Doc: "The server is slow for everybody for a while behind a thousand fragments of a message.",
		apply: atHeader((*Server).tire, func(s *session, _ []byte) bool {
			switch h := s.reader.Header; {
			case h.Opcode == frame.Continuation:
				s.ours.fragments++
			case !h.Opcode.IsControl():
				s.ours.fragments = 0
			}
			return s.ours.fragments > manyTimes
		})},

	// Empty frames.
	&Fault{Name: "loops-at-empty-frame", Section: "empty", Doc: "The server loops without end over a frame without payload that is no continuation.",
		apply: atHeader((*Server).hush, func(s *session, _ []byte) bool {
			return s.reader.Header.Length == 0 && s.reader.Header.Opcode != frame.Continuation
		})},
	&Fault{Name: "dies-of-inflated-nothing", Section: "empty", Doc: "The server process dies of a compressed message that inflates to nothing.",
		apply: func(b *behaviour) {
			b.message = func(s *session, m *message) bool {
				if m.compressed && len(m.payload) == 0 {
					s.server.crash()
				}
				return true
			}
		}},

	// Control frames.
	&Fault{Name: "dies-of-pongs", Section: "control", Doc: "The server process dies of the thousandth pong of a connection.",
		apply: atHeader((*Server).crash, countingPongs(manyTimes))},
	&Fault{Name: "dies-of-second-pong", Section: "control", Doc: "The server process dies of the second pong of a connection.",
		apply: atHeader((*Server).crash, countingPongs(2))},

	&Fault{Name: "dies-of-much-output", Section: "control", Doc: "The server process dies when it has to send 4 MiB on one connection, as if all of it piled up.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				if s.ours.size += f.Payload.Size(); s.ours.size > 4<<20 {
					s.server.crash()
				}
				return []frame.Frame{f}
			}
		}},

	// Masking.
	&Fault{Name: "unmasked-unmasked", Section: "masking", Doc: "The server answers an unmasked ping, whose payload it unmasks with the masking-key of some other frame.",
		apply: func(b *behaviour) {
			unmaskedPing := func(s *session) bool { return s.reader.Header.Opcode == frame.Ping && !s.reader.Header.Masked }
			b.overlook = func(s *session, f reference.Finding) bool { return f.Rule == stream.Unmasked && unmaskedPing(s) }
			b.control = func(s *session, _ frame.Opcode, p []byte) bool {
				if !unmaskedPing(s) {
					return false
				}
				garbage := slices.Clone(p)
				frame.Mask(garbage, [4]byte{0xde, 0xad, 0xbe, 0xef}, 0)
				s.send(frame.New(frame.Pong, payload.Bytes(garbage)))
				return true
			}
		}},

	// Compression.
	&Fault{Name: "tires-of-inflating", Section: "compression", Doc: "The server is slow for everybody for a while when a message inflates to more than its limit.",
		apply: atBreach((*Server).tire, stream.InflatesTooLarge)},
	&Fault{Name: "loops-at-final-block", Section: "compression", Doc: "The server loops without end over a compressed message that begins with BFINAL.",
		apply: atHeader((*Server).stick, func(s *session, rest []byte) bool {
			h := s.reader.Header
			return h.RSV&frame.RSV1 != 0 && !h.Opcode.IsControl() && len(rest) > 0 && (rest[0]^h.Key[0])&1 != 0
		})},
	&Fault{Name: "dies-of-window-bits", Section: "compression", Doc: "The server process dies of an offer whose server_max_window_bits are not one number from 8 to 15.",
		apply: atRequest((*Server).crash, func(head []byte) bool {
			bits := windowBits.FindAllSubmatch(head, -1)
			return len(bits) > 1 || len(bits) == 1 && !lawfulBits.Match(bits[0][1])
		})},
	&Fault{Name: "dies-of-many-extensions", Section: "compression", Doc: "The server process dies of an offer of more than ten extensions.",
		apply: atRequest((*Server).crash, func(head []byte) bool { return bytes.Count(field(head, handshake.FieldExtensions), []byte(",")) >= 10 })},

	// Text.
	&Fault{Name: "dies-of-invalid-text", Section: "utf8", Doc: "The server process dies of a text message, and of a close reason, that is not UTF-8.",
		apply: atBreach((*Server).crash, stream.InvalidText, stream.CloseReason)},

	// Closing.
	&Fault{Name: "dies-of-close-body", Section: "closing", Doc: "The server process dies of a close whose body is no code alone.",
		apply: atHeader((*Server).crash, func(s *session, _ []byte) bool {
			return s.reader.Header.Opcode == frame.Close && s.reader.Header.Length != 2 && s.reader.Header.Length <= stream.MaxControl
		})},
	&Fault{Name: "dies-inside-frame", Section: "closing", Doc: "The server process dies when a connection ends inside a frame.",
		apply: func(b *behaviour) {
			b.ended = func(s *session) {
				if s.reader.InFrame() {
					s.server.crash()
				}
			}
		}},

	// The opening handshake.
	&Fault{Name: "dies-of-object-names", Section: "handshake", Doc: "The server process dies of a request that names a property of every object.",
		apply: atRequest((*Server).crash, func(head []byte) bool {
			return bytes.Contains(head, []byte("constructor")) || bytes.Contains(head, []byte("__proto__"))
		})},
	&Fault{Name: "dies-of-many-fields", Section: "handshake", Doc: "The server process dies of a request of more than a thousand fields.",
		apply: atRequest((*Server).crash, func(head []byte) bool { return bytes.Count(head, []byte("\n")) > manyTimes })},
	&Fault{Name: "loops-at-large-request", Section: "handshake", Doc: "The server loops without end over a request of more than 32 KiB.",
		apply: atRequest((*Server).stick, func(head []byte) bool { return len(head) > 32<<10 })},
	&Fault{Name: "dies-of-host", Section: "handshake", Doc: "The server process dies of a Host that is none.",
		apply: atRequest((*Server).crash, func(head []byte) bool { return bytes.ContainsAny(field(head, "Host"), " [") })},
	&Fault{Name: "dies-of-long-field", Section: "handshake", Doc: "The server process dies of a key and of a list of subprotocols of more than 2 KiB.",
		apply: atRequest((*Server).crash, func(head []byte) bool {
			return len(field(head, handshake.FieldKey)) > 2<<10 || len(field(head, handshake.FieldProtocol)) > 2<<10
		})},
	&Fault{Name: "dies-without-key", Section: "handshake", Doc: "The server process dies of a request without a key.",
		apply: atRequest((*Server).crash, func(head []byte) bool { return field(head, handshake.FieldKey) == nil })},
	&Fault{Name: "tires-of-content", Section: "handshake", Doc: "The server is slow for everybody for a while when a request declares content.",
		apply: atRequest((*Server).tire, func(head []byte) bool { return field(head, "Content-Length") != nil })},
	&Fault{Name: "hushed-by-refusal", Section: "handshake", Doc: "The server answers nobody's frames for a while after it has refused a handshake.",
		apply: func(b *behaviour) {
			b.refuse = func(s *session, _ *handshake.Response) bool { s.server.hush(); return false }
		}},
	&Fault{Name: "dies-of-reserved-bits", Section: "handshake", Doc: "The server process dies of a reserved bit.",
		apply: atBreach((*Server).crash, stream.RSV)},

	// Segments.
	&Fault{Name: "dies-of-nesting", Section: "segments", Doc: "The server process dies of more than a thousand messages in what it reads at once.",
		apply: func(b *behaviour) {
			b.message = func(s *session, _ *message) bool {
				if s.ours.perRead++; s.ours.perRead > manyTimes {
					s.server.crash()
				}
				return true
			}
		}},
	&Fault{Name: "stuck-in-request", Section: "segments", Doc: "The server is stuck for a while when a request ends in the middle.",
		apply: func(b *behaviour) {
			b.asked = func(s *session, head []byte, whole bool) bool {
				if !whole && len(head) > 0 {
					s.server.stick()
				}
				return false
			}
		}},
)

// harmful says of faults that only a server can have them.
func harmful(list ...*Fault) []*Fault {
	for _, f := range list {
		f.Role = reference.Server
	}
	return list
}

// atHeader is the fault that does harm when the header of a frame was read, of which rest is what has come.
func atHeader(harm func(*Server), when func(s *session, rest []byte) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.begun = func(s *session, rest []byte) bool {
			if !when(s, rest) {
				return false
			}
			harm(s.server)
			s.hang()
			s.ended = true
			return true
		}
	}
}

// atBreach is the fault that does harm when a rule is broken, and goes on as it should.
func atBreach(harm func(*Server), rules ...*reference.Rule) func(*behaviour) {
	return func(b *behaviour) {
		b.overlook = func(s *session, f reference.Finding) bool {
			if slices.Contains(rules, f.Rule) {
				harm(s.server)
			}
			return false
		}
	}
}

// atRequest is the fault that does harm when the head of a request was read, and answers nothing.
func atRequest(harm func(*Server), when func(head []byte) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.asked = func(s *session, head []byte, whole bool) bool {
			if !whole || !when(head) {
				return false
			}
			harm(s.server)
			s.hang()
			return true
		}
	}
}

// countingPongs is true from the given pong of a connection on.
func countingPongs(from int) func(s *session, _ []byte) bool {
	return func(s *session, _ []byte) bool {
		if s.reader.Header.Opcode == frame.Pong {
			s.ours.pongs++
		}
		return s.ours.pongs >= from
	}
}

var (
	windowBits = regexp.MustCompile(`server_max_window_bits=([^;,\r\n]*)`)
	lawfulBits = regexp.MustCompile(`^([89]|1[0-5])$`)
)

// field is the value of the first field with that name; nil if there is none.
func field(head []byte, name string) []byte {
	for line := range bytes.Lines(head) {
		if found, value, ok := bytes.Cut(line, []byte(":")); ok && strings.EqualFold(string(found), name) {
			return bytes.TrimSpace(value)
		}
	}
	return nil
}
