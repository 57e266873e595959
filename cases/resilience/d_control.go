package resilience

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
)

// Control frames that nobody asked for.
var control = []cases.Case{
	{
		ID:     "resilience/control/unsolicited-pongs",
		Title:  "2000 pongs that nobody asked for leave nothing behind",
		Covers: []string{"res-D-04"},
		Script: cases.Steps(cases.Send(each(2000, func(i int) cases.Frame { return cases.Pong(fmt.Sprintf("pong %d", i)) })...)),
		Cause:  "the buffer of a pong is given back by whoever waits for it, and nobody does",
	},
	{
		ID:     "resilience/control/answered-twice",
		Title:  "a ping of the target that is answered more than once does no harm",
		Covers: []string{"res-D-05"},
		Needs:  []cases.Capability{cases.PingsOnRequest},
		Script: cases.Steps(cases.Ask("wsspec:ping once"), cases.AwaitPing(), cases.Send(cases.Pong("once"), cases.Pong("once"))),
		Cause:  "the second pong wakes somebody who has gone",
	},
}
