package cases

import (
	"fmt"

	"github.com/wsspec/wsspec/reference/frame"
)

// Survives is met whatever the target makes of what was sent on the open connection, unless its answers prove that it
// lost its place in the bytes, or gave away what stood in its memory. Whether the target as a whole lives is not seen on
// this connection: the runner opens another one.
var Survives Condition = survives{}

type survives struct{}

func (survives) Want() Want              { return WantLife }
func (survives) String() string          { return "any answer or none; fresh connections work as before" }
func (survives) Met(o *Observation) bool { return o.Opened && o.betrayal() == "" }

// SurvivesOpening is met like Survives, whether the connection was opened or not.
var SurvivesOpening Condition = survivesOpening{}

type survivesOpening struct{ survives }

func (survivesOpening) Met(o *Observation) bool { return o.betrayal() == "" }

// betrayal is what an answer proves that nobody can have meant to answer; empty if there is none.
func (o *Observation) betrayal() string {
	for _, r := range o.Got {
		if r.Opcode != frame.Pong || !r.Whole {
			continue
		}
		if r.Answer >= 0 && o.Sent[r.Answer].Hidden {
			return fmt.Sprintf("the ping that was answered stood inside the payload of another frame: %s", DescribePayload(o.Sent[r.Answer].Payload))
		}
		for _, s := range o.Sent {
			if s.WrongMask && s.Opcode == frame.Ping && r.Answer < 0 && r.Size == s.Payload.Size() {
				return fmt.Sprintf("the answer to an unmasked ping has its length and other bytes, which nobody sent: %q", r.Head)
			}
		}
	}
	return ""
}
