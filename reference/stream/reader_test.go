package stream_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

var _ = Describe("a reader", func() {
	It("tells messages and control frames, and where they end", func() {
		b := wire("8101 41 0203 414243 8902 ff00 0001 44 8a00 8002 4546 8200 8805 0fa1 627965")
		Expect(read(reference.Server, b)).To(Equal(transcript{
			units: []unit{
				{frame.Text, "A", 1, 3},
				{frame.Ping, "\xff\x00", 2, 12},
				{frame.Pong, "", 0, 17},
				{frame.Binary, "ABCDEF", 6, 21},
				{frame.Binary, "", 0, 23},
				{frame.Close, "\x0f\xa1bye", 5, 30},
			},
			offset: 30, closed: true,
		}))
		expectSameInPieces(reference.Server, b)
	})

	It("unmasks what a client sends", func() {
		// The example of RFC 6455 section 5.7, and a ping inside a fragmented message, each with a key of its own.
		b := wire("8185 37fa213d 7f9f4d5158 0183 01020304 49676f 8982 f0f1f2f3 b8b8 8082 a0b0c0d0 ccdf")
		t := read(reference.Client, b)
		Expect(t.found).To(BeEmpty())
		Expect(t.units).To(Equal([]unit{{frame.Text, "Hello", 5, 11}, {frame.Ping, "HI", 2, 28}, {frame.Text, "Hello", 5, 36}}))
		expectSameInPieces(reference.Client, b)
	})

	It("keeps 125 bytes of a control frame at most", func() {
		long := frame.New(frame.Ping, payload.Text(70_000))
		Expect(read(reference.Server, long.Append(nil)).units).To(Equal([]unit{
			{frame.Ping, string(payload.Text(125).Bytes()), 125, int64(len(long.Append(nil)))},
		}))
		long = frame.New(frame.Ping, payload.Text(300))
		expectSameInPieces(reference.Server, long.Append(nil))
	})

	It("does not mix the payloads of control frames", func() {
		Expect(read(reference.Server, wire("8903 414243 8901 44 8a00")).units).To(Equal([]unit{
			{frame.Ping, "ABC", 3, 5}, {frame.Ping, "D", 1, 8}, {frame.Pong, "", 0, 10},
		}))
	})

	It("calls an orphan a message of unknown type", func() {
		Expect(read(reference.Server, wire("0001 41 8001 42")).units).To(Equal([]unit{{frame.Continuation, "AB", 2, 6}}))
	})

	It("begins again with a message inside another", func() {
		t := read(reference.Server, wire("0101 c3 8201 41 8101 42"))
		Expect(t.rules()).To(Equal([]*reference.Rule{stream.Nested}))
		Expect(t.units).To(Equal([]unit{{frame.Binary, "A", 1, 6}, {frame.Text, "B", 1, 9}}))
	})

	It("does not check text whose reserved bits say that it is something else", func() {
		Expect(read(reference.Server, wire("c101 ff")).rules()).To(Equal([]*reference.Rule{stream.RSV}))
	})

	It("counts the bytes of large messages without holding them", func() {
		const size = 1 << 20
		f := frame.New(frame.Binary, payload.Binary(size))
		b := f.Append(nil)
		r := stream.Reader{Sender: reference.Server}
		allocs := testing.AllocsPerRun(3, func() {
			for in := b; len(in) > 0; {
				n, _ := r.Next(in[:min(len(in), 4096)])
				in = in[n:]
			}
		})
		Expect(r.MessageSize).To(BeEquivalentTo(size))
		Expect(r.Offset).To(BeEquivalentTo(4 * len(b)))
		Expect(allocs).To(BeZero())
	})

	DescribeTable("knows where a stream stands that ends in the middle", func(digits string, inFrame, inMessage, closed bool, left int) {
		t := read(reference.Server, wire(digits))
		Expect(t.found).To(BeEmpty())
		Expect([]bool{t.inFrame, t.inMessage, t.closed}).To(Equal([]bool{inFrame, inMessage, closed}))
		Expect(t.left).To(BeEquivalentTo(left))
		Expect(t.offset).To(BeEquivalentTo(len(wire(digits))))
		expectSameInPieces(reference.Server, wire(digits))
	},
		Entry("before the first byte", "", false, false, false, 0),
		Entry("inside a header", "81", true, false, false, 0),
		Entry("inside the length", "827f 00000000", true, false, false, 0),
		Entry("behind a header", "8103", true, true, false, 3),
		Entry("inside a payload", "8103 4142", true, true, false, 1),
		Entry("behind a message", "8101 41", false, false, false, 0),
		Entry("behind a fragment", "0101 41", false, true, false, 0),
		Entry("inside a ping between fragments", "0101 41 8902 41", true, true, false, 1),
		Entry("behind a ping between fragments", "0101 41 8901 41", false, true, false, 0),
		Entry("inside a close", "8802 03", true, false, false, 1),
		Entry("behind a close", "8802 03e8", false, false, true, 0),
		Entry("behind a close between fragments", "0101 41 8800", false, true, true, 0),
		Entry("inside a character", "0101 c3", false, true, false, 0),
	)

	It("makes the same of any bytes, whatever the pieces", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
		for range 300 {
			b := randomStream(random)
			for _, sender := range []reference.Role{reference.Client, reference.Server} {
				whole := read(sender, b)
				for range 10 {
					Expect(read(sender, cutUp(random, b)...)).To(Equal(whole), "% x", b)
				}
			}
		}
	})
})

// randomStream is frames of all kinds with short payloads, and some bytes of no kind behind them.
func randomStream(random *rand.Rand) []byte {
	var b []byte
	for range random.IntN(12) {
		opcodes := []frame.Opcode{frame.Continuation, frame.Text, frame.Binary, frame.Close, frame.Ping, frame.Pong, frame.Opcode(random.IntN(16))}
		texts := []string{"", "a", "\xc3", "\xa9", "\xe2\x82\xac", "\xed\xa0\x80", "\x03\xe8", "\x03\xed\xff", strings.Repeat("x", random.IntN(300))}
		f := frame.New(opcodes[random.IntN(len(opcodes))], payload.String(texts[random.IntN(len(texts))]))
		f.Fin = random.IntN(3) > 0
		f.Masked = random.IntN(2) > 0
		f.Key = [4]byte{byte(random.Uint32()), byte(random.Uint32()), 3, 4}
		if random.IntN(8) == 0 {
			f.RSV = uint8(random.IntN(8))
		}
		f.Form = frame.Form(random.IntN(4))
		b = f.Append(b)
	}
	for range random.IntN(20) {
		b = append(b, byte(random.Uint32()))
	}
	return b
}

// cutUp cuts bytes into pieces of any size.
func cutUp(random *rand.Rand, b []byte) (pieces [][]byte) {
	for len(b) > 0 {
		n := 1 + random.IntN(min(len(b), 1+random.IntN(40)))
		pieces = append(pieces, b[:n])
		b = b[n:]
	}
	return pieces
}

var _ = Describe("the body of a close frame", func() {
	It("is a code in network byte order and a reason", func() {
		Expect(stream.AppendClose([]byte("x"), closecode.ProtocolError, "why")).To(Equal([]byte("x\x03\xeawhy")))
		code, reason, ok := stream.ParseClose([]byte("\x03\xeawhy"))
		Expect(code).To(Equal(closecode.ProtocolError))
		Expect(string(reason)).To(Equal("why"))
		Expect(ok).To(BeTrue())
	})

	It("may have no reason", func() {
		code, reason, ok := stream.ParseClose([]byte{0x0b, 0xb8})
		Expect(code).To(BeEquivalentTo(3000))
		Expect(reason).To(BeEmpty())
		Expect(ok).To(BeTrue())
	})

	It("may lack a code", func() {
		for _, body := range []string{"", "\x03"} {
			_, _, ok := stream.ParseClose([]byte(body))
			Expect(ok).To(BeFalse())
		}
	})
})
