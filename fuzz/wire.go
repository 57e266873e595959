package fuzz

import (
	"encoding/binary"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// step is what a player does at a time: it writes a segment, or does what the kind says.
type step struct {
	kind    Kind // SendRaw writes the segment
	segment []byte
	delay   time.Duration
}

// mostSegments bounds the segments that a request, and all the frames behind it, are cut into, because each of them takes a
// pause. What is left is sent as a whole.
const mostSegments = 24

// steps are the operations as they go over the wire of a connection with what was agreed about permessage-deflate.
func (s *Scenario) steps(agreed *permessagedeflate.Params) []step {
	w := wire{agreed: agreed, deflater: agreed.Deflater(reference.Client)}
	for i := range s.Ops {
		w.op(s.Ops[i].canonical())
	}
	w.flush()
	return w.out
}

// wire puts operations into bytes.
type wire struct {
	agreed   *permessagedeflate.Params
	deflater *deflate.Deflater
	rest     []byte // of the message in progress, or what it is compressed to
	segment  []byte
	cuts     int // segments that were cut off
	out      []step
}

func (w *wire) op(o Op) {
	switch o.Kind {
	case SendFrame:
		f := w.frame(&o)
		w.cut(f.Append(nil), o.Cut)
	case SendRaw:
		w.segment = append(w.segment, o.Bytes...)
	default:
		w.flush()
		w.out = append(w.out, step{kind: o.Kind, delay: o.delay()})
	}
}

func (w *wire) frame(o *Op) frame.Frame {
	f := frame.Frame{Header: frame.Header{Fin: o.Fin, RSV: o.RSV, Opcode: o.Opcode, Form: o.Form, Masked: o.Mask != NoMask}}
	if o.Mask == RandomKey {
		binary.BigEndian.PutUint32(f.Key[:], o.Seed*0x9E3779B1+0x7F4A7C15)
	}
	var body []byte
	switch {
	case o.begins():
		body = o.Content.make(int(o.Size), o.Seed)
		if o.Coding != Plain && w.deflater != nil {
			f.RSV |= frame.RSV1
			body = w.compress(o, body)
		}
		body = w.take(o, body)
	case o.Content == Rest && o.Opcode == frame.Continuation:
		body = w.take(o, w.rest)
	default:
		body = o.Content.make(int(o.Size), o.Seed)
	}
	f.Payload = payload.Bytes(body)
	f.Length = o.Declare.length(uint64(len(body)))
	return f
}

// take is what goes into this frame; the rest waits for the next ones.
func (w *wire) take(o *Op, content []byte) []byte {
	n := len(content)
	if !o.Fin {
		n = min(n, int(o.Take))
	}
	w.rest = content[n:]
	return content[:n]
}

func (w *wire) compress(o *Op, content []byte) []byte {
	if o.Coding == Deflate {
		return w.deflater.Message(nil, content)
	}
	w.deflater.Reset() // what it remembers is no longer what stands at the end of the target's window
	b := new(deflate.Builder)
	switch o.Coding {
	case Stored:
		for piece := range pieces(content, 1<<16-1) {
			b.Stored(piece)
		}
	case Literals:
		b.Fixed(deflate.Literals(content)...)
	case FinalBlock:
		b.Final().Fixed(deflate.Literals(content)...)
	case EmptyBlocks:
		for piece := range pieces(content, max(1, len(content)/3)) {
			b.Stored(nil).Fixed(deflate.Literals(piece)...).Fixed()
		}
	case Unstripped:
		b.Fixed(deflate.Literals(content)...)
		return append(b.Message(), deflate.Tail...)
	case Corrupt:
		corruptions := deflate.Corruptions()
		return corruptions[o.Seed%uint32(len(corruptions))].Payload
	}
	return b.Message()
}

// pieces are the parts of content of a size; one empty part if there is none.
func pieces(content []byte, size int) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(content) > size {
			if !yield(content[:size]) {
				return
			}
			content = content[size:]
		}
		yield(content)
	}
}

// cut adds the bytes of an operation, cut into segments.
func (w *wire) cut(b []byte, c Cut) {
	at := int(c.At)
	for more := at > 0; more && len(b) > at && w.cuts < mostSegments; more = c.Every {
		w.segment = append(w.segment, b[:at]...)
		w.cutOff()
		b = b[at:]
	}
	w.segment = append(w.segment, b...)
	if c.After && w.cuts < mostSegments {
		w.cutOff()
	}
}

func (w *wire) cutOff() {
	w.cuts++
	w.flush()
}

func (w *wire) flush() {
	if len(w.segment) > 0 {
		w.out = append(w.out, step{kind: SendRaw, segment: w.segment})
		w.segment = nil
	}
}
