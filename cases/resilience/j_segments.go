package resilience

import "github.com/wsspec/wsspec/cases"

// What comes all at once, and what stops in the middle.
func segments() []cases.Case {
	const many = 5000
	return []cases.Case{
		{
			ID:     "resilience/segments/5000-messages-in-one",
			Title:  "5000 messages of one byte in one write nest no calls",
			Covers: []string{"res-J-03"},
			Script: cases.Steps(cases.Send(each(many, func(int) cases.Frame { return cases.Text("x") })...)),
			Cause:  "each frame is read by a call from the one before it, until the stack ends",
		},
		{
			ID:     "resilience/segments/5000-empty-in-one",
			Title:  "5000 empty messages in one write nest no calls",
			Covers: []string{"res-J-03"},
			Script: cases.Steps(cases.Send(each(many, func(int) cases.Frame { return cases.Binary("") })...)),
			Cause:  "each frame is read by a call from the one before it, until the stack ends",
		},
		{
			ID:      "resilience/segments/half-a-request",
			Title:   "half a request holds up nobody else",
			Covers:  []string{"res-J-04"},
			Opening: cases.Opening{Bytes: "GET {path} HTTP/1.1\r\nHost: "},
			Cause:   "requests are read by whoever accepts connections",
		},
		{
			ID:     "resilience/segments/half-a-header",
			Title:  "half a header holds up nobody else",
			Covers: []string{"res-J-04"},
			Script: cases.Steps(cases.SendBytes("\x82\xfe")),
			Cause:  "a header is read by whoever serves every connection",
		},
	}
}
