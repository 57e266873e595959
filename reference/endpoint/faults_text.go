package endpoint

import (
	"bytes"
	"unicode/utf8"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults in text (RFC 6455 sections 5.6 and 8.1, RFC 3629).
var textFaults = []*Fault{
	{Name: "text-unchecked", Section: "8.1", Doc: "The endpoint does not check that text is UTF-8.",
		apply: overlooking(stream.InvalidText)},
	{Name: "text-replaced", Section: "8.1", Doc: "The endpoint echoes invalid text with replacement characters.",
		apply: func(b *behaviour) {
			overlooking(stream.InvalidText)(b)
			b.message = func(_ *session, m *message) bool {
				if m.opcode == frame.Text {
					m.payload = bytes.ToValidUTF8(m.payload, []byte("\uFFFD"))
				}
				return true
			}
		}},
	{Name: "text-dropped", Section: "8.1", Doc: "The endpoint ignores messages of invalid text.",
		apply: func(b *behaviour) {
			overlooking(stream.InvalidText)(b)
			b.message = func(_ *session, m *message) bool { return m.opcode != frame.Text || utf8.Valid(m.payload) }
		}},
	{Name: "text-1002", Section: "8.1", Doc: "The endpoint answers invalid text with 1002.",
		apply: func(b *behaviour) {
			b.failCode = func(c closecode.Code) closecode.Code {
				if c == closecode.InvalidData {
					return closecode.ProtocolError
				}
				return c
			}
		}},
	{Name: "surrogates", Section: "8.1", Doc: "The endpoint accepts encoded surrogates.",
		apply: badText(func(text []byte, at int) bool {
			return at > 0 && text[at-1] == 0xED && text[at] >= 0xA0 && text[at] <= 0xBF
		})},
	{Name: "overlong-2", Section: "8.1", Doc: "The endpoint accepts two bytes for an ASCII character.",
		apply: badText(func(text []byte, at int) bool { return text[at] == 0xC0 || text[at] == 0xC1 })},
	{Name: "overlong-3", Section: "8.1", Doc: "The endpoint accepts three bytes where two would do.",
		apply: badText(func(text []byte, at int) bool {
			return at > 0 && text[at-1] == 0xE0 && text[at] >= 0x80 && text[at] < 0xA0
		})},
	{Name: "overlong-4", Section: "8.1", Doc: "The endpoint accepts four bytes where three would do.",
		apply: badText(func(text []byte, at int) bool {
			return at > 0 && text[at-1] == 0xF0 && text[at] >= 0x80 && text[at] < 0x90
		})},
	{Name: "beyond-unicode", Section: "8.1", Doc: "The endpoint accepts code points above U+10FFFF.",
		apply: badText(func(text []byte, at int) bool {
			return at > 0 && text[at-1] == 0xF4 && text[at] >= 0x90 && text[at] <= 0xBF || text[at] >= 0xF5 && text[at] <= 0xF7
		})},
	{Name: "five-bytes", Section: "8.1", Doc: "The endpoint accepts the five- and six-byte forms of old UTF-8.",
		apply: badText(func(text []byte, at int) bool { return text[at] >= 0xF8 && text[at] <= 0xFD })},
	{Name: "fe-and-ff", Section: "8.1", Doc: "The endpoint accepts the bytes FE and FF in text.",
		apply: badText(func(text []byte, at int) bool { return text[at] >= 0xFE })},
	{Name: "lone-tails", Section: "8.1", Doc: "The endpoint accepts continuation bytes without a head.",
		apply: badText(func(text []byte, at int) bool {
			return text[at] >= 0x80 && text[at] < 0xC0 && (at == 0 || text[at-1] < 0xC0)
		})},
	{Name: "missing-tails", Section: "8.1", Doc: "The endpoint accepts a head that an ASCII character follows.",
		apply: badText(func(text []byte, at int) bool { return at > 0 && text[at-1] >= 0xC2 && text[at] < 0x80 })},
	{Name: "text-cut-at-end", Section: "8.1", Doc: "The endpoint accepts text that ends inside a character.",
		apply: overlookingIf(stream.InvalidText, func(s *session) bool { return offendingByte(s.message) < 0 })},
	{Name: "text-checked-once", Section: "8.1", Doc: "The endpoint checks the first message of a connection only.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return f.Rule == stream.InvalidText && s.ours.messages > 0
			}
			b.message = func(s *session, _ *message) bool { s.ours.messages++; return true }
		}},
	{Name: "text-fragments-unchecked", Section: "8.1", Doc: "The endpoint does not check text in continuation frames.",
		apply: overlookingIf(stream.InvalidText, func(s *session) bool { return s.reader.Header.Opcode == frame.Continuation })},
	{Name: "text-large-unchecked", Section: "8.1", Doc: "The endpoint checks the first 4096 bytes of a text message.",
		apply: overlookingIf(stream.InvalidText, func(s *session) bool { return offendingByte(s.message) > 4096 })},
	{Name: "text-per-frame", Section: "5.6", Doc: "The endpoint checks every fragment by itself, so a character cut in two is an error.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				h := s.reader.Header
				return closecode.InvalidData, !h.Opcode.IsControl() && s.reader.Message == frame.Text && !utf8.Valid(s.message)
			}
		}},
	{Name: "control-resets-text", Section: "5.6", Doc: "A Pong inside a fragmented text resets the check, so a character cut there is an error.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.InvalidData, s.reader.Header.Opcode == frame.Pong && s.reader.InMessage() &&
					s.reader.Message == frame.Text && !utf8.Valid(s.message)
			}
		}},
	{Name: "empty-fragment-resets-text", Section: "5.6", Doc: "An empty fragment resets the check, so a character cut there is an error.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				h := s.reader.Header
				return closecode.InvalidData, h.Opcode == frame.Continuation && h.Length == 0 && s.reader.Message == frame.Text && !utf8.Valid(s.message)
			}
		}},
	{Name: "bom-stripped", Section: "8.1", Doc: "The endpoint strips U+FEFF from the beginning of text.",
		apply: receiving(func(_ *session, m *message) bool {
			if m.opcode == frame.Text {
				m.payload = bytes.TrimPrefix(m.payload, []byte("\uFEFF"))
			}
			return true
		})},
	{Name: "noncharacters-refused", Section: "8.1", Doc: "The endpoint refuses noncharacters such as U+FFFE.",
		apply: refusingRune(func(r rune) bool { return r&0xFFFE == 0xFFFE })},
	{Name: "replacement-refused", Section: "8.1", Doc: "The endpoint takes U+FFFD for an error of the decoder.",
		apply: refusingRune(func(r rune) bool { return r == 0xFFFD })},
	{Name: "nul-in-text", Section: "8.1", Doc: "The endpoint ends text at U+0000.",
		apply: receiving(func(_ *session, m *message) bool {
			if m.opcode == frame.Text {
				m.payload, _, _ = bytes.Cut(m.payload, []byte{0})
			}
			return true
		})},
	{Name: "astral-refused", Section: "8.1", Doc: "The endpoint refuses characters of four bytes.",
		apply: refusingRune(func(r rune) bool { return r > 0xFFFF })},
	{Name: "three-bytes-refused", Section: "8.1", Doc: "The endpoint refuses characters of three bytes at the ends of their ranges.",
		apply: refusingRune(func(r rune) bool { return r == 0x800 || r == 0xD7FF || r == 0xE000 })},
	{Name: "two-bytes-refused", Section: "8.1", Doc: "The endpoint refuses characters of two bytes.",
		apply: refusingRune(func(r rune) bool { return r >= 0x80 && r < 0x800 })},
	{Name: "delete-refused", Section: "8.1", Doc: "The endpoint refuses U+007F.",
		apply: refusingRune(func(r rune) bool { return r == 0x7F })},
	{Name: "case-folded", Section: "6.1", Doc: "The endpoint echoes text in lower case.",
		apply: receiving(func(_ *session, m *message) bool {
			if m.opcode == frame.Text {
				m.payload = bytes.ToLower(m.payload)
			}
			return true
		})},
}

// badText is the fault that accepts text if its first offending byte is of the given kind.
func badText(accept func(text []byte, at int) bool) func(*behaviour) {
	return overlookingIf(stream.InvalidText, func(s *session) bool {
		at := offendingByte(s.message)
		return at >= 0 && accept(s.message, at)
	})
}

// refusingRune is the fault that refuses valid text with certain characters.
func refusingRune(which func(rune) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.frameEnd = func(s *session) (closecode.Code, bool) {
			text := !s.reader.Header.Opcode.IsControl() && s.reader.Message == frame.Text && s.reader.Header.Fin && utf8.Valid(s.message)
			return closecode.InvalidData, text && bytes.ContainsFunc(s.message, which)
		}
	}
}
