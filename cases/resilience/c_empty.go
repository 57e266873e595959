package resilience

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
)

// Frames that are only a header.
var empty = []cases.Case{
	{
		ID:     "resilience/empty/between-two",
		Title:  "an empty message between two others frees nothing twice",
		Covers: []string{"res-C-01"},
		Script: cases.Steps(cases.Send(cases.Text("a"), cases.Text(""), cases.Text("b"))),
		Cause:  "a buffer of no bytes is no buffer, and the one before it is taken",
	},
	emptyFrame("text", cases.Text("")),
	emptyFrame("binary", cases.Binary("")),
	emptyFrame("ping", cases.Ping("")),
	emptyFrame("pong", cases.Pong("")),
	emptyFrame("close", cases.CloseBody("")),
	{
		ID:      "resilience/empty/compressed-without-an-octet",
		Title:   "a compressed message without an octet does no harm",
		Covers:  []string{"res-C-04"},
		Needs:   []cases.Capability{cases.Deflate},
		Twin:    "rfc7692/7.2.1/text",
		Opening: cases.OffersDeflate(""),
		Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, nil))),
		Cause:   "the first octet of a compressed message is read, whether there is one or not",
	},
	{
		ID:      "resilience/empty/compressed-to-nothing",
		Title:   "a compressed message that inflates to nothing does no harm",
		Covers:  []string{"res-C-04"},
		Needs:   []cases.Capability{cases.Deflate},
		Twin:    "rfc7692/7.2.1/text",
		Opening: cases.OffersDeflate(""),
		Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, []byte{0}))),
		Cause:   "the first byte of a message is read, whether there is one or not",
	},
}

func emptyFrame(name string, f cases.Frame) cases.Case {
	covers := []string{"res-C-02"}
	if name == "close" {
		covers = append(covers, "res-H-04")
	}
	return cases.Case{
		ID:     "resilience/empty/" + name,
		Title:  "an empty " + name + " frame keeps no loop running",
		Covers: covers,
		Script: cases.Steps(cases.Send(f)),
		Cause:  "a read of no bytes is taken for one that has to be tried again",
	}
}
