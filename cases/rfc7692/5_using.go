package rfc7692

import (
	"strconv"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
)

func decimal(n int) string { return strconv.Itoa(n) }

// Section 5: what was agreed is in use, and nothing else.
func using() []cases.Case {
	list, goesOn := combinations(), cases.Passes(cases.Answered)
	for _, d := range []struct {
		slug, what string
		opening    cases.Opening
		accept     []cases.Outcome
		twin       string
	}{
		{"unknown-parameter", "an offer with an unknown parameter", offering("; wsspec_unknown"), orRefuses(goesOn), plainOffer},
		{"invalid-value", "an offer with a window of 7 bits", offering("; server_max_window_bits=7"), orRefuses(goesOn), plainOffer},
		{"repeated-parameter", "an offer with a parameter twice", offering("; server_no_context_takeover; server_no_context_takeover"), orRefuses(goesOn), plainOffer},
		{"another-extension", "an offer of another extension", extensions("x-wsspec-unknown"), cases.Outcomes(goesOn), ""},
	} {
		plain := "rfc7692/5/declined-" + d.slug + "-plain"
		list = append(list, cases.Case{
			ID:      plain,
			Title:   "after " + d.what + " is declined messages go on as they are",
			Covers:  []string{"7692-5-18", "6455-7.4.1-15"},
			Twin:    d.twin,
			Opening: d.opening,
			Script:  cases.Steps(cases.Send(cases.Text("Hello"), cases.Binary("\xf2\x48\xcd\xc9\xc9\x07\x00"), cases.Text("Hello"))),
			Accept:  d.accept,
		}, cases.Case{
			ID:      "rfc7692/5/declined-" + d.slug + "-compressed",
			Title:   "after " + d.what + " is declined a compressed message fails the connection",
			Covers:  []string{"7692-5-18", "6455-9.1-09"},
			Twin:    plain,
			Opening: d.opening,
			Script:  cases.Steps(cases.Send(cases.Text("Hello").Compressed())),
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.ProtocolError)),
				cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
				cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
				cases.Informs(cases.Agrees, "accepts the offer, which other cases ask about"),
				cases.Informs(cases.RefusesSomehow, "refuses the handshake, which other cases ask about"),
				cases.Informs(cases.RefusesBroken, "refuses the handshake, which other cases ask about"),
			),
			Cause: "the reader is told of permessage-deflate before the answer is decided",
		})
	}
	return list
}

// farText is a text whose end repeats a beginning that is so many bytes back.
func farText(distance int) cases.Frame { return cases.TextOf(deflate.Reach(distance).Message) }

// farthest is a message with the largest distance that was agreed for a client.
func farthest() cases.Frame {
	return cases.Crafted(frame.Text, "with a distance as large as the window", func(a cases.Agreed) []byte {
		return deflate.Reach(1 << windowOf(a.ClientMaxWindowBits)).Payload
	})
}

// takingOver are two messages. The second refers to the first, if that was not excluded for a client.
func takingOver() []cases.Frame {
	first, again := deflate.Hellos()[0].Payload, deflate.HelloAgain().Payload
	return []cases.Frame{
		cases.Inflates(frame.Text, first),
		cases.Crafted(frame.Text, "with context takeover", func(a cases.Agreed) []byte {
			if a.ClientNoContextTakeover {
				return first
			}
			return again
		}),
	}
}

func windowOf(bits int) int {
	if bits == 0 {
		return deflate.MaxWindowBits
	}
	return bits
}

// combinations are offers of all parameters together. Whatever a server answers, it has to do.
func combinations() []cases.Case {
	var list []cases.Case
	for _, takeover := range []struct{ slug, params string }{
		{"takeover", ""},
		{"server-no-takeover", "; server_no_context_takeover"},
		{"client-no-takeover", "; client_no_context_takeover"},
		{"no-takeover", "; server_no_context_takeover; client_no_context_takeover"},
	} {
		for _, window := range []struct {
			slug, params string
			bits         int
		}{
			{"no-window", "", 15},
			{"window-15", "; server_max_window_bits=15; client_max_window_bits=15", 15},
			{"window-12", "; server_max_window_bits=12; client_max_window_bits=12", 12},
			{"window-9", "; server_max_window_bits=9; client_max_window_bits=9", 9},
			{"window-8", "; server_max_window_bits=8; client_max_window_bits=8", 8},
		} {
			params := takeover.params + window.params
			if params == "" {
				params = "; client_max_window_bits"
			}
			far := farText(min(1<<window.bits+1, deflate.MaxDistance))
			list = append(list, cases.Case{
				ID:      "rfc7692/5/" + takeover.slug + "-" + window.slug,
				Title:   "after permessage-deflate" + params + " is accepted compressed messages are read and returned",
				Covers:  []string{"7692-5-10", "7692-5-20", "7692-7.1.2.1-03"},
				Opening: offering(params),
				Script: cases.Steps(
					cases.Send(takingOver()...), cases.Echoed(),
					cases.Send(cases.Text("Hello")), cases.Echoed(),
					cases.Send(far.Compressed()), cases.Echoed(),
					cases.Send(far.Compressed()), cases.Echoed(),
					cases.Send(farthest()), cases.Echoed(),
					cases.Send(cases.Binary("Hello").Compressed())),
				Accept: answered,
			})
		}
	}
	return list
}
