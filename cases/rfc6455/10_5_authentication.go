package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Sections 4.2.2 and 10.5: credentials, for servers that demand them.
var credentials = []cases.Case{
	{
		ID:      "rfc6455/10.5/no-credentials",
		Title:   "a request without credentials is refused; a 401 has WWW-Authenticate",
		Covers:  []string{"6455-10.5-01", "6455-4.2.2-04", "9110-11.6.1-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Auth},
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Authorization")}},
		Accept:  refused,
		Watches: []*reference.Rule{handshake.Authenticate},
	},
	{
		ID:      "rfc6455/10.5/wrong-credentials",
		Title:   "a request with wrong credentials is refused",
		Covers:  []string{"6455-10.5-01", "6455-4.2.2-04", "6455-4.2.2-07"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.Auth},
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Authorization", "Basic d3JvbmctdXNlcjp3cm9uZw==")}},
		Accept: append(refused[:len(refused):len(refused)],
			cases.Warns(cases.Opens, "refuses a request without credentials, but accepts one with any")),
	},
}
