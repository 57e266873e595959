package rfc6455

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
)

// badSequence is bytes that are not UTF-8, with a name for what is wrong.
type badSequence struct {
	slug, what, bytes string
	covers            []string
	autobahn          []string
}

// badSequences is every class of defect of RFC 3629 section 4, at its ends.
var badSequences = []badSequence{
	{"lone-tail-80", "a lone continuation byte 80", "\x80", []string{"3629-4-01"}, []string{"6.12.1"}},
	{"lone-tail-bf", "a lone continuation byte BF", "\xbf", []string{"3629-4-01"}, []string{"6.12.2"}},
	{"lone-tails", "six continuation bytes", "\x80\xbf\x80\xbf\x80\xbf", []string{"3629-4-01"}, []string{"6.12.3", "6.12.4", "6.12.5", "6.12.6", "6.12.7"}},
	{"all-tails", "every continuation byte", allTails(), []string{"3629-4-01"}, []string{"6.12.8"}},
	{"head-2-and-space", "heads of two bytes, each before a space", heads(0xc2, 0xdf), []string{"3629-4-01"}, []string{"6.13.1"}},
	{"head-3-and-space", "heads of three bytes, each before a space", heads(0xe0, 0xef), []string{"3629-4-01"}, []string{"6.13.2"}},
	{"head-4-and-space", "heads of four bytes, each before a space", heads(0xf0, 0xf4), []string{"3629-4-01"}, []string{"6.13.3"}},
	{"head-5-and-space", "heads of five bytes of old UTF-8, each before a space", "\xf8 \xf9 \xfa ", []string{"3629-3-01"}, []string{"6.13.4"}},
	{"head-6-and-space", "a head of six bytes of old UTF-8 before a space", "\xfc ", []string{"3629-3-01"}, []string{"6.13.5"}},
	{"head-and-ascii-e1", "a head of three bytes before a letter", "\xe1A", []string{"3629-4-01"}, nil},
	{"head-and-ascii-ed", "the head ED before a letter", "\xedA", []string{"3629-4-01"}, nil},
	{"head-and-ascii-f1", "a head of four bytes before a letter", "\xf1A", []string{"3629-4-01"}, nil},
	{"cut-2", "a character of two bytes without its tail", "\xdf", []string{"3629-4-01"}, []string{"6.14.6", "6.14.1"}},
	{"cut-3", "a character of three bytes without its last byte", "\xef\xbf", []string{"3629-4-01"}, []string{"6.14.7", "6.14.2"}},
	{"cut-3-at-1", "a character of three bytes without its last two bytes", "\xe2", []string{"3629-4-01"}, nil},
	{"cut-4", "a character of four bytes without its last byte", "\xf0\x9f\x98", []string{"3629-4-01"}, []string{"6.14.3", "6.14.8"}},
	{"cut-4-at-2", "a character of four bytes without its last two bytes", "\xf0\x9f", []string{"3629-4-01"}, nil},
	{"cut-5", "a sequence of five bytes of old UTF-8 without its last byte", "\xfb\xbf\xbf\xbf", []string{"3629-3-01"}, []string{"6.14.9", "6.14.4"}},
	{"cut-6", "a sequence of six bytes of old UTF-8 without its last byte", "\xfd\xbf\xbf\xbf\xbf", []string{"3629-3-01"}, []string{"6.14.10", "6.14.5"}},
	{"overlong-2-c0", "C0 80, an overlong form of U+0000", "\xc0\x80", []string{"3629-3-01"}, []string{"6.19.1", "6.14.1"}},
	{"overlong-2-slash", "C0 AF, an overlong form of a slash", "\xc0\xaf", []string{"3629-3-01"}, []string{"6.17.1"}},
	{"overlong-2-c1", "C1 BF, an overlong form of U+007F", "\xc1\xbf", []string{"3629-3-01"}, []string{"6.18.1"}},
	{"overlong-3-nul", "E0 80 80, an overlong form of U+0000", "\xe0\x80\x80", []string{"3629-3-01"}, []string{"6.19.2", "6.14.2"}},
	{"overlong-3-slash", "E0 80 AF, an overlong form of a slash", "\xe0\x80\xaf", []string{"3629-3-01"}, []string{"6.17.2"}},
	{"overlong-3-7ff", "E0 9F BF, an overlong form of U+07FF", "\xe0\x9f\xbf", []string{"3629-3-01"}, []string{"6.18.2"}},
	{"overlong-4-nul", "F0 80 80 80, an overlong form of U+0000", "\xf0\x80\x80\x80", []string{"3629-3-01"}, []string{"6.19.3", "6.14.3"}},
	{"overlong-4-slash", "F0 80 80 AF, an overlong form of a slash", "\xf0\x80\x80\xaf", []string{"3629-3-01"}, []string{"6.17.3"}},
	{"overlong-4-ffff", "F0 8F BF BF, an overlong form of U+FFFF", "\xf0\x8f\xbf\xbf", []string{"3629-3-01"}, []string{"6.18.3"}},
	{"overlong-5", "an overlong form of five bytes", "\xf8\x80\x80\x80\xaf", []string{"3629-3-01"}, []string{"6.17.4", "6.18.4", "6.19.4"}},
	{"overlong-6", "an overlong form of six bytes", "\xfc\x80\x80\x80\x80\xaf", []string{"3629-3-01"}, []string{"6.17.5", "6.18.5", "6.19.5"}},
	{"surrogate-d800", "ED A0 80, the surrogate U+D800", "\xed\xa0\x80", []string{"3629-3-02"}, []string{"6.20.1"}},
	{"surrogate-db7f", "ED AD BF, the surrogate U+DB7F", "\xed\xad\xbf", []string{"3629-3-02"}, []string{"6.20.2"}},
	{"surrogate-db80", "ED AE 80, the surrogate U+DB80", "\xed\xae\x80", []string{"3629-3-02"}, []string{"6.20.3"}},
	{"surrogate-dbff", "ED AF BF, the surrogate U+DBFF", "\xed\xaf\xbf", []string{"3629-3-02"}, []string{"6.20.4"}},
	{"surrogate-dc00", "ED B0 80, the surrogate U+DC00", "\xed\xb0\x80", []string{"3629-3-02"}, []string{"6.20.5", "6.20.6"}},
	{"surrogate-dfff", "ED BF BF, the surrogate U+DFFF", "\xed\xbf\xbf", []string{"3629-3-02"}, []string{"6.20.6", "6.20.7"}},
	{"surrogate-pair", "ED A0 80 ED B0 80, a pair of surrogates", "\xed\xa0\x80\xed\xb0\x80", []string{"3629-3-02"}, []string{"6.21.1", "6.21.2", "6.21.3", "6.21.4"}},
	{"surrogate-pair-high", "ED AF BF ED BF BF, a pair of surrogates", "\xed\xaf\xbf\xed\xbf\xbf", []string{"3629-3-02"}, []string{"6.21.5", "6.21.6", "6.21.7", "6.21.8"}},
	{"beyond-110000", "F4 90 80 80, which would be U+110000", "\xf4\x90\x80\x80", []string{"3629-3-01"}, []string{"6.11.5"}},
	{"beyond-f5", "F5 80 80 80, which would be U+140000", "\xf5\x80\x80\x80", []string{"3629-3-01"}, nil},
	{"beyond-f7", "F7 BF BF BF, which would be U+1FFFFF", "\xf7\xbf\xbf\xbf", []string{"3629-3-01"}, []string{"6.10.1", "6.14.8"}},
	{"five-bytes", "a sequence of five bytes of old UTF-8", "\xf8\x88\x80\x80\x80", []string{"3629-3-01"}, []string{"6.8.1"}},
	{"six-bytes", "a sequence of six bytes of old UTF-8", "\xfc\x84\x80\x80\x80\x80", []string{"3629-3-01"}, []string{"6.8.2"}},
	{"five-bytes-last", "FB BF BF BF BF, the last sequence of five bytes of old UTF-8", "\xfb\xbf\xbf\xbf\xbf", []string{"3629-3-01"}, []string{"6.10.2"}},
	{"six-bytes-last", "FD BF BF BF BF BF, the last sequence of six bytes of old UTF-8", "\xfd\xbf\xbf\xbf\xbf\xbf", []string{"3629-3-01"}, []string{"6.10.3"}},
	{"fe", "the byte FE", "\xfe", []string{"3629-3-01"}, []string{"6.16.1"}},
	{"ff", "the byte FF", "\xff", []string{"3629-3-01"}, []string{"6.16.2"}},
	{"utf-16-mark", "FE FE FF FF", "\xfe\xfe\xff\xff", []string{"3629-6-01"}, []string{"6.16.3"}},
	{"many-cut", "ten characters in a row, all of them cut", "\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xfc\x80\x80\x80\x80\xdf\xef\xbf\xf7\xbf\xbf", []string{"3629-4-01"}, []string{"6.15.1"}},
}

func allTails() string {
	var b strings.Builder
	for c := 0x80; c <= 0xbf; c++ {
		b.WriteByte(byte(c))
	}
	return b.String()
}

func heads(from, to byte) string {
	var b strings.Builder
	for c := from; c <= to; c++ {
		b.WriteByte(c)
		b.WriteByte(' ')
	}
	return b.String()
}

// Section 8.1: text that is not UTF-8 fails the connection, whole and in fragments.
func invalidText() []cases.Case {
	var list []cases.Case
	for _, s := range badSequences {
		list = append(list, cases.Case{
			ID:       "rfc6455/8.1/" + s.slug,
			Title:    "a text message with " + s.what + " fails the connection",
			Covers:   append([]string{"6455-8.1-01", "6455-5.6-03", "3629-3-03", "6455-7.4.1-10"}, s.covers...),
			Twin:     textEcho,
			Script:   cases.Steps(cases.Send(cases.Text(s.bytes))),
			Accept:   failsWith(closecode.InvalidData),
			Autobahn: s.autobahn,
		})
		if len(s.bytes) > 1 && len(s.bytes) <= 6 {
			list = append(list, cases.Case{
				ID:     "rfc6455/8.1/" + s.slug + "-in-fragments",
				Title:  "a text message with " + s.what + ", each byte in a fragment of its own, fails the connection",
				Covers: append([]string{"6455-8.1-01", "6455-5.6-03", "3629-3-03"}, s.covers...),
				Twin:   "rfc6455/5.6/every-byte-a-fragment",
				Script: cases.Steps(cases.Send(pieces(cases.Text(s.bytes), int64(len(s.bytes)))...)),
				Accept: failsWith(closecode.InvalidData),
			})
		}
	}
	greek := "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5" // valid text before the defect, and a letter behind it
	return append(list,
		cases.Case{
			ID:       "rfc6455/8.1/surrogate-in-greek",
			Title:    "a text message with a surrogate among valid text fails the connection",
			Covers:   []string{"6455-8.1-01", "3629-3-02"},
			Twin:     textEcho,
			Script:   cases.Steps(cases.Send(cases.Text(greek + "\xed\xa0\x80edited"))),
			Accept:   failsWith(closecode.InvalidData),
			Autobahn: []string{"6.3.1"},
		},
		cases.Case{
			ID:       "rfc6455/8.1/surrogate-in-greek-fragments",
			Title:    "a text message with a surrogate among valid text, each byte in a fragment of its own, fails the connection",
			Covers:   []string{"6455-8.1-01", "3629-3-02"},
			Twin:     "rfc6455/5.6/every-byte-a-fragment",
			Script:   cases.Steps(cases.Send(pieces(cases.Text(greek+"\xed\xa0\x80edited"), 20)...)),
			Accept:   failsWith(closecode.InvalidData),
			Autobahn: []string{"6.3.2"},
		},
		cases.Case{
			ID:     "rfc6455/8.1/early-in-fragment",
			Title:  "invalid text in a fragment fails the connection, at the latest at the end of the message",
			Covers: []string{"6455-8.1-01"},
			Twin:   fragmentedText,
			Script: cases.Steps(
				cases.Send(cases.Text(greek).More()), cases.Send(cases.Cont("\xf4\x90\x80\x80").More()), cases.Send(cases.Cont("edited"))),
			Accept:   failsWith(closecode.InvalidData),
			Autobahn: []string{"6.4.1", "6.4.2"},
		},
		cases.Case{
			ID:       "rfc6455/8.1/early-in-frame",
			Title:    "invalid text in a frame whose end comes later fails the connection, at the latest at its end",
			Covers:   []string{"6455-8.1-01"},
			Twin:     textEcho,
			Script:   cases.Steps(cases.Send(cases.Text(greek+"\xf4\x90\x80\x80edited")).CutAt(17, 21)),
			Accept:   failsWith(closecode.InvalidData),
			Autobahn: []string{"6.4.3", "6.4.4"},
		},
		cases.Case{
			ID:     "rfc6455/8.1/at-the-end-of-70000",
			Title:  "a text message of 70000 bytes whose last byte is wrong fails the connection",
			Covers: []string{"6455-8.1-01"},
			Twin:   "rfc6455/5.2/text-65537",
			Script: cases.Steps(cases.Send(cases.TextOf(payload.Join(payload.Text(69_999), payload.String("\xff"))))),
			Accept: failsWith(closecode.InvalidData),
			Cause:  "only the beginning of large messages is validated",
		},
		cases.Case{
			ID:     "rfc6455/8.1/second-message",
			Title:  "an invalid text message behind a valid one fails the connection",
			Covers: []string{"6455-8.1-01"},
			Twin:   textEcho,
			Script: cases.Steps(cases.Send(cases.Text("valid")), cases.Echoed(), cases.Send(cases.Text("\xc3\x28"))),
			Accept: failsWith(closecode.InvalidData),
		},
		cases.Case{
			ID:     "rfc6455/8.1/cut-by-next-message",
			Title:  "a character is not completed by the next message",
			Covers: []string{"6455-8.1-01", "6455-5.6-03"},
			Twin:   textEcho,
			Script: cases.Steps(cases.Send(cases.Text("\xc3"), cases.Text("\xa9"))),
			Accept: failsWith(closecode.InvalidData),
			Cause:  "the state of the validation is not reset between messages",
		},
	)
}

// Valid text at the ends of every range is taken as it is.
func validText() []cases.Case {
	texts := []struct {
		slug, what, text string
		covers           []string
		autobahn         []string
	}{
		{"u-0000", "U+0000", "\x00", []string{"3629-4-01"}, []string{"6.7.1"}},
		{"u-007f", "U+007F", "\x7f", []string{"3629-4-01"}, []string{"6.9.1"}},
		{"u-0080", "U+0080", "\u0080", []string{"3629-3-01", "3629-4-01"}, []string{"6.7.2"}},
		{"u-07ff", "U+07FF", "\u07ff", []string{"3629-4-01"}, []string{"6.9.2"}},
		{"u-0800", "U+0800", "\u0800", []string{"3629-3-01", "3629-4-01"}, []string{"6.7.3"}},
		{"u-d7ff", "U+D7FF, before the surrogates", "\ud7ff", []string{"3629-3-02"}, []string{"6.11.1"}},
		{"u-e000", "U+E000, behind the surrogates", "\ue000", []string{"3629-3-02"}, []string{"6.11.2"}},
		{"u-feff", "U+FEFF alone", "\ufeff", []string{"3629-6-01"}, nil},
		{"bom", "U+FEFF before other text", "\ufeffa", []string{"3629-6-01"}, nil},
		{"u-fffd", "U+FFFD, the replacement character", "\ufffd", []string{"3629-4-01"}, []string{"6.11.3", "6.23.5"}},
		{"u-fffe", "U+FFFE, a noncharacter", "\ufffe", []string{"3629-4-01"}, []string{"6.22.1", "6.23.6"}},
		{"u-ffff", "U+FFFF, a noncharacter", "\uffff", []string{"3629-4-01"}, []string{"6.9.3", "6.22.2", "6.23.7"}},
		{"specials", "U+FFF9 to U+FFFC", "\ufff9\ufffa\ufffb\ufffc", []string{"3629-4-01"}, []string{"6.23.1", "6.23.2", "6.23.3", "6.23.4"}},
		{"u-10000", "U+10000", "\U00010000", []string{"3629-3-01", "3629-4-01"}, []string{"6.7.4"}},
		{"u-10ffff", "U+10FFFF, the last code point", "\U0010ffff", []string{"3629-3-01", "3629-4-01"}, []string{"6.9.4", "6.11.4"}},
		{"noncharacters", "the noncharacters of all planes", noncharacters(), []string{"3629-4-01"}, []string{
			"6.22.3", "6.22.4", "6.22.5", "6.22.6", "6.22.7", "6.22.8", "6.22.9", "6.22.10", "6.22.11", "6.22.12", "6.22.13",
			"6.22.14", "6.22.15", "6.22.16", "6.22.17", "6.22.18", "6.22.19", "6.22.20", "6.22.21", "6.22.22", "6.22.23",
			"6.22.24", "6.22.25", "6.22.26", "6.22.27", "6.22.28", "6.22.29", "6.22.30", "6.22.31", "6.22.32", "6.22.33", "6.22.34"}},
		{"mixed", "characters of every length", "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!! \u20ac \U00024b62", []string{"6455-5.6-03"},
			[]string{"6.2.1", "6.5.1", "6.5.2", "6.5.3", "6.5.4"}},
		{"greek", "a Greek word", "\u03ba\u1f79\u03c3\u03bc\u03b5", []string{"6455-5.6-03"}, []string{"6.5.5", "6.6.11"}},
	}
	var list []cases.Case
	for _, t := range texts {
		list = append(list, cases.Case{
			ID:       "rfc6455/8.1/valid-" + t.slug,
			Title:    fmt.Sprintf("a text message with %s is valid", t.what),
			Covers:   t.covers,
			Script:   cases.Steps(cases.Send(cases.Text(t.text))),
			Accept:   answered,
			Autobahn: t.autobahn,
		})
	}
	word := "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"
	for size := 1; size < len(word); size++ {
		c := cases.Case{
			ID:       fmt.Sprintf("rfc6455/8.1/prefix-%02d", size),
			Title:    fmt.Sprintf("the first %d bytes of a Greek word are no valid text", size),
			Covers:   []string{"6455-8.1-01", "6455-5.6-03"},
			Twin:     "rfc6455/8.1/valid-greek",
			Script:   cases.Steps(cases.Send(cases.Text(word[:size]))),
			Accept:   failsWith(closecode.InvalidData),
			Autobahn: []string{fmt.Sprintf("6.6.%d", size)},
		}
		if utf8.ValidString(word[:size]) {
			c.Title = fmt.Sprintf("the first %d bytes of a Greek word are valid text", size)
			c.Twin, c.Accept = "", answered
		}
		list = append(list, c)
	}
	return list
}

func noncharacters() string {
	var b strings.Builder
	for plane := rune(0); plane <= 0x10; plane++ {
		b.WriteRune(plane<<16 | 0xFFFE)
		b.WriteRune(plane<<16 | 0xFFFF)
	}
	return b.String()
}
