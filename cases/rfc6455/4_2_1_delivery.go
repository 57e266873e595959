package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 4.2.1: how the request is delivered. TCP has no message boundaries.
var requestDelivery = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/request-byte-by-byte",
		Title:   "a request opens the connection although every byte comes in a segment of its own",
		Covers:  []string{"6455-4.2.1-01", "9110-5.3-02"},
		Side:    reference.Server,
		Opening: cases.Opening{Cut: cases.Cut{Every: 1}},
		Accept:  opensOnly,
		Cause:   "the handshake is expected in one read",
	},
	{
		ID:      "rfc6455/4.2.1/request-in-pieces-of-3",
		Title:   "a request opens the connection although it comes in segments of 3 bytes",
		Covers:  []string{"6455-4.2.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Cut: cases.Cut{Every: 3}},
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/request-in-pieces-of-7",
		Title:   "a request opens the connection although it comes in segments of 7 bytes",
		Covers:  []string{"6455-4.2.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Cut: cases.Cut{Every: 7}},
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/request-in-pieces-of-64",
		Title:   "a request opens the connection although it comes in segments of 64 bytes",
		Covers:  []string{"6455-4.2.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Cut: cases.Cut{Every: 64}},
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/last-byte-held-back",
		Title:   "nothing is answered before the last LF of the request",
		Covers:  []string{"9110-5.3-02", "6455-4.2.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Hold: 1},
		Accept:  opensOnly,
	},
	{
		ID:      "rfc6455/4.2.1/empty-line-held-back",
		Title:   "nothing is answered before the empty line that ends the request",
		Covers:  []string{"9110-5.3-02", "6455-4.2.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Hold: 2},
		Accept:  opensOnly,
		Cause:   "the server acts as soon as it has seen the fields that it needs",
	},
	{
		ID:      "rfc6455/4.2.1/last-line-cut",
		Title:   "nothing is answered before the last field line is complete",
		Covers:  []string{"9110-5.3-02", "6455-4.2.1-01"},
		Side:    reference.Server,
		Opening: cases.Opening{Hold: 6},
		Accept:  opensOnly,
	},
}
