package resilience

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
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
	{
		ID:     "resilience/control/pongs-unread",
		Title:  "65536 pings whose pongs nobody reads take a bounded amount of memory",
		Covers: []string{"res-D-06", "res-J-05"},
		Needs:  []cases.Capability{cases.Stress},
		Script: cases.Steps(cases.Send(cases.Ping(reason(125))).Times(64 << 10).WithoutReading()),
		Cause:  "answers are queued for a peer that does not read, without a bound",
	},
	{
		ID:     "resilience/control/echoes-unread",
		Title:  "32 MiB of messages whose echoes nobody reads take a bounded amount of memory",
		Covers: []string{"res-D-07", "res-J-05"},
		Needs:  []cases.Capability{cases.Stress, cases.Echo},
		Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(32 << 10))).Times(1 << 10).WithoutReading()),
		Cause:  "echoes are queued behind a write that is blocked, without a bound",
	},
}
