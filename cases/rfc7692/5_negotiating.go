package rfc7692

import (
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// Twins: offers in the usual spelling, and alone.
const (
	plainOffer     = "rfc7692/5/plain-offer"
	takeoverOffer  = "rfc7692/7.1.1.1/accepted"
	windowOffer10  = "rfc7692/7.1.2.1/offered-10"
	windowOffer12  = "rfc7692/7.1.2.1/offered-12"
	noClientWindow = "rfc7692/7.1.2.2/not-offered"
)

// accepted is for offers that every server may accept or decline, whatever it adds to the answer.
var accepted = cases.Outcomes(cases.Passes(cases.Agrees), declined)

// acceptedWith is for offers that bind a server that accepts them.
func acceptedWith(what string, check func(cases.Agreed) bool) []cases.Outcome {
	return cases.Outcomes(cases.Passes(cases.AgreesTo(what, check)), declined)
}

// oneOfThem is for lists of offers of which a server that does not support one may find another.
var oneOfThem = cases.Outcomes(
	cases.Passes(cases.Agrees),
	cases.Informs(cases.Declines, "declines all offers, although one is plain permessage-deflate"),
)

// resets is the check of an answer with server_no_context_takeover.
func resets(a cases.Agreed) bool { return a.ServerNoContextTakeover }

// serverWindow tells of an answer whether the window of the server is within what was offered.
func serverWindow(bits int) (what string, check func(cases.Agreed) bool) {
	return "server_max_window_bits=" + decimal(bits) + " or less", func(a cases.Agreed) bool {
		return a.ServerMaxWindowBits > 0 && a.ServerMaxWindowBits <= bits
	}
}

// offering is a list of offers of permessage-deflate, given by their parameters.
func offering(params ...string) cases.Opening {
	return cases.OffersDeflate(strings.Join(params, ", permessage-deflate"))
}

// extensions is a request with these lines of Sec-WebSocket-Extensions.
func extensions(lines ...string) cases.Opening {
	var edits []cases.Edit
	for _, line := range lines {
		edits = append(edits, cases.Add(handshake.FieldExtensions, line))
	}
	return cases.Opening{Request: edits}
}

// Section 5: an offer is accepted or declined.
func negotiating() []cases.Case {
	list := []cases.Case{
		{
			ID:      plainOffer,
			Title:   "after the plain offer is accepted a compressed message is read",
			Covers:  []string{"7692-5-09", "7692-4-02", "6455-9.1-09", "6455-9.1-11", "6455-4.2.2-15", "6455-4.2.2-25", "6455-9.1-04"},
			Opening: offering(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello, compressed world").Compressed())),
			Accept:  answered,
			Cause:   "the answer is written, but the connection is not told of it",
		},
		{
			ID:      "rfc7692/5/two-equal-offers",
			Title:   "two equal offers are answered once",
			Covers:  []string{"7692-5-09", "7692-5-02"},
			Opening: offering("", ""),
			Accept:  accepted,
			Watches: []*reference.Rule{permessagedeflate.AnswerRepeated},
			Cause:   "each element of the offer is answered",
		},
		{
			ID:      "rfc7692/5/forty-offers",
			Title:   "forty offers, between them another extension, are answered once",
			Covers:  []string{"7692-5-02", "7692-3-02"},
			Opening: extensions(strings.Repeat("permessage-deflate, permessage-deflate, x-wsspec; a=1, ", 19) + "permessage-deflate, permessage-deflate"),
			Accept:  accepted,
			Cause:   "there is room for a few extensions only",
		},
		{
			ID:      "rfc7692/5/window-in-force",
			Title:   "the answer to offers with two windows tells which one holds",
			Covers:  []string{"7692-5-11", "7692-5-05"},
			Twin:    windowOffer12,
			Opening: offering("; server_max_window_bits=10", "; server_max_window_bits=12"),
			Accept:  acceptedWith(serverWindow(12)),
		},
	}
	list = append(list, preferences()...)
	list = append(list, fallbacks()...)
	list = append(list, spellings()...)
	return list
}

// preferences are offers of which the first should be accepted by a server that supports both. That it was not shows
// only where what was asked first is missing, or something is there that may be there for the second offer alone.
func preferences() []cases.Case {
	second := cases.Warns(cases.Agrees, "accepts the second offer, where a server that supports the first should take that (section 5)")
	return []cases.Case{
		{
			ID:      "rfc7692/5/prefers-server-takeover",
			Title:   "an offer of server_no_context_takeover before the plain one is preferred",
			Covers:  []string{"7692-5-04"},
			Twin:    takeoverOffer,
			Opening: offering("; server_no_context_takeover", ""),
			Accept:  cases.Outcomes(cases.Passes(cases.AgreesTo("server_no_context_takeover", resets)), second, declined),
		},
		{
			ID:      "rfc7692/5/prefers-plain",
			Title:   "the plain offer before one of client_max_window_bits is preferred",
			Covers:  []string{"7692-5-04"},
			Twin:    noClientWindow,
			Opening: offering("", "; client_max_window_bits"),
			Accept: cases.Outcomes(cases.Passes(cases.AgreesTo("without client_max_window_bits", func(a cases.Agreed) bool {
				return a.ClientMaxWindowBits == 0
			})), second, declined),
			Cause: "the offer with the most parameters is taken for the best",
		},
	}
}

// fallbacks are lists of offers in which plain permessage-deflate is one.
func fallbacks() []cases.Case {
	var list []cases.Case
	for _, f := range []struct {
		slug, what, row string
		params          []string
		accept          []cases.Outcome
	}{
		{"unknown-then-plain", "an offer with an unknown parameter", "7692-7-03", []string{"; wsspec_unknown", ""}, orRefuses(oneOfThem...)},
		{"invalid-then-plain", "an offer with a window of 16 bits", "7692-7-04", []string{"; server_max_window_bits=16", ""}, orRefuses(oneOfThem...)},
		{"value-then-plain", "an offer with a value where there is none", "7692-7-04", []string{"; server_no_context_takeover=1", ""}, orRefuses(oneOfThem...)},
		{"repeated-then-plain", "an offer with a parameter twice", "7692-7-05", []string{"; server_no_context_takeover; server_no_context_takeover", ""}, orRefuses(oneOfThem...)},
		{"small-window-then-plain", "an offer of the smallest window", "7692-7-06", []string{"; server_max_window_bits=8", ""}, oneOfThem},
		{"all-windows-then-plain", "offers of every window but the largest", "7692-7-06", []string{"; server_max_window_bits=8", "; server_max_window_bits=9",
			"; server_max_window_bits=10", "; server_max_window_bits=11", "; server_max_window_bits=12", "; server_max_window_bits=13", "; server_max_window_bits=14", ""}, oneOfThem},
		{"variants-then-plain", "the offers of a small window and of no context takeover", "7692-7-06", []string{
			"; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits", "; server_no_context_takeover; client_max_window_bits", ""}, oneOfThem},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/5/" + f.slug,
			Title:   "behind " + f.what + " the plain offer is found",
			Covers:  []string{"7692-5-02", f.row},
			Twin:    plainOffer,
			Opening: offering(f.params...),
			Accept:  f.accept,
			Cause:   "the first offer decides about all",
		})
	}
	for _, f := range []struct{ slug, what, row, params string }{
		{"plain-then-unknown", "an unknown parameter", "7692-7-03", "; wsspec_unknown"},
		{"plain-then-invalid", "a window of 16 bits", "7692-7-04", "; server_max_window_bits=16"},
		{"plain-then-repeated", "a parameter twice", "7692-7-05", "; client_max_window_bits; client_max_window_bits"},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/5/" + f.slug,
			Title:   "the plain offer is not spoilt by one behind it with " + f.what,
			Covers:  []string{"7692-5-02", f.row},
			Twin:    plainOffer,
			Opening: offering("", f.params),
			Accept:  orRefuses(oneOfThem...),
			Cause:   "one unlawful offer decides about all",
		})
	}
	for _, f := range []struct {
		slug, what string
		lines      []string
		accept     []cases.Outcome
	}{
		{"behind-another", "behind another extension", []string{"x-wsspec-unknown; server_max_window_bits=99; a=\"b\", permessage-deflate"}, oneOfThem},
		{"before-another", "before another extension", []string{"permessage-deflate, x-wsspec-unknown; server_max_window_bits=99; a=\"b\""}, oneOfThem},
		{"second-line", "on the second of two lines", []string{"x-wsspec-unknown", "permessage-deflate"}, oneOfThem},
		{"first-line", "on the first of two lines", []string{"permessage-deflate", "x-wsspec-unknown"}, oneOfThem},
		{"unlawful-on-the-first-line", "on the line behind one with an unlawful offer", []string{"permessage-deflate; server_max_window_bits=7", "permessage-deflate"}, orRefuses(oneOfThem...)},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/5/" + f.slug,
			Title:   "an offer " + f.what + " is found",
			Covers:  []string{"7692-5-02", "7692-3-02", "6455-9.1-03", "6455-11.3.2-01", "6455-4.2.2-15"},
			Twin:    plainOffer,
			Opening: extensions(f.lines...),
			Accept:  f.accept,
		})
	}
	return list
}

// spellings are other ways to write an offer (section 5.2).
func spellings() []cases.Case {
	var list []cases.Case
	for _, s := range []struct{ slug, what, offer, row string }{
		{"no-space", "without a space", "permessage-deflate;server_no_context_takeover;client_max_window_bits", "6455-4.3-07"},
		{"space-before-semicolon", "with a space before each semicolon", "permessage-deflate ; server_no_context_takeover ; client_max_window_bits", "6455-4.3-07"},
		{"tabs", "with tabs around each semicolon", "permessage-deflate\t;\tserver_no_context_takeover\t;\tclient_max_window_bits", "6455-4.3-07"},
		{"many-spaces", "with many spaces", "   permessage-deflate   ;   server_no_context_takeover   ;   client_max_window_bits   ", "6455-4.3-07"},
		{"empty-elements", "between empty elements", ", ,permessage-deflate; server_no_context_takeover; client_max_window_bits,, ", "9110-5.6.1.2-01"},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/5/" + s.slug,
			Title:   "an offer " + s.what + " is understood",
			Covers:  []string{s.row, "7692-7.1.1.1-04"},
			Twin:    takeoverOffer,
			Opening: extensions(s.offer),
			Accept:  acceptedWith("server_no_context_takeover", resets),
		})
	}
	quoted := func(slug, what, value string) cases.Case {
		return cases.Case{
			ID:      "rfc7692/5.2/" + slug,
			Title:   "server_max_window_bits=" + value + ", " + what + ", is server_max_window_bits=10",
			Covers:  []string{"7692-5.2-01", "6455-4.3-06", "9110-5.6.4-01"},
			Twin:    windowOffer10,
			Opening: offering("; server_max_window_bits=" + value),
			Accept:  acceptedWith(serverWindow(10)),
			Cause:   "quotes are taken for a part of the value",
		}
	}
	return append(list,
		quoted("quoted-window", "in quotes", `"10"`),
		quoted("quoted-pair", "with a quoted pair", `"1\0"`),
		cases.Case{
			ID:      "rfc7692/5.2/quoted-client-window",
			Title:   "a hint in quotes is understood",
			Covers:  []string{"7692-5.2-01", "6455-4.3-06"},
			Opening: offering(`; client_max_window_bits="10"`),
			Accept:  accepted,
		},
		cases.Case{
			ID:      "rfc7692/5/space-around-equals",
			Title:   "white space around an equals sign is understood, or the handshake refused",
			Covers:  []string{"6455-4.3-07"},
			Twin:    windowOffer10,
			Opening: offering("; server_max_window_bits = 10"),
			Accept: append(acceptedWith(serverWindow(10)),
				cases.Informs(cases.RefusesSomehow, "RFC 9110 has no white space around the equals sign of a parameter, RFC 2616 had")),
		},
	)
}
