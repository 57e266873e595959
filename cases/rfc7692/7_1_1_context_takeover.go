package rfc7692

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// Sections 7.1.1.1 and 7.1.1.2: server_no_context_takeover binds a server that accepts it, client_no_context_takeover
// is a hint.
func takeoverParameters() []cases.Case {
	list := []cases.Case{
		{
			ID:      takeoverOffer,
			Title:   "who accepts server_no_context_takeover answers with it",
			Covers:  []string{"7692-7.1.1.1-04", "7692-5-05"},
			Opening: offering("; server_no_context_takeover"),
			Accept:  acceptedWith("server_no_context_takeover", resets),
			Watches: []*reference.Rule{permessagedeflate.ServerTakeoverMissing},
			Cause:   "the parameters of the offer are not read",
		},
		{
			ID:      "rfc7692/7.1.1.1/supported",
			Title:   "server_no_context_takeover should be supported",
			Covers:  []string{"7692-7.1.1.1-05"},
			Opening: offering("; server_no_context_takeover"),
			Accept: cases.Outcomes(
				cases.Passes(cases.Agrees),
				cases.Warns(cases.Declines, "declines permessage-deflate because of server_no_context_takeover, which should be supported"),
			),
		},
		{
			ID:      "rfc7692/7.1.1.1/answer-value",
			Title:   "server_no_context_takeover in an answer has no value",
			Covers:  []string{"7692-7.1.1.1-02", "7692-3-02"},
			Opening: offering("; client_max_window_bits; server_no_context_takeover"),
			Accept:  accepted,
			Watches: []*reference.Rule{permessagedeflate.ServerTakeoverValue},
		},
		{
			ID:      "rfc7692/7.1.1.2/offered",
			Title:   "an offer of client_no_context_takeover is accepted with it or without",
			Covers:  []string{"7692-7.1.1.2-03", "7692-3-02"},
			Opening: offering("; client_no_context_takeover"),
			Accept:  accepted,
		},
		{
			ID:      "rfc7692/7.1.1.2/answer-value",
			Title:   "client_no_context_takeover in an answer has no value",
			Covers:  []string{"7692-7.1.1.2-02", "7692-3-02"},
			Opening: offering("; client_no_context_takeover; client_max_window_bits"),
			Accept:  accepted,
			Watches: []*reference.Rule{permessagedeflate.ClientTakeoverValue},
		},
		{
			ID:      "rfc7692/7.1.1.2/not-offered",
			Title:   "without client_no_context_takeover in the answer a message may refer to the one before it",
			Covers:  []string{"7692-7.1.1.2-04"},
			Opening: offering(""),
			Script:  cases.Steps(cases.Send(takingOver()...)),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/7.1.1.2/hint",
			Title:   "without client_no_context_takeover in the answer that holds even if it was offered",
			Covers:  []string{"7692-7.1.1.2-04"},
			Opening: offering("; client_no_context_takeover"),
			Script:  cases.Steps(cases.Send(takingOver()...)),
			Accept:  answered,
			Cause:   "what was offered is taken for agreed",
		},
	}
	return list
}
