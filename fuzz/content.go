package fuzz

import (
	"encoding/hex"
	"math/rand/v2"
	"unicode/utf8"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/stream"
)

// Content is what a frame, or the message that it begins, carries.
type Content uint8

const (
	ASCII     Content = iota
	UTF8              // characters of one to four bytes
	Noise             // bytes of all kinds
	Zeros             // one nonce and the same byte over and over
	Rest              // what is left of the content of the message in progress
	Code              // the body of a Close frame: the code is in the low half of the seed, a reason fills the size
	NotUTF8           // text with something in it that is no UTF-8
	CutShort          // text whose last character is not complete
	BadReason         // the body of a Close frame with a reason that is no UTF-8

	contents = iota
)

// make returns the bytes of the content. They begin with the seed as a nonce, as far as there is room.
func (c Content) make(size int, seed uint32) []byte {
	random := rand.New(rand.NewPCG(uint64(seed), uint64(c)))
	b := make([]byte, 0, size+utf8.UTFMax)
	switch c {
	case Rest:
		return nil
	case Code:
		return closeBody(b, size, seed, random)
	case BadReason:
		b = closeBody(b, max(size, 3), seed, random)
		if seed>>17&1 != 0 {
			b[len(b)-1] = 0xC3 // the first byte of two
		} else {
			b[2+random.IntN(len(b)-2)] = 0xFF
		}
		return b
	}
	if c == UTF8 && seed&7 == 7 && size >= len(byteOrderMark) {
		b = append(b, byteOrderMark...) // which is content like any other
	}
	b = nonce(b, size-len(b), seed)
	switch c {
	case ASCII:
		b = ascii(b, size, random)
	case UTF8:
		b = characters(b, size, random)
	case Noise:
		for len(b) < size {
			b = append(b, byte(random.Uint32()))
		}
	case Zeros:
		b = append(b, make([]byte, size-len(b))...)
	case NotUTF8:
		b = spoil(characters(b, size, random), random)
	case CutShort:
		b = characters(b, max(size, 3), random)
		b = append(b[:len(b)-3], 0xF0, 0x9F, 0x98)
		for i := len(b) - 4; i >= 0 && b[i] >= utf8.RuneSelf; i-- {
			b[i] = '.' // perhaps the beginning of a character that was cut here
		}
	}
	return b
}

func nonce(b []byte, size int, seed uint32) []byte {
	var digits [8]byte
	hex.Encode(digits[:], []byte{byte(seed), byte(seed >> 8), byte(seed >> 16), byte(seed >> 24)})
	return append(b, digits[:min(size, len(digits))]...)
}

func ascii(b []byte, size int, random *rand.Rand) []byte {
	for len(b) < size {
		b = append(b, ' '+byte(random.IntN('~'-' '+1)))
	}
	return b
}

// alphabet has a character of each length, and the first and last ones.
var alphabet = []string{"a", "Z", "\x7f", "\u0080", "ß", "\u07ff", "\u0800", "€", "\ud7ff", "\ue000", "\uffff", "\U00010000", "😀", "\U0010ffff", "\ufeff", "\ufffd"}

func characters(b []byte, size int, random *rand.Rand) []byte {
	for len(b) < size {
		if next := alphabet[random.IntN(len(alphabet))]; len(b)+len(next) <= size {
			b = append(b, next...)
		} else {
			b = append(b, '.')
		}
	}
	return b
}

const byteOrderMark = "\ufeff"

// spoilers are no UTF-8, wherever they stand.
var spoilers = []string{"\xff", "\x80", "\xc0\x80", "\xc2A", "\xe0\x80\x80", "\xe1A", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xed\xbf\xbf", "\xe2\x82A"}

func spoil(b []byte, random *rand.Rand) []byte {
	spoiler := spoilers[random.IntN(len(spoilers))]
	at := random.IntN(len(b) + 1)
	for at < len(b) && !utf8.RuneStart(b[at]) {
		at++
	}
	return append(b[:at:at], append([]byte(spoiler), b[at:]...)...)
}

// closeBody is a code with a reason, of size bytes in all, two at least.
func closeBody(b []byte, size int, seed uint32, random *rand.Rand) []byte {
	b = stream.AppendClose(b, closecode.Code(seed), "")
	if seed>>16&1 != 0 {
		return characters(b, size, random)
	}
	return ascii(b, size, random)
}
