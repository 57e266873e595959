package cases

import (
	"slices"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
)

// Observation is everything that happened in a case, as far as an outcome can depend on it.
type Observation struct {
	Offers    Capabilities   // of the target
	Target    reference.Role // the side under test
	Protocol  string         // the subprotocol that the user named
	Chatty    bool           // the target sends messages that nobody asked for
	Unordered bool           // the target may echo messages in another order

	Response  *handshake.Response // the last one, nil if none came; only of a server
	Wrong     []reference.Finding // what was wrong with it
	Opened    bool                // the connection was opened
	Premature bool                // an answer came before the handshake had been sent as a whole

	Done     bool       // every step was carried out
	Declined bool       // no step was, because the target declined permessage-deflate
	Sent     []Sent     // the messages and Pings that were sent as a whole
	LastSent int        // index in Sent where those of the last sending step begin
	WeClosed bool       // a Close frame was among what the script sent
	Got      []Received // what came, in order
	LastGot  int        // index in Got where the answers to the last sending step begin
	Finish   int        // index in Got from which on we were ending the connection; len(Got) if it did not come to that
	Fenced   bool       // the target answered a Ping that was sent after everything else
	Quiet    bool       // after the last step nothing came for a grace of a few round trips
	Late     bool       // the deadline passed
	LateAt   int64      // bytes of frames that had been sent when it first did
	End      End        // how the connection ended
	EndFirst bool       // it ended on the target's side before it ended on ours
	Behind   bool       // we sent something after the target's Close frame, to which a target that is gone answers by a reset
	Polite   bool       // it ended while we were closing it, because the case was over
	Flooded  bool       // the target sent more than any answer is worth

	CloseNotify bool // the target announced the end of TLS by a close_notify

	Growth *Measured // of a case that is carried out at several sizes; nil otherwise
	Unit   string    // and what its sizes count
}

// Sent is a message or Ping that was sent as a whole.
type Sent struct {
	Opcode  frame.Opcode
	Payload payload.Payload
	Asked   bool // it was a request to a cooperating target, which is not echoed
	Answers int  // how often it came back

	Hidden    bool // it stood inside the payload of another frame: no target may find it
	WrongMask bool // its mask bit was the wrong way round
}

// Received is a message or control frame that came.
type Received struct {
	Opcode frame.Opcode
	Head   []byte // the first bytes of the payload
	Size   int64
	Whole  bool // false for a message that was still in progress when the connection ended
	Answer int  // index in Sent of what it repeats, or -1

	Compressed bool // it was, by permessage-deflate
	Distance   int  // the largest distance in it, in bytes, if it was

	Differs int64         // offset of the first byte that differs from the oldest unanswered message of its type; -1 if none
	At      time.Duration // since the connection was opened
}

// Close takes the body of a Close frame apart.
func (r *Received) Close() (code closecode.Code, hasCode bool) {
	if len(r.Head) < 2 {
		return 0, false
	}
	return closecode.Code(uint16(r.Head[0])<<8 | uint16(r.Head[1])), true
}

// End is how a connection ended on the target's side.
type End uint8

const (
	Open   End = iota // it had not ended when we stopped watching
	GotFIN            // the target ended its half
	GotRST            // the connection was reset
)

func (e End) String() string {
	switch e {
	case GotFIN:
		return "FIN"
	case GotRST:
		return "RST"
	}
	return "open"
}

// closeFrame is the first Close frame that came from the given index on, before we closed the connection ourselves; nil
// if there is none.
func (o *Observation) closeFrame(from int) *Received {
	for i := from; i < o.Finish; i++ {
		if o.Got[i].Opcode == frame.Close {
			return &o.Got[i]
		}
	}
	return nil
}

// failed tells whether the target closed or ended the connection before we began to do so.
func (o *Observation) failed() bool {
	for _, r := range o.Got[:o.Finish] {
		if r.Opcode == frame.Close {
			return true
		}
	}
	return o.End != Open && o.EndFirst && !o.Polite
}

// isData tells whether something that came is a data message.
func isData(r *Received) bool { return !r.Opcode.IsControl() }

// asked tells whether the target was asked to send messages of its own.
func (o *Observation) asked() bool {
	for i := range o.Sent {
		if o.Sent[i].Asked {
			return true
		}
	}
	return false
}

// stray tells whether a data message came that repeats nothing we sent, among what was received from one index up to
// another. A chatty target may send such messages at any time, and so may one that was asked to.
func (o *Observation) stray(from, to int) bool {
	if o.Chatty || o.asked() {
		return false
	}
	for i := from; i < to; i++ {
		if r := &o.Got[i]; isData(r) && r.Answer < 0 {
			return true
		}
	}
	return false
}

// strayBeforeClose is stray for what came before the target's Close frame: messages behind it break a rule of their own.
func (o *Observation) strayBeforeClose() bool {
	end := slices.IndexFunc(o.Got, func(r Received) bool { return r.Opcode == frame.Close })
	if end < 0 {
		end = len(o.Got)
	}
	return o.stray(0, end)
}

// repeated tells whether something that was sent once came back more than once.
func (o *Observation) repeated() bool {
	return slices.ContainsFunc(o.Sent, func(s Sent) bool { return s.Answers > 1 })
}

// answered tells whether a message or Ping of the last sending step came back, or a stray message came after it.
func (o *Observation) answered() bool {
	for i := o.LastGot; i < len(o.Got); i++ {
		r := &o.Got[i]
		if r.Answer >= o.LastSent {
			return true
		}
	}
	return o.stray(o.LastGot, len(o.Got))
}
