package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Section 4.4: a version that the server does not speak.
var versionNegotiation = []cases.Case{
	{
		ID:      "rfc6455/4.4/version-14",
		Title:   "version 14 is refused, and the response names version 13",
		Covers:  []string{"6455-4.2.2-08", "6455-4.3-09", "6455-11.3.5-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withVersion("14"),
		Accept:  otherVersion,
		Watches: []*reference.Rule{handshake.VersionListForm},
		Cause:   "the response does not tell which version the server speaks",
	},
	{
		ID:      "rfc6455/4.4/version-99",
		Title:   "version 99 is refused, and the response names version 13",
		Covers:  []string{"6455-4.2.2-08", "6455-4.2.1-09"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withVersion("99"),
		Accept:  otherVersion,
	},
	{
		ID:      "rfc6455/4.4/version-255",
		Title:   "version 255 is refused, and the response names version 13",
		Covers:  []string{"6455-4.2.2-08", "6455-4.3-05"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withVersion("255"),
		Accept:  otherVersion,
	},
	{
		ID:      "rfc6455/4.4/version-0",
		Title:   "version 0 is refused, and the response names version 13",
		Covers:  []string{"6455-4.2.2-08", "6455-4.2.1-09"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withVersion("0"),
		Accept:  otherVersion,
	},
	{
		ID:      "rfc6455/4.4/version-12",
		Title:   "version 12, which was never in use, is refused, and the response names version 13",
		Covers:  []string{"6455-4.2.2-08", "6455-4.2.1-09"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withVersion("12"),
		Accept:  otherVersion,
	},
	{
		ID:      "rfc6455/4.4/version-8",
		Title:   "version 8, of an old draft, is spoken or refused with a list of versions",
		Covers:  []string{"6455-4.4-02", "6455-4.2.2-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: withVersion("8"),
		Accept: append(otherVersion[:len(otherVersion):len(otherVersion)],
			cases.Informs(cases.Opens, "speaks version 8 too, whose frames are the same")),
	},
}

var otherVersion = cases.Outcomes(
	cases.Passes(cases.RefusesWith(cases.RefusesSomehow, "Sec-WebSocket-Version", "13")),
	cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.2 asks for one, 10.7 tolerates it)"),
)
