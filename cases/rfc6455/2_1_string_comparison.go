package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 2.1: comparison without regard to case folds the 26 ASCII letters and nothing else.
var stringComparison = []cases.Case{
	{
		ID:      "rfc6455/2.1/upgrade-long-s",
		Title:   "Upgrade with U+017F LONG S in place of an s does not name websocket",
		Covers:  []string{"6455-2.1-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Upgrade", "web\u017Focket")}},
		Accept:  refused,
		Cause:   "the comparison folds all of Unicode",
	},
	{
		ID:      "rfc6455/2.1/upgrade-kelvin-sign",
		Title:   "Upgrade with U+212A KELVIN SIGN in place of the k does not name websocket",
		Covers:  []string{"6455-2.1-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Upgrade", "websoc\u212Aet")}},
		Accept:  refused,
		Cause:   "the comparison folds all of Unicode",
	},
	{
		ID:      "rfc6455/2.1/connection-look-alike",
		Title:   "Connection with a Cyrillic a does not name upgrade",
		Covers:  []string{"6455-2.1-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Connection", "Upgr\u0430de")}},
		Accept:  refused,
	},
}
