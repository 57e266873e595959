package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 3: what a resource name is. For a server it shows in the request target.
var resourceNames = []cases.Case{
	{
		ID:      "rfc6455/3/fragment-in-target",
		Title:   "a request target has no fragment",
		Covers:  []string{"6455-4.2.1-04", "9112-3.2-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Target("{path}#fragment")}},
		Accept:  eitherWay("accepts a target with a fragment, which only binds the client"),
	},
}
