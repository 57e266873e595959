package rfc7692

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// Sections 7.1.2.1 and 7.1.2.2: server_max_window_bits binds a server that accepts it, client_max_window_bits allows
// it to limit the client.
func windowParameters() []cases.Case {
	unlimited := func(a cases.Agreed) bool { return a.ClientMaxWindowBits == 0 }
	list := []cases.Case{
		{
			ID:      "rfc7692/7.1.2.1/within-the-offer",
			Title:   "the window of an answer is no larger than the one that was offered",
			Covers:  []string{"7692-7.1.2.1-06", "7692-7-06", "7692-7.1.2.1-04", "7692-5-05"},
			Opening: offering("; client_max_window_bits; server_max_window_bits=11"),
			Accept:  acceptedWith(serverWindow(11)),
			Watches: []*reference.Rule{permessagedeflate.ServerBitsLarger},
			Cause:   "the parameters of the offer are not read",
		},
		{
			ID:      "rfc7692/7.1.2.1/answer-value",
			Title:   "server_max_window_bits in an answer is a number from 8 to 15",
			Covers:  []string{"7692-7.1.2.1-07", "7692-7-06"},
			Opening: offering("; server_no_context_takeover; server_max_window_bits=9"),
			Accept:  accepted,
			Watches: []*reference.Rule{permessagedeflate.ServerBitsValue},
		},
		{
			ID:      "rfc7692/7.1.2.2/answer-value",
			Title:   "client_max_window_bits in an answer is a number from 8 to 15",
			Covers:  []string{"7692-7.1.2.2-05", "7692-7.1.2.2-02", "7692-7.1.2.2-03"},
			Opening: offering("; client_max_window_bits"),
			Accept:  accepted,
			Watches: []*reference.Rule{permessagedeflate.ClientBitsValue},
			Cause:   "the parameter of the offer is copied into the answer",
		},
		{
			ID:      noClientWindow,
			Title:   "the answer to the plain offer has no client_max_window_bits",
			Covers:  []string{"7692-7.1.2.2-07", "7692-7.1.3-01"},
			Opening: offering(""),
			Accept:  acceptedWith("without client_max_window_bits", unlimited),
			Watches: []*reference.Rule{permessagedeflate.ClientBitsUnasked},
			Cause:   "the server limits the client without asking whether it can",
		},
		{
			ID:      "rfc7692/7.1.2.2/only-the-server-offered",
			Title:   "the answer to an offer of server_max_window_bits alone has no client_max_window_bits",
			Covers:  []string{"7692-7.1.2.2-07", "7692-7.1.2.1-06"},
			Opening: offering("; server_max_window_bits=10"),
			Accept:  acceptedWith("without client_max_window_bits", unlimited),
		},
		{
			ID:      "rfc7692/7.1.2.2/unlimited",
			Title:   "without client_max_window_bits in the answer a message may refer 32768 bytes back",
			Covers:  []string{"7692-7.1.2.2-08", "7692-5-08"},
			Opening: offering(""),
			Script:  cases.Steps(cases.Send(farthest())),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/7.1.2.2/no-value",
			Title:   "after client_max_window_bits without a value a message may refer as far back as the answer says",
			Covers:  []string{"7692-7.1.2.2-08", "7692-5-08", "7692-5-10"},
			Opening: offering("; client_max_window_bits"),
			Script:  cases.Steps(cases.Send(farthest())),
			Accept:  answered,
		},
	}
	for bits := deflate.MinWindowBits; bits <= deflate.MaxWindowBits; bits++ {
		list = append(list, serverLimit(bits), clientLimit(bits), clientHint(bits))
	}
	return list
}

func serverLimit(bits int) cases.Case {
	n := decimal(bits)
	accept := acceptedWith(serverWindow(bits))
	if bits == deflate.MaxWindowBits {
		accept = append(accept, cases.Warns(
			cases.AgreesTo("without server_max_window_bits", func(a cases.Agreed) bool { return a.ServerMaxWindowBits == 0 }),
			"leaves server_max_window_bits=15 out of the answer: the window is the same, but 7.1.2.1 has it there"))
	}
	return cases.Case{
		ID:      "rfc7692/7.1.2.1/offered-" + n,
		Title:   "who accepts server_max_window_bits=" + n + " answers with " + n + " or less",
		Covers:  []string{"7692-7.1.2.1-06", "7692-7.1.2.1-02", "7692-7.1.2.1-04", "7692-5-05"},
		Opening: offering("; server_max_window_bits=" + n),
		Accept:  accept,
	}
}

func clientLimit(bits int) cases.Case {
	n := decimal(bits)
	return cases.Case{
		ID:      "rfc7692/7.1.2.2/offered-" + n,
		Title:   "an offer of client_max_window_bits=" + n + " is accepted with any window or none, or declined",
		Covers:  []string{"7692-7.1.2.2-03", "7692-7.1.2.2-02", "7692-3-02"},
		Opening: offering("; client_max_window_bits=" + n),
		Accept:  accepted,
	}
}

func clientHint(bits int) cases.Case {
	n := decimal(bits)
	return cases.Case{
		ID:      "rfc7692/7.1.2.2/hint-" + n,
		Title:   "after an offer of client_max_window_bits=" + n + " a message may refer as far back as the answer says",
		Covers:  []string{"7692-7.1.2.2-08", "7692-5-08", "7692-5-10"},
		Opening: offering("; client_max_window_bits=" + n),
		Script:  cases.Steps(cases.Send(farthest())),
		Accept:  answered,
		Cause:   "what was offered is taken for agreed",
	}
}
