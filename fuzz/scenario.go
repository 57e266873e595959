package fuzz

import (
	"time"

	"github.com/wsspec/wsspec/reference/frame"
)

// Scenario is what is done to a target on one connection.
type Scenario struct {
	Opening Opening
	Ops     []Op
}

// Kind is what an operation does.
type Kind uint8

const (
	SendFrame Kind = iota // a frame, legal or not
	SendRaw               // up to maxRaw bytes as they are
	Await                 // wait for everything that is owed by now
	Pause                 // send nothing for Delay
	Stall                 // read nothing for Delay, and go on sending
	HalfClose             // end our half of the connection

	kinds = iota
)

const (
	maxRaw   = 8
	maxDelay = 100 // milliseconds
	maxSize  = 1 << 17
	maxTake  = 1<<16 - 1
	maxCut   = 1<<14 - 1
)

// Op is one operation. Which fields count depends on the kind; the others are zero.
type Op struct {
	Kind Kind

	// Of a frame.
	Fin     bool
	RSV     uint8
	Opcode  frame.Opcode
	Form    frame.Form // Shortest, Form16 or Form64
	Mask    Mask
	Declare Declared
	Content Content
	Coding  Coding
	Take    uint16 // how much of the content goes into a fragment that is not the last; the rest is for the next ones
	Cut     Cut
	Size    uint32 // of the content
	Seed    uint32 // of the content and of the masking-key; it stands in the content as a nonce, where there is room

	Bytes string // of SendRaw
	Delay uint8  // milliseconds
}

// Cut says where the bytes of an operation are cut into segments. What is not cut is sent with what follows.
type Cut struct {
	At    uint16 // the offset of the first cut; 0 for none
	Every bool   // and of all multiples
	After bool   // behind the last byte, too
}

// Mask is how a frame is masked.
type Mask uint8

const (
	RandomKey Mask = iota
	ZeroKey        // masked with a key of zeros, which changes nothing
	NoMask         // the mask bit is 0, which a client must not send

	masks = iota
)

// Coding is how the message that begins with a frame is compressed. It needs permessage-deflate: if that was not agreed,
// the message is sent as it is.
type Coding uint8

const (
	Plain       Coding = iota
	Deflate            // as a good sender does, with what the window holds
	Stored             // in stored blocks
	Literals           // in fixed blocks without a match
	FinalBlock         // with a block that says that it is the last
	EmptyBlocks        // with empty blocks in between
	Unstripped         // with the four octets that have to be removed
	Corrupt            // some DEFLATE that cannot be inflated, in place of the content

	codings = iota
)

func (o *Op) delay() time.Duration { return time.Duration(o.Delay) * time.Millisecond }

// begins tells whether the operation is the first frame of a data message.
func (o *Op) begins() bool {
	return o.Kind == SendFrame && (o.Opcode == frame.Text || o.Opcode == frame.Binary)
}

// canonical is the operation with everything that does not count set to zero, and everything else in its range.
func (o Op) canonical() Op {
	switch o.Kind %= kinds; o.Kind {
	case SendFrame:
		o.RSV &= 7
		o.Opcode &= 0xF
		o.Form = [...]frame.Form{frame.Shortest, frame.Shortest, frame.Form16, frame.Form64}[o.Form&3]
		o.Mask %= masks
		o.Declare %= declares
		o.Content %= contents
		o.Coding %= codings
		o.Cut.At &= maxCut
		o.Cut.Every = o.Cut.Every && o.Cut.At > 0
		o.Size %= maxSize + 1
		if !o.begins() {
			o.Coding = Plain
		}
		if o.Fin || !o.begins() && o.Content != Rest {
			o.Take = 0
		}
		o.Bytes, o.Delay = "", 0
		return o
	case SendRaw:
		return Op{Kind: SendRaw, Bytes: o.Bytes[:min(len(o.Bytes), maxRaw)]}
	case Pause, Stall:
		return Op{Kind: o.Kind, Delay: o.Delay % (maxDelay + 1)}
	}
	return Op{Kind: o.Kind}
}
