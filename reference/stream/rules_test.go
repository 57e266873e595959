package stream_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/stream"
)

// example is a stream that breaks one rule, and one close by that breaks none.
type example struct {
	rule   *reference.Rule
	what   string
	sender reference.Role
	broken string // hexadecimal digits
	at     int64  // how many bytes make the breach certain
	fine   string
}

// What a server sends is easier to read, since it is not masked.
var examples = []example{
	{stream.Unmasked, "text", reference.Client, "8105 48656c6c6f", 2, "8185 37fa213d 7f9f4d5158"},
	{stream.Unmasked, "an empty ping", reference.Client, "8900", 2, "8980 00000000"},
	{stream.Unmasked, "the second fragment", reference.Client, "0180 00000000 8000", 8, "0180 00000000 8080 00000000"},
	{stream.Masked, "text", reference.Server, "8185 37fa213d 7f9f4d5158", 2, "8105 48656c6c6f"},
	{stream.Masked, "an empty close", reference.Server, "8880 00000000", 2, "8800"},
	{stream.RSV, "RSV1", reference.Server, "c200", 1, "8200"},
	{stream.RSV, "RSV2", reference.Server, "a200", 1, "8200"},
	{stream.RSV, "RSV3", reference.Server, "9200", 1, "8200"},
	{stream.RSV, "all, on a ping", reference.Server, "f900", 1, "8900"},
	{stream.RSV, "a continuation", reference.Server, "0200 c000", 3, "0200 8000"},
	{stream.ReservedOpcode, "3", reference.Server, "8300", 1, "8200"},
	{stream.ReservedOpcode, "7", reference.Server, "8700", 1, "8800"},
	{stream.ReservedOpcode, "B", reference.Server, "8b00", 1, "8a00"},
	{stream.ReservedOpcode, "F", reference.Server, "8f00", 1, "8a00"},
	{stream.LengthTopBit, "alone", reference.Server, "827f 8000000000000000", 3, "827f 4000000000000000"},
	{stream.LengthTopBit, "with all others", reference.Server, "827f ffffffffffffffff", 3, "827f 7fffffffffffffff"},
	{stream.LengthNotShortest, "16 bits for 125", reference.Server, "827e 007d" + zeros(125), 4, "827e 007e" + zeros(126)},
	{stream.LengthNotShortest, "64 bits for 65535", reference.Server, "827f 000000000000ffff", 8, "827f 0000000000010000"},
	{stream.LengthNotShortest, "64 bits for nothing", reference.Server, "827f 0000000000000000", 8, "8200"},
	{stream.LengthNotShortest, "16 bits in a ping", reference.Server, "897e 0001 00", 4, "8901 00"},
	{stream.Orphan, "at the beginning", reference.Server, "8000", 1, "8100"},
	{stream.Orphan, "unfinished, at the beginning", reference.Server, "0000", 1, "0100"},
	{stream.Orphan, "followed by more of it", reference.Server, "0000 8000", 1, "0100 8000"},
	{stream.Orphan, "behind a whole message", reference.Server, "8100 8000", 3, "0100 8000"},
	{stream.Orphan, "behind a fragmented message", reference.Server, "0100 8000 8000", 5, "0100 0000 8000"},
	{stream.Nested, "a whole message", reference.Server, "0100 8100", 3, "8100 8100"},
	{stream.Nested, "a fragment of another type", reference.Server, "0100 0200", 3, "0100 8000 0200"},
	{stream.Nested, "behind a ping", reference.Server, "0100 8900 8100", 5, "0100 8900 8000"},
	{stream.LongControl, "a ping of 126 bytes", reference.Server, "897e 007e" + zeros(126), 2, "897d" + zeros(125)},
	{stream.LongControl, "a pong in the longest form", reference.Server, "8a7f 0000000000010000", 2, "8a7d" + zeros(125)},
	{stream.LongControl, "a close of 126 bytes", reference.Server, "887e 007e 03e8" + zeros(124), 2, "887d 03e8" + zeros(123)},
	{stream.FragmentedControl, "ping", reference.Server, "0900", 1, "8900"},
	{stream.FragmentedControl, "pong", reference.Server, "0a00", 1, "8a00"},
	{stream.FragmentedControl, "close", reference.Server, "0800", 1, "8800"},
	{stream.FragmentedControl, "ping inside a message", reference.Server, "0100 0900", 3, "0100 8900"},
	{stream.CloseOneByte, "03", reference.Server, "8801 03", 2, "8800"},
	{stream.CloseReason, "FF", reference.Server, "8803 03e8 ff", 5, "8802 03e8"},
	{stream.CloseReason, "a wrong byte behind a right one", reference.Server, "8806 03e8 41c32841", 7, "8806 03e8 41c3a941"},
	{stream.CloseReason, "a character that is cut", reference.Server, "8804 03e8 e282", 6, "8805 03e8 e282ac"},
	{stream.DataAfterClose, "text", reference.Server, "8800 8100", 3, "8100 8800"},
	{stream.DataAfterClose, "binary behind a ping", reference.Server, "8800 8900 8200", 5, "8800 8900 8a00"},
	{stream.DataAfterClose, "the rest of a message", reference.Server, "0100 8800 8000", 5, "0100 8000 8800"},
	{stream.CloseAfterClose, "empty", reference.Server, "8800 8800", 3, "8800"},
	{stream.InvalidText, "FF", reference.Server, "8101 ff", 3, "8201 ff"},
	{stream.InvalidText, "a wrong byte that is followed by more", reference.Server, "8105 41c3282828", 5, "8105 41c3a92828"},
	{stream.InvalidText, "a character that is cut", reference.Server, "8102 e282", 4, "8103 e282ac"},
	{stream.InvalidText, "a character that is cut by a new fragment and wrong there", reference.Server, "0101 c3 8001 28", 6, "0101 c3 8001 a9"},
	{stream.InvalidText, "a character cut by a ping and the end", reference.Server, "0101 c3 8901 ff 8000", 8, "0101 c3 8901 ff 8001 a9"},
	{stream.InvalidText, "an unfinished message", reference.Server, "0101 ff", 3, "0101 c3"},
	{stream.CodeNoStatus, "", reference.Server, "8802 03ed", 4, "8802 03ef"},
	{stream.CodeAbnormal, "", reference.Server, "8802 03ee", 4, "8802 03ef"},
	{stream.CodeTLS, "", reference.Server, "8802 03f7", 4, "8802 03f6"},
	{stream.CodeReserved, "", reference.Server, "8802 03ec", 4, "8802 03eb"},
	{stream.CodeUnused, "0", reference.Server, "8802 0000", 4, "8802 03e8"},
	{stream.CodeUnused, "999", reference.Server, "8802 03e7", 4, "8802 03e8"},
	{stream.CodeUnassigned, "1016", reference.Server, "8802 03f8", 4, "8802 03f6"},
	{stream.CodeUnassigned, "2999", reference.Server, "8802 0bb7", 4, "8802 0bb8"},
	{stream.CodeBeyond, "5000", reference.Server, "8802 1388", 4, "8802 1387"},
	{stream.CodeBeyond, "65535, with a reason", reference.Server, "8803 ffff 41", 4, "8803 0fa0 41"},
}

var _ = Describe("the rules of a stream", func() {
	It("are all in the list, and have an example each", func() {
		var listed, missing []string
		for _, rule := range stream.Rules {
			listed = append(listed, rule.Name)
			if !slices.ContainsFunc(examples, func(e example) bool { return e.rule == rule }) {
				missing = append(missing, rule.Name)
			}
		}
		Expect(listed).To(ConsistOf(declared("rules.go")))
		Expect(missing).To(BeEmpty())
	})

	It("say what they ask for and which close code answers them", func() {
		for _, rule := range stream.Rules {
			Expect(rule.Says).NotTo(BeEmpty(), rule.Name)
			Expect(rule.Row).NotTo(BeEmpty(), rule.Name)
			Expect(closecode.Code(rule.Answer).Class()).To(Equal(closecode.Registered), rule.Name)
			Expect(rule.Reaction != "" || rule.Free).To(BeTrue(), rule.Name)
		}
	})

	for _, e := range examples {
		It("are broken one at a time: "+e.rule.Name+" by "+e.what, func() {
			t := read(e.sender, wire(e.broken))
			Expect(t.rules()).To(Equal([]*reference.Rule{e.rule}))
			Expect(t.found[0].at).To(Equal(e.at))
			Expect(t.found[0].saw).NotTo(BeEmpty())
		})

		It("are kept close by: "+e.rule.Name+" unlike "+e.what, func() {
			Expect(read(e.sender, wire(e.fine)).found).To(BeEmpty())
		})

		It("are broken at the same offset whatever the pieces: "+e.rule.Name+" by "+e.what, func() {
			expectSameInPieces(e.sender, wire(e.broken))
			expectSameInPieces(e.sender, wire(e.fine))
		})
	}

	It("allow every code that has a meaning, and no other", func() {
		for code := range 1 << 16 {
			t := read(reference.Server, stream.AppendClose([]byte{0x88, 2}, closecode.Code(code), ""))
			fine := code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999
			Expect(len(t.found) == 0).To(Equal(fine), "%d", code)
		}
	})

	It("bind every frame: a stream is read on behind a breach", func() {
		t := read(reference.Server, wire("f300 0100 8901 41 c101 ff 8180 00000000 8102 c328 8801 00 8800 8200"))
		Expect(t.rules()).To(Equal([]*reference.Rule{
			stream.RSV, stream.ReservedOpcode, // F3
			stream.RSV, stream.Nested, // C1 inside the message that 01 begins, and its payload is no text
			stream.Masked,      // 81 80
			stream.InvalidText, // C3 28
			stream.CloseOneByte, stream.CloseAfterClose, stream.DataAfterClose,
		}))
	})

	It("are broken once by a text, however many of its bytes are wrong", func() {
		Expect(read(reference.Server, wire("0102 ffff 8002 ffff")).rules()).To(Equal([]*reference.Rule{stream.InvalidText}))
	})

	It("are broken by each of two messages", func() {
		Expect(read(reference.Server, wire("8101 ff 8101 ff")).rules()).To(Equal([]*reference.Rule{stream.InvalidText, stream.InvalidText}))
	})

	It("ask nothing of the payload of pings and pongs", func() {
		Expect(read(reference.Server, wire("8902 ffff 8a02 c328")).found).To(BeEmpty())
	})

	It("say nothing of a reason that lies behind the largest close", func() {
		// 123 bytes of reason end inside a character, which the payload completes where no reason may stand any more.
		t := read(reference.Server, wire("887e 007e 03e8"+zeros(122)+"c3a9"))
		Expect(t.rules()).To(Equal([]*reference.Rule{stream.LongControl}))
	})
})

// declared are the names of the rules in a source file of this package.
func declared(file string) (names []string) {
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	Expect(err).NotTo(HaveOccurred())
	ast.Inspect(source, func(n ast.Node) bool {
		if field, ok := n.(*ast.KeyValueExpr); ok && field.Key.(*ast.Ident).Name == "Name" {
			name, err := strconv.Unquote(field.Value.(*ast.BasicLit).Value)
			Expect(err).NotTo(HaveOccurred())
			names = append(names, name)
		}
		return true
	})
	return names
}
