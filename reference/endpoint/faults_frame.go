package endpoint

import (
	"encoding/binary"
	"slices"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults in the base framing (RFC 6455 sections 5.1 to 5.3).
var framingFaults = []*Fault{
	{Name: "masks-wrongly", Section: "5.1", Doc: "The server masks its frames, the client does not.",
		apply: forging(func(f *frame.Frame) { *f = wrongMask(*f) })},
	{Name: "masks-pongs-wrongly", Section: "5.1", Doc: "The mask bit of every Pong is the wrong way round.",
		apply: forging(func(f *frame.Frame) { *f = wrongMask(*f) }, frame.Pong)},
	{Name: "masks-close-wrongly", Section: "5.1", Doc: "The mask bit of every Close is the wrong way round.",
		apply: forging(func(f *frame.Frame) { *f = wrongMask(*f) }, frame.Close)},
	{Name: "mask-unchecked", Section: "5.1", Doc: "The endpoint takes frames whether they are masked or not.",
		apply: overlooking(stream.Unmasked, stream.Masked)},
	{Name: "mask-unchecked-control", Section: "5.1", Doc: "The endpoint takes control frames whether they are masked or not.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return (f.Rule == stream.Unmasked || f.Rule == stream.Masked) && s.reader.Header.Opcode.IsControl()
			}
		}},
	{Name: "mask-unchecked-continuation", Section: "5.1", Doc: "The endpoint takes continuation frames whether they are masked or not.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return (f.Rule == stream.Unmasked || f.Rule == stream.Masked) && s.reader.Header.Opcode == frame.Continuation
			}
		}},
	{Name: "mask-unchecked-empty", Section: "5.1", Doc: "The endpoint does not look at the mask bit of empty frames.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				return (f.Rule == stream.Unmasked || f.Rule == stream.Masked) && s.reader.Header.Length == 0
			}
		}},
	{Name: "mask-breach-waits", Section: "5.1", Doc: "The endpoint keeps a frame with a wrong mask bit and everything behind it, for ever.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				if f.Rule != stream.Unmasked && f.Rule != stream.Masked {
					return false
				}
				s.hang()
				s.ended = true
				return true
			}
		}},
	{Name: "mask-phase", Section: "5.3", Role: reference.Server, Doc: "The position in the masking-key starts again with every piece that arrives.",
		apply: func(b *behaviour) {
			b.piece = func(s *session, piece []byte) {
				r := &s.reader
				if before := int(r.Header.Length-r.Left()) - len(piece); r.Header.Masked && before > 0 {
					frame.Mask(piece, r.Header.Key, before)
					frame.Mask(piece, r.Header.Key, 0)
				}
			}
		}},
	{Name: "mask-phase-fragments", Section: "5.3", Role: reference.Server, Doc: "The position in the masking-key is carried over into the next fragment.",
		apply: func(b *behaviour) {
			b.piece = func(s *session, piece []byte) {
				r := &s.reader
				before := int(r.Header.Length-r.Left()) - len(piece)
				if carried := len(s.message) - before; r.Header.Masked && r.Header.Opcode == frame.Continuation {
					frame.Mask(piece, r.Header.Key, before)
					frame.Mask(piece, r.Header.Key, before+carried)
				}
			}
		}},
	{Name: "mask-key-zero", Section: "5.3", Role: reference.Server, Doc: "A masking-key of four zero bytes is taken for no masking, and its bytes for payload.",
		apply: receiving(func(s *session, m *message) bool {
			if s.reader.Header.Masked && s.reader.Header.Key == [4]byte{} {
				m.payload = append([]byte{0, 0, 0, 0}, m.payload...)
			}
			return true
		})},
	{Name: "mask-key-sign", Section: "5.3", Role: reference.Server, Doc: "A masking-key whose first bit is set is applied with its first byte cleared.",
		apply: receiving(func(s *session, m *message) bool {
			if h := s.reader.Header; h.Masked && h.Key[0] >= 0x80 {
				m.payload = append([]byte(nil), m.payload...)
				for i := 0; i < len(m.payload); i += 4 {
					m.payload[i] ^= h.Key[0]
				}
			}
			return true
		})},
	{Name: "mask-tail", Section: "5.3", Role: reference.Server, Doc: "The last bytes of a payload that fill no word of eight stay masked.",
		apply: receiving(func(s *session, m *message) bool {
			if h := s.reader.Header; h.Masked && len(m.payload)%8 != 0 {
				m.payload = append([]byte(nil), m.payload...)
				at := len(m.payload) / 8 * 8
				frame.Mask(m.payload[at:], h.Key, at)
			}
			return true
		})},
	{Name: "rsv-unchecked", Section: "5.2", Doc: "The endpoint does not look at the reserved bits.",
		apply: overlooking(stream.RSV)},
	{Name: "rsv-unchecked-control", Section: "5.2", Doc: "The endpoint does not look at the reserved bits of control frames.",
		apply: overlookingIf(stream.RSV, func(s *session) bool { return s.reader.Header.Opcode.IsControl() })},
	{Name: "rsv-unchecked-continuation", Section: "5.2", Doc: "The endpoint does not look at the reserved bits of continuation frames.",
		apply: overlookingIf(stream.RSV, func(s *session) bool { return s.reader.Header.Opcode == frame.Continuation })},
	{Name: "rsv1-unchecked", Section: "5.2", Doc: "The endpoint accepts RSV1 although nothing was negotiated.",
		apply: overlookingIf(stream.RSV, func(s *session) bool { return s.reader.Header.RSV == frame.RSV1 })},
	{Name: "rsv23-unchecked", Section: "5.2", Doc: "The endpoint looks at RSV1 only.",
		apply: overlookingIf(stream.RSV, func(s *session) bool { return s.reader.Header.RSV&frame.RSV1 == 0 })},
	{Name: "sends-rsv", Section: "5.2", Doc: "The endpoint sets RSV1 on the messages it sends.",
		apply: forging(func(f *frame.Frame) { f.RSV = frame.RSV1 }, frame.Text, frame.Binary)},
	{Name: "sends-rsv-control", Section: "5.2", Doc: "The endpoint sets RSV2 on the control frames it sends.",
		apply: forging(func(f *frame.Frame) { f.RSV = frame.RSV2 }, frame.Pong, frame.Close)},
	{Name: "reserved-data-opcodes", Section: "5.2", Doc: "The endpoint ignores frames with the opcodes 3 to 7.",
		apply: func(b *behaviour) { ignoreOpcodes(b, func(o frame.Opcode) bool { return !o.IsControl() }) }},
	{Name: "reserved-control-opcodes", Section: "5.2", Doc: "The endpoint ignores frames with the opcodes B to F.",
		apply: func(b *behaviour) { ignoreOpcodes(b, frame.Opcode.IsControl) }},
	{Name: "reserved-opcodes-echoed", Section: "5.2", Doc: "The endpoint echoes messages with the opcodes 3 to 7.",
		apply: overlookingIf(stream.ReservedOpcode, func(s *session) bool { return !s.reader.Header.Opcode.IsControl() })},
	{Name: "length-top-bit", Section: "5.2", Doc: "The endpoint clears the most significant bit of a 64-bit length and goes on.",
		apply: changingLength(func(length []byte) { length[0] &= 0x7F })},
	{Name: "length-32-bits", Section: "5.2", Doc: "The endpoint takes the low 32 bits of a 64-bit length, so that payload is read as frames.",
		apply: changingLength(func(length []byte) { copy(length, []byte{0, 0, 0, 0}) })},
	{Name: "length-31-bits", Section: "5.2", Doc: "The endpoint takes the low 31 bits of a 64-bit length, so that payload is read as frames.",
		apply: changingLength(func(length []byte) { copy(length, []byte{0, 0, 0, 0, length[4] & 0x7F}) })},
	{Name: "length-forms-lost", Section: "5.2", Doc: "The endpoint loses messages whose length is not in the shortest form.",
		apply: func(b *behaviour) {
			overlooking(stream.LengthNotShortest)(b)
			b.message = func(s *session, _ *message) bool { return s.reader.Header.Minimal() }
		}},
	{Name: "length-forms-hang", Section: "5.2", Doc: "The endpoint stops answering after a length that is not in the shortest form.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				if f.Rule != stream.LengthNotShortest {
					return false
				}
				s.hang()
				s.ended = true
				return true
			}
		}},
	{Name: "sends-16-bit-125", Section: "5.2", Doc: "The endpoint writes a length of 125 in 16 bits.",
		apply: forging(func(f *frame.Frame) {
			if f.Length == 125 {
				f.Form = frame.Form16
			}
		}, frame.Text, frame.Binary)},
	{Name: "sends-64-bit-65535", Section: "5.2", Doc: "The endpoint writes a length of 65535 in 64 bits.",
		apply: forging(func(f *frame.Frame) {
			if f.Length == 65535 {
				f.Form = frame.Form64
			}
		}, frame.Text, frame.Binary)},
	{Name: "sends-64-bit-always", Section: "5.2", Doc: "The endpoint writes every length in 64 bits.",
		apply: forging(func(f *frame.Frame) { f.Form = frame.Form64 })},
	{Name: "sends-length-little-endian", Section: "5.2", Doc: "The endpoint writes 16-bit lengths with the low byte first.",
		apply: func(b *behaviour) {
			b.raw = func(_ *session, f *frame.Frame, wire []byte) []byte {
				if wire[1]&0x7F == 126 {
					binary.LittleEndian.PutUint16(wire[2:], uint16(f.Length))
				}
				return wire
			}
		}},
	{Name: "reads-length-126-short", Section: "5.2", Doc: "The endpoint loses the last byte of messages of exactly 126 bytes.",
		apply: truncating(126)},
	{Name: "reads-length-128-lost", Section: "5.2", Doc: "The endpoint loses messages of 128 bytes.",
		apply: receiving(func(_ *session, m *message) bool { return len(m.payload) != 128 })},
	{Name: "reads-length-256-short", Section: "5.2", Doc: "The endpoint loses the last byte of messages of 256 bytes.",
		apply: truncating(256)},
	{Name: "reads-length-65535-short", Section: "5.2", Doc: "The endpoint loses the last byte of messages of 65535 bytes.",
		apply: truncating(65535)},
	{Name: "reads-length-65536-empty", Section: "5.2", Doc: "The endpoint takes 65536 for 0.",
		apply: receiving(func(_ *session, m *message) bool {
			if len(m.payload) == 65536 {
				m.payload = nil
			}
			return true
		})},
	{Name: "reads-length-127-refused", Section: "5.2", Doc: "The endpoint fails the connection for lengths of 127 bytes.",
		apply: refusingLength(func(n uint64) bool { return n == 127 })},
	{Name: "reads-length-large-refused", Section: "5.2", Doc: "The endpoint fails the connection for frames of 65537 bytes and more.",
		apply: refusingLength(func(n uint64) bool { return n > 65536 })},
	{Name: "text-for-binary", Section: "5.2", Doc: "The endpoint echoes binary messages as text where they are valid text.",
		apply: receiving(func(_ *session, m *message) bool {
			if m.opcode == frame.Binary && offendingByte(m.payload) < 0 {
				m.opcode = frame.Text
			}
			return true
		})},
	{Name: "binary-for-text", Section: "6.1", Doc: "The endpoint echoes text messages as binary.",
		apply: receiving(func(_ *session, m *message) bool { m.opcode = frame.Binary; return true })},
	{Name: "binary-as-text", Section: "5.6", Doc: "The endpoint fails the connection for binary messages that are no UTF-8.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.InvalidData, s.reader.Message == frame.Binary && !s.reader.Header.Opcode.IsControl() && offendingByte(s.message) >= 0
			}
		}},
	{Name: "byte-lost", Section: "5.2", Doc: "The endpoint loses the bytes 0x1a of binary messages.",
		apply: receiving(func(_ *session, m *message) bool {
			if m.opcode == frame.Binary {
				m.payload = slices.DeleteFunc(slices.Clone(m.payload), func(b byte) bool { return b == 0x1a })
			}
			return true
		})},
	{Name: "empty-message-lost", Section: "5.2", Doc: "The endpoint does not echo empty messages.",
		apply: receiving(func(_ *session, m *message) bool { return len(m.payload) > 0 })},
	{Name: "empty-frame-key", Section: "5.2", Doc: "The endpoint fails the connection for an empty masked frame, since no masking-key should follow.",
		apply: refusingLength(func(n uint64) bool { return n == 0 })},
	{Name: "echo-twice", Section: "6.1", Doc: "The endpoint echoes every message twice.",
		apply: receiving(func(_ *session, m *message) bool { m.times = 2; return true })},
	{Name: "echo-cut", Section: "6.1", Doc: "The endpoint echoes at most 1000 bytes of a message.",
		apply: receiving(func(_ *session, m *message) bool { m.payload = m.payload[:min(len(m.payload), 1000)]; return true })},
	{Name: "echo-never", Section: "6.1", Doc: "The endpoint echoes the first message of a connection only.",
		apply: receiving(func(s *session, _ *message) bool { s.ours.messages++; return s.ours.messages == 1 })},
	{Name: "echo-garbage", Section: "6.1", Doc: "A stray byte follows every frame of 126 bytes and more.",
		apply: func(b *behaviour) {
			b.raw = func(_ *session, f *frame.Frame, wire []byte) []byte {
				if f.Length >= 126 {
					wire = append(wire, 0)
				}
				return wire
			}
		}},
	{Name: "one-frame-per-read", Section: "6.2", Doc: "The endpoint loses what follows the first message of a read.",
		apply: func(b *behaviour) {
			b.message = func(s *session, _ *message) bool {
				s.ours.perRead++
				return s.ours.perRead == 1
			}
			b.control = func(s *session, _ frame.Opcode, _ []byte) bool { return s.ours.perRead > 0 }
		}},
	{Name: "header-cut-lost", Section: "5.2", Doc: "The endpoint wants the first two bytes of a frame in one piece.",
		apply: func(b *behaviour) { b.wholeHeader = true }},
	{Name: "second-type-kept", Section: "6.2", Doc: "The type of the first message of a connection sticks to the next ones.",
		apply: receiving(func(s *session, m *message) bool {
			if s.ours.opcode == 0 {
				s.ours.opcode = m.opcode
			}
			m.opcode = s.ours.opcode
			return true
		})},
	{Name: "stale-buffer", Section: "6.2", Doc: "A message shorter than the one before carries the end of that one.",
		apply: receiving(func(s *session, m *message) bool {
			longer := append([]byte(nil), m.payload...)
			if before := s.ours.earlier; len(before) > len(longer) {
				longer = append(longer, before[len(longer):]...)
			}
			s.ours.earlier = longer
			m.payload = longer
			return true
		})},
	{Name: "limit-unchecked-fragments", Section: "10.4", Doc: "The endpoint applies its message limit to single frames only.",
		apply: func(b *behaviour) {
			b.limit = func(s *session) bool { return s.reader.Header.Length <= uint64(s.config.maxMessage()) }
		}},
	{Name: "limit-late", Section: "10.4", Doc: "The endpoint returns a message over its limit before it fails the connection.",
		apply: func(b *behaviour) {
			b.limit = func(*session) bool { return true }
			b.message = func(s *session, m *message) bool {
				if int64(len(m.payload)) <= s.config.maxMessage() {
					return true
				}
				s.send(echoOf(m))
				s.fail(closecode.TooBig)
				return false
			}
		}},
	{Name: "limit-1002", Section: "10.4", Doc: "The endpoint answers a message over its limit with 1002.",
		apply: func(b *behaviour) {
			b.failCode = func(c closecode.Code) closecode.Code {
				if c == closecode.TooBig {
					return closecode.ProtocolError
				}
				return c
			}
		}},
	{Name: "text-only-1002", Section: "7.4.1", Doc: "An endpoint for text only answers binary messages with 1002.",
		apply: func(b *behaviour) {
			b.failCode = func(c closecode.Code) closecode.Code {
				if c == closecode.UnsupportedData {
					return closecode.ProtocolError
				}
				return c
			}
		}},
}

func ignoreOpcodes(b *behaviour, which func(frame.Opcode) bool) {
	b.overlook = func(s *session, f reference.Finding) bool {
		return f.Rule == stream.ReservedOpcode && which(s.reader.Header.Opcode)
	}
	b.message = func(s *session, m *message) bool { return !m.opcode.IsReserved() }
}

// changingLength is the fault that changes every 64-bit length whose first bytes come at the beginning of a read.
func changingLength(change func(length []byte)) func(*behaviour) {
	return func(b *behaviour) {
		b.input = func(s *session, in []byte) {
			if !s.reader.InFrame() && len(in) >= 10 && in[1]&0x7F == 127 {
				change(in[2:10])
			}
		}
		overlooking(stream.LengthNotShortest)(b)
	}
}

func truncating(size int) func(*behaviour) {
	return receiving(func(_ *session, m *message) bool {
		if len(m.payload) == size {
			m.payload = m.payload[:size-1]
		}
		return true
	})
}

func refusingLength(which func(uint64) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.frameEnd = func(s *session) (closecode.Code, bool) {
			return closecode.ProtocolError, !s.reader.Header.Opcode.IsControl() && which(s.reader.Header.Length)
		}
	}
}

// echoOf is the echo of a message as one frame.
func echoOf(m *message) frame.Frame { return frame.New(m.opcode, payload.Bytes(m.payload)) }
