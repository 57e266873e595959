package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
)

// Section 7.3: the target that closes starts with the closing handshake, and ends TCP after it if it is a server.
func normalClosure() []cases.Case {
	return []cases.Case{
		{
			ID:     "rfc6455/7.3/ends-tcp-after-own-close",
			Title:  "after a closing handshake that it started the target ends the TCP connection",
			Covers: []string{"6455-7.3-03", "6455-7.1.1-04", "6455-5.5.1-13"},
			Needs:  []cases.Capability{cases.ClosesOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept: endsAfterClose,
		},
	}
}
