package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/wsspec/wsspec/reports/internal/plain"
)

// Line is a text that is safe to print, in one line: neither a terminal nor a CI system acts upon it.
func Line(s string) string { return plain.Inert(clean(s)) }

// Fit is the beginning of a text in so many columns, safe to print. What was cut is told by an ellipsis.
func Fit(s string, most int) string {
	s = Line(s)
	if columns(s) <= most {
		return s
	}
	if most < 1 {
		return ""
	}
	return s[:end(s, most-1)] + "…"
}

// wrap breaks a text at spaces into parts, the first of at most so many columns, the others of at most rest, if that is
// room enough for words.
func wrap(s string, first, rest int) []string {
	const least = 24
	if rest < least {
		return []string{s}
	}
	var parts []string
	for room := first; ; room = rest {
		fits := end(s, room)
		if fits == len(s) {
			break
		}
		at := strings.LastIndexByte(s[:fits+1], ' ')
		if at <= 0 {
			if at = strings.IndexByte(s, ' '); at < 0 {
				break
			}
		}
		parts, s = append(parts, strings.TrimRight(s[:at], " ")), strings.TrimLeft(s[at:], " ")
	}
	return append(parts, s)
}

// separator stands between things that are listed, list lists them. A line is broken behind it only.
const separator = "\u00a0· "

func list(parts []string) string {
	for i := range parts {
		parts[i] = clean(parts[i])
	}
	return strings.Join(parts, separator)
}

// bound keeps words on one line, unbound makes that what is printed.
func bound(s string) string   { return strings.ReplaceAll(s, " ", "\u00a0") }
func unbound(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// columns is how many columns of a terminal a text takes. Colours take none.
func columns(s string) (n int) {
	for len(s) > 0 {
		size, wide := next(s)
		n, s = n+wide, s[size:]
	}
	return n
}

// end is where the part of a text ends that fits into so many columns.
func end(s string, most int) int {
	at := 0
	for at < len(s) {
		size, wide := next(s[at:])
		if most -= wide; most < 0 {
			break
		}
		at += size
	}
	return at
}

// next is the size of the first character of a text, or of the colour that is set there, and how many columns it takes.
func next(s string) (size, columns int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '\x1b':
		return strings.IndexByte(s, 'm') + 1, 0 // ours: those of others are escaped
	case unicode.In(r, unicode.Mn, unicode.Me):
		return size, 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return size, 2
	}
	return size, 1
}

// clean makes a line safe to print: control characters and what turns the direction of text become escapes.
func clean(s string) string {
	safe := func(r rune) bool {
		return r != utf8.RuneError && (r == ' ' || unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r))
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return !safe(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if safe(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}
