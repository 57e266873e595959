package utf8stream_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/utf8stream"
)

// beginnings holds every string that begins a character without ending it, taken from the characters themselves.
var beginnings = func() map[string]bool {
	set := map[string]bool{}
	for r := range utf8.MaxRune + 1 {
		if !utf8.ValidRune(r) {
			continue
		}
		s := string(r)
		for n := 1; n < len(s); n++ {
			set[s[:n]] = true
		}
	}
	return set
}()

// fact is what a text is: where the first byte stands that no continuation makes right, and whether it may end.
type fact struct {
	valid    bool
	offset   int
	complete bool
}

// factOf derives the fact from the set of all characters alone.
func factOf(text string) fact {
	start := 0 // of the character in progress
	for i := range len(text) {
		switch piece := text[start : i+1]; {
		case utf8.ValidString(piece):
			start = i + 1
		case !beginnings[piece]:
			return fact{offset: i}
		}
	}
	return fact{valid: true, offset: len(text), complete: start == len(text)}
}

// said is what a validator says of a text that comes in these pieces.
func said(pieces ...string) fact {
	var v utf8stream.Validator
	valid := true
	for _, piece := range pieces {
		valid = v.Write([]byte(piece))
	}
	return fact{valid, int(v.Offset()), v.Complete()}
}

// differs is empty if the validator and the set of all characters agree on a text, in one piece and byte by byte.
func differs(text string) string {
	want := factOf(text)
	if want.complete != utf8.ValidString(text) {
		return fmt.Sprintf("the test is wrong: %q, %+v", text, want)
	}
	if got := said(text); got != want {
		return fmt.Sprintf("%q: %+v, want %+v", text, got, want)
	}
	bytewise := make([]string, len(text))
	for i := range len(text) {
		bytewise[i] = text[i : i+1]
	}
	if got := said(bytewise...); got != want {
		return fmt.Sprintf("%q byte by byte: %+v, want %+v", text, got, want)
	}
	return ""
}

// edges are bytes from both sides of every line of the table in RFC 3629 section 4.
const edges = "\x00A\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xf7\xf8\xff"

var _ = Describe("the validator", func() {
	DescribeTable("finds the first byte that no continuation makes right",
		func(text string, offset int) {
			Expect(said(text)).To(Equal(fact{offset: offset}))
		},
		EntryDescription("%[1]q at %[2]d"),
		Entry(nil, "\x80", 0),
		Entry(nil, "\xbf", 0),
		Entry(nil, "abc\xc0\x80", 3), // an overlong NUL
		Entry(nil, "\xc1\xbf", 0),
		Entry(nil, "\xc3\x28", 1),
		Entry(nil, "\xe0\x9f\xbf", 1),         // overlong
		Entry(nil, "\xed\xa0\x80", 1),         // the first surrogate
		Entry(nil, "\xed\xbf\xbf", 1),         // the last one
		Entry(nil, "\xe2\x82\x28", 2),         // a euro sign without its last byte
		Entry(nil, "\xe2\x82\xe2\x82\xac", 2), // and with another behind it
		Entry(nil, "\xf0\x8f\xbf\xbf", 1),     // overlong
		Entry(nil, "\xf0\x9f\x98\xc0", 3),
		Entry(nil, "\xf4\x90\x80\x80", 1), // U+110000
		Entry(nil, "\xf5\x80\x80\x80", 0),
		Entry(nil, "\xf8\x88\x80\x80\x80", 0),
		Entry(nil, "\xfe", 0),
		Entry(nil, "\xff", 0),
		Entry(nil, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", 12),
		Entry(nil, strings.Repeat("0123456789", 100)+"\xff"+strings.Repeat("0123456789", 100), 1000),
	)

	DescribeTable("waits for the rest of a character", func(text string) {
		Expect(said(text)).To(Equal(fact{valid: true, offset: len(text)}))
	},
		EntryDescription("%[1]q"),
		Entry(nil, "\xc3"), Entry(nil, "a\xe2"), Entry(nil, "a\xe2\x82"), Entry(nil, "\xf0"), Entry(nil, "\xf0\x9f"),
		Entry(nil, "\xf0\x9f\x98"), Entry(nil, strings.Repeat("é", 100)+"\xe2\x82"),
	)

	It("takes every character, and nothing that stands for a surrogate", func() {
		for r := range utf8.MaxRune + 1 {
			text := string(r) // the replacement character for a surrogate
			if !utf8.ValidRune(r) {
				text = string([]byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6&0x3F), 0x80 | byte(r&0x3F)})
			}
			if got := said(text); got.valid != utf8.ValidRune(r) || got.complete != got.valid {
				Fail(fmt.Sprintf("U+%04X: %+v", r, got))
			}
		}
	})

	It("agrees on every sequence of up to two bytes", func() {
		for first := range 256 {
			Expect(differs(string([]byte{byte(first)}))).To(BeEmpty())
			for second := range 256 {
				if wrong := differs(string([]byte{byte(first), byte(second)})); wrong != "" {
					Fail(wrong)
				}
			}
		}
	})

	It("agrees on every sequence of three and four bytes from the edges of the classes", func() {
		text := make([]byte, 4)
		for i := range len(edges) {
			for j := range len(edges) {
				for k := range len(edges) {
					text[0], text[1], text[2] = edges[i], edges[j], edges[k]
					if wrong := differs(string(text[:3])); wrong != "" {
						Fail(wrong)
					}
					for l := range len(edges) {
						text[3] = edges[l]
						if wrong := differs(string(text)); wrong != "" {
							Fail(wrong)
						}
					}
				}
			}
		}
	})

	It("agrees on random texts, valid and damaged, cut into two pieces anywhere and into many", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		valid, damaged := 0, 0
		for range 1000 {
			text := randomText(random)
			want := factOf(text)
			if want.valid {
				valid++
			} else {
				damaged++
			}
			for cut := range len(text) + 1 {
				Expect(said(text[:cut], text[cut:])).To(Equal(want), "%q cut at %d", text, cut)
			}
			var pieces []string
			for rest := text; rest != ""; {
				n := random.IntN(min(len(rest), 9) + 1) // a piece can be empty
				pieces = append(pieces, rest[:n])
				rest = rest[n:]
			}
			Expect(said(pieces...)).To(Equal(want), "%q", pieces)
		}
		Expect(valid).To(BeNumerically(">", 100), "or the test is wrong")
		Expect(damaged).To(BeNumerically(">", 100), "or the test is wrong")
	})

	It("leaves no more than the beginning of a character out of what it validates in bulk", func() {
		for _, before := range []string{"", "a", "é", "€", "😀", "\xbf\xbf\xbf\xbf"} {
			Expect(utf8stream.Unfinished([]byte(before))).To(BeZero(), "%q", before)
			for beginning := range beginnings {
				if n := utf8stream.Unfinished([]byte(before + beginning)); n != len(beginning) {
					Expect(n).To(Equal(len(beginning)), "%q", before+beginning)
				}
			}
		}
		for _, s := range []string{"\x80", "\xc0", "\xc1", "\xed\xa0", "\xf4\x90", "\xf5", "\xff", "\xf0\x9f\x98A", "\xe2\x82\xff"} {
			Expect(utf8stream.Unfinished([]byte(s))).To(BeZero(), "%q begins no character", s)
		}
	})

	It("takes the empty text, and empty pieces anywhere", func() {
		Expect(said()).To(Equal(fact{true, 0, true}))
		Expect(said("", "")).To(Equal(fact{true, 0, true}))
		Expect(said("\xe2", "", "\x82", "", "\xac", "")).To(Equal(fact{true, 3, true}))
		Expect(said("\xe2", "")).To(Equal(fact{true, 1, false}))
	})

	It("stays false after the offending byte, until it is reset", func() {
		var v utf8stream.Validator
		Expect(v.Write([]byte("ab\xff"))).To(BeFalse())
		for _, more := range []string{"", "c", "\x80", "\xff"} {
			Expect(v.Write([]byte(more))).To(BeFalse())
			Expect(v.Offset()).To(Equal(int64(2)))
			Expect(v.Complete()).To(BeFalse())
		}
		v.Reset()
		Expect(v.Complete()).To(BeTrue())
		Expect(v.Offset()).To(BeZero())
		Expect(v.Write([]byte("é"))).To(BeTrue())
		Expect(v.Offset()).To(Equal(int64(2)))
	})

	It("forgets a character in progress when it is reset", func() {
		var v utf8stream.Validator
		Expect(v.Write([]byte("\xe2\x82"))).To(BeTrue())
		v.Reset()
		Expect(v.Complete()).To(BeTrue())
		Expect(v.Write([]byte("\xac"))).To(BeFalse())
		Expect(v.Offset()).To(BeZero())
	})

	It("changes nothing in the bytes it is given, and allocates nothing", func() {
		text := strings.Repeat("aé€😀", 50) + "\xf0\x9f"
		piece := []byte(text)
		var v utf8stream.Validator
		Expect(testing.AllocsPerRun(100, func() {
			v.Reset()
			v.Write(piece[:5]) // in the middle of the euro sign
			v.Write(piece[5:])
		})).To(BeZero())
		Expect(string(piece)).To(Equal(text))
	})
})

// randomText is a few dozen characters of all sizes, in every second text with a byte changed, dropped or put in.
func randomText(random *rand.Rand) string {
	var text []byte
	for range random.IntN(25) {
		switch random.IntN(5) {
		case 0:
			text = utf8.AppendRune(text, rune(0x80+random.IntN(0x780)))
		case 1:
			text = utf8.AppendRune(text, rune(0x800+random.IntN(0xF800))) // a surrogate becomes U+FFFD
		case 2:
			text = utf8.AppendRune(text, rune(0x10000+random.IntN(0x100000)))
		default:
			for range random.IntN(12) {
				text = append(text, byte(random.IntN(128)))
			}
		}
	}
	if len(text) == 0 || random.IntN(2) == 0 {
		return string(text)
	}
	at, b := random.IntN(len(text)), byte(random.IntN(256))
	switch random.IntN(3) {
	case 0:
		text[at] = b
	case 1:
		text = append(text[:at], text[at+1:]...)
	default:
		text = append(text[:at], append([]byte{b}, text[at:]...)...)
	}
	return string(text)
}
