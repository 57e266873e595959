package oracle

import (
	"fmt"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// End is how the connection ended on the peer's side.
type End uint8

const (
	Open End = iota // it had not ended when the tester stopped watching
	FIN
	RST
)

// Answer is what the peer did.
type Answer struct {
	Bytes []byte // all that it sent after the opening handshake; changed in place where it is masked
	End   End
	// Patient is how many bytes had been sent when the tester had waited until no answer to them could be expected any
	// more; 0 if it never did. Only then is a missing answer held against the peer.
	Patient    int64
	WeEnded    bool // the tester ended its half first
	PeerClosed bool // the peer's Close frame came before ours was sent
}

// Profile is what is known of the peer.
type Profile struct {
	Peer      reference.Role
	Echo      bool                      // it returns every message
	Chatty    bool                      // it sends messages of its own accord
	Unordered bool                      // it returns messages in any order
	TextOnly  bool                      // it refuses binary messages
	Largest   int64                     // size of the largest message that it is known to take; it may refuse larger ones
	Deflate   *permessagedeflate.Params // what was agreed, nil for nothing
}

// Kind is what was done wrong.
type Kind string

const (
	Broke       Kind = "broke a rule of the stream" // its own bytes break a rule
	Continued   Kind = "continued"                  // it answered something behind a defect that it must have noticed
	Corrupted   Kind = "corrupted"                  // it returned a message that was never sent
	Rejected    Kind = "rejected"                   // it failed a connection without a reason
	Survived    Kind = "survived"                   // it did not fail a connection that had to fail
	Unanswered  Kind = "unanswered"                 // a message or Ping was not answered
	NotClosed   Kind = "did not close"              // our Close frame was not answered by one
	Policy      Kind = "policy"                     // it closed for reasons of its own, which it may do at any time; never a violation
	LeftOpen    Kind = "left open"                  // it left the TCP connection open after Close frames went both ways
	OutOfOrder  Kind = "out of order"               // it returned messages in another order
	WrongAnswer Kind = "wrong code"                 // the code of its Close frame does not fit; never a violation
	Dropped     Kind = "dropped"                    // it failed the connection without a Close frame; never a violation
)

// Deviation is an answer that does not conform, or one that conforms and misses advice.
type Deviation struct {
	Kind      Kind
	Rule      *reference.Rule // of Broke: the peer's breach; of Continued: the defect that the peer passed over
	Row       string          // ledger row
	Violation bool            // false for a remark
	Saw       string
}

func (d Deviation) String() string { return fmt.Sprintf("%s (%s): %s", d.Kind, d.Row, d.Saw) }

// Judge compares an answer with what was to be expected.
func (e *Expectation) Judge(profile Profile, answer Answer) []Deviation {
	j := judging{e: e, p: profile, a: answer, answered: make([]int, len(e.Items))}
	j.read()
	j.obligations()
	return j.deviations
}

type judging struct {
	e *Expectation
	p Profile
	a Answer

	answered   []int // how often each item was answered
	next       int   // index behind the item that was returned last
	closed     bool  // the peer sent a Close frame
	code       closecode.Code
	hasCode    bool
	deviations []Deviation
}

func (j *judging) say(kind Kind, row string, violation bool, format string, args ...any) {
	j.deviations = append(j.deviations, Deviation{Kind: kind, Row: row, Violation: violation, Saw: fmt.Sprintf(format, args...)})
}

// read goes through what the peer sent.
func (j *judging) read() {
	var d digest
	r := stream.Reader{Sender: j.p.Peer, Inflater: j.p.Deflate.Inflater(j.p.Peer), Content: func(piece []byte) { d.write(piece) }}
	for in := j.a.Bytes; len(in) > 0; {
		n, ev := r.Next(in)
		in = in[n:]
		isData := !r.Header.Opcode.IsControl()
		if ev&stream.FrameBegin != 0 && isData && r.Header.Opcode != frame.Continuation {
			d = digest{}
		}
		for _, f := range r.Findings {
			j.deviations = append(j.deviations, Deviation{Kind: Broke, Rule: f.Rule, Row: f.Rule.Row, Violation: !f.Rule.Remark, Saw: f.Saw})
		}
		switch {
		case ev&stream.MessageEnd != 0:
			j.message(r.Message, r.MessageSize, d.sum())
		case ev&stream.ControlEnd != 0:
			j.control(&r)
		}
	}
}

// message attributes a message to one that was sent.
func (j *judging) message(opcode frame.Opcode, size int64, sum uint64) {
	if j.closed {
		return // data behind the peer's Close is a broken rule already
	}
	found := -1
	for i, item := range j.e.Items {
		if item.Opcode == opcode && item.Size == size && item.digest == sum {
			found = i
			if j.answered[i] == 0 {
				break
			}
		}
	}
	switch {
	case found < 0 || j.answered[found] > 0:
		if j.p.Echo && !j.p.Chatty {
			j.say(Corrupted, "6455-5.4-04", true, "a %s message of %d bytes that was not sent, or not so often", opcode, size)
		}
		return
	case found < j.next && !j.p.Unordered:
		j.say(OutOfOrder, "6455-5.4-08", true, "message %d after message %d", found, j.next-1)
	}
	j.next = max(j.next, found+1)
	j.answer(found)
}

// answer notes that an item was answered, which is too late behind a defect.
func (j *judging) answer(i int) {
	j.answered[i]++
	if d := j.e.Defect; d != nil && d.Late != Never && j.e.Items[i].End >= d.Late {
		j.say(Continued, "6455-7.1.7-07", true, "%s that ends at offset %d was answered; a defect had to be noticed at %d (%s)",
			j.e.Items[i].Opcode, j.e.Items[i].End, d.Late, d.Rule)
		j.deviations[len(j.deviations)-1].Rule = d.Rule
	}
}

func (j *judging) control(r *stream.Reader) {
	switch r.Header.Opcode {
	case frame.Pong:
		var d digest
		d.write(r.Control)
		for i, item := range j.e.Items {
			if item.Opcode == frame.Ping && item.Size == int64(r.Header.Length) && item.digest == d.sum() && j.answered[i] == 0 {
				j.answer(i)
				return
			}
		}
	case frame.Close:
		if !j.closed {
			j.closed = true
			j.code, _, j.hasCode = stream.ParseClose(r.Control)
		}
	}
}

// obligations looks for what is missing.
func (j *judging) obligations() {
	over := j.a.End != Open
	defect := j.e.Defect
	switch {
	case defect != nil && defect.Late != Never:
		j.failure(defect, over)
	case j.e.Closed != Never && !j.a.PeerClosed:
		j.closing(over)
	case defect != nil:
		// The defect is provable, but its frame or message has not ended: waiting and failing both conform.
	default:
		j.living(over)
	}
	if defect == nil && !((j.e.Odd || j.e.Begun) && j.peerEnded(over)) {
		j.unanswered()
	}
}

// peerEnded tells whether the peer ended the connection of its own accord. Our Close frame may have been on its way by then:
// an answer to it returns its code, or is a normal one, or none at all.
func (j *judging) peerEnded(over bool) bool {
	switch {
	case j.a.PeerClosed:
		return true
	case j.e.Closed == Never || !j.closed:
		return over
	case !j.hasCode || j.code == closecode.Normal:
		return false
	case j.code == closecode.ProtocolError || j.code == closecode.InvalidData:
		return true
	}
	return j.code != j.ourCode()
}

// failure is what has to follow a defect.
func (j *judging) failure(d *Defect, over bool) {
	switch {
	case !j.closed && !over, j.onlyClosed(d):
		if j.a.Patient >= d.Late {
			j.say(Survived, d.Rule.Reaction, true, "the connection lives on after %s", d.Rule)
		}
	case !j.closed:
		j.say(Dropped, "6455-7.1.7-05", false, "no Close frame after %s", d.Rule)
	case !fits(d.Codes, j.code) || !j.hasCode:
		j.say(WrongAnswer, "6455-7.4.1-04", false, "code %d after %s", j.code, d.Rule)
	}
	j.leftOpen(over)
}

// onlyClosed tells whether the peer answered the Close frame that we sent behind a defect, and not the defect: we sent
// it after a wait in vain, or it was returned.
func (j *judging) onlyClosed(d *Defect) bool {
	if j.e.Closed == Never || j.e.Closed <= d.Late || j.a.PeerClosed {
		return false
	}
	returned := j.closed && (!j.hasCode || j.code == closecode.Normal || j.code == j.ourCode())
	return d.Late <= j.a.Patient && j.a.Patient < j.e.Closed || returned && !fits(d.Codes, j.code)
}

func fits(codes []closecode.Code, code closecode.Code) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}

// closing is what has to follow our Close frame. A defect that need not have been noticed before it may be the answer,
// too.
func (j *judging) closing(over bool) {
	defect := j.e.Defect
	if !j.closed {
		switch {
		case j.e.Odd && over:
		case defect != nil && over:
			j.say(Dropped, "6455-7.1.7-05", false, "no Close frame after %s", defect.Rule)
		case j.a.End == RST:
			j.say(Dropped, "6455-7.1.1-02", false, "a reset where a Close frame was due, which it may have overtaken")
		case over || j.a.Patient >= j.e.Closed:
			j.say(NotClosed, "6455-5.5.1-08", true, "no Close frame in answer to ours")
		}
		return
	}
	switch code := j.ourCode(); {
	case j.code == code, j.code == closecode.Normal, !j.hasCode, defect != nil && fits(defect.Codes, j.code):
	case defect != nil:
		j.say(WrongAnswer, "6455-7.4.1-04", false, "code %d after %s", j.code, defect.Rule)
	default:
		j.rejected(!code.Later())
	}
	j.leftOpen(over)
}

// living is what has to follow bytes without a defect.
func (j *judging) living(over bool) {
	switch {
	case j.closed:
		j.rejected(true)
	case over && !j.a.WeEnded && !j.e.Odd && !j.e.Begun && !j.tooLarge():
		j.say(Rejected, "6455-10.7-01", true, "the connection was dropped without a reason")
	}
}

// rejected looks whether the code of the peer's Close frame accuses us of something that we did not do.
func (j *judging) rejected(violation bool) {
	if j.e.Odd || j.e.Begun || j.tooLarge() || j.e.Cut && j.a.WeEnded {
		return
	}
	if j.policy() {
		j.say(Policy, "6455-7.3-01", false, "closed with %d", j.code)
	} else if j.hasCode {
		j.say(Rejected, "6455-10.7-01", violation, "closed with %s without a reason", j.code)
	}
}

// ourCode is the code of our own first Close frame, 0 if it has none.
func (j *judging) ourCode() closecode.Code {
	for _, item := range j.e.Items {
		if item.Opcode == frame.Close {
			return item.Code
		}
	}
	return 0
}

// leftOpen looks whether a server ended the TCP connection after the Close frames, which it has to do at once after a
// closing handshake, and at some time after a failure.
func (j *judging) leftOpen(over bool) {
	if !j.closed || j.p.Peer != reference.Server || j.a.Patient < j.e.Closed {
		return
	}
	if !over || j.a.WeEnded && j.e.Defect == nil {
		j.say(LeftOpen, "6455-7.1.7-03", true, "the TCP connection was left open")
	}
}

// unanswered looks for messages and Pings without an answer. What came behind our Close frame needs none.
func (j *judging) unanswered() {
	if j.a.Patient == 0 || j.closed && j.policy() || j.tooLarge() {
		return
	}
	lastPing := -1
	for i, item := range j.e.Items {
		if item.End > j.e.Closed || item.End > j.a.Patient {
			break
		}
		switch item.Opcode {
		case frame.Ping:
			lastPing = i
		case frame.Close:
		default:
			if j.p.Echo && j.answered[i] == 0 {
				j.say(Unanswered, "6455-6.1-10", true, "message %d of %d bytes was not returned", i, item.Size)
			}
		}
	}
	if lastPing >= 0 && !j.ponged(j.e.Items[lastPing]) {
		j.say(Unanswered, "6455-5.5.2-02", true, "the last ping was not answered")
	}
}

// ponged tells whether a Pong answered the Ping, or one that is equal: which of the two it meant cannot be told, and the
// last one is enough (section 5.5.3).
func (j *judging) ponged(ping Item) bool {
	for i, item := range j.e.Items {
		if item.Opcode == frame.Ping && item.Size == ping.Size && item.digest == ping.digest && j.answered[i] > 0 {
			return true
		}
	}
	return false
}

// policy tells whether the peer closed for a reason that is its own affair.
func (j *judging) policy() bool {
	if j.e.Closed != Never && !j.a.PeerClosed && (!j.hasCode || j.code == closecode.Normal || j.code == j.ourCode()) {
		return false // that is how our Close frame is answered
	}
	switch j.code {
	case closecode.ProtocolError, closecode.InvalidData:
		return false
	case closecode.UnsupportedData:
		return j.p.TextOnly
	}
	return true
}

// tooLarge tells whether something was sent that the peer is not known to take.
func (j *judging) tooLarge() bool {
	if j.e.Pending > uint64(j.p.Largest) {
		return true
	}
	for _, item := range j.e.Items {
		if item.Size > j.p.Largest {
			return true
		}
	}
	return false
}
