package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
)

// Section 5.5.3: pongs that nobody asked for.
var pongs = []cases.Case{
	{
		ID:       "rfc6455/5.5.3/pong-empty",
		Title:    "an unsolicited empty pong does no harm",
		Covers:   []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Script:   cases.Steps(cases.Send(cases.Pong(""))),
		Accept:   answered,
		Autobahn: []string{"2.7"},
	},
	{
		ID:       "rfc6455/5.5.3/pong",
		Title:    "an unsolicited pong does no harm",
		Covers:   []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Script:   cases.Steps(cases.Send(cases.Pong("unsolicited pong payload"))),
		Accept:   answered,
		Autobahn: []string{"2.8"},
	},
	{
		ID:     "rfc6455/5.5.3/two-pongs",
		Title:  "two unsolicited pongs with binary data do no harm",
		Covers: []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Script: cases.Steps(cases.Send(cases.Pong("\xff\x00\xfe"), cases.Pong("\xff\x00\xfe"))),
		Accept: answered,
	},
	{
		ID:       "rfc6455/5.5.3/pong-then-ping",
		Title:    "a ping behind an unsolicited pong is answered with its own data",
		Covers:   []string{"6455-5.5.3-03", "6455-5.5.3-01"},
		Script:   cases.Steps(cases.Send(cases.Pong("unsolicited pong payload"), cases.Ping("ping payload"))),
		Accept:   answered,
		Autobahn: []string{"2.9"},
	},
	{
		ID:     "rfc6455/5.5.3/pong-then-message",
		Title:  "a message behind an unsolicited pong is echoed, the pong is not",
		Covers: []string{"6455-5.5.3-03", "6455-5.5.3-04"},
		Needs:  []cases.Capability{cases.Echo},
		Script: cases.Steps(cases.Send(cases.Pong("unsolicited pong payload"), cases.Text("message"))),
		Accept: answered,
	},
}
