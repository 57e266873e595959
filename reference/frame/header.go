// Package frame is the base framing of RFC 6455 section 5.2: a header and a frame that can express what the protocol
// forbids, an appender, an incremental parser that allocates nothing per frame, and masking (section 5.3).
//
// The package reads and writes; it does not judge. Whether a header is legal is decided by package stream.
package frame

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Bits of Header.RSV.
const (
	RSV1 uint8 = 4
	RSV2 uint8 = 2
	RSV3 uint8 = 1
)

// Form is one of the three forms of the payload length.
type Form uint8

const (
	Shortest Form = iota // when writing: the shortest form that holds the length
	Form7                // 7 bits
	Form16               // 126 and 16 bits
	Form64               // 127 and 64 bits
)

// MaxHeader is the size of the longest header: 2 bytes, a 64-bit length and a masking-key.
const MaxHeader = 14

// Header is a frame header as it stands on the wire.
type Header struct {
	Fin    bool
	RSV    uint8 // RSV1 = 4, RSV2 = 2, RSV3 = 1
	Opcode Opcode
	Masked bool
	Form   Form
	Key    [4]byte // masking-key, if Masked
	Length uint64  // the payload length that the header declares, all 64 bits of it
}

// shortest is the form that section 5.2 asks of a sender.
func shortest(length uint64) Form {
	switch {
	case length <= 125:
		return Form7
	case length <= 0xFFFF:
		return Form16
	}
	return Form64
}

// Minimal tells whether the length is in the shortest form that holds it, as Append writes it.
func (h *Header) Minimal() bool { return h.form() == shortest(h.Length) }

// form is the form to write: the one asked for, or the shortest where that is too small for the length.
func (h *Header) form() Form { return max(h.Form, shortest(h.Length)) }

// Size is the number of bytes that Append writes.
func (h *Header) Size() int {
	size := 2
	switch h.form() {
	case Form16:
		size += 2
	case Form64:
		size += 8
	}
	if h.Masked {
		size += 4
	}
	return size
}

// Append appends the header to dst. A Form too small for the length is widened, since it could not be written.
func (h *Header) Append(dst []byte) []byte {
	first := h.RSV&7<<4 | uint8(h.Opcode)&0xF
	if h.Fin {
		first |= 0x80
	}
	second := uint8(0)
	if h.Masked {
		second = 0x80
	}
	switch h.form() {
	case Form7:
		dst = append(dst, first, second|uint8(h.Length))
	case Form16:
		dst = append(dst, first, second|126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(h.Length))
	default:
		dst = append(dst, first, second|127)
		dst = binary.BigEndian.AppendUint64(dst, h.Length)
	}
	if h.Masked {
		dst = append(dst, h.Key[:]...)
	}
	return dst
}

// String names what is unusual about the header, so that a plain unfragmented frame reads as its opcode alone.
func (h *Header) String() string {
	var b strings.Builder
	b.WriteString(h.Opcode.String())
	if !h.Fin {
		b.WriteString(" fin=0")
	}
	if h.RSV != 0 {
		for i, bit := range []uint8{RSV1, RSV2, RSV3} {
			if h.RSV&bit != 0 {
				fmt.Fprintf(&b, " rsv%d", i+1)
			}
		}
	}
	if !h.Minimal() {
		switch h.Form {
		case Form16:
			b.WriteString(" 16-bit length")
		case Form64:
			b.WriteString(" 64-bit length")
		}
	}
	return b.String()
}
