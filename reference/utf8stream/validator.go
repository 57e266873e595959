// Package utf8stream validates UTF-8 (RFC 3629) that arrives in pieces cut anywhere, and finds the first byte that no
// continuation could make right.
package utf8stream

import "unicode/utf8"

// Validator validates one text. The zero value is ready.
type Validator struct {
	offset int64 // bytes accepted so far
	need   uint8 // continuation bytes that the character in progress still lacks
	lo, hi uint8 // what the next of them must lie between
	bad    bool
}

// Reset starts a new text.
func (v *Validator) Reset() { *v = Validator{} }

// Write validates the next piece and tells whether all bytes so far can begin a valid text.
// After false it stays false and Offset stays where it was.
func (v *Validator) Write(piece []byte) bool {
	if v.bad {
		return false
	}
	for v.need > 0 && len(piece) > 0 {
		if !v.steps(piece[:1]) {
			return false
		}
		piece = piece[1:]
	}
	// Whole characters in bulk. If they are not valid the offending byte is among them; if they are, what is left is
	// the beginning of a character.
	whole := piece[:len(piece)-unfinished(piece)]
	if utf8.Valid(whole) {
		v.offset += int64(len(whole))
		piece = piece[len(whole):]
	}
	return v.steps(piece)
}

// steps takes bytes one by one.
func (v *Validator) steps(piece []byte) bool {
	for _, b := range piece {
		if !v.step(b) {
			v.bad = true
			return false
		}
		v.offset++
	}
	return true
}

// Offset is the number of bytes accepted: after a failed Write, the offset of the first offending byte in the text.
func (v *Validator) Offset() int64 { return v.offset }

// Complete tells whether the text may end here: all bytes valid, no character in progress.
func (v *Validator) Complete() bool { return !v.bad && v.need == 0 }

// step takes one byte, by the table of RFC 3629 section 4.
func (v *Validator) step(b byte) bool {
	if v.need > 0 {
		if b < v.lo || b > v.hi {
			return false
		}
		v.need--
		v.lo, v.hi = 0x80, 0xBF
		return true
	}
	switch {
	case b < 0x80:
		return true
	case b < 0xC2:
		return false // a tail without a head, or C0 and C1, which could only encode ASCII
	case b < 0xE0:
		v.need, v.lo, v.hi = 1, 0x80, 0xBF
	case b == 0xE0:
		v.need, v.lo, v.hi = 2, 0xA0, 0xBF // below A0 two bytes would do
	case b == 0xED:
		v.need, v.lo, v.hi = 2, 0x80, 0x9F // above 9F lie the surrogates
	case b < 0xF0:
		v.need, v.lo, v.hi = 2, 0x80, 0xBF
	case b == 0xF0:
		v.need, v.lo, v.hi = 3, 0x90, 0xBF // below 90 three bytes would do
	case b < 0xF4:
		v.need, v.lo, v.hi = 3, 0x80, 0xBF
	case b == 0xF4:
		v.need, v.lo, v.hi = 3, 0x80, 0x8F // above 8F lies U+110000
	default:
		return false
	}
	return true
}

// unfinished is the number of bytes at the end of p that may be the beginning of a character: 0 to 3.
func unfinished(p []byte) int {
	for n := 1; n <= 3 && n <= len(p); n++ {
		b := p[len(p)-n]
		if b >= 0xC0 {
			if !utf8.FullRune(p[len(p)-n:]) {
				return n
			}
			return 0
		}
		if b < 0x80 {
			return 0
		}
	}
	return 0
}
