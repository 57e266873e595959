package endpoint

import (
	"bytes"
	"compress/zlib"
	"unicode/utf8"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// compressionFaults are about compressed messages (RFC 7692 sections 6 and 7.2).
var compressionFaults = []*Fault{
	// Reading.
	{Name: "deflate-lost", Section: "6.2", Doc: "The endpoint loses compressed messages.",
		apply: receiving(func(_ *session, m *message) bool { return !m.compressed })},
	{Name: "deflate-large-lost", Section: "6.2", Doc: "The endpoint loses compressed messages of more than 8 KiB.",
		apply: receiving(func(_ *session, m *message) bool { return !m.compressed || len(m.payload) <= 8<<10 })},
	{Name: "deflate-wears-out", Section: "7.2.1", Doc: "The endpoint loses the eleventh compressed message of a connection and all that follow.",
		apply: receiving(func(s *session, m *message) bool { return compressedSoFar(s, m) <= 10 })},
	{Name: "deflate-late-loss", Section: "7.2.1", Doc: "The endpoint loses the 900th compressed message of a connection.",
		apply: receiving(func(s *session, m *message) bool { return compressedSoFar(s, m) != 900 })},
	{Name: "deflate-plain-lost", Section: "6.2", Doc: "The endpoint loses messages that are not compressed once compression is agreed.",
		apply: receiving(func(s *session, m *message) bool { return m.compressed || s.deflater == nil })},
	{Name: "deflate-plain-inflated", Section: "6", Doc: "The endpoint inflates messages that are not compressed, where that is possible.",
		apply: receiving(func(s *session, m *message) bool {
			var inflated []byte
			d := deflate.Inflater{Output: func(piece []byte) error { inflated = append(inflated, piece...); return nil }}
			if d.Write(m.payload) == nil {
				if report, err := d.Finish(); err == nil && report.Ending == deflate.EndsStripped && !m.compressed {
					m.payload = inflated
				}
			}
			return true
		})},
	{Name: "deflate-plain-unchecked", Section: "6", Doc: "The endpoint takes any bytes for text once compression is agreed, unless they are compressed.",
		apply: overlookingIf(stream.InvalidText, func(s *session) bool { return s.deflater != nil && !s.reader.Compressed })},
	{Name: "deflate-bit-anywhere", Section: "6.1", Doc: "The endpoint takes RSV1 on every frame once compression is agreed.",
		apply: overlooking(stream.CompressedBit)},
	{Name: "deflate-bit-on-control", Section: "6.1", Doc: "The endpoint takes RSV1 on control frames once compression is agreed.",
		apply: overlookingIf(stream.CompressedBit, func(s *session) bool { return s.reader.Header.Opcode.IsControl() })},
	{Name: "deflate-every-bit", Section: "6", Doc: "The endpoint takes every reserved bit once compression is agreed.",
		apply: overlookingIf(stream.RSV, func(s *session) bool { return s.deflater != nil })},
	{Name: "deflate-text-unchecked", Section: "6.1", Doc: "The endpoint takes any bytes for text if they are compressed.",
		apply: overlookingIf(stream.InvalidText, func(s *session) bool { return s.reader.Compressed })},
	{Name: "deflate-text-checked-before", Section: "6.1", Doc: "The endpoint wants compressed text to be UTF-8 before it is inflated.",
		apply: func(b *behaviour) {
			b.header = func(s *session) bool {
				h := s.reader.Header
				if s.reader.Compressed && s.reader.Message == frame.Text && !h.Opcode.IsControl() && !utf8.Valid(s.ours.held) {
					s.fail(closecode.InvalidData)
				}
				return false
			}
			b.input = func(s *session, in []byte) { s.ours.held = unmasked(in) }
		}},
	{Name: "deflate-errors-ignored", Section: "7.2.2", Doc: "The endpoint returns as much as it can inflate of a message that is broken.",
		apply: overlooking(stream.DeflateCorrupt)},
	{Name: "deflate-takeover-forgotten", Section: "7.2.2", Doc: "The endpoint forgets its window after each compressed message.",
		apply: inflatingAnew(func(*session) bool { return true })},
	{Name: "deflate-takeover-lost-to-plain", Section: "7.2.3.2", Doc: "The endpoint forgets its window when a message comes that is not compressed.",
		apply: inflatingAnew(func(s *session) bool { return !s.reader.Compressed })},
	{Name: "deflate-takeover-lost-to-empty", Section: "7.2.2", Doc: "The endpoint forgets its window when an empty compressed message comes.",
		apply: inflatingAnew(func(s *session) bool { return s.reader.Compressed && len(s.message) == 0 })},
	{Name: "deflate-directions-swapped", Section: "7", Doc: "The endpoint takes the takeover parameter of one direction for that of the other.",
		apply: inflatingAnew(func(s *session) bool { return s.deflater != nil && s.deflater.NoContextTakeover })},
	{Name: "deflate-small-window", Section: "7.2.2", Doc: "The endpoint inflates with a window of 256 bytes, whatever was agreed.",
		apply: failingDistance(func(*session) int { return 256 })},
	{Name: "deflate-final-unread", Section: "7.2.1", Doc: "The endpoint fails the connection for a block with BFINAL.",
		apply: failingReport(func(r *deflate.Report) bool { return r.Final > 0 })},
	{Name: "deflate-stored-unread", Section: "7.2.1", Doc: "The endpoint fails the connection for a stored block.",
		apply: failingReport(func(r *deflate.Report) bool { return r.Blocks[deflate.Stored] > 0 })},
	{Name: "deflate-one-block", Section: "7.2.1", Doc: "The endpoint fails the connection for a message of several blocks.",
		apply: failingReport(func(r *deflate.Report) bool { return r.Blocks[0]+r.Blocks[1]+r.Blocks[2] > 1 })},
	{Name: "deflate-fragments-alone", Section: "6.2", Doc: "The endpoint fails the connection for a compressed message in several fragments.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.InvalidData, s.reader.Compressed && s.reader.Header.Opcode == frame.Continuation
			}
		}},
	{Name: "deflate-limit-compressed", Section: "10.4", Doc: "The endpoint applies its message limit to compressed bytes.",
		apply: func(b *behaviour) {
			b.agreed = func(s *session) { s.reader.Inflater.Limit = 0 }
		}},
	{Name: "deflate-limit-small", Section: "10.4", Doc: "The endpoint applies a tenth of its message limit to compressed messages.",
		apply: func(b *behaviour) {
			b.agreed = func(s *session) { s.reader.Inflater.Limit = s.config.maxMessage() / 10 }
		}},

	{Name: "deflate-breach-hangs", Section: "7.2.2", Doc: "The endpoint stops answering, once compression is agreed, where it has to fail the connection.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, _ closecode.Code) bool {
				if s.deflater == nil {
					return false
				}
				s.hang()
				s.ended = true
				return true
			}
		}},
	{Name: "deflate-close-unanswered", Section: "6", Doc: "The endpoint does not answer a Close frame once compression is agreed.",
		apply: func(b *behaviour) {
			b.closeReply = func(s *session, body []byte) ([]byte, bool) { return body, s.deflater == nil }
		}},

	// Writing.
	{Name: "deflate-echo-plain", Section: "6.1", Doc: "The endpoint sets RSV1 on messages that it does not compress.",
		apply: compressing(func(_ *session, m *message) frame.Frame {
			f := echoOf(m)
			f.RSV = frame.RSV1
			return f
		})},
	{Name: "deflate-echo-without-bit", Section: "6.1", Doc: "The endpoint does not set RSV1 on messages that it compresses.",
		apply: compressing(func(s *session, m *message) frame.Frame {
			f := s.compressed(m)
			f.RSV = 0
			return f
		})},
	{Name: "deflate-echo-as-binary", Section: "6.1", Doc: "The endpoint compresses text to a binary message.",
		apply: compressing(func(s *session, m *message) frame.Frame {
			f := s.compressed(m)
			f.Opcode = frame.Binary
			return f
		})},
	{Name: "deflate-pong-with-bit", Section: "6.1", Doc: "The endpoint sets RSV1 on pongs once compression is agreed.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Pong && s.deflater != nil {
					f.RSV = frame.RSV1
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "deflate-pong-compressed", Section: "6", Doc: "The endpoint compresses the payload of pongs.", apply: compressingControl(frame.Pong)},
	{Name: "deflate-close-compressed", Section: "6", Doc: "The endpoint compresses the body of its Close frame.", apply: compressingControl(frame.Close)},
	{Name: "deflate-bit-on-fragments", Section: "6.1", Doc: "The endpoint sets RSV1 on every fragment of a compressed message.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				rsv := f.RSV
				fragments := split(f, 1000)
				for i := range fragments {
					fragments[i].RSV = rsv
				}
				return fragments
			}
		}},
	{Name: "deflate-tail-kept", Section: "7.2.1", Doc: "The endpoint leaves the last four octets at the end of a compressed message.",
		apply: compressingTo(func(p []byte) []byte { return append(p, deflate.Tail...) })},
	{Name: "deflate-cut", Section: "7.2.1", Doc: "The endpoint leaves the last octet of a compressed message out.",
		apply: compressingTo(func(p []byte) []byte { return p[:len(p)-1] })},
	{Name: "deflate-zlib", Section: "7.2.1", Doc: "The endpoint writes zlib's header and checksum around what it compresses.",
		apply: compressing(func(_ *session, m *message) frame.Frame {
			var b bytes.Buffer
			w := zlib.NewWriter(&b)
			w.Write(m.payload)
			w.Close()
			f := frame.New(m.opcode, payload.Bytes(b.Bytes()))
			f.RSV = frame.RSV1
			return f
		})},
	{Name: "deflate-dirty-padding", Section: "7.2.1", Doc: "The endpoint writes one bits behind a block with BFINAL.",
		apply: compressing(func(_ *session, m *message) frame.Frame {
			b := new(deflate.Builder).Final().Fixed(deflate.Literals(m.payload)...).Bits(1, 1).Align()
			f := frame.New(m.opcode, payload.Bytes(b.Message()))
			f.RSV = frame.RSV1
			return f
		})},
	{Name: "deflate-window-ignored", Section: "7.2.1", Doc: "The endpoint compresses with the largest window, whatever was agreed.",
		apply: func(b *behaviour) {
			b.agreed = func(s *session) { s.deflater.WindowBits = 0 }
		}},
	{Name: "deflate-window-one-more", Section: "7.2.1", Doc: "The endpoint compresses with a window of twice the agreed size.",
		apply: func(b *behaviour) {
			b.agreed = func(s *session) {
				if bits := s.deflater.WindowBits; bits > 0 && bits < deflate.MaxWindowBits {
					s.deflater.WindowBits = bits + 1
				}
			}
		}},
	{Name: "deflate-takeover-anyway", Section: "7.2.1", Doc: "The endpoint refers to earlier messages although it agreed not to.",
		apply: func(b *behaviour) {
			b.agreed = func(s *session) { s.deflater.NoContextTakeover = false }
		}},
}

// compressedSoFar counts the compressed messages of a connection, this one included.
func compressedSoFar(s *session, m *message) int {
	if m.compressed {
		s.ours.messages++
	}
	return s.ours.messages
}

// inflatingAnew is the fault that forgets the window of what it inflates, after a message of which when is true.
func inflatingAnew(when func(s *session) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.message = func(s *session, _ *message) bool {
			if s.reader.Inflater != nil && when(s) {
				s.reader.Inflater.Reset()
			}
			return true
		}
	}
}

// failingReport is the fault that fails the connection for some lawful ways to compress.
func failingReport(which func(r *deflate.Report) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.frameEnd = func(s *session) (closecode.Code, bool) {
			return closecode.InvalidData, s.reader.Compressed && !s.reader.Header.Opcode.IsControl() && which(&s.reader.Deflated)
		}
	}
}

// failingDistance is the fault that fails the connection for distances that are larger than some limit.
func failingDistance(limit func(s *session) int) func(*behaviour) {
	return func(b *behaviour) {
		b.frameEnd = func(s *session) (closecode.Code, bool) {
			return closecode.InvalidData, s.reader.Compressed && s.reader.Deflated.Distance > limit(s)
		}
	}
}

// compressing is the fault that compresses in a way of its own.
func compressing(compress func(s *session, m *message) frame.Frame) func(*behaviour) {
	return func(b *behaviour) { b.compress = compress }
}

// compressingTo is the fault that changes the payload of compressed messages.
func compressingTo(change func(p []byte) []byte) func(*behaviour) {
	return compressing(func(s *session, m *message) frame.Frame {
		f := frame.New(m.opcode, payload.Bytes(change(s.compressed(m).Payload.Bytes())))
		f.RSV = frame.RSV1
		return f
	})
}

// compressingControl is the fault that compresses control frames.
func compressingControl(opcode frame.Opcode) func(*behaviour) {
	return func(b *behaviour) {
		b.send = func(s *session, f frame.Frame) []frame.Frame {
			if f.Opcode == opcode && s.deflater != nil && f.Payload.Size() > 0 {
				f = frame.New(opcode, payload.Bytes(s.deflater.Message(nil, f.Payload.Bytes())))
			}
			return []frame.Frame{f}
		}
	}
}

// unmasked is the payload of the first frame in some bytes, if it is there as a whole.
func unmasked(in []byte) []byte {
	var p frame.Parser
	if _, ev := p.Next(bytes.Clone(in)); ev&frame.End == 0 {
		return nil
	}
	return bytes.Clone(p.Payload)
}
