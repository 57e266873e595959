package deflate_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
)

// disagreement inflates a message behind another one, whole and in pieces, and with compress/flate. It returns how they
// differ, or "".
func disagreement(before, message []byte, piece int) string {
	r := newReceiver(0, false)
	r.message(build().Stored(before).Message())
	got := r.message(message)

	again := newReceiver(0, false)
	again.message(build().Stored(before).Message())
	cutUp := again.message(cut(message, piece)...)
	if !bytes.Equal(got.inflated, cutUp.inflated) || (got.err == nil) != (cutUp.err == nil) ||
		got.err == nil && got.report != cutUp.report || got.err != nil && got.err.Error() != cutUp.err.Error() {
		return "cut into pieces it is something else"
	}

	tailed := append(bytes.Clone(message), deflate.Tail...)
	want, whole := standard(tailed, before)
	// Between blocks Tail is no block but the first four octets of one: the Inflater does not mind.
	read := got.err == nil && (got.report.Ending == deflate.EndsStripped || got.report.Ending == deflate.EndsInside)
	if read != whole {
		return "only one of them can read it"
	}
	var f *deflate.Finding
	if errors.As(got.err, &f) && f.Defect == deflate.NoEndOfBlock {
		want = want[:min(len(want), len(got.inflated))] // compress/flate reads on until nothing is left
	}
	if !bytes.Equal(got.inflated, want) {
		return "they inflate it to different bytes"
	}
	return ""
}

var _ = Describe("Inflater and compress/flate", func() {
	random := func(salt uint64) *rand.Rand { return rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), salt)) }

	It("read what compress/flate writes at every level", func() {
		for level := -2; level <= 9; level++ {
			for _, size := range []int{0, 1, 4, 1023, 1025, 32767, 32769, 100_000} {
				data := words(size, uint64(level+3))
				got := inflate(standardMessage(data, level))
				Expect(got.err).NotTo(HaveOccurred())
				Expect(bytes.Equal(got.inflated, data)).To(BeTrue(), "level %d, %d bytes", level, size)
				Expect(got.report.Ending).To(Equal(deflate.EndsStripped))
				Expect(got.report.Findings()).To(BeEmpty())
			}
		}
	})

	It("agree on random octets", func() {
		random := random(1)
		for range 8_000 {
			message := octets(random, 1+random.IntN(60))
			if random.IntN(2) == 0 {
				message[0] = message[0]&^7 | byte(2+2*random.IntN(2)) // no reserved type, no stored block
			}
			Expect(disagreement(words(random.IntN(300), 1), message, 1+random.IntN(9))).To(BeEmpty(), "% x", message)
		}
	})

	It("agree on messages of which some bits are wrong", func() {
		random := random(2)
		var messages [][]byte
		for level := -2; level <= 9; level++ {
			messages = append(messages, standardMessage(words(200+random.IntN(3000), random.Uint64()), level))
		}
		messages = append(messages, build().Stored(words(30, 1)).Fixed(deflate.Literals(words(30, 2))...).
			Final().Dynamic(deflate.Literals(words(300, 3))...).Dynamic(deflate.Match(30, 30)).Message())
		for range 4000 {
			message := bytes.Clone(messages[random.IntN(len(messages))])
			for range 1 + random.IntN(3) {
				message[random.IntN(min(len(message), 1+random.IntN(len(message))))] ^= 1 << random.IntN(8)
			}
			message = message[:len(message)-random.IntN(2)*random.IntN(len(message))]
			Expect(disagreement(nil, message, 1+random.IntN(100))).To(BeEmpty(), "% x", message)
		}
	})

	It("agree on every corruption and every way to say hello or nothing", func() {
		for _, c := range deflate.Corruptions() {
			Expect(disagreement(nil, c.Payload, 1)).To(BeEmpty(), c.Name)
		}
		for _, v := range slices.Concat(deflate.Hellos(), deflate.Empties()) {
			Expect(disagreement(nil, v.Payload, 1)).To(BeEmpty(), v.Name)
		}
	})

	It("agree on blocks of all types, one behind the other", func() {
		random := random(4)
		for range 1000 {
			b := build()
			for range 1 + random.IntN(6) {
				data := octets(random, random.IntN(40))
				tokens := deflate.Literals(data)
				if len(data) > 0 {
					tokens = append(tokens, deflate.Match(3+random.IntN(256), 1+random.IntN(len(data))))
				}
				if random.IntN(4) == 0 {
					b.Final()
				}
				switch random.IntN(3) {
				case 0:
					b.Stored(data)
				case 1:
					b.Fixed(tokens...)
				case 2:
					b.Dynamic(tokens...)
				}
			}
			message := b.Message()
			Expect(inflate(message).err).NotTo(HaveOccurred())
			Expect(disagreement(nil, message, 1+random.IntN(20))).To(BeEmpty(), "% x", message)
		}
	})

	It("agree on the longest codes with the most extra bits, wherever the message ends", func() {
		// Codes of 1, 2, 3 … 15 and 15 bits; the last two are for the symbols that have most extra bits.
		literals, distances := make([]uint8, 286), make([]uint8, 30)
		for i := range 14 {
			literals[i], distances[i] = uint8(i+1), uint8(i+1)
		}
		literals[13], literals[256], literals[284] = 0, 14, 15
		literals[285], distances[28], distances[29] = 15, 15, 15
		before := words(deflate.MaxDistance, 1)
		for shift := range 64 {
			tokens := append(deflate.Literals(make([]byte, shift)), deflate.Symbols(284, 30, 29, 8191))
			for more := range 3 {
				message := build().DynamicCodes(literals, distances, append(tokens, deflate.Literals(make([]byte, 5*more))...)...).Message()
				Expect(disagreement(before, message, 1+shift)).To(BeEmpty(), "% x", message)
			}
		}
	})

	It("agree on codes of every length", func() {
		random := random(3)
		for range 300 {
			// The lengths of a complete code: a leaf becomes an inner node with two leaves until there are enough of them.
			complete := func(symbols int) []uint8 {
				lengths := []uint8{1, 1}
				for len(lengths) < symbols {
					i := len(lengths) - 1 - random.IntN(min(len(lengths), 4))
					if lengths[i] == 15 {
						i = random.IntN(len(lengths))
					}
					if lengths[i] < 15 {
						lengths[i]++
						lengths = append(lengths, lengths[i])
					}
				}
				random.Shuffle(symbols, func(i, j int) { lengths[i], lengths[j] = lengths[j], lengths[i] })
				return lengths
			}
			literals, distances := complete(257+random.IntN(30)), complete(2+random.IntN(29))
			var tokens []deflate.Token
			for range 200 {
				tokens = append(tokens, deflate.Literal(byte(random.Uint32())))
				if length := 257 + random.IntN(29); length < len(literals) {
					tokens = append(tokens, deflate.Symbols(uint16(length), 0, uint16(random.IntN(min(len(distances), 16))), 0))
				}
			}
			message := build().Stored(words(300, 1)).DynamicCodes(literals, distances, tokens...).Message()
			Expect(inflate(message).err).NotTo(HaveOccurred())
			Expect(disagreement(nil, message, 1+random.IntN(9))).To(BeEmpty(), "% x", message)
		}
	})
})

// octets are random octets.
func octets(random *rand.Rand, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// FuzzInflate compares the Inflater with compress/flate on any octets.
func FuzzInflate(f *testing.F) {
	for _, v := range slices.Concat(deflate.Hellos(), deflate.Empties(), []deflate.Vector{deflate.HelloAgain()}) {
		f.Add([]byte("Hello"), v.Payload, uint8(3))
	}
	for _, c := range deflate.Corruptions() {
		f.Add([]byte{}, c.Payload, uint8(1))
	}
	for level := -2; level <= 9; level++ {
		f.Add(words(50, 1), standardMessage(words(400, 1), level), uint8(7))
	}
	f.Fuzz(func(t *testing.T, before, message []byte, piece uint8) {
		if len(before) > 1<<15 || len(message) > 1<<12 {
			return
		}
		if differ := disagreement(before, message, 1+int(piece)); differ != "" {
			t.Fatalf("%s: % x behind % x", differ, message, before)
		}
	})
}
