package resilience

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
)

// bombSize is how much a bomb inflates to: more than a usual limit, and less than does harm.
const bombSize = 4 << 20

// Messages that inflate to much, or never, and offers that no compressor can keep.
func compression() []cases.Case {
	list := []cases.Case{
		{
			ID:      "resilience/compression/bomb-4m",
			Title:   "a message of a few KiB that inflates to 4 MiB costs nobody else anything",
			Covers:  []string{"res-F-01"},
			Needs:   []cases.Capability{cases.Deflate},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Crafted(frame.Binary, "4 MiB of zeros", bomb))),
			Cause:   "the limit is held against the compressed size, or against the message when it is inflated",
		},
		{
			ID:      "resilience/compression/final-block",
			Title:   "a message that ends in a block with BFINAL keeps no loop running",
			Covers:  []string{"res-F-05"},
			Needs:   []cases.Capability{cases.Deflate},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script: cases.Steps(cases.Send(
				cases.Inflates(frame.Text, new(deflate.Builder).Final().Fixed(deflate.Literals("final")...).Message()),
				cases.Text("the next").Compressed(), cases.Text("and another").Compressed())),
			Cause: "the inflater has ended, and is asked for more for ever",
		},
	}
	for _, bits := range []struct{ slug, value string }{
		{"0", "0"}, {"7", "7"}, {"16", "16"}, {"1000", "1000"}, {"2-64-and-8", "18446744073709551624"}, {"minus-1", "-1"},
		{"quoted", `"15"`}, {"empty", ""}, {"twice", "9; server_max_window_bits=16"},
	} {
		list = append(list, cases.Case{
			ID:      "resilience/compression/window-bits-" + bits.slug,
			Title:   "an offer with server_max_window_bits=" + bits.value + " is no error of the server, nor is a message behind it",
			Covers:  []string{"res-F-08"},
			Opening: cases.OffersDeflate("; server_max_window_bits=" + bits.value),
			Script:  cases.Steps(cases.Send(cases.Text("compressed").Compressed())),
			Cause:   "the value reaches the compressor as it is, which ends the process or throws",
		})
	}
	return append(list, cases.Case{
		ID:      "resilience/compression/twenty-extensions",
		Title:   "an offer of twenty unknown extensions behind permessage-deflate twice is no more than the server looks at",
		Covers:  []string{"res-F-12"},
		Opening: cases.Opening{Request: []cases.Edit{cases.Set(handshake.FieldExtensions, twentyExtensions())}},
		Script:  cases.Steps(cases.Send(cases.Text("compressed").Compressed())),
		Cause:   "there is room for as many extensions as the server knows",
	})
}

// bomb is the payload of a message of zeros, bombSize bytes of them.
func bomb(cases.Agreed) []byte {
	const longest = 258
	first := bombSize % longest
	tokens := append(deflate.Literals(make([]byte, first)), slices.Repeat([]deflate.Token{deflate.Match(longest, 1)}, bombSize/longest)...)
	return new(deflate.Builder).Dynamic(tokens...).Message()
}

func twentyExtensions() string {
	offer := "permessage-deflate, permessage-deflate"
	for i := range 20 {
		offer += ", x-" + string(rune('a'+i)) + "; b=c"
	}
	return offer
}
