package resilience

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
)

// manyFragments is how many fragments show a cost for each of them, and no more.
const manyFragments = 4096

// Fragments without a beginning, without content and without an end.
var fragments = []cases.Case{
	{
		ID:     "resilience/fragments/orphan-empty",
		Title:  "an empty continuation as the first frame takes no length below zero",
		Covers: []string{"res-B-07"},
		Script: cases.Steps(cases.Send(cases.Cont(""))),
		Cause:  "the end of a message is looked for in a buffer that nothing was put into",
	},
	{
		ID:     "resilience/fragments/orphan-empty-behind-controls",
		Title:  "an empty continuation behind nothing but control frames takes no length below zero",
		Covers: []string{"res-B-07"},
		Script: cases.Steps(cases.Send(cases.Ping("before"), cases.Pong("before"), cases.Cont(""))),
		Cause:  "the end of a message is looked for in a buffer that nothing was put into",
	},
	{
		ID:     "resilience/fragments/4096-empty",
		Title:  "4096 empty fragments cost nobody else anything",
		Covers: []string{"res-B-09", "res-B-10"},
		Script: cases.Steps(cases.Send(emptyFragments()...)),
		Cause:  "every fragment is kept as an object, however little it holds",
	},
	{
		ID:     "resilience/fragments/4096-of-1",
		Title:  "4096 fragments of one byte cost nobody else anything",
		Covers: []string{"res-B-09", "res-B-10"},
		Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(manyFragments)).InFragmentsOf(1))),
		Cause:  "what was received is copied for each fragment",
	},
	{
		ID:     "resilience/fragments/no-end",
		Title:  "4096 fragments of a message without an end are forgotten with their connection",
		Covers: []string{"res-B-09", "res-B-10"},
		Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(manyFragments)).More().InFragmentsOf(1))),
		Cause:  "what counts against a limit is the payload, not the fragments",
	},
}

// emptyFragments is a message with content in its last fragment only.
func emptyFragments() []cases.Frame {
	list := each(manyFragments, func(int) cases.Frame { return cases.Cont("").More() })
	list[0], list[manyFragments-1] = cases.Text("").More(), cases.Cont("end")
	return list
}
