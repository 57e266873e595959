package cases

import (
	"fmt"
	"time"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// Describe tells what came, a line each, in the words of the protocol.
func (o *Observation) Describe() []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if r := o.Response; r != nil {
		line := fmt.Sprintf("status %d", r.Status)
		if r.Reason != "" {
			line += fmt.Sprintf(" %q", shorten(r.Reason))
		}
		if o.Premature {
			line += ", before the request was complete"
		}
		if !o.Opened || r.Status != 101 {
			add("%s", line)
		}
		for _, f := range o.Wrong {
			add("wrong in the response: %s", f.Saw)
		}
	}
	if !o.Opened {
		return append(lines, o.noOpening()...)
	}
	const most = 12
	for i, r := range o.Got {
		if i == most {
			add("and %d more frames and messages", len(o.Got)-most)
			break
		}
		line := r.String()
		if i >= o.Finish && o.Finish > 0 || i >= o.Finish && o.Fenced {
			line += " (when wsspec closed the connection)"
		}
		add("%s", line)
	}
	return append(lines, o.end()...)
}

func (o *Observation) noOpening() []string {
	switch {
	case o.Response != nil:
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
