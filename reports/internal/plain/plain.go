// Package plain makes text of a target safe to be shown.
package plain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// most is how many characters of a text are shown: a target may send a reason of any length, a report may not grow with it.
const most = 600

// Line is a text in one line: what is no graphic character, what has no width and what turns the direction of text
// becomes an escape. Bytes that are no UTF-8 do, too, and what begins a command of a CI system.
func Line(s string) string {
	var b strings.Builder
	shown := 0
	for i, r := range s {
		if shown++; shown > most {
			fmt.Fprintf(&b, "… (%d bytes more)", len(s)-i)
			break
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == ' ' || unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Zs, r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return Inert(b.String())
}

// mostLines is how many lines of one kind are shown.
const mostLines = 20

// Lines are texts that each have a line. Empty ones are left out.
func Lines(texts []string) []string {
	var list []string
	for i, s := range texts {
		if len(list) == mostLines {
			return append(list, fmt.Sprintf("… (%d lines more)", len(texts)-i))
		}
		if s != "" {
			list = append(list, Line(s))
		}
	}
	return list
}
