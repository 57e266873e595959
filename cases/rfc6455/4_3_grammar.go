package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 4.3: the grammar of the fields, where it is not part of another section.
var fieldGrammar = []cases.Case{
	{
		ID:      "rfc6455/4.3/protocols-empty-element",
		Title:   "an empty element in a list of subprotocols is ignored",
		Covers:  []string{"6455-4.3-03", "9110-5.6.1.2-01"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("wsspec-unknown,,{subprotocol}"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
	},
	{
		ID:      "rfc6455/4.3/protocols-leading-comma",
		Title:   "a comma before the first subprotocol is ignored",
		Covers:  []string{"6455-4.3-03", "9110-5.6.1.2-01"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols(", {subprotocol}"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
	},
	{
		ID:      "rfc6455/4.3/protocols-white-space",
		Title:   "white space around the elements of a list of subprotocols is ignored",
		Covers:  []string{"6455-4.3-07", "6455-4.3-03"},
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Subprotocol},
		Opening: withProtocols("wsspec-unknown \t,\t {subprotocol}"),
		Accept:  cases.Outcomes(cases.Passes(cases.Selects)),
	},
	{
		ID:      "rfc6455/4.3/extensions-white-space",
		Title:   "tabs and spaces around the semicolons of an extension are ignored",
		Covers:  []string{"6455-4.3-07"},
		Side:    reference.Server,
		Opening: withExtensions("x-wsspec-unknown\t; a=1 ;b"),
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
	},
}

func withExtensions(value string) cases.Opening {
	return cases.Opening{Request: []cases.Edit{cases.Add("Sec-WebSocket-Extensions", value)}}
}
