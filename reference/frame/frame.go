package frame

import (
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/reference/payload"
)

// Frame is a frame to send. Nothing in it has to be legal: the declared length may differ from the payload's size,
// the mask bit may be set without a key.
type Frame struct {
	Header
	Payload payload.Payload
	NoKey   bool // leave the masking-key out although the mask bit is set; the payload goes out as it is
}

// New is an unmasked, unfragmented frame with the given payload and its true length.
func New(opcode Opcode, p payload.Payload) Frame {
	return Frame{Header: Header{Fin: true, Opcode: opcode, Length: uint64(p.Size())}, Payload: p}
}

// AppendHeader appends the header, without the key if NoKey is set.
func (f *Frame) AppendHeader(dst []byte) []byte {
	dst = f.Header.Append(dst)
	if f.Masked && f.NoKey {
		dst = dst[:len(dst)-len(f.Key)]
	}
	return dst
}

// Append appends header and payload, masked where the header says so. Meant for payloads that fit in memory.
func (f *Frame) Append(dst []byte) []byte {
	dst = f.AppendHeader(dst)
	start := len(dst)
	dst = slices.Grow(dst, int(f.Payload.Size()))
	dst = dst[:start+f.Payload.ReadAt(dst[start:cap(dst)], 0)]
	if f.Masked && !f.NoKey {
		Mask(dst[start:], f.Key, 0)
	}
	return dst
}

// String describes the frame in one line: what is unusual about it, and its payload.
func (f *Frame) String() string {
	s := f.Header.String()
	size := uint64(f.Payload.Size())
	if f.Length != size {
		s += fmt.Sprintf(" length %d declared", f.Length)
	}
	if f.NoKey {
		s += " without masking-key"
	}
	if size > 0 {
		s += " " + f.Payload.String()
	}
	return s
}
