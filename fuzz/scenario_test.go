package fuzz_test

import (
	"math/rand/v2"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
)

// anyBytes are bytes that a scenario can be read from, of some operations.
func anyBytes(random *rand.Rand, ops int) []byte {
	b := make([]byte, 2+18*ops)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

func random() *rand.Rand { return rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1)) }

var _ = Describe("the binary form of a scenario", func() {
	It("is read from any bytes, and written in one way only", func() {
		random := random()
		for range 3000 {
			b := anyBytes(random, random.IntN(5))
			b = b[:len(b)-random.IntN(len(b))]
			s := fuzz.Decode(b)
			written := s.Append(nil)
			Expect(fuzz.Decode(written)).To(Equal(s), "%x", b)
			Expect(fuzz.Decode(written).Append(nil)).To(Equal(written))
		}
	})

	It("changes one operation with a byte", func() {
		random := random()
		for range 300 {
			b := anyBytes(random, 4)
			before := fuzz.Decode(b)
			for at := range b {
				changed := slices.Clone(b)
				changed[at] ^= byte(1 + random.IntN(255))
				after := fuzz.Decode(changed)
				differ := 0
				if before.Opening != after.Opening {
					differ++
				}
				for i := range before.Ops {
					if before.Ops[i] != after.Ops[i] {
						differ++
						Expect(i).To(Equal((at - 2) / 18))
					}
				}
				Expect(differ).To(BeNumerically("<=", 1))
			}
		}
	})

	It("says the first operations with its first bytes", func() {
		b := anyBytes(random(), 6)
		all := fuzz.Decode(b)
		for n := range b {
			s := fuzz.Decode(b[:n])
			Expect(s.Ops).To(HaveLen(max(0, n-2) / 18))
			Expect(slices.Equal(s.Ops, all.Ops[:len(s.Ops)])).To(BeTrue())
		}
	})

	It("bounds what a scenario can do", func() {
		Expect(fuzz.Decode(anyBytes(random(), 1000)).Ops).To(HaveLen(256))
	})
})

var _ = Describe("the text form of a scenario", func() {
	It("says all that the binary form says", func() {
		random := random()
		for range 3000 {
			s := fuzz.Decode(anyBytes(random, random.IntN(6)))
			again, err := fuzz.Parse(s.Text())
			Expect(err).NotTo(HaveOccurred(), s.Text())
			Expect(again.Append(nil)).To(Equal(s.Append(nil)), s.Text())
		}
	})

	It("leaves out what goes without saying, and takes remarks and any order", func() {
		const text = "wss 1\nopening deflate every=7\ntext utf8 size=12 seed=0000beef deflate fin=0 take=5\ncontinuation rest every=1\nraw 89ff\nawait\npause 20ms\nhalf-close\n"
		s, err := fuzz.Parse("# a remark\n\nwss 1\nopening deflate every=7\n  text take=5 fin=0 seed=beef deflate size=12 utf8 # another\ncontinuation every=1 rest\nraw 89 FF\nawait\npause 20ms\nhalf-close")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.Text()).To(Equal(text))
	})

	It("takes raw bytes of any number", func() {
		s, err := fuzz.Parse("wss 1\nraw 000102030405060708090a")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.Text()).To(HaveSuffix("raw 0001020304050607\nraw 08090a\n"))
	})

	DescribeTable("tells which line says nothing, and why", func(text string, line int, why string) {
		_, err := fuzz.Parse(text)
		var syntax *fuzz.SyntaxError
		Expect(err).To(BeAssignableToTypeOf(syntax))
		Expect(err.(*fuzz.SyntaxError).Line).To(Equal(line))
		Expect(err).To(MatchError(ContainSubstring(why)))
	},
		Entry("nothing at all", "", 1, "begins with"),
		Entry("another header", "# x\nwss 2\n", 2, "begins with"),
		Entry("an unknown opening", "wss 1\nopening sesame", 2, `no opening "sesame"`),
		Entry("an opening too late", "wss 1\nawait\nopening plain", 3, "in front of"),
		Entry("an unknown operation", "wss 1\n\ntxt ascii", 3, `no operation "txt"`),
		Entry("an unknown word", "wss 1\ntext ascii big", 2, `no "big"`),
		Entry("an unknown key", "wss 1\ntext ascii sice=3", 2, `no "sice"`),
		Entry("a size out of range", "wss 1\ntext size=131073", 2, "up to 131072"),
		Entry("a length that nobody declares", "wss 1\ntext length=7", 2, `no length "7"`),
		Entry("half a byte", "wss 1\nraw 123", 2, "pairs"),
		Entry("a pause without a unit", "wss 1\npause 3", 2, "0ms to 100ms"),
		Entry("a pause without end", "wss 1\npause 200ms", 2, "0ms to 100ms"),
		Entry("something behind a lone word", "wss 1\nawait 3", 2, "stands alone"),
		Entry("what is not sent", "wss 1\nping ascii size=1 take=3 fin=0", 2, "can be"),
		Entry("a compressed ping", "wss 1\nping deflate", 2, "can be"),
	)
})
