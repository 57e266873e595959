package token_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/token"
)

// delimiters are the visible characters that RFC 9110 section 5.6.2 keeps out of tokens.
const delimiters = `"(),/:;<=>?@[\]{}`

// inToken is the definition turned round: a visible ASCII character that is no delimiter.
func inToken(c byte) bool {
	return c > 0x20 && c < 0x7F && !strings.Contains(delimiters, string(rune(c)))
}

var _ = Describe("a token", func() {
	It("has the 77 characters that are visible and no delimiter", func() {
		count := 0
		for c := range 256 {
			Expect(token.IsChar(byte(c))).To(Equal(inToken(byte(c))), "%#x", c)
			if inToken(byte(c)) {
				count++
			}
		}
		Expect(count).To(Equal(94 - len(delimiters)))
	})

	It("is valid if all its characters are, wherever they stand", func() {
		for c := range 256 {
			b := string([]byte{byte(c)})
			for _, s := range []string{b, b + "xy", "x" + b + "y", "xy" + b} {
				Expect(token.Valid(s)).To(Equal(inToken(byte(c))), "%q", s)
			}
		}
	})

	It("has one character at least", func() {
		Expect(token.Valid("")).To(BeFalse())
	})
})

var _ = Describe("folding", func() {
	It("knows a case of the 26 ASCII letters alone", func() {
		const lower, upper = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		for a := range 256 {
			for b := range 256 {
				same := a == b
				if i := strings.IndexByte(lower, byte(a)); i >= 0 && b < 128 {
					same = same || upper[i] == byte(b)
				}
				if i := strings.IndexByte(upper, byte(a)); i >= 0 && b < 128 {
					same = same || lower[i] == byte(b)
				}
				if got := token.EqualFold(string([]byte{byte(a)}), string([]byte{byte(b)})); got != same {
					Expect(got).To(Equal(same), "%#x and %#x", a, b)
				}
			}
		}
	})

	DescribeTable("compares", func(a, b string, same bool) {
		Expect(token.EqualFold(a, b)).To(Equal(same))
		Expect(token.EqualFold(b, a)).To(Equal(same))
	},
		EntryDescription("%[1]q and %[2]q"),
		Entry(nil, "", "", true),
		Entry(nil, "", "a", false),
		Entry(nil, "websocket", "WebSocket", true),
		Entry(nil, "websocket", "WEBSOCKET", true),
		Entry(nil, "websocket", "websockets", false),
		Entry(nil, "websocket", "websockeT ", false),
		Entry(nil, "websocket", "webSocker", false),
		Entry(nil, "websocket", "Xebsocket", false),
		Entry(nil, "websoc\u212aet", "websocket", false), // the Kelvin sign folds to k in Unicode
		Entry(nil, "web\u017focket", "websocket", false), // and the long s to s
		Entry(nil, "É", "é", false),
	)
})

var _ = Describe("trimming", func() {
	It("removes spaces and tabs from the ends, and no other byte", func() {
		for c := range 256 {
			b := string([]byte{byte(c)})
			want := b
			if b == " " || b == "\t" {
				want = ""
			}
			Expect(token.Trim(b)).To(Equal(want), "%q", b)
		}
		Expect(token.Trim(" \t a \t b\t ")).To(Equal("a \t b"))
		Expect(token.Trim(" \u00a0a\u2003")).To(Equal("\u00a0a\u2003"))
		Expect(token.Trim("")).To(BeEmpty())
	})
})

var _ = Describe("a list", func() {
	DescribeTable("is split into its elements",
		func(lines, elements []string, empty bool) {
			Expect(token.List(lines...)).To(Equal(elements))
			Expect(token.HasEmpty(lines...)).To(Equal(empty))
		},
		EntryDescription("%[1]q"),
		Entry(nil, []string{}, nil, false),
		Entry(nil, []string{""}, nil, true),
		Entry(nil, []string{" \t"}, nil, true),
		Entry(nil, []string{","}, nil, true),
		Entry(nil, []string{" , ,\t, "}, nil, true),
		Entry(nil, []string{"a"}, []string{"a"}, false),
		Entry(nil, []string{"a,b"}, []string{"a", "b"}, false),
		Entry(nil, []string{"\ta \t,\t b "}, []string{"a", "b"}, false),
		Entry(nil, []string{"a,"}, []string{"a"}, true),
		Entry(nil, []string{",a"}, []string{"a"}, true),
		Entry(nil, []string{"a,,b"}, []string{"a", "b"}, true),
		Entry(nil, []string{"a, \t,b"}, []string{"a", "b"}, true),
		Entry(nil, []string{"b", "a"}, []string{"b", "a"}, false),
		Entry(nil, []string{"a, b", "c", "d,e"}, []string{"a", "b", "c", "d", "e"}, false),
		Entry(nil, []string{"a", "", "b"}, []string{"a", "b"}, true),
		Entry(nil, []string{"a,", ",b"}, []string{"a", "b"}, true),
		Entry(nil, []string{"a, a, A"}, []string{"a", "a", "A"}, false),
		Entry(nil, []string{"a b; c=d, \u00a0"}, []string{"a b; c=d", "\u00a0"}, false),
	)

	DescribeTable("contains", func(elements []string, s string, found bool) {
		Expect(token.Contains(elements, s)).To(Equal(found))
	},
		EntryDescription("%[2]q in %[1]q"),
		Entry(nil, nil, "upgrade", false),
		Entry(nil, []string{"keep-alive", "Upgrade"}, "upgrade", true),
		Entry(nil, []string{"UPGRADE", "close"}, "upgrade", true),
		Entry(nil, []string{"upgrades", "upgrad", " upgrade"}, "upgrade", false),
		Entry(nil, []string{"a"}, "", false),
	)
})
