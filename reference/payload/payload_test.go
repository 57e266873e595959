package payload_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/payload"
)

// mixed has parts of every kind: a unit that is cut, that is repeated, that is longer than the part, and no part at all.
var mixed = payload.Join(
	payload.String("begin "), payload.Repeat([]byte("abcde"), 13), nil, payload.Repeat([]byte("xyz"), 3),
	payload.Repeat([]byte("0123456789"), 4), payload.Repeat([]byte("-"), 7), payload.String(" end"),
)

const mixedBytes = "begin abcdeabcdeabcxyz0123------- end"

// huge is more than any machine can hold.
const huge = int64(1) << 60

var _ = Describe("a payload", func() {
	DescribeTable("stands for bytes", func(p payload.Payload, want string) {
		Expect(string(p.Bytes())).To(Equal(want))
		Expect(p.Size()).To(Equal(int64(len(want))))
	},
		Entry("none", nil, ""),
		Entry("no bytes", payload.Bytes(nil), ""),
		Entry("no string", payload.String(""), ""),
		Entry("bytes", payload.Bytes([]byte{0, 255}), "\x00\xff"),
		Entry("a string", payload.String("héllo"), "héllo"),
		Entry("a unit twice", payload.Repeat([]byte("ab"), 4), "abab"),
		Entry("a unit cut at the end", payload.Repeat([]byte("abc"), 7), "abcabca"),
		Entry("less than a unit", payload.Repeat([]byte("abc"), 2), "ab"),
		Entry("no unit", payload.Repeat(nil, 3), "\x00\x00\x00"),
		Entry("size 0", payload.Repeat([]byte("abc"), 0), ""),
		Entry("a negative size", payload.Repeat([]byte("abc"), -1), ""),
		Entry("nothing joined", payload.Join(), ""),
		Entry("joined", mixed, mixedBytes),
	)

	It("is read at every offset, into room of every size", func() {
		for offset := range len(mixedBytes) + 3 {
			for room := range len(mixedBytes) + 3 {
				want := mixedBytes[min(offset, len(mixedBytes)):min(offset+room, len(mixedBytes))]
				dst := []byte(strings.Repeat("?", room+1))
				n := mixed.ReadAt(dst[:room], int64(offset))
				Expect(n).To(Equal(len(want)), "%d bytes at %d", room, offset)
				Expect(string(dst)).To(Equal(want+strings.Repeat("?", room+1-n)), "%d bytes at %d", room, offset)
			}
		}
	})

	It("is cut from every offset to every other, and the ends hold", func() {
		for from := -2; from <= len(mixedBytes)+2; from++ {
			for to := -2; to <= len(mixedBytes)+2; to++ {
				want := ""
				if lo, hi := max(from, 0), min(to, len(mixedBytes)); lo < hi {
					want = mixedBytes[lo:hi]
				}
				cut := mixed.Slice(int64(from), int64(to))
				Expect(string(cut.Bytes())).To(Equal(want), "from %d to %d", from, to)
				Expect(cut.Size()).To(Equal(int64(len(want))), "from %d to %d", from, to)
			}
		}
		Expect(string(mixed.Bytes())).To(Equal(mixedBytes), "cutting changes nothing")
	})

	DescribeTable("is cut at its ends, however far outside the offsets are", func(from, to int64, want string) {
		Expect(string(mixed.Slice(from, to).Bytes())).To(Equal(want))
	},
		EntryDescription("from %[1]d to %[2]d"),
		Entry(nil, int64(math.MinInt64), int64(math.MaxInt64), mixedBytes),
		Entry(nil, int64(math.MinInt64), int64(math.MinInt64), ""),
		Entry(nil, int64(0), int64(math.MinInt64), ""),
		Entry(nil, int64(math.MaxInt64), int64(math.MaxInt64), ""),
		Entry(nil, int64(math.MinInt64), int64(8), "begin ab"),
		Entry(nil, int64(len(mixedBytes)-5), int64(math.MaxInt64), "- end"),
	)

	It("is cut without a copy, wherever a piece begins and however long it is", func() {
		unit := []byte("abcdefg")
		whole := payload.Repeat(unit, 100)
		short, long := whole.Slice(9, 12), whole.Slice(9, 30)
		copy(unit, "ABCDEFG")
		Expect(string(short.Bytes())).To(Equal("CDE"))
		Expect(string(long.Bytes())).To(Equal("CDEFGABCDEFGABCDEFGAB"))
	})

	It("can be cut again and joined again", func() {
		for at := range len(mixedBytes) + 1 {
			head, tail := mixed.Slice(0, int64(at)), mixed.Slice(int64(at), mixed.Size())
			joined := payload.Join(head, tail)
			Expect(string(joined.Bytes())).To(Equal(mixedBytes), "cut at %d", at)
			Expect(string(joined.Slice(9, 30).Bytes())).To(Equal(mixedBytes[9:30]), "cut at %d", at)
		}
	})

	It("is not changed by what is made of it", func() {
		head := payload.Join(payload.String("a"), payload.String("b"), payload.String("c"))
		one, other := payload.Join(head, payload.String("1")), payload.Join(head, payload.String("2"))
		joined := payload.Join(head[:2], payload.String("x"))
		head.Bytes()[0] = '?'
		Expect(string(one.Bytes())).To(Equal("abc1"))
		Expect(string(other.Bytes())).To(Equal("abc2"))
		Expect(string(joined.Bytes())).To(Equal("abx"))
		Expect(string(head.Bytes())).To(Equal("abc"))
	})

	Describe("of a size that no memory holds", func() {
		p := payload.Join(payload.Text(huge), payload.String("the end"), payload.Binary(huge))

		It("knows its size", func() {
			Expect(p.Size()).To(Equal(2*huge + 7))
			Expect(payload.Binary(math.MaxInt64).Size()).To(Equal(int64(math.MaxInt64)))
		})

		It("is read anywhere", func() {
			dst := make([]byte, 12)
			Expect(p.ReadAt(dst, huge-2)).To(Equal(12))
			Expect(string(dst[2:9])).To(Equal("the end"))
			Expect(p.ReadAt(dst, 2*huge+7-3)).To(Equal(3))
			Expect(p.ReadAt(dst, 2*huge+7)).To(BeZero())

			last := payload.Text(math.MaxInt64)
			Expect(last.ReadAt(dst, math.MaxInt64-5)).To(Equal(5))
			Expect(last.ReadAt(dst, math.MaxInt64)).To(BeZero())
		})

		It("has at every offset what its unit says", func() {
			unit := payload.Text(61).Bytes() // as long as the unit, by the test of the units below
			dst := make([]byte, 200)
			for _, offset := range []int64{1 << 31, 1<<32 - 1, 1<<32 + 17, huge - 300} {
				p.ReadAt(dst, offset)
				for i, b := range dst {
					Expect(b).To(Equal(unit[(offset+int64(i))%61]), "at %d", offset+int64(i))
				}
			}
		})

		It("is cut anywhere", func() {
			Expect(string(p.Slice(huge, huge+7).Bytes())).To(Equal("the end"))
			part := p.Slice(1001, huge+7)
			Expect(part.Size()).To(Equal(huge + 7 - 1001))
			Expect(part.Slice(0, 300).Equal(p.Slice(1001, 1301))).To(BeTrue())
			Expect(string(part.Slice(huge-1001, huge).Bytes())).To(Equal("the end"))

			last := payload.Text(math.MaxInt64).Slice(math.MaxInt64-70, math.MaxInt64)
			Expect(last.Size()).To(Equal(int64(70)))
			dst := make([]byte, 70)
			payload.Text(math.MaxInt64).ReadAt(dst, math.MaxInt64-70)
			Expect(last.Bytes()).To(Equal(dst))
		})

		It("is described", func() {
			Expect(p.String()).To(Equal(`"0123456789 abcdefghijklm"… (2305843009213693959 bytes)`))
		})

		It("is read without allocating", func() {
			dst := make([]byte, 1000)
			Expect(testing.AllocsPerRun(100, func() { p.ReadAt(dst, huge-500) })).To(BeZero())
		})
	})

	It("of text is printable ASCII", func() {
		Expect(string(payload.Text(1000).Bytes())).To(MatchRegexp(`^[ -~]{1000}$`))
	})

	It("of binary is invalid UTF-8 from three bytes up", func() {
		for size := range int64(600) {
			Expect(utf8.Valid(payload.Binary(size).Bytes())).To(Equal(size < 3), "%d bytes", size)
		}
	})

	It("of binary has bytes of all kinds", func() {
		b := payload.Binary(1000).Bytes()
		distinct := map[byte]bool{}
		for _, c := range b {
			distinct[c] = true
		}
		Expect(len(distinct)).To(BeNumerically(">=", 251))
	})

	DescribeTable("has a unit of prime length, so that a piece shifted by a buffer size never looks right",
		func(p payload.Payload, prime int64) {
			const look = 8
			for at := range prime {
				piece := p.Slice(at, at+look)
				Expect(p.Slice(at+prime, at+prime+look).Equal(piece)).To(BeTrue())
				for shift := int64(1); shift <= 1<<32; shift *= 2 {
					Expect(p.Slice(at+shift, at+shift+look).Equal(piece)).To(BeFalse(), "%d shifted by %d", at, shift)
				}
			}
		},
		Entry("text", payload.Text(huge), int64(61)),
		Entry("binary", payload.Binary(huge), int64(251)),
	)

	Describe("equals another", func() {
		It("that has the same bytes in other parts", func() {
			Expect(mixed.Equal(payload.String(mixedBytes))).To(BeTrue())
			Expect(payload.String(mixedBytes).Equal(mixed)).To(BeTrue())
			Expect(payload.Repeat([]byte("ab"), 10000).Equal(payload.Repeat([]byte("abab"), 10000))).To(BeTrue())
			Expect(payload.Payload(nil).Equal(payload.String(""))).To(BeTrue())
		})

		It("unless a byte differs", func() {
			for at := range len(mixedBytes) {
				b := []byte(mixedBytes)
				b[at] ^= 0x80
				Expect(mixed.Equal(payload.Bytes(b))).To(BeFalse(), "at %d", at)
			}
			for _, at := range []int{0, 4095, 4096, 8191, 8192, 9999} {
				b := payload.Text(10000).Bytes()
				Expect(payload.Text(10000).Equal(payload.Bytes(b))).To(BeTrue())
				b[at] ^= 1
				Expect(payload.Text(10000).Equal(payload.Bytes(b))).To(BeFalse(), "at %d", at)
			}
		})

		It("unless one is longer", func() {
			Expect(payload.Text(5000).Equal(payload.Text(5001))).To(BeFalse())
			Expect(payload.Text(5001).Equal(payload.Text(5000))).To(BeFalse())
			Expect(payload.Text(1).Equal(nil)).To(BeFalse())
			Expect(payload.Payload(nil).Equal(payload.Text(1))).To(BeFalse())
			Expect(payload.Text(huge).Equal(payload.Text(huge + 1))).To(BeFalse())
		})
	})

	DescribeTable("is described shortly", func(p payload.Payload, says string) {
		Expect(p.String()).To(Equal(says))
	},
		EntryDescription("%[2]s"),
		Entry(nil, nil, `""`),
		Entry(nil, payload.String("a\x00\xff\"é"), `"a\x00\xff\"é"`),
		Entry(nil, payload.Repeat([]byte("ab"), 24), `"abababababababababababab"`),
		Entry(nil, payload.Repeat([]byte("ab"), 25), `"abababababababababababab"… (25 bytes)`),
		Entry(nil, payload.Join(payload.Repeat([]byte("a"), 23), payload.String("é")), `"aaaaaaaaaaaaaaaaaaaaaaa\xc3"… (25 bytes)`),
	)
})
