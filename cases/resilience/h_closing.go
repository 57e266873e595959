package resilience

import "github.com/wsspec/wsspec/cases"

// Bodies of Close frames at the boundaries of what they hold.
var closing = []cases.Case{
	closeBody("1-byte", "\x03"),
	closeBody("3-bytes", "\x03\xe8a"),
	closeBody("125-bytes", "\x03\xe8"+reason(123)),
	{
		ID:     "resilience/closing/body-cut-off",
		Title:  "a close whose body breaks off behind its first byte is no error of the server",
		Covers: []string{"res-H-04"},
		Script: cases.Steps(cases.Send(cases.CloseBody("\x03").Declares(2)), cases.FIN()),
		Cause:  "the code is taken from two bytes of which one has come",
	},
}

func closeBody(slug, body string) cases.Case {
	return cases.Case{
		ID:     "resilience/closing/body-of-" + slug,
		Title:  "a close body of " + words[slug] + " is cut where it has bytes",
		Covers: []string{"res-H-04"},
		Script: cases.Steps(cases.Send(cases.CloseBody(body))),
		Cause:  "code and reason are cut out of the body without a look at its length",
	}
}

var words = map[string]string{"1-byte": "1 byte", "3-bytes": "3 bytes", "125-bytes": "125 bytes"}

func reason(size int) string {
	text := make([]byte, size)
	for i := range text {
		text[i] = 'a' + byte(i%26)
	}
	return string(text)
}
