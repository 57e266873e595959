// Package oracle derives, from the bytes that one side of an open connection sent, which answers of the other side
// conform: what it owes, what it may do, and what it must not do any more.
//
// A defect has two offsets. From Early on it is provable, so the peer may fail the connection; at Late it must have
// noticed. Between the two anything legal goes. A header is judged by the end of its frame, text by the end of its
// message; a frame that never ends has no Late, and waiting for it conforms.
package oracle

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// Never is the Late of a defect that the peer need not have noticed yet.
const Never int64 = 1<<63 - 1

// Item is something in the bytes sent that can be answered: a whole message, a Ping or a Close frame.
type Item struct {
	Opcode frame.Opcode
	Size   int64
	End    int64          // offset behind its last byte
	Code   closecode.Code // of a Close frame; 0 if it has none
	digest uint64
	// Tainted tells that the item carries a defect that the specification lets a receiver overlook.
	Tainted bool
}

// Defect is the reason why a connection has to fail.
type Defect struct {
	Rule  *reference.Rule // the first that was broken
	Early int64           // offset at which the breach was certain
	Late  int64           // offset at which it must have been noticed, or Never
	Codes []closecode.Code
}

// Expectation is what follows from the bytes that one side sent.
type Expectation struct {
	Items   []Item
	Defect  *Defect // nil if there is none
	Odd     bool    // a rule was broken to which no reaction is stated: the peer may fail the connection or carry on
	Closed  int64   // offset behind our first Close frame, or Never
	Cut     bool    // the last frame or message is not complete
	Pending uint64  // size of the message or frame that is not complete, as far as it is declared
	Sent    int64   // bytes sent
	Begun   bool    // the last frame has a header that is not complete and breaks a rule all the same
}

// Reader derives an Expectation from bytes as they are sent. Set Sender before the first Write.
type Reader struct {
	Sender  reference.Role
	Deflate *permessagedeflate.Params // what was agreed, nil for nothing

	reader    stream.Reader
	started   bool
	e         Expectation
	digest    digest
	inFrame   bool   // the defect's Late is the end of this frame
	inMessage bool   // or of this message, whose content is broken
	tainted   bool   // the frame or message has an odd thing about it
	header    []byte // of the last frame, while it is not complete
}

// Write takes the next bytes that were sent. They are changed in place where they are masked.
func (r *Reader) Write(sent []byte) {
	if !r.started {
		r.started = true
		r.reader = stream.Reader{Sender: r.Sender, Inflater: r.Deflate.Inflater(r.Sender), Content: r.digest.write}
		r.e.Closed = Never
	}
	for len(sent) > 0 {
		if !r.reader.InFrame() {
			r.header = r.header[:0]
		}
		head := len(sent) < frame.MaxHeader
		if head {
			r.header = append(r.header, sent...)
		}
		n, ev := r.reader.Next(sent)
		sent = sent[n:]
		if !head || ev != 0 {
			r.header = r.header[:0]
		}
		r.event(ev)
	}
	r.e.Begun = r.begun()
	r.e.Sent = r.reader.Offset
	r.e.Cut = r.reader.InFrame() || r.reader.InMessage()
	r.e.Pending = r.reader.Left()
	if r.reader.InMessage() {
		r.e.Pending += uint64(r.reader.MessageSize)
	}
}

// Expectation is what follows from the bytes so far. It is valid until the next Write.
func (r *Reader) Expectation() *Expectation {
	if !r.started {
		r.e.Closed = Never
	}
	return &r.e
}

// begun tells whether the bytes of an incomplete header break a rule, whatever follows: a peer need not wait for the rest.
func (r *Reader) begun() bool {
	if len(r.header) == 0 {
		return false
	}
	for _, rest := range []byte{0x00, 0xFF} {
		probe := stream.Reader{Sender: r.Sender, Inflater: r.Deflate.Inflater(r.Sender)}
		if r.reader.InMessage() {
			before := frame.Header{Opcode: frame.Text, Masked: r.Sender == reference.Client}
			probe.Next(before.Append(nil))
		}
		before := probe.Offset
		whole := append([]byte(nil), r.header...)
		for len(whole) < frame.MaxHeader {
			whole = append(whole, rest)
		}
		if _, ev := probe.Next(whole); ev&stream.FrameBegin == 0 {
			continue
		}
		for _, f := range probe.Findings {
			if f.At-before <= int64(len(r.header)) {
				return true
			}
		}
	}
	return false
}

func (r *Reader) event(ev stream.Event) {
	s := &r.reader
	isData := !s.Header.Opcode.IsControl()
	if ev&stream.FrameBegin != 0 && isData && s.Header.Opcode != frame.Continuation {
		r.digest, r.tainted = digest{}, false
	}
	if ev&stream.Found != 0 {
		for i := range s.Findings {
			r.found(&s.Findings[i])
		}
	}
	if ev&stream.FrameEnd != 0 && r.inFrame {
		r.late()
	}
	switch {
	case ev&stream.MessageEnd != 0:
		if r.inMessage {
			r.late()
		}
		if s.Compressed && s.Deflated.Final > 0 {
			r.tainted, r.e.Odd = true, true // libraries end where a block says that it is the last
		}
		r.item(Item{Opcode: s.Message, Size: s.MessageSize, digest: r.digest.sum(), Tainted: r.tainted})
		r.tainted = false
	case ev&stream.ControlEnd != 0:
		r.control()
	}
}

func (r *Reader) control() {
	s := &r.reader
	tainted := r.tainted
	r.tainted = false
	switch s.Header.Opcode {
	case frame.Close:
		if r.e.Closed == Never {
			r.e.Closed = s.Offset
		}
	case frame.Ping:
	default:
		return
	}
	var d digest
	d.write(s.Control)
	item := Item{Opcode: s.Header.Opcode, Size: int64(s.Header.Length), digest: d.sum(), Tainted: tainted}
	if item.Opcode == frame.Close {
		item.Code, _, _ = stream.ParseClose(s.Control)
	}
	r.item(item)
}

func (r *Reader) item(i Item) {
	i.End = r.reader.Offset
	r.e.Items = append(r.e.Items, i)
}

// found notes a defect, or something odd that the peer may overlook.
func (r *Reader) found(f *reference.Finding) {
	if f.Rule.Free || r.e.Closed < f.At && r.e.Closed < r.reader.Offset {
		r.tainted, r.e.Odd = true, true
		return
	}
	d := r.e.Defect
	if d == nil {
		d = &Defect{Rule: f.Rule, Early: f.At, Late: Never}
		r.e.Defect = d
	}
	if d.Late == Never {
		d.Codes = append(d.Codes, closecode.Code(f.Rule.Answer))
		if f.Rule == stream.DeflateCorrupt {
			d.Codes = append(d.Codes, closecode.ProtocolError) // no specification names a code
		}
		if f.Rule == stream.InvalidText || f.Rule == stream.DeflateCorrupt {
			r.inMessage = true
		} else {
			r.inFrame = true
		}
	}
}

// late notes that the bytes up to here had to be enough. Behind our Close frame nobody reads on.
func (r *Reader) late() {
	if d := r.e.Defect; d != nil && d.Late == Never && r.e.Closed == Never {
		d.Late = r.reader.Offset
	}
	r.inFrame, r.inMessage = false, false
}

// digest tells payloads apart without keeping them: FNV-1a, and the size is compared beside it.
type digest struct{ state uint64 }

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func (d *digest) write(p []byte) {
	h := d.state ^ fnvOffset
	for _, b := range p {
		h = (h ^ uint64(b)) * fnvPrime
	}
	d.state = h ^ fnvOffset
}

func (d *digest) sum() uint64 { return d.state }
