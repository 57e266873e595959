package fuzz

import (
	"encoding/binary"

	"github.com/wsspec/wsspec/reference/frame"
)

// The binary form of a scenario is two bytes for the opening handshake and a record of opSize bytes for each operation,
// all of one size, so that a changed byte changes one operation, and an operation more or less leaves the others as they are:
//
//	0      kind
//	1      FIN, RSV and opcode as on the wire; the number of bytes of SendRaw; the delay of Pause and Stall
//	2      form (bits 0 and 1) and mask (bits 2 and up)
//	3      declared length
//	4      content
//	5      coding
//	6, 7   how much of the content goes into this fragment
//	8, 9   cut: offset (bits 0 to 13), every (bit 14), after (bit 15)
//	10-13  size
//	14-17  seed; in SendRaw bytes 10 to 17 are what is sent
const (
	openingSize = 2
	opSize      = 18
	maxOps      = 256
)

// Append appends the binary form.
func (s *Scenario) Append(dst []byte) []byte {
	opening := s.Opening.canonical()
	dst = append(dst, opening.Variant, opening.Every)
	for i := range s.Ops {
		dst = s.Ops[i].canonical().append(dst)
	}
	return dst
}

func (o Op) append(dst []byte) []byte {
	var r [opSize]byte
	r[0] = byte(o.Kind)
	switch o.Kind {
	case SendFrame:
		r[1] = o.RSV<<4 | byte(o.Opcode)
		if o.Fin {
			r[1] |= 0x80
		}
		r[2] = byte(o.Form) | byte(o.Mask)<<2
		r[3], r[4], r[5] = byte(o.Declare), byte(o.Content), byte(o.Coding)
		binary.BigEndian.PutUint16(r[6:], o.Take)
		binary.BigEndian.PutUint16(r[8:], o.Cut.bits())
		binary.BigEndian.PutUint32(r[10:], o.Size)
		binary.BigEndian.PutUint32(r[14:], o.Seed)
	case SendRaw:
		r[1] = byte(len(o.Bytes))
		copy(r[10:], o.Bytes)
	case Pause, Stall:
		r[1] = o.Delay
	}
	return append(dst, r[:]...)
}

// Decode reads a scenario from any bytes; what is no whole record is left out. A prefix decodes to the first operations.
func Decode(b []byte) *Scenario {
	s := new(Scenario)
	if len(b) < openingSize {
		return s
	}
	s.Opening = Opening{Variant: b[0], Every: b[1]}.canonical()
	for b = b[openingSize:]; len(b) >= opSize && len(s.Ops) < maxOps; b = b[opSize:] {
		s.Ops = append(s.Ops, decodeOp([opSize]byte(b)))
	}
	return s
}

func decodeOp(r [opSize]byte) Op {
	o := Op{Kind: Kind(r[0]) % kinds}
	switch o.Kind {
	case SendFrame:
		o.Fin, o.RSV, o.Opcode = r[1]&0x80 != 0, r[1]>>4&7, frame.Opcode(r[1]&0xF)
		o.Form, o.Mask = frame.Form(r[2]&3), Mask(r[2]>>2)
		o.Declare, o.Content, o.Coding = Declared(r[3]), Content(r[4]), Coding(r[5])
		o.Take = binary.BigEndian.Uint16(r[6:])
		cut := binary.BigEndian.Uint16(r[8:])
		o.Cut = Cut{At: cut & maxCut, Every: cut&cutEvery != 0, After: cut&cutAfter != 0}
		o.Size, o.Seed = binary.BigEndian.Uint32(r[10:]), binary.BigEndian.Uint32(r[14:])
	case SendRaw:
		o.Bytes = string(r[10 : 10+int(r[1])%(maxRaw+1)])
	case Pause, Stall:
		o.Delay = r[1]
	}
	return o.canonical()
}

const (
	cutEvery = 1 << 14
	cutAfter = 1 << 15
)

func (c Cut) bits() uint16 {
	bits := c.At
	if c.Every {
		bits |= cutEvery
	}
	if c.After {
		bits |= cutAfter
	}
	return bits
}
