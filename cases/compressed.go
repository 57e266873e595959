package cases

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// rsv1 marks a compressed message (RFC 7692 section 6).
const rsv1 = 4

// Agreed is what was agreed about permessage-deflate; the zero value stands for its defaults.
type Agreed = permessagedeflate.Params

// Compressed compresses a text or binary message as was agreed, and sets RSV1.
func (f Frame) Compressed() Frame { f.compress = true; return f }

// Crafted is a compressed message whose payload is made for what was agreed.
func Crafted(opcode frame.Opcode, what string, payload func(Agreed) []byte) Frame {
	f := Opcode(opcode, "")
	f.craft, f.crafted = payload, what
	return f.RSV(rsv1)
}

// Inflates is a compressed message with exactly this payload.
func Inflates(opcode frame.Opcode, payload []byte) Frame {
	return Opcode(opcode, string(payload)).RSV(rsv1)
}

// InFragments cuts a message, once it is compressed, into fragments of these sizes and a last one with the rest.
func (f Frame) InFragments(sizes ...int64) Frame { f.fragments = sizes; return f }

// InFragmentsOf cuts a message, once it is compressed, into fragments of one size. The last may be smaller.
func (f Frame) InFragmentsOf(size int64) Frame { f.every = size; return f }

// Between puts control frames behind the first fragment.
func (f Frame) Between(control ...Frame) Frame { f.between = control; return f }

// Expand returns the frames that a message is sent as. What is compressed goes through compress.
func (f Frame) Expand(agreed Agreed, compress func(payload.Payload) []byte) []Frame {
	content, known := f.frame.Payload, f.compress
	if f.craft != nil {
		f = f.carrying(payload.Bytes(f.craft(agreed)))
	}
	if f.compress {
		f = f.carrying(payload.Bytes(compress(content))).RSV(f.frame.RSV | rsv1)
		f.compress = false
	}
	frames := f.cut()
	if known {
		frames[0].content, frames[0].contentKnown = content, true
	}
	return append(frames[:1:1], append(f.between, frames[1:]...)...)
}

func (f Frame) carrying(p payload.Payload) Frame {
	f.frame.Payload, f.frame.Length = p, uint64(p.Size())
	return f
}

// cut returns the fragments of a message.
func (f Frame) cut() []Frame {
	whole, fin := f.frame.Payload, f.frame.Fin
	sizes := f.fragments
	for left := whole.Size(); f.every > 0 && left > f.every; left -= f.every {
		sizes = append(sizes, f.every)
	}
	if len(sizes) == 0 {
		return []Frame{f}
	}
	var frames []Frame
	at := int64(0)
	for i := range len(sizes) + 1 {
		end := whole.Size()
		if i < len(sizes) {
			end = min(at+sizes[i], end)
		}
		part := f.carrying(whole.Slice(at, end))
		if i > 0 {
			part.frame.Opcode, part.frame.RSV = frame.Continuation, 0
		}
		part.frame.Fin = fin && i == len(sizes)
		frames = append(frames, part)
		at = end
	}
	return frames
}

// Content is what a compressed message holds, if that is known from the case.
func (f Frame) Content() (payload.Payload, bool) { return f.content, f.contentKnown }

// Deflated tells whether the frame begins a compressed message that is not compressed by the sender but given.
func (f Frame) Deflated() bool { return f.frame.RSV&rsv1 != 0 && !f.contentKnown }

// describeCutting is how a message is compressed and cut, as part of its description.
func (f Frame) describeCutting() string {
	s := ""
	if f.compress {
		s += ", compressed"
	}
	if f.craft != nil {
		s += ", compressed: " + f.crafted
	}
	switch {
	case f.every > 0:
		s += fmt.Sprintf(", in fragments of %s", length(uint64(f.every)))
	case len(f.fragments) > 0:
		s += fmt.Sprintf(", in fragments of %s and the rest", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(f.fragments)), ", "), "[]"))
	}
	for _, c := range f.between {
		s += ", behind the first a " + c.String()
	}
	return s
}
