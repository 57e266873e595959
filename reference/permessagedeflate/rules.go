package permessagedeflate

import "github.com/wsspec/wsspec/reference"

// Rules of the answer of a server.
var (
	AnswerRepeated = &reference.Rule{Name: "deflate-answer-repeated", Row: "7692-5-09", Reaction: "7692-5-14",
		Says: "an answer names permessage-deflate once"}
	ParamUnknown = &reference.Rule{Name: "deflate-parameter-unknown", Row: "7692-7-01", Reaction: "7692-7-07",
		Says: "permessage-deflate has four parameters"}
	ParamRepeated = &reference.Rule{Name: "deflate-parameter-repeated", Row: "7692-7-01", Reaction: "7692-7-09",
		Says: "an answer has each parameter once"}
	ServerTakeoverValue = &reference.Rule{Name: "deflate-server-takeover-value", Row: "7692-7.1.1.1-02", Reaction: "7692-7-08",
		Says: "server_no_context_takeover has no value"}
	ClientTakeoverValue = &reference.Rule{Name: "deflate-client-takeover-value", Row: "7692-7.1.1.2-02", Reaction: "7692-7-08",
		Says: "client_no_context_takeover has no value"}
	ServerBitsValue = &reference.Rule{Name: "deflate-server-bits-value", Row: "7692-7.1.2.1-07", Reaction: "7692-7-08",
		Says: "server_max_window_bits is a number from 8 to 15"}
	ClientBitsValue = &reference.Rule{Name: "deflate-client-bits-value", Row: "7692-7.1.2.2-05", Reaction: "7692-7-08",
		Says: "client_max_window_bits in an answer is a number from 8 to 15"}
	ClientBitsUnasked = &reference.Rule{Name: "deflate-client-bits-unasked", Row: "7692-7.1.2.2-07", Reaction: "7692-7-10",
		Says: "an answer has client_max_window_bits only if the offer has it"}
	ServerBitsLarger = &reference.Rule{Name: "deflate-server-bits-larger", Row: "7692-7.1.2.1-06", Reaction: "7692-7-10",
		Says: "an answer has server_max_window_bits, no larger than offered"}
	ServerTakeoverMissing = &reference.Rule{Name: "deflate-server-takeover-missing", Row: "7692-7.1.1.1-04", Reaction: "7692-7-10",
		Says: "an answer has server_no_context_takeover if the offer has it"}
	AcceptsUnknown = &reference.Rule{Name: "deflate-accepts-unknown", Row: "7692-7-03", Reaction: "7692-7-10",
		Says: "an offer with an unknown parameter is declined"}
	AcceptsInvalid = &reference.Rule{Name: "deflate-accepts-invalid", Row: "7692-7-04", Reaction: "7692-7-10",
		Says: "an offer with an invalid value is declined"}
	AcceptsRepeated = &reference.Rule{Name: "deflate-accepts-repeated", Row: "7692-7-05", Reaction: "7692-7-10",
		Says: "an offer with a repeated parameter is declined"}
)

// Rules is every rule of this package.
var Rules = []*reference.Rule{
	AnswerRepeated, ParamUnknown, ParamRepeated, ServerTakeoverValue, ClientTakeoverValue, ServerBitsValue, ClientBitsValue,
	ClientBitsUnasked, ServerBitsLarger, ServerTakeoverMissing, AcceptsUnknown, AcceptsInvalid, AcceptsRepeated,
}
