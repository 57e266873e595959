// Package stream reads the frames that one side of a connection sends, and finds everything in them that the
// specification forbids: the rules of single frames, and those with state, such as fragmentation and closing.
//
// A Reader keeps going after a finding, so that a judge sees all that came; an endpoint stops at the first one that
// it has to act upon.
package stream

import (
	"encoding/binary"
	"fmt"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/utf8stream"
)

// MaxControl is the largest payload of a control frame (RFC 6455 section 5.5).
const MaxControl = 125

// Event says what a call of Reader.Next found. Several bits may be set at once.
type Event uint8

const (
	FrameBegin Event = 1 << iota // Reader.Header is complete; never together with Data
	Data                         // Reader.Payload holds the next piece of the payload
	FrameEnd                     // the frame has ended
	MessageEnd                   // with it the message of type Reader.Message
	ControlEnd                   // it was a control frame: Reader.Control holds its payload
	Found                        // Reader.Findings is not empty
)

// Reader reads the bytes that one side sends after the opening handshake. Set Sender before the first call.
type Reader struct {
	Sender reference.Role
	// Inflater decompresses messages with RSV1, if permessage-deflate was agreed. The reader sets its Output.
	Inflater *deflate.Inflater
	// Content takes the data messages in pieces, decompressed where they are compressed. A piece is valid during the call;
	// MessageSize does not count it yet. It may be nil.
	Content func(piece []byte)

	Header      frame.Header        // of the frame being read
	Payload     []byte              // a piece of its payload, unmasked, valid until the next call
	Message     frame.Opcode        // type of the data message in progress or just ended; Continuation if unknown
	MessageSize int64               // bytes of that message so far, decompressed
	Compressed  bool                // that message has RSV1, by permessage-deflate
	Deflated    deflate.Report      // how that message was compressed, once it has ended
	Control     []byte              // payload of the control frame just ended, at most MaxControl bytes of it
	Findings    []reference.Finding // what the last call found, valid until the next one
	Offset      int64               // bytes read so far

	parser     frame.Parser
	begin      int64 // offset of the frame being read
	inMessage  bool
	checkText  bool
	text       utf8stream.Validator
	inflating  bool // the message is compressed, and nothing was wrong with it so far
	unreadable bool // no compressed message can be read any more
	closed     bool
	controlBuf [MaxControl]byte
}

// InMessage tells whether a fragmented message has begun and not ended.
func (r *Reader) InMessage() bool { return r.inMessage }

// InFrame tells whether a frame has begun and not ended.
func (r *Reader) InFrame() bool { return r.parser.Pending() }

// Closed tells whether a Close frame has been read.
func (r *Reader) Closed() bool { return r.closed }

// Left is the number of payload bytes still to come in the frame being read.
func (r *Reader) Left() uint64 { return r.parser.Left() }

// Next reads from in and returns how many bytes it used and what it found; call it until all bytes are used.
// A masked payload is unmasked where it stands.
func (r *Reader) Next(in []byte) (int, Event) {
	r.Findings = r.Findings[:0]
	if !r.parser.Pending() {
		r.begin = r.Offset
		r.parser.HeaderFirst = true
	}
	n, got := r.parser.Next(in)
	r.Offset += int64(n)
	var ev Event
	if got&frame.Begin != 0 {
		ev |= FrameBegin
		r.Header = r.parser.Header
		r.frameBegin()
	}
	if got&frame.Data != 0 {
		ev |= Data
		r.Payload = r.parser.Payload
		r.data()
	}
	if got&frame.End != 0 {
		ev |= FrameEnd | r.frameEnd()
	}
	if len(r.Findings) > 0 {
		ev |= Found
	}
	return n, ev
}

func (r *Reader) found(rule *reference.Rule, at int64, format string, args ...any) {
	r.Findings = append(r.Findings, reference.Finding{Rule: rule, At: at, Saw: fmt.Sprintf(format, args...)})
}

// frameBegin checks a header. How many of its bytes make a breach certain is part of each finding.
func (r *Reader) frameBegin() {
	h := &r.Header
	opcode := h.Opcode
	first := !opcode.IsControl() && opcode != frame.Continuation
	r.reservedBits(first)
	if opcode.IsReserved() {
		r.found(ReservedOpcode, r.begin+1, "%s", h)
	}
	switch r.Sender {
	case reference.Client:
		if !h.Masked {
			r.found(Unmasked, r.begin+2, "%s with mask bit 0", h)
		}
	case reference.Server:
		if h.Masked {
			r.found(Masked, r.begin+2, "%s with mask bit 1", h)
		}
	}
	if h.Length>>63 != 0 {
		r.found(LengthTopBit, r.begin+3, "%s with length %#x", h, h.Length)
	}
	if !h.Minimal() {
		certain := int64(4)
		if h.Form == frame.Form64 {
			certain = 8 // six zero bytes: the value fits in 16 bits
		}
		r.found(LengthNotShortest, r.begin+certain, "%s of %d bytes", h, h.Length)
	}
	if opcode.IsControl() {
		r.Control = r.controlBuf[:0]
		if !h.Fin {
			r.found(FragmentedControl, r.begin+1, "%s", h)
		}
		if h.Length > MaxControl {
			r.found(LongControl, r.begin+2, "%s of %d bytes", h, h.Length)
		}
		if opcode == frame.Close && h.Length == 1 {
			r.found(CloseOneByte, r.begin+2, "close with a body of 1 byte")
		}
		if opcode == frame.Close && r.closed {
			r.found(CloseAfterClose, r.begin+1, "a second close")
		}
		return
	}
	if r.closed {
		r.found(DataAfterClose, r.begin+1, "%s after close", h)
	}
	switch {
	case first:
		if r.inMessage {
			r.found(Nested, r.begin+1, "%s inside a fragmented %s message", h, r.Message)
		}
		r.startMessage(opcode)
	case !r.inMessage:
		r.found(Orphan, r.begin+1, "%s with no message in progress", h)
		r.startMessage(frame.Continuation)
	}
}

func (r *Reader) startMessage(opcode frame.Opcode) {
	r.Message, r.MessageSize, r.inMessage = opcode, 0, true
	r.Compressed = r.Inflater != nil && r.Header.RSV&rsv1 != 0 && opcode != frame.Continuation
	// The payload of a message with reserved bits that nobody agreed upon may be anything.
	r.checkText = opcode == frame.Text && (r.Compressed || r.Header.RSV == 0)
	r.text.Reset()
	if r.Compressed {
		r.beginInflating()
	}
}

func (r *Reader) data() {
	if r.Header.Opcode.IsControl() {
		r.Control = append(r.Control, r.Payload[:min(len(r.Payload), MaxControl-len(r.Control))]...)
		return
	}
	if r.Compressed {
		r.inflate()
		return
	}
	r.content(r.Payload)
}

// content takes the next piece of a data message.
func (r *Reader) content(piece []byte) {
	if r.checkText {
		before := r.text.Offset()
		if !r.text.Write(piece) {
			bad := int(r.text.Offset() - before)
			at := r.Offset // somewhere in the compressed piece that was read last
			if !r.Compressed {
				at = r.Offset - int64(len(piece)) + int64(bad) + 1
			}
			r.found(InvalidText, at, "byte %#02x at offset %d of the message", piece[bad], r.text.Offset())
			r.checkText = false
		}
	}
	if r.Content != nil {
		r.Content(piece)
	}
	r.MessageSize += int64(len(piece))
}

func (r *Reader) frameEnd() Event {
	if r.Header.Opcode.IsControl() {
		if r.Header.Opcode == frame.Close {
			r.closeBody()
			r.closed = true
		}
		return ControlEnd
	}
	if !r.Header.Fin {
		return 0
	}
	if r.Compressed {
		r.endInflating()
	}
	if r.checkText && !r.text.Complete() {
		r.found(InvalidText, r.Offset, "the message ends inside a character, after %d bytes", r.MessageSize)
	}
	r.inMessage, r.checkText = false, false
	return MessageEnd
}

func (r *Reader) closeBody() {
	code, reason, ok := ParseClose(r.Control)
	if !ok {
		return
	}
	body := r.Offset - int64(r.Header.Length)
	if rule := codeRule(code); rule != nil {
		r.found(rule, body+2, "close %d", uint16(code))
	}
	var v utf8stream.Validator
	if !v.Write(reason) {
		r.found(CloseReason, body+2+v.Offset()+1, "byte %#02x at offset %d of the reason", reason[v.Offset()], v.Offset())
	} else if !v.Complete() && r.Header.Length <= MaxControl {
		r.found(CloseReason, r.Offset, "the reason ends inside a character, after %d bytes", len(reason))
	}
}

// ParseClose splits the body of a Close frame. It returns false if there is no whole code.
func ParseClose(body []byte) (code closecode.Code, reason []byte, ok bool) {
	if len(body) < 2 {
		return 0, nil, false
	}
	return closecode.Code(binary.BigEndian.Uint16(body)), body[2:], true
}

// AppendClose appends the body of a Close frame.
func AppendClose(dst []byte, code closecode.Code, reason string) []byte {
	return append(binary.BigEndian.AppendUint16(dst, uint16(code)), reason...)
}
