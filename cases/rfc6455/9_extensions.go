package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Section 9: a server answers with extensions that the client asked for, and no others.
var extensionRequests = []cases.Case{
	{
		ID:      "rfc6455/9/none-asked",
		Title:   "without an offer no extension is in the response",
		Covers:  []string{"6455-9-03", "6455-4.2.2-17"},
		Side:    reference.Server,
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
		Watches: []*reference.Rule{handshake.ExtensionNotOffered},
	},
	{
		ID:      "rfc6455/9/similar-name",
		Title:   "an extension whose name begins like a known one is another extension",
		Covers:  []string{"6455-9-03"},
		Side:    reference.Server,
		Opening: withExtensions("permessage-deflatex"),
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
	},
	{
		ID:      "rfc6455/9/underscore",
		Title:   "an extension with an underscore in place of a hyphen is another extension",
		Covers:  []string{"6455-9-03"},
		Side:    reference.Server,
		Opening: withExtensions("permessage_deflate"),
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
	},
	{
		ID:      "rfc6455/9/many-unknown",
		Title:   "many unknown extensions with parameters are left out of the response",
		Covers:  []string{"6455-9-03", "6455-4.2.1-13"},
		Side:    reference.Server,
		Opening: withExtensions("x-a; b=c, x-a; b=\"c\", x-d, constructor, __proto__; a=1, x-e; f; g=h; i=\"j\""),
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
		Cause:   "names are looked up in an object that has names of its own",
	},
	{
		ID:     "rfc6455/9/two-lines",
		Title:  "unknown extensions on two lines are left out of the response",
		Covers: []string{"6455-9-03", "9110-5.2-01"},
		Side:   reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{
			cases.Add("Sec-WebSocket-Extensions", "x-foo"), cases.Add("Sec-WebSocket-Extensions", "x-bar; a=1")}},
		Accept: cases.Outcomes(cases.Passes(cases.OpensPlain)),
	},
}

// Section 9.1: offers that break the grammar fail the handshake.
var extensionGrammar = func() []cases.Case {
	list := []cases.Case{{
		ID:      "rfc6455/9.1/empty-elements",
		Title:   "empty elements in a list of extensions are ignored",
		Covers:  []string{"9110-5.6.1.2-01", "6455-4.2.1-13", "6455-4.3-02"},
		Side:    reference.Server,
		Opening: withExtensions(", x-wsspec-unknown,,"),
		Accept:  cases.Outcomes(cases.Passes(cases.OpensPlain)),
		Watches: []*reference.Rule{handshake.ExtensionsForm},
	}}
	for _, bad := range []struct{ slug, what, value string }{
		{"empty", "an empty value", ""},
		{"comma", "a comma alone", ","},
		{"semicolon", "a semicolon alone", ";"},
		{"trailing-semicolon", "a semicolon behind the name", "permessage-deflate;"},
		{"no-parameter-name", "a parameter without a name", "permessage-deflate; =10"},
		{"no-parameter-value", "an equals sign without a value", "permessage-deflate; a="},
		{"open-quote", "a quote that is not closed", "permessage-deflate; a=\"b"},
		{"behind-quote", "letters behind a closing quote", "permessage-deflate; a=\"b\"c"},
		{"empty-quotes", "a quoted value that is empty", "permessage-deflate; a=\"\""},
		{"quoted-comma", "a quoted value that is no token", "permessage-deflate; a=\"1,0\""},
		{"two-words", "a name of two words", "permessage deflate"},
		{"two-word-parameter", "a parameter of two words", "permessage-deflate; a b"},
		{"quoted-name", "a name in quotes", "\"permessage-deflate\""},
		{"name-with-value", "a name with a value", "permessage-deflate=1"},
		{"two-equals", "two equals signs", "permessage-deflate; a==1"},
		{"non-ascii", "a byte above 7F", "permessage-deflate; a=\x80"},
	} {
		list = append(list, cases.Case{
			ID:      "rfc6455/9.1/" + bad.slug,
			Title:   "a list of extensions with " + bad.what + " fails the handshake",
			Covers:  []string{"6455-9.1-01", "6455-4.2.1-02"},
			Twin:    "rfc6455/4.2.1/extensions-unknown",
			Side:    reference.Server,
			Opening: withExtensions(bad.value),
			Accept: cases.Outcomes(
				cases.Passes(cases.RefusesSomehow),
				cases.Warns(cases.OpensPlain, "opens without the extension (9.1 wants the handshake to fail)"),
				cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
				cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
			),
			Cause: "what cannot be read is ignored",
		})
	}
	return list
}()
