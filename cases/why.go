package cases

import (
	"fmt"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Why tells in a clause what is wrong with an answer that matches none of the outcomes; it is empty if the answer speaks
// for itself.
func Why(accept []Outcome, o *Observation) string {
	if o.Flooded {
		return "the target sent more than any answer is worth"
	}
	switch want := accept[0].When.Want(); {
	case want == WantLife:
		return o.betrayal()
	case want == WantOpening:
		return o.whyOpening(accept)
	case !o.Opened && o.Response != nil && o.End == GotFIN:
		return "no close_notify before the end of a connection that was refused"
	case !o.Opened:
		return "the connection was not opened"
	case o.foreign() != nil:
		return "a message came that repeats none that was sent: " + o.foreign().String()
	case want == WantAnswer:
		return o.whyAnswer()
	case want == WantEnd:
		return o.whyEnd()
	default:
		return o.whyClose(want)
	}
}

// foreign is the first message before the end of the case that repeats nothing we sent whole; nil if there is none, or
// if such messages are to be expected.
func (o *Observation) foreign() *Received {
	if o.Chatty || o.asked() {
		return nil
	}
	for i := range o.Got[:o.Finish] {
		r := &o.Got[i]
		if r.Opcode == frame.Close {
			return nil
		}
		if isData(r) && r.Answer < 0 && r.Whole {
			return r
		}
	}
	return nil
}

func (o *Observation) whyOpening(accept []Outcome) string {
	accepts := false
	for _, outcome := range accept {
		switch outcome.When.(type) {
		case opens, selects, opensPlain:
			accepts = true
		}
	}
	switch {
	case o.Premature:
		return "the answer came before the request was complete"
	case o.Response == nil && o.End == Open:
		return "the target neither answered the handshake nor ended the connection"
	case o.Response == nil:
		return "the target ended the connection without an answer to the handshake"
	case !o.Opened && accepts:
		return fmt.Sprintf("the handshake was refused with status %d", o.Response.Status)
	case !o.Opened:
		return fmt.Sprintf("status %d is not a fitting answer", o.Response.Status)
	case !accepts:
		return "the handshake was accepted"
	}
	for _, f := range o.Wrong {
		if f.Rule == handshake.Accept || f.Rule == handshake.AcceptRepeated {
			return f.Saw
		}
	}
	if !o.Fenced {
		return "the handshake was accepted, but the connection does not work: a ping was not answered"
	}
	return "the handshake was accepted with the wrong choice"
}

func (o *Observation) whyAnswer() string {
	missing, messages := 0, 0
	for i, s := range o.Sent {
		if s.Opcode == frame.Ping || s.Asked || !o.Offers.Has(Echo) {
			continue
		}
		messages++
		if s.Answers > 1 {
			return fmt.Sprintf("message %d of those sent came back %d times", messages, o.Sent[i].Answers)
		}
		if s.Answers == 0 {
			missing++
		}
	}
	switch {
	case o.closeFrame(0) != nil:
		return "the target closed the connection, although there is nothing wrong with what was sent"
	case o.failed():
		return "the target ended the connection, although there is nothing wrong with what was sent"
	case o.asked():
		return ""
	case missing > 0 && o.Fenced:
		return fmt.Sprintf("%d of %d messages did not come back, but a ping sent behind them was answered", missing, messages)
	case missing > 0:
		return fmt.Sprintf("%d of %d messages did not come back before the deadline", missing, messages)
	case !o.AllAnswered():
		return "the last ping was not answered"
	}
	return "the messages came back in another order"
}

func (o *Observation) whyEnd() string {
	r := o.closeFrame(o.LastGot)
	switch {
	case o.Fenced:
		return "the target went on as if nothing had happened"
	case o.answered() || o.repeated():
		return "the target answered what it has to refuse"
	case r != nil:
		if code, ok := r.Close(); ok {
			return fmt.Sprintf("code %s does not fit", code)
		}
		return "the close frame is malformed"
	case o.End == Open:
		return "the target neither closed nor ended the connection before the deadline"
	}
	return ""
}

func (o *Observation) whyClose(want Want) string {
	r := o.closeFrame(0)
	switch {
	case !o.Done:
		return "the connection ended before every step was carried out"
	case r == nil && o.End == Open:
		return "the target did not close before the deadline"
	case r == nil:
		return "the target ended the connection without a close frame"
	case want == WantTCPEnd && o.End == Open:
		return "the TCP connection stays open after the close"
	}
	if code, ok := r.Close(); ok && !mayBeSent(code) {
		return fmt.Sprintf("code %s must not be sent", code)
	}
	return ""
}
