package judge

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
)

// tally counts what was sent and what came, so that a frame costs the same however many came before it.
type tally struct {
	owed     int  // messages that are to come back, and have not
	answered int  // index in Sent up to which everything came back
	lastPing int  // index in Sent behind that of the last Ping; 0 if there is none
	asked    bool // a request was sent to a cooperating target
	strays   int  // data messages that came and repeat none of ours
	closes   int  // Close frames that came
}

// sent counts what was just added to Sent.
func (t *tally) sent(o *cases.Observation) {
	s := &o.Sent[len(o.Sent)-1]
	switch {
	case s.Opcode == frame.Ping:
		t.lastPing = len(o.Sent)
	case s.Asked:
		t.asked = true
	case o.Offers.Has(cases.Echo):
		t.owed++
	}
}

// got counts what came; what it repeats in Sent has counted it already.
func (t *tally) got(o *cases.Observation, r *cases.Received) {
	switch {
	case r.Opcode == frame.Close:
		t.closes++
	case r.Answer < 0 && !r.Opcode.IsControl():
		t.strays++
	}
	if r.Answer >= 0 {
		if s := &o.Sent[r.Answer]; s.Answers == 1 && s.Opcode != frame.Ping && !s.Asked && o.Offers.Has(cases.Echo) {
			t.owed--
		}
		for t.answered < len(o.Sent) && o.Sent[t.answered].Answers > 0 {
			t.answered++
		}
	}
}

// complete tells whether every message came back, and the last Ping was answered.
func (t *tally) complete(o *cases.Observation) bool { return t.owed == 0 && t.ponged(o) }

// ponged tells whether the last Ping was answered.
func (t *tally) ponged(o *cases.Observation) bool {
	return t.lastPing == 0 || o.Sent[t.lastPing-1].Answers > 0
}

// repeats finds what something that came repeats: the first that has not come back yet, else the last that has; -1 if
// there is none.
func (t *tally) repeats(o *cases.Observation, is func(*cases.Sent) bool) int {
	for i := t.answered; i < len(o.Sent); i++ {
		if s := &o.Sent[i]; s.Answers == 0 && is(s) {
			return i
		}
	}
	for i := len(o.Sent) - 1; i >= 0; i-- {
		if is(&o.Sent[i]) {
			return i
		}
	}
	return -1
}
