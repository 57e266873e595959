package resilience

import "github.com/wsspec/wsspec/cases"

// Masks that are not there.
var masking = []cases.Case{
	{
		ID:     "resilience/masking/unmasked-ping",
		Title:  "the answer to an unmasked ping, if there is one, gives no memory away",
		Covers: []string{"res-E-03"},
		Script: cases.Steps(cases.Send(cases.Ping("an unmasked ping of 37 bytes, no more").WrongMask())),
		Cause:  "the payload is unmasked with a masking-key that was never read",
	},
}
