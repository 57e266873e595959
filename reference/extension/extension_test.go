package extension_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/extension"
)

// The shapes that the tables are written in.
type (
	list   = []extension.Extension
	params = []extension.Param
)

func flag(name string) extension.Param { return extension.Param{Name: name} }

func value(name, v string) extension.Param {
	return extension.Param{Name: name, Value: v, HasValue: true}
}

func quoted(name, v string) extension.Param {
	return extension.Param{Name: name, Value: v, HasValue: true, Quoted: true}
}

// grammar is the list of section 9.1 as a regular expression: empty elements, white space around every separator, and
// in a quoted-string nothing that would not be a token without quotes and backslashes.
var grammar = func() *regexp.Regexp {
	const (
		ows   = `[ \t]*`
		char  = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]"
		param = char + `+(?:` + ows + `=` + ows + `(?:` + char + `+|"(?:\\?` + char + `)+"))?`
		ext   = char + `+(?:` + ows + `;` + ows + param + `)*`
	)
	return regexp.MustCompile(`^(?:` + ows + `,)*` + ows + ext + `(?:` + ows + `,(?:` + ows + ext + `)?)*` + ows + `$`)
}()

// begins tells whether something can follow that makes a legal list of s. Whatever is begun one of the endings ends.
func begins(s string) bool {
	for _, ending := range []string{"", "a", `"`, `a"`} {
		if grammar.MatchString(s + ending) {
			return true
		}
	}
	return false
}

// differs is empty if Parse and the grammar agree on s: on its legality, and else on how much of it is sound.
func differs(s string, sound int) string {
	_, err := extension.Parse(s)
	if grammar.MatchString(s) {
		if err != nil {
			return fmt.Sprintf("legal, but: %s", err)
		}
		return ""
	}
	if err == nil {
		return fmt.Sprintf("%q is not legal, but taken", s)
	}
	var syntax *extension.SyntaxError
	if !errors.As(err, &syntax) || syntax.Value != s || syntax.Offset != sound || syntax.Reason == "" {
		return fmt.Sprintf("%s, want offset %d of %q", err, sound, s)
	}
	return ""
}

// soundness is how much of s, which begins a legal list up to the given length, something legal can begin with.
func soundness(s string, upTo int) int {
	for upTo < len(s) && begins(s[:upTo+1]) {
		upTo++
	}
	return upTo
}

var _ = Describe("Sec-WebSocket-Extensions", func() {
	DescribeTable("is read",
		func(lines []string, want list) {
			got, err := extension.Parse(lines...)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(Equal(want))
		},
		EntryDescription("%[1]q"),
		Entry(nil, []string{"foo"}, list{{Name: "foo"}}),
		Entry(nil, []string{"foo, bar"}, list{{Name: "foo"}, {Name: "bar"}}),
		Entry(nil, []string{"bar", "foo"}, list{{Name: "bar"}, {Name: "foo"}}),
		Entry(nil, []string{"foo, foo; a"}, list{{Name: "foo"}, {Name: "foo", Params: params{flag("a")}}}),
		Entry(nil, []string{"foo;a;b=1;a"}, list{{Name: "foo", Params: params{flag("a"), value("b", "1"), flag("a")}}}),
		Entry(nil, []string{"permessage-deflate; client_max_window_bits; server_max_window_bits=10, permessage-deflate"}, list{
			{Name: "permessage-deflate", Params: params{flag("client_max_window_bits"), value("server_max_window_bits", "10")}},
			{Name: "permessage-deflate"},
		}),
		Entry(nil, []string{`foo; a="10"`}, list{{Name: "foo", Params: params{quoted("a", "10")}}}),
		Entry(nil, []string{`foo; a="\1\0"`}, list{{Name: "foo", Params: params{quoted("a", "10")}}}),
		Entry(nil, []string{`foo; a="10"; b="x", bar`}, list{{Name: "foo", Params: params{quoted("a", "10"), quoted("b", "x")}}, {Name: "bar"}}),
		Entry(nil, []string{" \tfoo \t; \ta \t= \tb \t, \tbar \t"}, list{{Name: "foo", Params: params{value("a", "b")}}, {Name: "bar"}}),
		Entry(nil, []string{"foo; a =\t\"b\" ; c"}, list{{Name: "foo", Params: params{quoted("a", "b"), flag("c")}}}),
		Entry(nil, []string{",, foo ,\t, bar,"}, list{{Name: "foo"}, {Name: "bar"}}),
		Entry(nil, []string{"", "foo", " ", "bar", ""}, list{{Name: "foo"}, {Name: "bar"}}),
		Entry(nil, []string{"foo; a=1", "bar; b"}, list{{Name: "foo", Params: params{value("a", "1")}}, {Name: "bar", Params: params{flag("b")}}}),
		Entry(nil, []string{"Foo; A=B"}, list{{Name: "Foo", Params: params{value("A", "B")}}}),
		Entry(nil, []string{"!#$%&'*+-.^_`|~"}, list{{Name: "!#$%&'*+-.^_`|~"}}),
	)

	DescribeTable("is refused",
		func(lines []string, offset int, reason string) {
			got, err := extension.Parse(lines...)
			Expect(got).To(BeNil())
			var syntax *extension.SyntaxError
			Expect(errors.As(err, &syntax)).To(BeTrue())
			Expect(*syntax).To(Equal(extension.SyntaxError{Value: strings.Join(lines, ", "), Offset: offset, Reason: reason}))
		},
		EntryDescription("%[1]q at %[2]d"),
		Entry(nil, []string{}, 0, "no extension"),
		Entry(nil, []string{""}, 0, "no extension"),
		Entry(nil, []string{" , ,"}, 4, "no extension"),
		Entry(nil, []string{"foo bar"}, 4, "expected a comma"),
		Entry(nil, []string{"foo=bar"}, 3, "expected a comma"),
		Entry(nil, []string{`foo; a="b"c`}, 10, "expected a comma"),
		Entry(nil, []string{"foo; a=b c"}, 9, "expected a comma"),
		Entry(nil, []string{"foo, ;a"}, 5, "expected the name of an extension"),
		Entry(nil, []string{`"foo"`}, 0, "expected the name of an extension"),
		Entry(nil, []string{"é"}, 0, "expected the name of an extension"),
		Entry(nil, []string{"foo\r\n"}, 3, "expected a comma"),
		Entry(nil, []string{"foo;"}, 4, "expected the name of a parameter"),
		Entry(nil, []string{"foo;;a"}, 4, "expected the name of a parameter"),
		Entry(nil, []string{"foo; =a"}, 5, "expected the name of a parameter"),
		Entry(nil, []string{`foo; "a"`}, 5, "expected the name of a parameter"),
		Entry(nil, []string{"foo;", "bar"}, 4, "expected the name of a parameter"),
		Entry(nil, []string{"foo; a="}, 7, "the value of a parameter is no token"),
		Entry(nil, []string{"foo; a=, bar"}, 7, "the value of a parameter is no token"),
		Entry(nil, []string{"foo; a==b"}, 7, "the value of a parameter is no token"),
		Entry(nil, []string{`foo; a=""`}, 8, "the value of a parameter is no token"),
		Entry(nil, []string{`foo; a="b c"`}, 9, "the value of a parameter is no token"),
		Entry(nil, []string{`foo; a="b\"c"`}, 10, "the value of a parameter is no token"),
		Entry(nil, []string{`foo; a="b`, `c"`}, 9, "the value of a parameter is no token"),
		Entry(nil, []string{`foo; a="é"`}, 8, "the value of a parameter is no token"),
		Entry(nil, []string{`foo; a="b`}, 9, "a quoted string does not end"),
		Entry(nil, []string{`foo; a="`}, 8, "a quoted string does not end"),
		Entry(nil, []string{`foo; a="b\`}, 10, "a quoted string does not end"),
	)

	It("says what is wrong, where, and of what", func() {
		_, err := extension.Parse("foo; a", "bar baz")
		Expect(err).To(MatchError(`expected a comma at offset 12 of "foo; a, bar baz"`))
	})

	It("takes and refuses every short string as the grammar does", func() {
		// Everything that is not one of these means the same as one of them.
		const alphabet = "a;=,\"\\ \t\x80"
		var all func(s string, sound, more int)
		all = func(s string, sound, more int) {
			if sound == len(s)-1 && begins(s) {
				sound++
			}
			if wrong := differs(s, sound); wrong != "" {
				Fail(wrong)
			}
			for i := 0; more > 0 && i < len(alphabet); i++ {
				all(s+alphabet[i:i+1], sound, more-1)
			}
		}
		for _, start := range []string{"", "a;a=", `a;a="`} {
			all(start, len(start), 4)
		}
	})

	It("takes and refuses every octet in every place as the grammar does", func() {
		const sample = "ab; cd = ef; gh=\"i\\j\" \t,, k"
		for at := range len(sample) + 1 {
			for c := range 256 {
				b := string([]byte{byte(c)})
				put := sample[:at] + b + sample[at:]
				if wrong := differs(put, soundness(put, at)); wrong != "" {
					Fail(wrong)
				}
				if at < len(sample) {
					instead := sample[:at] + b + sample[at+1:]
					if wrong := differs(instead, soundness(instead, at)); wrong != "" {
						Fail(wrong)
					}
				}
			}
		}
	})

	It("reads what was written, with any white space, quotes and empty elements", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		for range 2000 {
			want, written := randomList(random)
			got, err := extension.Parse(written...)
			Expect(err).NotTo(HaveOccurred(), "%q", written)
			Expect(got).To(Equal(want), "%q", written)

			for _, e := range want {
				Expect(extension.Parse(e.String())).To(Equal(list{e}), "%q", written)
			}
		}
	})

	DescribeTable("is written", func(e extension.Extension, want string) {
		Expect(e.String()).To(Equal(want))
	},
		EntryDescription("%[2]s"),
		Entry(nil, extension.Extension{Name: "foo"}, `foo`),
		Entry(nil, extension.Extension{Name: "foo", Params: params{flag("a"), value("b", "1"), quoted("c", "2")}}, `foo; a; b=1; c="2"`),
		Entry(nil, extension.Extension{Name: "foo", Params: params{value("a", "")}}, `foo; a=`), // no list, but what a fault can ask for
		Entry(nil, extension.Extension{Name: "foo", Params: params{quoted("a", "")}}, `foo; a=""`),
		Entry(nil, extension.Extension{Name: "foo", Params: params{quoted("a", `b"c\d`)}}, `foo; a="b\"c\\d"`),
	)
})

// randomList is a list of extensions, and field lines that say it.
func randomList(random *rand.Rand) (want list, lines []string) {
	pick := func(choices ...string) string { return choices[random.IntN(len(choices))] }
	token := func() string { return pick("a", "B", "x-y", "10", "~!#$%&'*+-.^_`|", "permessage-deflate") }
	space := func() string { return pick("", "", " ", "\t", " \t ") }

	line := pick("", "", ",", " , ")
	for range 1 + random.IntN(4) {
		e := extension.Extension{Name: token()}
		line += space() + e.Name
		for range random.IntN(4) {
			p := flag(token())
			line += space() + ";" + space() + p.Name
			switch random.IntN(3) {
			case 1:
				p = value(p.Name, token())
				line += space() + "=" + space() + p.Value
			case 2:
				p = quoted(p.Name, token())
				line += space() + "=" + space() + `"`
				for i := range len(p.Value) {
					line += pick("", "", `\`) + p.Value[i:i+1]
				}
				line += `"`
			}
			e.Params = append(e.Params, p)
		}
		want = append(want, e)
		if line += space(); random.IntN(3) == 0 {
			lines = append(lines, line)
			line = pick("", "", " ")
		} else {
			line += pick(",", ",", ",,", ", ,")
		}
	}
	return want, append(lines, line)
}
