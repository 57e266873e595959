package html

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostText is how much of one text of a target is shown: a reason may be of any length, a page may not.
const mostText = 600

// plain makes a text safe to show in a line: what is no graphic character, and what turns the direction of text or has
// no width, becomes an escape. Markup is left to the template, which knows where the text goes.
func plain(s string) string {
	var b strings.Builder
	shown := 0
	for i, r := range s {
		if shown++; shown > mostText {
			fmt.Fprintf(&b, "… (%s more)", count(len(s)-i, "byte"))
			break
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsGraphic(r): // not so what turns the direction of text, or has no width
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func plainAll(lines []string) []string {
	list := make([]string, 0, len(lines))
	for _, line := range lines {
		if line != "" {
			list = append(list, plain(line))
		}
	}
	return list
}

// count is a number with its thing, which gets an s where the number asks for it.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%s %ss", grouped(int64(n)), thing)
}

// grouped writes a number with spaces between the thousands.
func grouped(n int64) string {
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u00a0" + digits[at:]
	}
	return digits
}
