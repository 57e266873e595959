package deflate_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
)

// compresses sends messages through a Deflater and expects them to come out of an Inflater that was told the same, and
// out of compress/flate. It returns the largest distance and the size of what was sent.
func compresses(d *deflate.Deflater, messages ...[]byte) (distance, size int) {
	GinkgoHelper()
	r := newReceiver(d.WindowBits, d.NoContextTakeover)
	var before []byte
	for i, m := range messages {
		payload := d.Message(nil, m)
		size += len(payload)
		got := r.message(payload)
		Expect(got.err).NotTo(HaveOccurred())
		Expect(bytes.Equal(got.inflated, m)).To(BeTrue(), "message %d of %d bytes", i, len(m))
		Expect(got.report.Findings()).To(BeEmpty(), "message %d", i)
		Expect(got.report.Ending).To(Equal(deflate.EndsStripped))
		Expect(got.report.Final).To(BeZero())
		distance = max(distance, got.report.Distance)

		if d.NoContextTakeover {
			before = nil
		}
		inflated, whole := standard(append(payload, deflate.Tail...), before)
		Expect(whole && bytes.Equal(inflated, m)).To(BeTrue(), "message %d of %d bytes, for compress/flate", i, len(m))
		before = append(before, m...)
		before = before[max(0, len(before)-deflate.MaxDistance):]
	}
	return distance, size
}

var _ = Describe("Deflater", func() {
	for windowBits := deflate.MinWindowBits; windowBits <= deflate.MaxWindowBits; windowBits++ {
		for _, noTakeover := range []bool{false, true} {
			Describe(fmt.Sprintf("with a window of %d bits, no context takeover %t", windowBits, noTakeover), func() {
				window := 1 << windowBits
				var d deflate.Deflater
				var random *rand.Rand
				BeforeEach(func() {
					d = deflate.Deflater{WindowBits: windowBits, NoContextTakeover: noTakeover}
					random = rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), uint64(windowBits)))
				})

				It("keeps to the window, and uses all of it", func() {
					// What is repeated exactly a window later can be found; what is repeated one byte later must not be.
					at, beyond := octets(random, window), octets(random, window+1)
					distance, _ := compresses(&d, append(at, at[:100]...), append(beyond, beyond[:100]...))
					Expect(distance).To(Equal(window))
					distance, _ = compresses(&deflate.Deflater{WindowBits: windowBits}, append(beyond, beyond[:100]...))
					Expect(distance).To(BeNumerically("<", window), "other matches are accidents")
				})

				It("compresses messages of all sizes around those of buffers", func() {
					var messages [][]byte
					for _, size := range []int{1024, 4096, 8192, 16384} {
						for _, times := range []int{1, 3} {
							for _, more := range []int{-1, 0, 1} {
								messages = append(messages, words(size*times+more, uint64(size)), octets(random, size*times+more))
							}
						}
					}
					compresses(&d, messages...)
				})

				It("compresses small messages of all sizes", func() {
					var messages [][]byte
					for size := range 300 {
						messages = append(messages, words(size, 1), octets(random, random.IntN(5)))
					}
					compresses(&d, messages...)
				})

				It("compresses all kinds of data, one behind the other", func() {
					var messages [][]byte
					for range 6 {
						messages = append(messages,
							bytes.Repeat([]byte("a"), random.IntN(300_000)),
							words(random.IntN(100_000), random.Uint64()),
							octets(random, random.IntN(50_000)),
							nil,
							bytes.Repeat(octets(random, 1+random.IntN(2*window)), 3))
					}
					compresses(&d, messages...)
				})

				It("writes the same however the message is cut", func() {
					message := append(words(3*window+random.IntN(40_000), 1), octets(random, 3*window)...)
					message = append(message, bytes.Repeat([]byte("a"), 5000)...)
					want := d.Message(nil, message)
					for _, size := range []int{1, 7, 259, 1000, window - 1, 70_001} {
						other := deflate.Deflater{WindowBits: windowBits, NoContextTakeover: noTakeover}
						var got []byte
						for _, piece := range cut(message, size) {
							got = other.Append(got, piece)
						}
						Expect(bytes.Equal(other.Finish(got), want)).To(BeTrue(), "pieces of %d bytes", size)
					}
				})

				It("does not make data larger that cannot be compressed", func() {
					noise := octets(random, 100_000)
					payload := d.Message(nil, noise)
					Expect(len(payload)).To(BeNumerically("<", len(noise)+1000))
					Expect(inflate(payload).report.Blocks[deflate.Stored]).To(BeNumerically(">", 1))
				})

				It("can be reset in the middle of a message", func() {
					for _, size := range []int{300, 100_000} {
						d.Append(nil, words(size, 1))
						d.Reset()
						compresses(&d, words(1000, 1), words(1000, 1))
						d.Reset()
						compresses(&d, words(1000, 1))
					}
				})

				It("refers to the message before only with context takeover", func() {
					data := octets(random, 200)
					first, again := d.Message(nil, data), d.Message(nil, data)
					if noTakeover {
						Expect(again).To(Equal(first))
					} else {
						Expect(len(again)).To(BeNumerically("<", 10))
					}
				})

				It("goes on when positions begin again", func() {
					d.Age(deflate.Rebase - 50_000)
					data := words(120_000, 1)
					noise := octets(random, 2*window)
					_, size := compresses(&d, data, noise, data)
					_, young := compresses(&deflate.Deflater{WindowBits: windowBits, NoContextTakeover: noTakeover}, data, noise, data)
					Expect(size).To(Equal(young))
				})
			})
		}
	}

	It("ends an empty message with the one octet that RFC 7692 section 7.2.3.6 tells", func() {
		var d deflate.Deflater
		for range 3 {
			Expect(d.Message([]byte("prefix"), nil)).To(Equal([]byte("prefix\x00")))
		}
	})

	It("chooses the type of block that takes the fewest octets", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
		var d deflate.Deflater
		Expect(inflate(d.Message(nil, []byte("Hello"))).report.Blocks).To(Equal([3]int64{deflate.Fixed: 1}))
		Expect(inflate(d.Message(nil, words(5000, 1))).report.Blocks).To(Equal([3]int64{deflate.Dynamic: 1}))
		d.Reset()
		Expect(inflate(d.Message(nil, octets(random, 1000))).report.Blocks).To(Equal([3]int64{deflate.Stored: 1}))
	})

	It("leaves a match for a longer one that begins with the next byte", func() {
		var d deflate.Deflater
		got := inflate(d.Message(nil, []byte("abc0123456789bcdefghij987abcdefghij")))
		Expect(got.report.Distance).To(Equal(len("bcdefghij987a")))
	})

	It("compresses about as well as compress/flate at its default level", func() {
		for _, size := range []int{500, 4000, 100_000} {
			var d deflate.Deflater
			data := words(size, 1)
			Expect(len(d.Message(nil, data))).To(BeNumerically("<", len(standardMessage(data, 6))*108/100), "%d bytes", size)
		}
	})

	It("in a hurry writes messages that are as good, only larger", func() {
		text := words(100_000, 1)
		_, usual := compresses(&deflate.Deflater{}, text, text[:5000])
		_, quick := compresses(&deflate.Deflater{Quick: true}, text, text[:5000])
		Expect(quick).To(BeNumerically(">", usual))
		Expect(quick).To(BeNumerically("<", len(text)/2))
		for windowBits := deflate.MinWindowBits; windowBits <= deflate.MaxWindowBits; windowBits++ {
			distance, _ := compresses(&deflate.Deflater{WindowBits: windowBits, Quick: true}, text)
			Expect(distance).To(BeNumerically("<=", 1<<windowBits))
		}
	})

	It("needs memory in proportion to the window, and none between messages without context takeover", func() {
		for windowBits := deflate.MinWindowBits; windowBits <= deflate.MaxWindowBits; windowBits++ {
			d := deflate.Deflater{WindowBits: windowBits}
			d.Message(nil, words(100_000, 1))
			Expect(d.Retained()).To(And(BeNumerically(">=", 1<<windowBits), BeNumerically("<=", 6<<10+7<<windowBits)))
			d = deflate.Deflater{WindowBits: windowBits, NoContextTakeover: true}
			d.Message(nil, words(100_000, 1))
			Expect(d.Retained()).To(BeZero())
		}
	})

	It("never refers to what another connection has sent", func() {
		secret := words(500, 1)
		for range 20 {
			first := deflate.Deflater{NoContextTakeover: true}
			first.Message(nil, secret) // what it used is now free for the next one
			compresses(&deflate.Deflater{NoContextTakeover: true}, secret)
			compresses(&deflate.Deflater{}, secret)
		}
	})
})
