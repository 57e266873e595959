package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/token"
)

// Opens is met if the server accepted the handshake with the right Sec-WebSocket-Accept, and the connection works:
// the target answers a Ping on it.
var Opens Condition = opens{}

type opens struct{}

func (opens) Want() Want     { return WantOpening }
func (opens) String() string { return "101, and the connection works" }

func (opens) Met(o *Observation) bool {
	if !o.Opened || !o.Fenced || o.Premature {
		return false
	}
	for _, f := range o.Wrong {
		if f.Rule == handshake.Accept || f.Rule == handshake.AcceptRepeated {
			return false
		}
	}
	return true
}

// Selects is met if the connection opens with the subprotocol that the user named.
var Selects Condition = selects{true}

// SelectsNone is met if the connection opens without a subprotocol.
var SelectsNone Condition = selects{false}

type selects struct{ some bool }

func (selects) Want() Want { return WantOpening }

func (c selects) String() string {
	if c.some {
		return "101 with the known subprotocol"
	}
	return "101 without a subprotocol"
}

func (c selects) Met(o *Observation) bool {
	if !Opens.Met(o) {
		return false
	}
	values := o.Response.Fields.Values(handshake.FieldProtocol)
	if !c.some {
		return len(values) == 0
	}
	return len(values) == 1 && values[0] == o.Protocol
}

// OpensPlain is met if the connection opens without any extension.
var OpensPlain Condition = opensPlain{}

type opensPlain struct{}

func (opensPlain) Want() Want     { return WantOpening }
func (opensPlain) String() string { return "101 without an extension" }

func (opensPlain) Met(o *Observation) bool {
	return Opens.Met(o) && len(o.Response.Fields.Values(handshake.FieldExtensions)) == 0
}

// Refuses is met if the server answered the handshake with one of the statuses.
func Refuses(statuses ...int) Condition { return refuses{statuses: statuses} }

// RefusesSomehow is met if the server answered the handshake with any status from 200 to 499: it does not switch.
var RefusesSomehow Condition = refuses{from: 200, to: 499}

// RefusesBroken is met if the server answered the handshake with a status from 500 up.
var RefusesBroken Condition = refuses{from: 500, to: 599}

type refuses struct {
	statuses []int
	from, to int
}

func (refuses) Want() Want { return WantOpening }

func (c refuses) String() string {
	if c.to != 0 {
		return fmt.Sprintf("a status from %d to %d", c.from, c.to)
	}
	return "status " + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(c.statuses)), " or "), "[]")
}

func (c refuses) Met(o *Observation) bool {
	if o.Opened || o.Response == nil || !o.Done {
		return false
	}
	status := o.Response.Status
	return slices.Contains(c.statuses, status) || status >= c.from && status <= c.to && c.to != 0
}

// RefusesWith narrows a refusal: the response has this field, and its list of values contains this one.
func RefusesWith(c Condition, name, value string) Condition { return refusesWith{c, name, value} }

type refusesWith struct {
	Condition
	name, value string
}

func (c refusesWith) String() string {
	return fmt.Sprintf("%s with %s: %s", c.Condition, c.name, c.value)
}

func (c refusesWith) Met(o *Observation) bool {
	return c.Condition.Met(o) && slices.Contains(token.List(o.Response.Fields.Values(c.name)...), c.value)
}

// AnswersSimply is met if the server answered a request without a version as HTTP/0.9 does: with content alone.
var AnswersSimply Condition = answersSimply{}

type answersSimply struct{}

func (answersSimply) Want() Want     { return WantOpening }
func (answersSimply) String() string { return "content without a status, as in HTTP/0.9" }

func (answersSimply) Met(o *Observation) bool {
	return !o.Opened && o.Response != nil && o.Response.Simple
}

// DropsHandshake is met if the server ended the connection without a response.
var DropsHandshake Condition = dropsHandshake{}

type dropsHandshake struct{}

func (dropsHandshake) Want() Want     { return WantOpening }
func (dropsHandshake) String() string { return "connection dropped without a response" }

func (dropsHandshake) Met(o *Observation) bool {
	return !o.Opened && o.Response == nil && o.End != Open && o.EndFirst
}

// IgnoresHandshake is met if the server did not answer the handshake, and left the connection open.
var IgnoresHandshake Condition = ignoresHandshake{}

type ignoresHandshake struct{}

func (ignoresHandshake) Want() Want     { return WantOpening }
func (ignoresHandshake) String() string { return "no response" }

func (ignoresHandshake) Met(o *Observation) bool {
	return !o.Opened && o.Response == nil && o.End == Open && !o.Flooded
}

// HasLimit is met if the connection opens and the probe found a message that is too large for the target.
var HasLimit Condition = hasLimit{}

type hasLimit struct{}

func (hasLimit) Want() Want              { return WantOpening }
func (hasLimit) String() string          { return "a limit was found" }
func (hasLimit) Met(o *Observation) bool { return Opens.Met(o) && o.Offers.Has(Limits) }

// Cooperates is met if the target answered the message wsspec:hello in its own way (docs/cooperation.md).
var Cooperates Condition = cooperates{}

type cooperates struct{}

func (cooperates) Want() Want     { return WantAnswer }
func (cooperates) String() string { return "a cooperating target" }

func (cooperates) Met(o *Observation) bool {
	for _, r := range o.Got {
		if strings.HasPrefix(string(r.Head), "wsspec:ready") {
			return true
		}
	}
	return false
}
