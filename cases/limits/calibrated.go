package limits

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
)

// Messages measured by the limit that was found: half of what was refused was taken before, and has to be again. What a
// target does beyond its limit is asked in rfc6455/10.4.
var calibrated = []cases.Case{
	{
		ID:     "limits/calibrated/three-messages",
		Title:  "three messages of half the refused size come back: the limit is that of a message, not of a connection",
		Covers: []string{"6455-6.2-05", "6455-10.4-01"},
		Needs:  []cases.Capability{cases.Limits, cases.Echo, cases.TakesText},
		Script: cases.Steps(
			cases.Send(cases.ShareOfLimit(frame.Text, 50)), cases.Echoed(),
			cases.Send(cases.ShareOfLimit(frame.Text, 50)), cases.Echoed(),
			cases.Send(cases.ShareOfLimit(frame.Text, 50))),
		Accept: answered,
		Cause:  "sizes are added up over the messages of a connection",
	},
	{
		ID:     "limits/calibrated/after-fragments",
		Title:  "a fragmented message of half the refused size, and another one, come back",
		Covers: []string{"6455-6.2-05", "6455-10.4-01"},
		Needs:  []cases.Capability{cases.Limits, cases.Echo, cases.TakesText},
		Script: cases.Steps(
			cases.Send(cases.ShareOfLimit(frame.Text, 50).InFragments(1, 100)), cases.Echoed(),
			cases.Send(cases.ShareOfLimit(frame.Text, 50).InFragments(1, 100))),
		Accept: answered,
	},
}
