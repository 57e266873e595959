// Package rfc7692 is the case table of RFC 7692, permessage-deflate. There is a file for each section, named by it.
package rfc7692

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
)

// Cases returns the whole table, in the order of the sections.
func Cases() []*cases.Case {
	sections := slices.Concat(compressing())
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

// answered is for everything that conforms on an open connection.
var answered = cases.Outcomes(cases.Passes(cases.Answered), declined)
