package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Sections 4.2.2 and 10.2: origins, for servers that have a policy.
var origins = []cases.Case{
	{
		ID:      "rfc6455/10.2/foreign-origin",
		Title:   "an origin that the server does not want gets 403",
		Covers:  []string{"6455-4.2.2-07", "6455-10.2-01", "6455-10.2-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withOrigin("http://wsspec-foreign.example"),
		Accept: append(refusedOrigin[:len(refusedOrigin):len(refusedOrigin)],
			cases.Informs(cases.Opens, "accepts every origin, which is for servers that are not for browsers of certain sites only")),
		Cause: "the connection is opened before the origin is looked at, and closed after",
	},
	{
		ID:      "rfc6455/10.2/origin-null",
		Title:   "the origin null is the server's to decide about",
		Covers:  []string{"6455-10.2-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.OriginPolicy},
		Opening: withOrigin("null"),
		Accept:  eitherWay("accepts the origin null"),
	},
	{
		ID:      "rfc6455/10.2/origin-with-suffix",
		Title:   "an origin that begins like an accepted one is another origin",
		Covers:  []string{"6455-10.2-01", "6455-4.2.2-07"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.OriginPolicy},
		Opening: withOrigin("{origin}.wsspec-foreign.example"),
		Accept:  looseOrigin,
	},
	{
		ID:      "rfc6455/10.2/origin-as-user",
		Title:   "an origin that has an accepted one before an @ is another origin",
		Covers:  []string{"6455-10.2-01", "6455-4.2.2-07"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Needs:   []cases.Capability{cases.OriginPolicy},
		Opening: withOrigin("{origin}@wsspec-foreign.example"),
		Accept:  looseOrigin,
	},
}

func withOrigin(value string) cases.Opening {
	return cases.Opening{Request: []cases.Edit{cases.Set("Origin", value)}}
}

var refusedOrigin = cases.Outcomes(
	cases.Passes(cases.Refuses(403)),
	cases.Warns(cases.RefusesSomehow, "refused, but 403 is the advised status (10.2)"),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.2 asks for one, 10.7 tolerates it)"),
)

var looseOrigin = append(refusedOrigin[:len(refusedOrigin):len(refusedOrigin)],
	cases.Warns(cases.Opens, "accepts an origin that only looks like an accepted one (10.2)"))
