// Package token holds the small grammar that HTTP fields share: tokens, comma-separated lists, and comparison that
// folds ASCII letters only (RFC 6455 section 2.1, RFC 9110 section 5.6).
package token

import "strings"

var isChar = func() (table [256]bool) {
	for c := range 256 {
		table[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' ||
			c < 128 && strings.IndexByte("!#$%&'*+-.^_`|~", byte(c)) >= 0
	}
	return
}()

// IsChar tells whether c may stand in a token.
func IsChar(c byte) bool { return isChar[c] }

// Valid tells whether s is a token: one character at least.
func Valid(s string) bool {
	for i := range len(s) {
		if !isChar[s[i]] {
			return false
		}
	}
	return s != ""
}

// EqualFold compares two strings; only the 26 ASCII letters have a case.
func EqualFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}

// Trim removes the white space around a field value: spaces and tabs, nothing else.
func Trim(s string) string { return strings.Trim(s, " \t") }

// List splits the values of all lines of a list field into their elements, trimmed and in order. Empty elements,
// which a recipient ignores, are dropped. It is not for fields whose elements can be quoted.
func List(values ...string) []string {
	var elements []string
	for _, value := range values {
		for element := range strings.SplitSeq(value, ",") {
			if element = Trim(element); element != "" {
				elements = append(elements, element)
			}
		}
	}
	return elements
}

// HasEmpty tells whether a list has an empty element, which a sender never generates.
func HasEmpty(values ...string) bool {
	for _, value := range values {
		for element := range strings.SplitSeq(value, ",") {
			if Trim(element) == "" {
				return true
			}
		}
	}
	return false
}

// Contains tells whether one of the elements equals s, without regard to ASCII case.
func Contains(elements []string, s string) bool {
	for _, element := range elements {
		if EqualFold(element, s) {
			return true
		}
	}
	return false
}
