package cases

import (
	"fmt"
	"time"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
)

// Describe tells what came, a line each, in the words of the protocol. How the target behaved when we closed a
// connection that lived on is left out.
func (o *Observation) Describe() []string {
	if o.Growth != nil {
		return o.Growth.Describe(o.Unit)
	}
	lines := o.opening()
	if !o.Opened && o.Response != nil {
		return append(lines, o.end()...)
	}
	if !o.Opened {
		return lines
	}
	const most = 12
	got := o.Got[:o.Finish]
	for i := range got {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more frames and messages", len(got)-most))
			break
		}
		lines = append(lines, got[i].String())
	}
	for i := o.Finish; i < len(o.Got); i++ {
		if r := &o.Got[i]; isData(r) {
			lines = append(lines, r.String()+", when wsspec closed the connection")
			break
		}
	}
	return append(lines, o.end()...)
}

// opening tells what came in answer to the opening handshake, as far as it is worth a line.
func (o *Observation) opening() []string {
	r := o.Response
	if r == nil {
		return o.noOpening()
	}
	if r.Simple {
		return []string{"content without a status, as in HTTP/0.9"}
	}
	var lines []string
	if !o.Opened || len(o.Got[:o.Finish]) == 0 {
		line := fmt.Sprintf("status %d", r.Status)
		if r.Reason != "" {
			line += fmt.Sprintf(" %q", shorten(r.Reason))
		}
		for _, name := range []string{handshake.FieldProtocol, handshake.FieldExtensions} {
			for _, value := range r.Fields.Values(name) {
				line += fmt.Sprintf(", %s: %q", name, shorten(value))
			}
		}
		if o.Premature {
			line += ", before the request was complete"
		}
		lines = append(lines, line)
	}
	for i, f := range o.Wrong {
		if i > 0 && f.Saw == o.Wrong[i-1].Saw {
			continue
		}
		lines = append(lines, "wrong in the response: "+f.Saw)
	}
	return lines
}

func (o *Observation) noOpening() []string {
	switch {
	case o.Opened: // a client, whose handshake has no response of its own
		return nil
	case o.Flooded:
		return []string{"more bytes than the head of any response has"}
	case o.End == GotFIN:
		return []string{"no response, the connection ended by FIN"}
	case o.End == GotRST:
		return []string{"no response, the connection ended by RST"}
	}
	return []string{"no response before the deadline"}
}

func (o *Observation) end() []string {
	switch {
	case o.Flooded:
		return []string{"more than any answer is worth: wsspec stopped reading"}
	case o.Fenced:
		return []string{"a later ping was answered: the connection lives on"}
	case o.End == GotFIN && o.EndFirst && o.Offers.Has(TLS) && !o.CloseNotify:
		return []string{"the connection ended by FIN, without a close_notify"}
	case o.End == GotFIN && o.EndFirst:
		return []string{"the connection ended by FIN"}
	case o.End == GotRST && o.EndFirst:
		return []string{"the connection ended by RST"}
	case o.Quiet && !o.Late:
		return []string{"nothing more"}
	case o.Late:
		return []string{"nothing more before the deadline"}
	}
	return nil
}

// String describes what came: kind, payload, and in what it differs from what was expected.
func (r *Received) String() string {
	p := payload.Bytes(r.Head)
	if r.Size > int64(len(r.Head)) {
		p = payload.Join(p, payload.Repeat(nil, r.Size-int64(len(r.Head))))
	}
	s := r.Opcode.String()
	switch {
	case r.Opcode == frame.Close:
		s += DescribeClose(r.Head)
	case r.Size == 0:
		s += ", empty"
	default:
		s += ", " + DescribePayload(p)
	}
	if !r.Opcode.IsControl() {
		if !r.Whole {
			s += ", unfinished"
		} else if r.Differs >= 0 {
			s += fmt.Sprintf(", which differs from what was sent at offset %d", r.Differs)
		}
	}
	return s + ", after " + shortTime(r.At)
}

func shortTime(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(100 * time.Microsecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

// Sends lists what the case sends, a line for the handshake if it is not the plain one, and one for each step.
func (c *Case) Sends() []string {
	if c.Growth != nil {
		return c.sendsGrowing()
	}
	var lines []string
	if !c.Opening.Plain() {
		lines = append(lines, c.Opening.String())
	} else if len(c.Script) == 0 {
		lines = append(lines, "the plain handshake")
	}
	for _, step := range c.Script {
		lines = append(lines, step.String())
	}
	return lines
}
