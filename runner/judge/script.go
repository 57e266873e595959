package judge

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
)

// advance carries out steps until one has to wait.
func (j *Judge) advance(act *Action) {
	for j.step < len(j.c.Script) {
		step := j.c.Script[j.step]
		switch step.Op {
		case cases.OpSend:
			j.sendStep(&step, act)
		case cases.OpAsk:
			j.o.LastSent, j.o.LastGot = len(j.o.Sent), len(j.o.Got)
			ask := cases.Text(j.fill.Replace(step.Text))
			j.byteBudget += 8 << 20 // the target may have been asked to stream
			j.note([]cases.Frame{ask}, true)
			j.sendFrames(act, step.Cut, ask)
		case cases.OpQuiet:
			act.Timer, act.Restart = Grace, true
			return
		case cases.OpFIN:
			act.EndWrite, j.weEnded = true, true
		case cases.OpReset:
			act.Abort = true
			j.o.End, j.weEnded = cases.GotRST, true
		case cases.OpReopen:
			act.Reopen = true
			j.step++
			j.renew()
			return
		default:
			if step.Op == cases.OpStream {
				j.stream(&step, act)
			}
			if !j.satisfied(&step) {
				act.Timer = j.patience()
				return
			}
			j.streamed = 0
		}
		j.step++
	}
	j.o.Done = true
	j.settle(act)
}

func (j *Judge) sendStep(step *cases.Step, act *Action) {
	j.o.LastSent, j.o.LastGot = len(j.o.Sent), len(j.o.Got)
	frames := j.expand(step.Frames)
	j.note(frames, false)
	if step.Repeat > 1 {
		j.allow(frames, step.Repeat-1) // which answer is whose does not matter then
		frames = slices.Repeat(frames, step.Repeat)
	}
	act.Unread = act.Unread || step.Unread
	if step.Bytes == "" {
		j.sendFrames(act, step.Cut, frames...)
		return
	}
	bytes := []byte(step.Bytes)
	j.sent += int64(len(bytes))
	act.Write = append(act.Write, Write{Chunks: []Chunk{{Bytes: bytes}}, Cut: step.Cut})
	j.unfinish = endsInFrame(bytes)
}

// stream sends as many messages of a series as there is room for. It is called again whenever one has come back.
func (j *Judge) stream(step *cases.Step, act *Action) {
	if j.streamed == 0 {
		j.o.LastSent, j.o.LastGot, j.returned = len(j.o.Sent), len(j.o.Got), len(j.o.Sent)
	}
	for ; j.streamed < step.Series.Count && j.ahead() < step.Series.Window; j.streamed++ {
		frames := j.expand([]cases.Frame{step.Message(j.streamed)})
		j.note(frames, false)
		j.sendFrames(act, step.Cut, frames...)
	}
}

// ahead is how many messages of a series are on their way. One that came back before others still counts.
func (j *Judge) ahead() int {
	if !j.o.Offers.Has(cases.Echo) {
		return 0
	}
	for j.returned < len(j.o.Sent) && j.o.Sent[j.returned].Answers > 0 {
		j.returned++
	}
	return len(j.o.Sent) - j.returned
}

// endsInFrame tells whether bytes that begin a frame end inside one.
func endsInFrame(bytes []byte) bool {
	bytes = append([]byte(nil), bytes...) // the parser unmasks in place
	var p frame.Parser
	for len(bytes) > 0 {
		n, _ := p.Next(bytes)
		bytes = bytes[n:]
	}
	return p.Pending()
}

// note remembers the messages and Pings among the frames, and allows for their answers.
func (j *Judge) note(frames []cases.Frame, asked bool) {
	j.allow(frames, 1)
	for _, f := range frames {
		if f.Header().Opcode == frame.Close {
			j.o.WeClosed = true
		}
		if sent, ok := j.sending.add(f); ok {
			sent.Asked = asked
			j.o.Sent = append(j.o.Sent, sent)
			j.tally.sent(&j.o)
		}
	}
}

// allow allows for the answers to frames that are sent so many times.
func (j *Judge) allow(frames []cases.Frame, times int) {
	for _, f := range frames {
		content, _ := f.Content()
		j.byteBudget += int64(times) * 2 * max(content.Size(), f.Payload().Size())
		j.frameBudget += times * (2 + int(content.Size()/smallFragment))
	}
}

// renew forgets the connection before another one is opened.
func (j *Judge) renew() {
	j.receiving, j.sending, j.tally = receiving{}, assembler{}, tally{}
	j.agree(nil)
	j.listen()
	j.unfinish, j.weClosed, j.weEnded, j.fence = false, false, false, ""
	o := &j.o
	o.Opened, o.Response, o.Wrong = false, nil, nil
	o.Sent, o.Got, o.LastSent, o.LastGot = nil, nil, 0, 0
	o.WeClosed, o.End, o.EndFirst, o.Behind, o.CloseNotify = false, cases.Open, false, false, false
	j.phase = opening
}

// satisfied tells whether what a step waits for has come.
func (j *Judge) satisfied(step *cases.Step) bool {
	switch step.Op {
	case cases.OpAwaitEcho:
		return j.tally.owed == 0
	case cases.OpAwaitPong:
		return j.tally.ponged(&j.o)
	case cases.OpAwaitText:
		return j.gotSince(frame.Text, j.fill.Replace(step.Text))
	case cases.OpAwaitData:
		return j.receiving.data
	case cases.OpAwaitPing:
		return j.gotSince(frame.Ping, "")
	case cases.OpAwaitClose:
		return j.gotSince(frame.Close, "")
	case cases.OpAwaitEnd:
		return j.o.End != cases.Open
	case cases.OpStream:
		return j.streamed == step.Series.Count && j.ahead() == 0
	}
	return true
}

// gotSince tells whether such a frame or message came since the last sending step; an empty text stands for any.
func (j *Judge) gotSince(opcode frame.Opcode, text string) bool {
	for _, r := range j.o.Got[j.o.LastGot:] {
		if r.Opcode == opcode && r.Whole && (text == "" || string(r.Head) == text) {
			return true
		}
	}
	return false
}

// settle decides how the answer is asked for, once every step is done.
func (j *Judge) settle(act *Action) {
	j.phase = settling
	switch j.want() {
	case cases.WantOpening:
		j.sendFence(act)
	case cases.WantAnswer:
		j.settled(act)
		if j.phase != settling {
			return
		}
		if j.o.AllAnswered() && j.canSend() && !j.asked() {
			j.sendFence(act)
		} else {
			act.Timer = Deadline
		}
	case cases.WantEnd, cases.WantSilence, cases.WantLife:
		act.Timer, act.Restart = Grace, true
		j.settled(act)
	case cases.WantClose, cases.WantTCPEnd:
		act.Timer = Deadline
		j.settled(act)
	}
}

// asked tells whether the last thing sent was a request, whose answer may take its time.
func (j *Judge) asked() bool {
	return len(j.o.Sent) > 0 && j.o.Sent[len(j.o.Sent)-1].Asked
}

func (j *Judge) want() cases.Want { return j.c.Accept[0].When.Want() }

// wants tells whether one of the outcomes waits for this.
func (j *Judge) wants(want cases.Want) bool {
	for _, outcome := range j.c.Accept {
		if outcome.When.Want() == want {
			return true
		}
	}
	return false
}

// settled looks whether the answer has come, and goes on if it has.
func (j *Judge) settled(act *Action) {
	switch j.want() {
	case cases.WantOpening:
		if j.o.Fenced {
			j.finish(act)
		}
	case cases.WantAnswer:
		j.o.Finish = len(j.o.Got)
		switch {
		case j.c.Accept[0].When == cases.Answered && !j.tally.complete(&j.o) && !j.o.Late && j.tally.strays == 0: // as for most frames
		case j.c.Accept[0].When.Met(&j.o), j.o.Fenced && (j.o.AllAnswered() || j.o.Late || j.astray()):
			j.finish(act)
		case j.fence == "" && j.astray():
			act.Timer, act.Restart = Grace, true
		}
	case cases.WantEnd, cases.WantSilence, cases.WantLife:
		// Where the target may as well answer, its answer may come behind that to the fence.
		if j.o.Fenced && (j.o.AllAnswered() || j.astray() || !j.wants(cases.WantAnswer)) {
			j.finish(act)
		}
	case cases.WantClose:
		if j.gotClose() {
			j.awaitEnd(act, Grace)
		}
	case cases.WantTCPEnd:
		// A client leaves it to the server, which we are then, to end the TCP connection (section 7.1.1).
		if j.env.Target == reference.Client && j.gotClose() && j.weClosed && !j.weEnded {
			act.EndWrite, j.weEnded = true, true
		}
	}
}

// patience is how long to wait for what the step in hand waits for.
func (j *Judge) patience() Timer {
	if op := j.current().Op; (op == cases.OpAwaitEcho || op == cases.OpStream) && j.astray() {
		return Grace
	}
	return Deadline
}

// astray tells whether a message came that is certainly none of ours, though the target sends no others. The answer is
// wrong then, whatever else comes: nothing is worth a deadline any more.
func (j *Judge) astray() bool {
	if j.tally.strays == 0 || j.o.Chatty || j.tally.asked {
		return false
	}
	return slices.ContainsFunc(j.o.Got, func(r cases.Received) bool {
		// A large message is compared with one of ours only: it may repeat another one of its size.
		maybe := func(s cases.Sent) bool {
			return r.Size > smallMessage && s.Opcode == r.Opcode && s.Payload.Size() == r.Size
		}
		return !r.Opcode.IsControl() && r.Answer < 0 && !slices.ContainsFunc(j.o.Sent, maybe)
	})
}

func (j *Judge) gotClose() bool { return j.tally.closes > 0 }

// awaitEnd waits for the end of the target's half after Close frames went both ways. A client leaves it to us to
// begin (section 7.1.1).
func (j *Judge) awaitEnd(act *Action, timer Timer) {
	j.o.Finish = len(j.o.Got)
	j.phase = ending
	act.Timer, act.Restart = timer, true
	if j.env.Target == reference.Client && !j.weEnded {
		act.EndWrite, j.weEnded = true, true
	}
}

// unanswered is what happens when the time of an answer has passed.
func (j *Judge) unanswered(act *Action) {
	switch j.want() {
	case cases.WantEnd, cases.WantSilence, cases.WantLife:
		if j.timer == Grace {
			if j.canSend() && j.want() != cases.WantSilence {
				j.sendFence(act)
				return
			}
			j.o.Quiet = true
			if j.want() == cases.WantEnd && !j.wants(cases.WantSilence) {
				act.Timer = Deadline
				return
			}
		}
	}
	if j.want() == cases.WantTCPEnd && j.timer == Grace {
		j.replyClose(act)
		act.Timer, act.Restart = Deadline, true
		return
	}
	late := j.timer == Deadline
	if late {
		j.late()
	}
	switch {
	case j.want() == cases.WantAnswer && j.fence == "" && j.canSend():
		j.sendFence(act) // to tell a target that lost something from one that is gone
	case late && j.want() == cases.WantTCPEnd && j.gotClose() && !j.weEnded:
		// The target left the connection open. Whether it ends it when we do is another question.
		act.EndWrite, j.weEnded = true, true
		act.Timer, act.Restart = Deadline, true
	default:
		j.finish(act)
	}
}
