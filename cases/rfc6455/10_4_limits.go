package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
)

// Section 10.4: limits on the size of messages, as the probe found them.
var limits = []cases.Case{
	{
		ID:     "rfc6455/10.4/has-limit",
		Title:  "a target limits the size of messages",
		Covers: []string{"6455-10.4-02"},
		Accept: cases.Outcomes(
			cases.Passes(cases.HasLimit),
			cases.Informs(cases.Opens, "takes messages of every size that the probe tried"),
		),
	},
	{
		ID:     "rfc6455/10.4/one-frame",
		Title:  "a message over the limit in one frame fails the connection with 1009",
		Covers: []string{"6455-10.4-01", "6455-7.4.1-12"},
		Twin:   textEcho,
		Needs:  []cases.Capability{cases.Limits},
		Script: cases.Steps(cases.Send(cases.ShareOfLimit(frame.Text, 100))),
		Accept: failsWith(closecode.TooBig),
	},
	{
		ID:     "rfc6455/10.4/fragments",
		Title:  "a message over the limit in four fragments that are not fails the connection with 1009",
		Covers: []string{"6455-10.4-01", "6455-7.4.1-12"},
		Twin:   textEcho,
		Needs:  []cases.Capability{cases.Limits},
		Script: cases.Steps(cases.Send(
			cases.ShareOfLimit(frame.Text, 25).More(), cases.ShareOfLimit(frame.Continuation, 25).More(),
			cases.ShareOfLimit(frame.Continuation, 25).More(), cases.ShareOfLimit(frame.Continuation, 25))),
		Accept: failsWith(closecode.TooBig),
		Cause:  "the limit is applied to frames instead of messages",
	},
}
