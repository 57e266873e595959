package judge

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// smallMessage is how much of a received message is kept: enough to compare it with any message that was sent, and to
// show it. Larger ones are compared as they come.
const smallMessage = 4 << 10

// receiving is the data message that is being received.
type receiving struct {
	data      bool // some data frame came
	open      bool
	opcode    frame.Opcode
	head      []byte
	size      int64
	candidate int // index in Sent of the message that it is expected to be, or -1
	comparer  payload.Comparer
	moved     bool // the message came nearer to what is expected
}

// frameBytes reads the target's frames. What stands behind the end of the case, or of its first connection, is nobody's.
func (j *Judge) frameBytes(in []byte, act *Action) {
	for len(in) > 0 && j.phase != done && j.phase != opening {
		n, ev := j.reader.Next(in)
		in = in[n:]
		act.Restart = act.Restart || j.receiving.moved
		j.receiving.moved = false
		if ev&stream.Found != 0 {
			j.found(j.reader.Findings, act)
		}
		j.frameEvent(ev, act)
	}
}

// found notes what is wrong with the target's frames. A message that inflates without end is a flood.
func (j *Judge) found(findings []reference.Finding, act *Action) {
	for _, f := range findings {
		if f.Rule == stream.InflatesTooLarge {
			j.o.Flooded = true
			j.conclude(act)
			return
		}
	}
	j.violate(findings)
}

func (j *Judge) frameEvent(ev stream.Event, act *Action) {
	r := &j.reader
	if ev&stream.FrameBegin != 0 {
		j.frames++
		if !r.Header.Opcode.IsControl() {
			j.receiving.begin(j)
		}
	}
	switch {
	case ev&stream.MessageEnd != 0:
		j.receiving.end(j)
	case ev&stream.ControlEnd != 0:
		j.control(act)
	case ev&stream.FrameBegin != 0:
	default:
		return
	}
	switch j.phase {
	case scripting:
		if op := j.current().Op; op == cases.OpStream && ev&stream.MessageEnd != 0 || op != cases.OpQuiet && j.satisfiedNow() {
			j.advance(act)
		} else if j.gotClose() && !j.o.WeClosed && !j.awaits(cases.OpAwaitClose) && op != cases.OpAwaitEnd {
			// The target closed where the script expects something else: the steps that are left make no sense.
			j.replyClose(act)
			j.awaitEnd(act, Grace)
		} else if j.patience() == Grace {
			act.Timer, act.Restart = Grace, true
		}
	case settling:
		j.settled(act)
	}
}

// awaits tells whether the script waits for this anywhere.
func (j *Judge) awaits(op cases.Op) bool {
	return slices.ContainsFunc(j.c.Script, func(step cases.Step) bool { return step.Op == op })
}

func (j *Judge) satisfiedNow() bool {
	step := j.current()
	return j.satisfied(&step)
}

func (r *receiving) begin(j *Judge) {
	r.data = true
	if r.open && j.reader.Header.Opcode == frame.Continuation {
		return
	}
	*r = receiving{data: true, open: true, opcode: j.reader.Message, candidate: -1, comparer: r.comparer}
	for i := j.tally.answered; i < len(j.o.Sent) && r.candidate < 0; i++ {
		if s := &j.o.Sent[i]; s.Opcode == r.opcode && s.Answers == 0 && !s.Asked {
			r.candidate = i
		}
	}
	if r.candidate >= 0 {
		r.comparer.Reset(j.o.Sent[r.candidate].Payload)
	}
}

func (r *receiving) add(piece []byte) {
	r.size += int64(len(piece))
	r.head = append(r.head, piece[:min(len(piece), smallMessage-len(r.head))]...)
	if r.candidate >= 0 {
		r.comparer.Write(piece)
		// A large echo takes its time; only progress towards it gives more.
		r.moved = r.moved || r.comparer.Matches()
	}
}

// end finds out which of our messages the one received repeats.
func (r *receiving) end(j *Judge) {
	r.open = false
	answer := -1
	switch {
	case r.candidate >= 0 && r.comparer.Complete():
		answer = r.candidate
	case r.size <= smallMessage:
		got := payload.Bytes(r.head)
		answer = j.tally.repeats(&j.o, func(s *cases.Sent) bool { return s.Opcode == r.opcode && !s.Asked && s.Payload.Equal(got) })
	}
	r.record(j, answer, true)
}

// cut records a message that will never end.
func (r *receiving) cut(j *Judge) {
	if r.open {
		r.open = false
		r.record(j, -1, false)
	}
}

func (r *receiving) record(j *Judge, answer int, whole bool) {
	differs := int64(-1)
	if answer < 0 && r.candidate >= 0 {
		differs = r.comparer.Difference()
	}
	j.got(cases.Received{Opcode: r.opcode, Head: r.head, Size: r.size, Whole: whole, Answer: answer, Differs: differs,
		Compressed: j.reader.Compressed, Distance: j.reader.Deflated.Distance})
	r.head = nil
}

func (j *Judge) got(r cases.Received) {
	r.At = j.now - j.opened
	if r.Answer >= 0 {
		j.o.Sent[r.Answer].Answers++
	}
	if len(j.o.Got) >= mostGot && r.Answer >= 0 {
		r.Head = nil
	}
	if len(j.o.Got) < mostGot || r.Answer >= 0 || r.Opcode == frame.Close && !j.gotClose() {
		j.o.Got = append(j.o.Got, r)
	}
	j.tally.got(&j.o, &r)
}

// control handles a control frame: Pings are answered, Closes too unless the script does.
func (j *Judge) control(act *Action) {
	r := &j.reader
	body := append([]byte(nil), r.Control...)
	received := cases.Received{Opcode: r.Header.Opcode, Head: body, Size: int64(r.Header.Length), Whole: true, Answer: -1, Differs: -1}
	switch r.Header.Opcode {
	case frame.Pong:
		if j.fence != "" && string(body) == j.fence {
			j.o.Fenced = true
			return
		}
		pong := payload.Bytes(body)
		received.Answer = j.tally.repeats(&j.o, func(s *cases.Sent) bool { return s.Opcode == frame.Ping && s.Payload.Equal(pong) })
		j.got(received)
	case frame.Ping:
		j.got(received)
		if j.canSend() && !j.thrownBack(body) {
			j.sendFrames(act, cases.Cut{}, cases.Pong(string(body)))
		}
	case frame.Close:
		first := !j.gotClose()
		j.got(received)
		j.closed(first, act)
	default:
		j.got(received)
	}
}

// thrownBack tells whether a Ping is one of ours. Who mirrors what we send would mirror our answer too, and pass for one
// who has answered.
func (j *Judge) thrownBack(ping []byte) bool {
	return j.fence != "" && string(ping) == j.fence || slices.ContainsFunc(j.o.Sent, func(s cases.Sent) bool {
		return s.Opcode == frame.Ping && s.Payload.Equal(payload.Bytes(ping))
	})
}

// closed goes on after the target's Close frame.
func (j *Judge) closed(first bool, act *Action) {
	switch j.phase {
	case settling:
		if first && j.want() == cases.WantTCPEnd && j.env.Target == reference.Server && j.canSend() {
			// An answer to a target that ends the connection right away would be met by a reset.
			act.Timer, act.Restart = Grace, true
			return
		}
		if first && j.want() == cases.WantTCPEnd {
			j.replyClose(act)
			act.Timer = Deadline
			j.settled(act)
			return
		}
		if j.want() != cases.WantClose {
			j.replyClose(act)
			j.awaitEnd(act, Grace)
		}
	case finishing:
		act.Timer, act.Restart = Grace, true
	}
}

// replyClose answers the target's Close frame with the same code.
func (j *Judge) replyClose(act *Action) {
	if !j.canSend() {
		return
	}
	body := j.reader.Control
	if code, _, ok := stream.ParseClose(body); ok && code.Class() != closecode.Forbidden && code.Class() != closecode.Unused {
		j.sendFrames(act, cases.Cut{}, cases.Close(code, ""))
		return
	}
	j.sendFrames(act, cases.Cut{}, cases.CloseBody(""))
}
