package cases

import (
	"fmt"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Frame is a frame to send, whoever sends it: the mask bit is set as the role of the sender asks for, with a fresh
// masking-key, unless the case says otherwise. Its methods return a changed copy.
type Frame struct {
	frame     frame.Frame
	keyChosen bool
	wrongMask bool
	refusable bool
	hidden    bool
	share     int64 // percent of the target's limit that the payload has; 0 for the payload as it is

	compress  bool                // the payload is compressed as was agreed
	craft     func(Agreed) []byte // makes the payload
	crafted   string              // what it is like
	fragments []int64             // sizes of the fragments, all but the last
	every     int64               // size of the fragments; 0 if they are not of one size
	between   []Frame             // what follows the first fragment

	content      payload.Payload // of the compressed message that this frame begins
	contentKnown bool
}

// Text is a whole text message.
func Text(s string) Frame { return TextOf(payload.String(s)) }

// TextOf is a whole text message with a described payload.
func TextOf(p payload.Payload) Frame { return Frame{frame: frame.New(frame.Text, p)} }

// Binary is a whole binary message; the string holds its bytes.
func Binary(b string) Frame { return BinaryOf(payload.String(b)) }

// BinaryOf is a whole binary message with a described payload.
func BinaryOf(p payload.Payload) Frame { return Frame{frame: frame.New(frame.Binary, p)} }

// Cont is a continuation frame, the last of its message.
func Cont(s string) Frame { return ContOf(payload.String(s)) }

// ContOf is a continuation frame with a described payload, the last of its message.
func ContOf(p payload.Payload) Frame { return Frame{frame: frame.New(frame.Continuation, p)} }

// Ping is a Ping frame; the string holds its bytes.
func Ping(b string) Frame { return Frame{frame: frame.New(frame.Ping, payload.String(b))} }

// Pong is a Pong frame; the string holds its bytes.
func Pong(b string) Frame { return Frame{frame: frame.New(frame.Pong, payload.String(b))} }

// Close is a Close frame with a code and a reason.
func Close(code closecode.Code, reason string) Frame {
	return CloseBody(string(stream.AppendClose(nil, code, reason)))
}

// CloseBody is a Close frame with exactly these bytes as its body.
func CloseBody(b string) Frame { return Frame{frame: frame.New(frame.Close, payload.String(b))} }

// ShareOfLimit is a message that has so many percent of the smallest size that the target refuses.
func ShareOfLimit(opcode frame.Opcode, percent int64) Frame {
	f := TextOf(nil)
	f.frame.Opcode, f.share = opcode, percent
	return f
}

// Sized is the frame for a target with that limit, in bytes.
func (f Frame) Sized(limit int64) Frame {
	if f.share > 0 {
		f.frame.Payload = payload.Text(limit * f.share / 100)
		f.frame.Length = uint64(f.frame.Payload.Size())
	}
	return f
}

// Opcode is a frame with any opcode.
func Opcode(opcode frame.Opcode, b string) Frame {
	return Frame{frame: frame.New(opcode, payload.String(b))}
}

// More clears FIN: more fragments follow.
func (f Frame) More() Frame { f.frame.Fin = false; return f }

// RSV sets reserved bits: RSV1 = 4, RSV2 = 2, RSV3 = 1.
func (f Frame) RSV(bits uint8) Frame { f.frame.RSV = bits; return f }

// Form16 writes the length in 16 bits, however short it is.
func (f Frame) Form16() Frame { f.frame.Form = frame.Form16; return f }

// Form64 writes the length in 64 bits, however short it is.
func (f Frame) Form64() Frame { f.frame.Form = frame.Form64; return f }

// Declares puts another length into the header than the payload has.
func (f Frame) Declares(length uint64) Frame { f.frame.Length = length; return f }

// Key chooses the masking-key, where the sender masks.
func (f Frame) Key(key [4]byte) Frame { f.frame.Key, f.keyChosen = key, true; return f }

// Refusable marks a frame that the target need not take, so that the case is put to targets that do not.
func (f Frame) Refusable() Frame { f.refusable = true; return f }

// Hidden marks a frame that stands inside the payload which the frame before it declares, so that it is none.
func (f Frame) Hidden() Frame { f.hidden = true; return f }

// IsHidden tells whether the frame is none.
func (f Frame) IsHidden() bool { return f.hidden }

// WrongMask sets the mask bit the wrong way round for the sender.
func (f Frame) WrongMask() Frame { f.wrongMask = true; return f }

// HasWrongMask tells whether the mask bit is the wrong way round.
func (f Frame) HasWrongMask() bool { return f.wrongMask }

// Wire is the frame as the given role sends it. The key is asked for only if the frame is masked and the case leaves
// the choice open.
func (f Frame) Wire(sender reference.Role, key func() [4]byte) frame.Frame {
	wire := f.frame
	wire.Masked = (sender == reference.Client) != f.wrongMask
	if wire.Masked && !f.keyChosen {
		wire.Key = key()
	}
	if !wire.Masked {
		wire.Key = [4]byte{}
	}
	return wire
}

// Header is the header without mask bit and key.
func (f Frame) Header() frame.Header { return f.frame.Header }

// Payload is what the frame carries.
func (f Frame) Payload() payload.Payload { return f.frame.Payload }

// Whole tells whether the payload is as long as the header declares.
func (f Frame) Whole() bool { return f.frame.Length == uint64(f.frame.Payload.Size()) }

// String describes the frame: what is unusual about it, and its payload.
func (f Frame) String() string {
	h := f.frame.Header
	s := h.String()
	if f.wrongMask {
		s += " with the wrong mask bit"
	}
	if f.hidden {
		s += " inside that payload"
	}
	if f.keyChosen {
		s += fmt.Sprintf(" with masking-key %x", h.Key)
	}
	if !f.Whole() {
		s += " declaring " + length(h.Length)
	}
	if f.share > 0 {
		return s + fmt.Sprintf(", %d %% of the smallest size that the target refuses", f.share)
	}
	p := f.frame.Payload
	cutting := f.describeCutting()
	switch {
	case h.Opcode == frame.Close && f.Whole():
		return s + DescribeClose(p.Bytes())
	case f.craft != nil:
		return s + cutting
	}
	if p.Size() == 0 {
		return s + ", empty" + cutting
	}
	return s + ", " + DescribePayload(p) + cutting
}

// length is a declared length in words: in hexadecimal where only the bits of it matter.
func length(n uint64) string {
	switch {
	case n == 1:
		return "1 byte"
	case n < 1<<31:
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%#x bytes", n)
}

// DescribePayload is a payload in a few words: its size, and its bytes quoted as far as they are few.
func DescribePayload(p payload.Payload) string {
	const shown = 24
	size := p.Size()
	head := make([]byte, min(size, shown))
	p.ReadAt(head, 0)
	more := ""
	if size > shown {
		more = "…"
	}
	return fmt.Sprintf("%s %q%s", length(uint64(size)), head, more)
}

// DescribeClose is the body of a Close frame in a few words, with a space before them.
func DescribeClose(body []byte) string {
	code, reason, ok := stream.ParseClose(body)
	switch {
	case len(body) == 0:
		return " without a code"
	case !ok:
		return fmt.Sprintf(" with a body of one byte %q", body)
	case len(reason) == 0:
		return " " + code.String()
	}
	return " " + code.String() + " " + DescribePayload(payload.Bytes(reason))
}
