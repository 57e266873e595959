package frame_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/frame"
)

// maskPlainly is section 5.3 word for word: octet i of the result is octet i XOR octet i modulo 4 of the key.
func maskPlainly(p []byte, key [4]byte, phase int) []byte {
	masked := make([]byte, len(p))
	for i, b := range p {
		masked[i] = b ^ key[(i%4+phase%4)%4]
	}
	return masked
}

// randomBytes are the same for the same seed of the suite.
func randomBytes(size int) []byte {
	random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), uint64(size)))
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

var _ = Describe("masking", func() {
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d} // four different bytes: a key that is turned shows

	It("gives the bytes of the example in section 5.7", func() {
		p := []byte("Hello")
		frame.Mask(p, key, 0)
		Expect(p).To(Equal(unhex("7f 9f 4d 51 58")))
	})

	It("is the plain loop for every length, phase and alignment, and touches nothing else", func() {
		const most, guard = 200, 9
		source := randomBytes(most + 2*guard)
		for size := range most {
			for phase := range 8 {
				for shift := range guard {
					buf := bytes.Clone(source)
					end := shift + size
					frame.Mask(buf[shift:end], key, phase)
					want := append(append(bytes.Clone(source[:shift]), maskPlainly(source[shift:end], key, phase)...), source[end:]...)
					if !bytes.Equal(buf, want) {
						Expect(buf).To(Equal(want), "%d bytes in phase %d, %d behind the start of the array", size, phase, shift)
					}
				}
			}
		}
	})

	It("is the plain loop for a long payload", func() {
		source := randomBytes(1<<16 + 13)
		got := bytes.Clone(source)
		frame.Mask(got, key, 1)
		Expect(bytes.Equal(got, maskPlainly(source, key, 1))).To(BeTrue())
	})

	DescribeTable("only the two low bits of the phase count", func(phase, same int) {
		source := randomBytes(21)
		got := bytes.Clone(source)
		frame.Mask(got, key, phase)
		Expect(got).To(Equal(maskPlainly(source, key, same)))
	},
		Entry("four", 4, 0),
		Entry("a large one", math.MaxInt, 3),
		Entry("one beyond the largest", math.MinInt, 0),
	)

	It("undoes itself", func() {
		source := randomBytes(301)
		got := bytes.Clone(source)
		frame.Mask(got, key, 2)
		Expect(got).NotTo(Equal(source))
		frame.Mask(got, key, 2)
		Expect(got).To(Equal(source))
	})

	It("leaves the payload as it is with a key of zeros", func() {
		source := randomBytes(99)
		got := bytes.Clone(source)
		frame.Mask(got, [4]byte{}, 3)
		Expect(got).To(Equal(source))
	})

	It("gives the same for two pieces as for the whole, wherever it is cut", func() {
		source := randomBytes(150)
		want := maskPlainly(source, key, 0)
		for cut := range len(source) + 1 {
			got := bytes.Clone(source)
			frame.Mask(got[:cut], key, 0)
			frame.Mask(got[cut:], key, cut)
			Expect(got).To(Equal(want), "cut at %d", cut)
		}
	})

	It("allocates nothing", func() {
		p := randomBytes(1000)
		Expect(testing.AllocsPerRun(1000, func() { frame.Mask(p, key, 1) })).To(BeZero())
	})
})
