package oracle

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Choice is what a server has to do with a request.
type Choice uint8

const (
	Accept Choice = iota // it conforms: the connection opens, unless the server has reasons of its own to refuse it
	Refuse               // it must not be accepted
	Either               // it breaks a rule that leaves the choice to the server
)

func (c Choice) String() string {
	return [...]string{"accept", "refuse", "accept or refuse"}[c]
}

// Opening derives from the head of a request what a server has to do with it, and the findings that say so.
func Opening(head *handshake.Head) (Choice, []reference.Finding) {
	_, findings := handshake.ReadRequest(head)
	choice := Accept
	for _, f := range findings {
		if !f.Rule.Free {
			return Refuse, findings
		}
		choice = Either
	}
	return choice, findings
}
