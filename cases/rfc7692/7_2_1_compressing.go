package rfc7692

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
)

// Section 7.2.1: how a message is compressed.
func compressing() []cases.Case {
	return []cases.Case{
		{
			ID:      "rfc7692/7.2.1/compressed-text",
			Title:   "a compressed text message is read, and returned",
			Covers:  []string{"7692-6.1-01"},
			Needs:   needs,
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello").Compressed())),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/7.2.1/two-blocks",
			Title:   "a message of two blocks is read",
			Covers:  []string{"7692-7.2.1-02"},
			Needs:   needs,
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, []byte("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00")))),
			Accept:  answered,
		},
	}
}
