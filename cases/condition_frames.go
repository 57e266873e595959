package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
)

// Answered is met if every message came back with its type and bytes, in order, the last Ping was answered and
// nothing else came. Where the target does not echo, or nothing was sent that is to be answered, the connection has
// to live on.
var Answered Condition = answered{}

type answered struct{}

func (answered) Want() Want { return WantAnswer }

func (answered) String() string {
	return "messages echoed, the last ping answered, nothing else; the connection lives on"
}

func (answered) Met(o *Observation) bool {
	if !o.Opened || !o.Done || o.failed() || o.strayBeforeClose() {
		return false
	}
	next, some := 0, false
	for i := range o.Got[:o.Finish] {
		r := &o.Got[i]
		if r.Answer < 0 {
			continue // control frames, and what a chatty target says
		}
		if isData(r) && !o.Unordered {
			if r.Answer < next {
				return false
			}
			next = r.Answer
		}
		some = some || r.Answer >= o.LastSent
	}
	return o.AllAnswered() && (some || o.Fenced)
}

// AllAnswered tells whether every message that is to be echoed came back once, and the last Ping was answered.
func (o *Observation) AllAnswered() bool {
	lastPing := -1
	for i, s := range o.Sent {
		switch {
		case s.Opcode == frame.Ping:
			lastPing = i
		case s.Asked || !o.Offers.Has(Echo):
		case s.Answers != 1:
			return false
		}
	}
	return lastPing < 0 || o.Sent[lastPing].Answers > 0
}

// FailedWith is met if the target closed the connection with one of the codes, and answered nothing of the last step.
func FailedWith(codes ...closecode.Code) Condition { return failedWith{codes: codes} }

// FailedOtherwise is met like FailedWith, by any code that may stand in a Close frame, and by none at all.
var FailedOtherwise Condition = failedWith{any: true}

type failedWith struct {
	codes []closecode.Code
	any   bool
}

func (failedWith) Want() Want { return WantEnd }

func (c failedWith) String() string {
	if c.any {
		return "close with another code"
	}
	return "close " + codeList(c.codes)
}

func codeList(codes []closecode.Code) string {
	parts := make([]string, len(codes))
	for i, code := range codes {
		if parts[i] = code.String(); code == NoCode {
			parts[i] = "without a code"
		}
	}
	return strings.Join(parts, " or ")
}

func (c failedWith) Met(o *Observation) bool {
	r := o.closeFrame(o.LastGot)
	if !o.Opened || !o.Done || r == nil || o.answered() || o.repeated() || o.Fenced {
		return false
	}
	code, hasCode := r.Close()
	if c.any {
		return r.Size == 0 || hasCode && mayBeSent(code)
	}
	return hasCode && slices.Contains(c.codes, code)
}

// mayBeSent tells whether a code in a Close frame breaks no rule.
func mayBeSent(code closecode.Code) bool {
	class := code.Class()
	return class != closecode.Forbidden && class != closecode.Unused
}

// Dropped is met if the connection ended without a Close frame, and nothing of the last step was answered.
var Dropped Condition = dropped{}

type dropped struct{}

func (dropped) Want() Want     { return WantEnd }
func (dropped) String() string { return "connection dropped" }

func (dropped) Met(o *Observation) bool {
	return o.Opened && o.Done && o.closeFrame(0) == nil && o.End != Open && o.EndFirst && !o.Polite && !o.answered() && !o.Fenced
}

// ClosedWith is met if our Close frame was answered with a Close frame that has one of the codes, and nothing of the
// last step was answered otherwise. Code 0 stands for an empty Close frame.
func ClosedWith(codes ...closecode.Code) Condition { return closedWith{codes: codes} }

// Closed is met by any Close frame whose code may be sent.
var Closed Condition = closedWith{any: true}

// NoCode stands for an empty Close frame wherever codes are listed.
const NoCode closecode.Code = 0

type closedWith struct {
	codes []closecode.Code
	any   bool
}

func (closedWith) Want() Want { return WantClose }

func (c closedWith) String() string {
	if c.any {
		return "answered by a close"
	}
	s := codeList(c.codes)
	return "answered by a close " + s
}

func (c closedWith) Met(o *Observation) bool {
	r := o.closeFrame(0)
	if !o.Opened || !o.Done || !o.WeClosed || r == nil || o.strayBeforeClose() || o.repeated() {
		return false
	}
	code, hasCode := r.Close()
	if c.any {
		return r.Size == 0 || hasCode && mayBeSent(code)
	}
	if !hasCode {
		return r.Size == 0 && slices.Contains(c.codes, NoCode)
	}
	return slices.Contains(c.codes, code)
}

// WithoutAnswer narrows a condition: nothing of the last sending step was answered.
func WithoutAnswer(c Condition) Condition { return withoutAnswer{c} }

type withoutAnswer struct{ Condition }

func (c withoutAnswer) String() string { return c.Condition.String() + ", nothing else answered" }

func (c withoutAnswer) Met(o *Observation) bool { return c.Condition.Met(o) && !o.answered() }

// EndsTCP is met if the target ended the TCP connection by a FIN, before we did if it is a server, after a Close frame
// of its own.
var EndsTCP Condition = endsTCP{GotFIN}

// ResetsTCP is met like EndsTCP, by a reset.
var ResetsTCP Condition = endsTCP{GotRST}

type endsTCP struct{ end End }

func (endsTCP) Want() Want { return WantTCPEnd }

func (c endsTCP) String() string {
	return "a close, then the TCP connection ended by " + c.end.String()
}

func (c endsTCP) Met(o *Observation) bool {
	end := o.End
	if end == GotRST && o.Behind {
		end = GotFIN // the reset answers what we sent; what came before it cannot be told any more
	}
	return o.Opened && o.Done && o.closeFrame(0) != nil && end == c.end && o.endedItself()
}

// EndsTCPAfterUs is met if the target ended the TCP connection only after we had ended our half of it, after a Close
// frame of its own.
var EndsTCPAfterUs Condition = endsTCPAfterUs{}

type endsTCPAfterUs struct{}

func (endsTCPAfterUs) Want() Want { return WantTCPEnd }
func (endsTCPAfterUs) String() string {
	return "a close, then the TCP connection ended after the other side had"
}

func (endsTCPAfterUs) Met(o *Observation) bool {
	return o.Opened && o.Done && o.closeFrame(0) != nil && o.End != Open && !o.EndFirst && !o.Polite
}

// DropsTCP is met if the target ended the TCP connection before we did, without a Close frame.
var DropsTCP Condition = dropsTCP{}

type dropsTCP struct{}

func (dropsTCP) Want() Want     { return WantTCPEnd }
func (dropsTCP) String() string { return "the TCP connection ended without a close" }

func (dropsTCP) Met(o *Observation) bool {
	return o.Opened && o.Done && o.closeFrame(0) == nil && o.End != Open && o.endedItself()
}

// EndsSomehow is met if the TCP connection ended on the target's side, in whatever way and order; a Close frame before
// that has a code that may be sent.
var EndsSomehow Condition = endsSomehow{}

type endsSomehow struct{}

func (endsSomehow) Want() Want     { return WantTCPEnd }
func (endsSomehow) String() string { return "the end of the TCP connection" }

func (endsSomehow) Met(o *Observation) bool {
	if r := o.closeFrame(0); r != nil {
		if code, hasCode := r.Close(); r.Size > 0 && !(hasCode && mayBeSent(code)) {
			return false
		}
	}
	return o.Opened && o.Done && o.End != Open && !o.strayBeforeClose()
}

// GivesUp is met if the target closed or ended the connection of its own accord, whatever it had answered before.
var GivesUp Condition = givesUp{}

type givesUp struct{}

func (givesUp) Want() Want              { return WantAnswer }
func (givesUp) String() string          { return "the target closes or ends the connection" }
func (givesUp) Met(o *Observation) bool { return o.Opened && o.failed() }

// GivesUpUnchanged is met like GivesUp, if every message that came was one of ours as it was sent.
var GivesUpUnchanged Condition = givesUpUnchanged{}

type givesUpUnchanged struct{ givesUp }

func (givesUpUnchanged) String() string {
	return "the target closes or ends the connection, and changes nothing that it echoes"
}

func (c givesUpUnchanged) Met(o *Observation) bool {
	return c.givesUp.Met(o) && !slices.ContainsFunc(o.Got, func(r Received) bool { return !r.Opcode.IsControl() && r.Answer < 0 })
}

// endedItself tells whether the target ended the TCP connection of its own accord. A client leaves it to the server to
// begin (section 7.1.1).
func (o *Observation) endedItself() bool {
	return !o.Polite && (o.EndFirst || o.Target == reference.Client)
}

// Waits is met if nothing came: no answer, no end of the connection.
var Waits Condition = waits{}

type waits struct{}

func (waits) Want() Want     { return WantSilence }
func (waits) String() string { return "nothing, the target waits" }

func (waits) Met(o *Observation) bool {
	return o.Opened && o.Done && (o.Quiet || o.Late) && !o.answered() && !o.failed()
}

// Reports is met if the target reported how another connection ended: with this code and reason, cleanly or not.
// A target may leave open whether it was clean.
func Reports(code closecode.Code, clean bool, reason string) Condition {
	c := reports{code: uint16(code), clean: "unclean", reason: reason}
	if clean {
		c.clean = "clean"
	}
	return c
}

// ReportsCode is met like Reports, whatever the reason.
func ReportsCode(code closecode.Code, clean bool) Condition {
	c := Reports(code, clean, "").(reports)
	c.anyReason = true
	return c
}

type reports struct {
	code          uint16
	clean, reason string
	anyReason     bool
}

func (reports) Want() Want { return WantAnswer }

func (c reports) String() string {
	if c.anyReason {
		return fmt.Sprintf("a report of code %d, %s", c.code, c.clean)
	}
	return fmt.Sprintf("a report of code %d, %s, reason %q", c.code, c.clean, c.reason)
}

func (c reports) Met(o *Observation) bool {
	for i := range o.Got[:o.Finish] {
		r := &o.Got[i]
		rest, ok := strings.CutPrefix(string(r.Head), fmt.Sprintf("wsspec:closed %d ", c.code))
		if r.Opcode != frame.Text || !r.Whole || !ok {
			continue
		}
		clean, reason, _ := strings.Cut(rest, " ")
		if (clean == c.clean || clean == "unknown") && (reason == c.reason || c.anyReason) {
			return true
		}
	}
	return false
}

// StartsClose is met if the target started the closing handshake with one of the codes, whatever the reason, and left the
// connection open for our answer. NoCode stands for an empty Close frame.
func StartsClose(codes ...closecode.Code) Condition { return startsClose{codes: codes} }

// StartsCloseWith is met like StartsClose, by this code with this reason.
func StartsCloseWith(code closecode.Code, reason string) Condition {
	return startsClose{codes: []closecode.Code{code}, reason: reason}
}

type startsClose struct {
	codes  []closecode.Code
	reason string // any, if empty
}

func (startsClose) Want() Want { return WantTCPEnd }

func (c startsClose) String() string { return c.frame() + ", then it waits for the answer" }

func (c startsClose) frame() string {
	s := "close " + codeList(c.codes)
	if c.reason != "" {
		s += fmt.Sprintf(" with the reason %q", c.reason)
	}
	return s
}

func (c startsClose) Met(o *Observation) bool { return o.Opened && o.Done && c.sent(o) }

func (c startsClose) sent(o *Observation) bool {
	r := o.closeFrame(0)
	if r == nil {
		return false
	}
	code, hasCode := r.Close()
	if !hasCode {
		return r.Size == 0 && slices.Contains(c.codes, NoCode)
	}
	return slices.Contains(c.codes, code) && (c.reason == "" || string(r.Head[2:]) == c.reason)
}

// WithoutWaiting is met if the target closed as StartsClose or StartsCloseWith has it, but ended the TCP connection before
// it could be answered.
func WithoutWaiting(started Condition) Condition { return withoutWaiting{started.(startsClose)} }

type withoutWaiting struct{ startsClose }

func (c withoutWaiting) String() string {
	return c.frame() + ", and the end of the TCP connection at once"
}

func (c withoutWaiting) Met(o *Observation) bool {
	return o.Opened && !o.Done && o.End != Open && o.EndFirst && c.sent(o)
}

// LivesOn is met if the target answered a Ping behind everything else, whatever it made of the rest.
var LivesOn Condition = livesOn{}

type livesOn struct{}

func (livesOn) Want() Want              { return WantEnd }
func (livesOn) String() string          { return "the connection lives on" }
func (livesOn) Met(o *Observation) bool { return o.Opened && o.Done && o.Fenced && !o.failed() }
