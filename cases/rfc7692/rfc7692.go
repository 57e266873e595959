// Package rfc7692 is the case table of RFC 7692, permessage-deflate. There is a file for each section, named by it.
package rfc7692

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
)

// Cases returns the whole table, in the order of the sections.
func Cases() []*cases.Case {
	sections := slices.Concat(
		onConnection(negotiating, using, framing, unlawfulOffers, takeoverParameters, windowParameters),
		onConnection(compressing, sizes, thorough, decompressing),
	)
	table := make([]*cases.Case, len(sections))
	for i := range sections {
		table[i] = &sections[i]
	}
	return table
}

// needs is what a target has to offer for cases on an open connection.
var needs = []cases.Capability{cases.Deflate}

// declined is for targets that agree to permessage-deflate, but not to what a case offers.
var declined = cases.Informs(cases.Declines, "declines permessage-deflate with these parameters")

// onConnection puts cases together that begin when permessage-deflate is agreed.
func onConnection(sections ...func() []cases.Case) []cases.Case {
	var list []cases.Case
	for _, section := range sections {
		for _, c := range section() {
			c.Side, c.Needs = reference.Server, append(needs[:1:1], c.Needs...)
			list = append(list, c)
		}
	}
	return list
}

// failsWith is how a target fails the connection, as in the table of RFC 6455.
func failsWith(codes ...closecode.Code) []cases.Outcome {
	return cases.Outcomes(
		cases.Passes(cases.FailedWith(codes...)),
		cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
		cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
		declined,
	)
}

// answered is for everything that conforms on an open connection.
var answered = cases.Outcomes(cases.Passes(cases.Answered), declined)
