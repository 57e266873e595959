package frame_test

import (
	"bytes"
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/frame"
)

// parsed is the header that the parser reads from the bytes, which have to be a header and nothing more.
func parsed(wire []byte) frame.Header {
	GinkgoHelper()
	var p frame.Parser
	n, ev := p.Next(bytes.Clone(wire))
	Expect(n).To(Equal(len(wire)))
	Expect(ev & frame.Begin).To(Equal(frame.Begin))
	return p.Header
}

// lengths are the boundaries of the payload length, with the bytes behind the first one of an unmasked header.
var lengths = []struct {
	length uint64
	form   frame.Form
	wire   string
}{
	{0, frame.Form7, "00"},
	{1, frame.Form7, "01"},
	{125, frame.Form7, "7d"},
	{126, frame.Form16, "7e 007e"},
	{127, frame.Form16, "7e 007f"},
	{128, frame.Form16, "7e 0080"},
	{255, frame.Form16, "7e 00ff"},
	{256, frame.Form16, "7e 0100"},
	{65535, frame.Form16, "7e ffff"},
	{65536, frame.Form64, "7f 0000000000010000"},
	{1<<31 - 1, frame.Form64, "7f 000000007fffffff"},
	{1 << 31, frame.Form64, "7f 0000000080000000"},
	{1<<32 - 1, frame.Form64, "7f 00000000ffffffff"},
	{1 << 32, frame.Form64, "7f 0000000100000000"},
	{0x0102030405060708, frame.Form64, "7f 0102030405060708"},
	{1<<63 - 1, frame.Form64, "7f 7fffffffffffffff"},
	{1 << 63, frame.Form64, "7f 8000000000000000"},
	{math.MaxUint64, frame.Form64, "7f ffffffffffffffff"},
}

var _ = Describe("a header", func() {
	key := [4]byte{0xde, 0xad, 0xbe, 0xef}

	It("has the shortest length at every boundary, and reads back the same", func() {
		for _, l := range lengths {
			for _, masked := range []bool{false, true} {
				h := frame.Header{Fin: true, Opcode: frame.Binary, Length: l.length}
				want := append([]byte{0x82}, unhex(l.wire)...)
				if masked {
					h.Masked, h.Key = true, key
					want[1] |= 0x80
					want = append(want, key[:]...)
				}
				wire := h.Append(nil)
				Expect(wire).To(Equal(want), "length %d", l.length)
				Expect(h.Size()).To(Equal(len(wire)), "length %d", l.length)
				Expect(h.Minimal()).To(BeTrue(), "length %d", l.length)

				h.Form = l.form
				back := parsed(wire)
				Expect(back).To(Equal(h), "length %d", l.length)
				Expect(back.Minimal()).To(BeTrue(), "length %d", l.length)
			}
		}
	})

	DescribeTable("can have a longer form of the length than it needs",
		func(form frame.Form, length uint64, wire, remark string) {
			h := frame.Header{Fin: true, Opcode: frame.Text, Form: form, Length: length}
			Expect(h.Append(nil)).To(Equal(unhex("81" + wire)))
			Expect(h.Size()).To(Equal(1 + len(unhex(wire))))
			Expect(h.Minimal()).To(BeFalse())
			Expect(h.String()).To(Equal(remark))
			Expect(parsed(unhex("81" + wire))).To(Equal(h))
		},
		EntryDescription("form %[1]d for %[2]d bytes"),
		Entry(nil, frame.Form16, uint64(0), "7e 0000", "text 16-bit length"),
		Entry(nil, frame.Form16, uint64(125), "7e 007d", "text 16-bit length"),
		Entry(nil, frame.Form64, uint64(0), "7f 0000000000000000", "text 64-bit length"),
		Entry(nil, frame.Form64, uint64(125), "7f 000000000000007d", "text 64-bit length"),
		Entry(nil, frame.Form64, uint64(126), "7f 000000000000007e", "text 64-bit length"),
		Entry(nil, frame.Form64, uint64(65535), "7f 000000000000ffff", "text 64-bit length"),
	)

	DescribeTable("widens a form that is too small for the length",
		func(form frame.Form, length uint64, wire string) {
			h := frame.Header{Fin: true, Opcode: frame.Text, Form: form, Length: length}
			Expect(h.Append(nil)).To(Equal(unhex("81" + wire)))
			Expect(h.Size()).To(Equal(1 + len(unhex(wire))))
			Expect(h.Minimal()).To(BeTrue(), "what is written is the shortest form")
			Expect(h.String()).To(Equal("text"))
		},
		EntryDescription("form %[1]d for %[2]d bytes"),
		Entry(nil, frame.Form7, uint64(126), "7e 007e"),
		Entry(nil, frame.Form7, uint64(65536), "7f 0000000000010000"),
		Entry(nil, frame.Form16, uint64(65536), "7f 0000000000010000"),
		Entry(nil, frame.Form16, uint64(math.MaxUint64), "7f ffffffffffffffff"),
	)

	It("reads all that its first two bytes can say, and writes the same bytes again", func() {
		for first := range 256 {
			for second := range 256 {
				wire := []byte{byte(first), byte(second)}
				want := frame.Header{
					Fin: first >= 128, RSV: uint8(first / 16 % 8), Opcode: frame.Opcode(first % 16),
					Masked: second >= 128, Form: frame.Form7, Length: uint64(second % 128),
				}
				switch second % 128 {
				case 126:
					want.Form, want.Length = frame.Form16, 0x1234
					wire = append(wire, 0x12, 0x34)
				case 127:
					want.Form, want.Length = frame.Form64, 0x8123456789abcdef
					wire = append(wire, 0x81, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef)
				}
				if want.Masked {
					want.Key = key
					wire = append(wire, key[:]...)
				}
				got := parsed(wire)
				if got != want || !bytes.Equal(got.Append(nil), wire) {
					Expect(got).To(Equal(want), "% x", wire)
					Expect(got.Append(nil)).To(Equal(wire))
				}
			}
		}
	})

	It("takes no bit from an RSV or opcode that is too large", func() {
		h := frame.Header{RSV: 0xF8, Opcode: 0xF1}
		Expect(h.Append(nil)).To(Equal(unhex("01 00")))
	})

	It("is appended to what is there", func() {
		h := frame.Header{Opcode: frame.Pong, Masked: true, Key: key}
		Expect(h.Append([]byte("before"))).To(Equal(append([]byte("before"), unhex("0a 80 deadbeef")...)))
	})

	It("is never larger than MaxHeader", func() {
		h := frame.Header{Masked: true, Form: frame.Form64}
		Expect(h.Size()).To(Equal(frame.MaxHeader))
		Expect(h.Append(nil)).To(HaveLen(frame.MaxHeader))
	})

	DescribeTable("says what is unusual about it", func(h frame.Header, says string) {
		Expect(h.String()).To(Equal(says))
	},
		EntryDescription("%[2]s"),
		Entry(nil, frame.Header{Fin: true, Opcode: frame.Text, Masked: true, Length: 70000}, "text"),
		Entry(nil, frame.Header{Opcode: frame.Continuation}, "continuation fin=0"),
		Entry(nil, frame.Header{Fin: true, RSV: frame.RSV1, Opcode: frame.Ping}, "ping rsv1"),
		Entry(nil, frame.Header{Fin: true, RSV: frame.RSV2, Opcode: frame.Ping}, "ping rsv2"),
		Entry(nil, frame.Header{Fin: true, RSV: frame.RSV3, Opcode: frame.Ping}, "ping rsv3"),
		Entry(nil, frame.Header{RSV: 7, Opcode: 0xB, Form: frame.Form64}, "opcode B fin=0 rsv1 rsv2 rsv3 64-bit length"),
	)

	It("has its RSV bits where section 5.2 draws them", func() {
		for bit, wire := range map[uint8]byte{frame.RSV1: 0x40, frame.RSV2: 0x20, frame.RSV3: 0x10} {
			h := frame.Header{RSV: bit}
			Expect(h.Append(nil)[0]).To(Equal(wire))
		}
	})
})
