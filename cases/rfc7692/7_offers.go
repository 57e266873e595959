package rfc7692

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// declines is for offers that no server may accept. What is offered follows the grammar, so the connection opens without
// the extension; but a server may refuse any handshake (RFC 6455 section 4.2.2), and then it has accepted nothing.
var declines = orRefuses(cases.Passes(cases.Declines))

// orRefuses adds the refusal of the handshake to the outcomes of offers of which one is unlawful.
func orRefuses(outcomes ...cases.Outcome) []cases.Outcome {
	return append(slices.Clip(outcomes),
		cases.Warns(cases.RefusesSomehow, "refuses the handshake, where declining the offer is asked for"),
		cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server, where declining the offer is asked for"),
	)
}

// Section 7: which offers have to be declined.
func unlawfulOffers() []cases.Case {
	list := []cases.Case{
		{
			ID:      "rfc7692/7/unknown-parameters",
			Title:   "offers with unknown parameters are declined, however many there are",
			Covers:  []string{"7692-7-03", "7692-5-17", "6455-9.1-05", "6455-9-04"},
			Twin:    plainOffer,
			Opening: offering("; wsspec_unknown", "; wsspec_unknown=1", "; server_no_context_takeover; wsspec_unknown", "; wsspec_unknown; client_max_window_bits"),
			Accept:  declines,
			Watches: []*reference.Rule{permessagedeflate.AcceptsUnknown},
			Cause:   "parameters that are not known are skipped",
		},
		{
			ID:      "rfc7692/7/invalid-values",
			Title:   "offers with invalid values are declined, however many there are",
			Covers:  []string{"7692-7-04", "7692-5-17"},
			Twin:    plainOffer,
			Opening: offering("; server_max_window_bits=7", "; server_max_window_bits", "; client_max_window_bits=16", "; server_no_context_takeover=1"),
			Accept:  declines,
			Watches: []*reference.Rule{permessagedeflate.AcceptsInvalid},
		},
		{
			ID:      "rfc7692/7/repeated-parameters",
			Title:   "offers with repeated parameters are declined, however many there are",
			Covers:  []string{"7692-7-05", "7692-5-17"},
			Twin:    plainOffer,
			Opening: offering("; server_no_context_takeover; server_no_context_takeover", "; client_max_window_bits; server_max_window_bits=9; client_max_window_bits"),
			Accept:  declines,
			Watches: []*reference.Rule{permessagedeflate.AcceptsRepeated},
			Cause:   "parameters are kept in a dictionary, in which the last one wins",
		},
		{
			ID:      "rfc7692/7/answer-parameters",
			Title:   "an answer has none but the four parameters, and each of them once",
			Covers:  []string{"7692-7-01", "6455-9.1-05"},
			Opening: offering("; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=15"),
			Accept:  accepted,
			Watches: []*reference.Rule{permessagedeflate.ParamUnknown, permessagedeflate.ParamRepeated},
		},
	}
	list = append(list,
		cases.Case{
			ID:      "rfc7692/7/name-in-upper-case",
			Title:   "the name in upper case is another extension or the same",
			Covers:  []string{"7692-7-01"},
			Opening: extensions("PERMESSAGE-DEFLATE"),
			Accept: cases.Outcomes(
				cases.Passes(cases.Declines),
				cases.Passes(cases.Agrees),
			),
		},
		cases.Case{
			ID:      "rfc7692/7/parameter-in-upper-case",
			Title:   "a parameter in upper case is declined or means the same",
			Covers:  []string{"7692-7-01", "7692-7.1.1.1-04", "9110-5.6.6-01"},
			Twin:    takeoverOffer,
			Opening: offering("; SERVER_NO_CONTEXT_TAKEOVER"),
			Accept: orRefuses(
				cases.Passes(cases.Declines),
				cases.Passes(cases.AgreesTo("server_no_context_takeover", resets)),
			),
		},
	)
	list = append(list, unknownParameters()...)
	list = append(list, invalidValues()...)
	list = append(list, repeatedParameters()...)
	list = append(list, directions()...)
	return list
}

func unknownParameters() []cases.Case {
	var list []cases.Case
	for _, u := range []struct{ slug, params string }{
		{"unknown-parameter", "; wsspec_unknown"},
		{"unknown-value", "; wsspec_unknown=1"},
		{"unknown-behind-known", "; server_no_context_takeover; wsspec_unknown"},
		{"unknown-before-known", "; wsspec_unknown; client_max_window_bits=10"},
		{"misspelled-windows", "; server_max_windows_bits=10"},
		{"misspelled-hyphens", "; server-no-context-takeover"},
		{"misspelled-prefix", "; max_window_bits=10"},
		{"misspelled-context", "; no_context_takeover"},
		{"longer-name", "; server_no_context_takeovers"},
		{"shorter-name", "; client_max_window_bit=10"},
		{"name-of-the-draft", "; s2c_max_window_bits=10; c2s_no_context_takeover"},
		{"name-of-an-object", "; constructor"},
		{"name-of-a-prototype", "; __proto__=1"},
		{"name-of-a-method", "; hasOwnProperty; toString"},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/7/" + u.slug,
			Title:   "permessage-deflate" + u.params + " is declined: there is no such parameter",
			Covers:  []string{"7692-7-03", "7692-5-17"},
			Twin:    plainOffer,
			Opening: offering(u.params),
			Accept:  declines,
			Cause:   "parameters that are not known are skipped",
		})
	}
	return list
}

// windowValues are values that no window has. Some are read as one: by their first digits, with a sign, as a fraction, in
// fewer bits, or as what zlib takes for other formats.
var windowValues = []struct{ slug, value string }{
	{"0", "0"}, {"7", "7"}, {"16", "16"}, {"31", "31"},
	{"08", "08"}, {"010", "010"}, {"plus-8", "+8"}, {"minus-8", "-8"}, {"minus-15", "-15"},
	{"8.0", "8.0"}, {"1e1", "1e1"}, {"0xa", "0xA"}, {"15x", "15x"}, {"word", "true"},
	{"256-and-8", "264"}, {"2-to-32-and-8", "4294967304"}, {"2-to-64-and-8", "18446744073709551624"},
	{"100-digits", strings.Repeat("9", 100)},
	{"quoted-16", `"16"`}, {"quoted-08", `"08"`},
}

func invalidValues() []cases.Case {
	var list []cases.Case
	decline := func(slug, offer string, covers ...string) {
		shown := offer
		if len(shown) > 60 {
			shown = shown[:60] + "…"
		}
		list = append(list, cases.Case{
			ID:      "rfc7692/7/" + slug,
			Title:   "an offer of " + shown + " is declined",
			Covers:  append([]string{"7692-7-04", "7692-5-17"}, covers...),
			Twin:    plainOffer,
			Opening: offering("; " + offer),
			Accept:  declines,
		})
	}
	for _, window := range []struct{ slug, name, row string }{
		{"server-window-", "server_max_window_bits", "7692-7.1.2.1-02"},
		{"client-window-", "client_max_window_bits", "7692-7.1.2.2-02"},
	} {
		for _, v := range windowValues {
			decline(window.slug+v.slug, window.name+"="+v.value, window.row)
		}
	}
	decline("server-window-without-value", "server_max_window_bits", "7692-7.1.2.1-02")
	decline("server-window-without-value-behind", "client_max_window_bits; server_max_window_bits", "7692-7.1.2.1-02")
	for _, takeover := range []struct{ slug, name, row string }{
		{"server-takeover-", "server_no_context_takeover", "7692-7.1.1.1-02"},
		{"client-takeover-", "client_no_context_takeover", "7692-7.1.1.2-02"},
	} {
		for _, v := range []struct{ slug, value string }{
			{"true", "true"}, {"false", "false"}, {"1", "1"}, {"0", "0"}, {"quoted", `"true"`},
		} {
			decline(takeover.slug+v.slug, takeover.name+"="+v.value, takeover.row)
		}
	}
	for _, name := range []string{"server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits", "client_max_window_bits"} {
		list = append(list, cases.Case{
			ID:      "rfc7692/7/empty-" + strings.ReplaceAll(name, "_", "-"),
			Title:   "an offer of " + name + `="" fails the handshake`,
			Covers:  []string{"6455-9.1-01", "7692-7-04", "6455-4.3-06"},
			Twin:    plainOffer,
			Opening: offering("; " + name + `=""`),
			Accept: cases.Outcomes(
				cases.Passes(cases.RefusesSomehow),
				cases.Warns(cases.Declines, "opens without the extension (RFC 6455, 9.1 wants the handshake to fail: an empty value is no token)"),
				cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
				cases.Warns(cases.DropsHandshake, "dropped without a response (RFC 6455, 4.2.1 asks for one, 10.7 tolerates it)"),
			),
			Cause: "what cannot be read is ignored",
		})
	}
	return list
}

func repeatedParameters() []cases.Case {
	var list []cases.Case
	for _, r := range []struct{ slug, params string }{
		{"server-takeover-twice", "; server_no_context_takeover; server_no_context_takeover"},
		{"client-takeover-twice", "; client_no_context_takeover; client_no_context_takeover"},
		{"server-window-twice", "; server_max_window_bits=10; server_max_window_bits=10"},
		{"server-window-larger-behind", "; server_max_window_bits=10; server_max_window_bits=15"},
		{"client-window-twice", "; client_max_window_bits=10; client_max_window_bits=10"},
		{"client-window-twice-without-value", "; client_max_window_bits; client_max_window_bits"},
		{"client-window-with-value-behind", "; client_max_window_bits; client_max_window_bits=10"},
		{"client-window-with-value-before", "; client_max_window_bits=10; client_max_window_bits"},
		{"twice-apart", "; server_no_context_takeover; client_max_window_bits; server_no_context_takeover"},
		{"invalid-then-valid", "; server_max_window_bits=16; server_max_window_bits=10"},
	} {
		list = append(list, cases.Case{
			ID:      "rfc7692/7/" + r.slug,
			Title:   "permessage-deflate" + r.params + " is declined: a parameter is there twice",
			Covers:  []string{"7692-7-05", "7692-5-17"},
			Twin:    plainOffer,
			Opening: offering(r.params),
			Accept:  declines,
			Cause:   "parameters are kept in a dictionary, in which the last one wins",
		})
	}
	return list
}

// directions are offers for one direction, with messages that need what holds for the other.
func directions() []cases.Case {
	const cause = "the server applies its own parameters to what it receives"
	return []cases.Case{
		{
			ID:      "rfc7692/7/server-takeover-is-no-client-takeover",
			Title:   "server_no_context_takeover does not keep the client from context takeover",
			Covers:  []string{"7692-7-02", "7692-7.1.1.2-04"},
			Opening: offering("; server_no_context_takeover"),
			Script:  cases.Steps(cases.Send(takingOver()...)),
			Accept:  answered,
			Cause:   cause,
		},
		{
			ID:      "rfc7692/7/server-window-is-no-client-window",
			Title:   "server_max_window_bits does not limit the window of the client",
			Covers:  []string{"7692-7-02", "7692-7.1.2.2-08"},
			Opening: offering("; server_max_window_bits=9"),
			Script:  cases.Steps(cases.Send(farthest())),
			Accept:  answered,
			Cause:   cause,
		},
		{
			ID:      "rfc7692/7/client-parameters-alone",
			Title:   "messages that keep to client_no_context_takeover and client_max_window_bits are read",
			Covers:  []string{"7692-7-02"},
			Opening: offering("; client_no_context_takeover; client_max_window_bits=9"),
			Script: cases.Steps(cases.Send(slices.Concat([]cases.Frame{farText(1 << 9).Compressed()}, takingOver(),
				[]cases.Frame{farText(1 << 9).Compressed()})...)),
			Accept: answered,
		},
	}
}
