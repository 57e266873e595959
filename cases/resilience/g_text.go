package resilience

import "github.com/wsspec/wsspec/cases"

// notText holds every kind of bytes that are no UTF-8: bytes that never occur, an overlong form, a surrogate, a number beyond
// 10FFFF, and a character that breaks off.
const notText = "\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82"

// Text that is none.
var text = []cases.Case{
	{
		ID:     "resilience/utf8/invalid-text",
		Title:  "a text message that is not UTF-8 ends nothing but its connection",
		Covers: []string{"res-G-04"},
		Script: cases.Steps(cases.Send(cases.Text(notText).Refusable())),
		Cause:  "the text is handed to what takes its being UTF-8 for granted, such as a decoder that throws",
	},
	{
		ID:     "resilience/utf8/invalid-reason",
		Title:  "a close reason that is not UTF-8 ends nothing but its connection",
		Covers: []string{"res-G-04"},
		Script: cases.Steps(cases.Send(cases.CloseBody("\x03\xe8" + notText))),
		Cause:  "the reason is handed to what takes its being UTF-8 for granted, such as a logger that throws",
	},
}
