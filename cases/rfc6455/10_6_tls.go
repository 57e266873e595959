package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 10.6: TLS.
var overTLS = []cases.Case{
	{
		ID:     "rfc6455/10.6/opens-over-tls",
		Title:  "a connection opens over TLS, and works",
		Covers: []string{"6455-10.6-01"},
		Side:   reference.Server,
		Needs:  []cases.Capability{cases.TLS},
		Accept: opensOnly,
	},
}
