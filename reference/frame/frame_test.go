package frame_test

import (
	"bytes"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

var _ = Describe("a frame", func() {
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	made := func(opcode frame.Opcode, p payload.Payload, change func(f *frame.Frame)) frame.Frame {
		f := frame.New(opcode, p)
		if change != nil {
			change(&f)
		}
		return f
	}
	masked := func(f *frame.Frame) { f.Masked, f.Key = true, key }

	It("is made unmasked, unfragmented, with its true length", func() {
		f := frame.New(frame.Ping, payload.Text(70000))
		Expect(f.Header).To(Equal(frame.Header{Fin: true, Opcode: frame.Ping, Length: 70000}))
		Expect(f.Payload.Equal(payload.Text(70000))).To(BeTrue())
	})

	DescribeTable("of the examples in section 5.7 has their bytes", func(f frame.Frame, wire string) {
		Expect(f.Append(nil)).To(Equal(unhex(wire)))
	},
		Entry("unmasked text", made(frame.Text, payload.String("Hello"), nil), "81 05 48 65 6c 6c 6f"),
		Entry("masked text", made(frame.Text, payload.String("Hello"), masked), "81 85 37 fa 21 3d 7f 9f 4d 51 58"),
		Entry("first fragment", made(frame.Text, payload.String("Hel"), func(f *frame.Frame) { f.Fin = false }), "01 03 48 65 6c"),
		Entry("last fragment", made(frame.Continuation, payload.String("lo"), nil), "80 02 6c 6f"),
		Entry("unmasked ping", made(frame.Ping, payload.String("Hello"), nil), "89 05 48 65 6c 6c 6f"),
		Entry("masked pong", made(frame.Pong, payload.String("Hello"), masked), "8a 85 37 fa 21 3d 7f 9f 4d 51 58"),
	)

	DescribeTable("of the long examples in section 5.7 has their header", func(size int64, wire string) {
		f := frame.New(frame.Binary, payload.Binary(size))
		Expect(f.AppendHeader(nil)).To(Equal(unhex(wire)))
		Expect(f.Append(nil)).To(Equal(append(unhex(wire), payload.Binary(size).Bytes()...)))
	},
		EntryDescription("%[1]d bytes"),
		Entry(nil, int64(256), "82 7e 0100"),
		Entry(nil, int64(65536), "82 7f 0000000000010000"),
	)

	It("can declare a length that its payload does not have", func() {
		f := frame.New(frame.Text, payload.String("Hello"))
		f.Length = 1 << 63
		Expect(f.Append(nil)).To(Equal(unhex("81 7f 8000000000000000 48 65 6c 6c 6f")))
		f.Length = 4
		Expect(f.Append(nil)).To(Equal(unhex("81 04 48 65 6c 6c 6f")))
	})

	It("can leave the masking-key out, and then its payload goes out as it is", func() {
		f := made(frame.Text, payload.String("Hello"), masked)
		f.NoKey = true
		Expect(f.AppendHeader(nil)).To(Equal(unhex("81 85")))
		Expect(f.Append(nil)).To(Equal(unhex("81 85 48 65 6c 6c 6f")))
	})

	It("loses nothing when it has no masking-key to leave out", func() {
		f := frame.New(frame.Text, payload.String("Hello"))
		f.NoKey = true
		Expect(f.Append(nil)).To(Equal(unhex("81 05 48 65 6c 6c 6f")))
	})

	It("is appended to what is there, and changes neither that nor its payload", func() {
		content := []byte("Hello")
		f := made(frame.Text, payload.Bytes(content), masked)
		before := []byte("before")
		wire := f.Append(bytes.Clone(before))
		Expect(wire).To(Equal(append(before, unhex("81 85 37 fa 21 3d 7f 9f 4d 51 58")...)))
		Expect(content).To(Equal([]byte("Hello")))
	})

	DescribeTable("says what is unusual about it, and its payload", func(f frame.Frame, says string) {
		Expect(f.String()).To(Equal(says))
	},
		EntryDescription("%[2]s"),
		Entry(nil, made(frame.Ping, nil, nil), `ping`),
		Entry(nil, made(frame.Ping, payload.String("!"), nil), `ping "!"`),
		Entry(nil, made(frame.Text, payload.String("Hello"), masked), `text "Hello"`),
		Entry(nil, made(frame.Binary, payload.String("\xfe\x00"), func(f *frame.Frame) { f.Fin = false }), `binary fin=0 "\xfe\x00"`),
		Entry(nil, made(frame.Text, payload.String("Hello"), func(f *frame.Frame) { f.Length = 6 }), `text length 6 declared "Hello"`),
		Entry(nil, made(frame.Close, nil, func(f *frame.Frame) { f.Length = 2 }), `close length 2 declared`),
		Entry(nil, made(frame.Pong, nil, func(f *frame.Frame) { f.Masked, f.NoKey = true, true }), `pong without masking-key`),
	)
})
