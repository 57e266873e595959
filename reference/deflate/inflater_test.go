package deflate_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
)

func build() *deflate.Builder { return new(deflate.Builder) }

var _ = Describe("Inflater", func() {
	hello := deflate.Literals("Hello")

	It("tells the block types, in any order and number", func() {
		got := inflate(build().Stored([]byte("ab")).Fixed(hello...).Dynamic(hello...).Stored(nil).Fixed().Final().Dynamic(hello...).
			Stored([]byte("c")).Message())
		Expect(got.err).NotTo(HaveOccurred())
		Expect(string(got.inflated)).To(Equal("abHelloHelloHelloc"))
		Expect(got.report.Blocks).To(Equal([3]int64{deflate.Stored: 3, deflate.Fixed: 2, deflate.Dynamic: 2}))
		Expect(got.report.Final).To(BeEquivalentTo(1))
		Expect(got.report.Size).To(BeEquivalentTo(18))
	})

	It("tells the largest distance", func() {
		got := inflate(build().Fixed(append(hello, deflate.Match(3, 4), deflate.Match(10, 7), deflate.Match(258, 1))...).Message())
		Expect(got.err).NotTo(HaveOccurred())
		Expect(got.report.Distance).To(Equal(7))
		Expect(string(got.inflated)).To(Equal("Hello" + "ell" + "elloellell" + strings.Repeat("l", 258)))
	})

	It("counts octets, from the first message on and anew in each", func() {
		r := newReceiver(0, false)
		for range 3 {
			got := r.message([]byte("\xf2\x48\xcd"), []byte("\xc9\xc9\x07\x00"))
			Expect(got.report.Payload).To(BeEquivalentTo(7))
			Expect(got.report.Size).To(BeEquivalentTo(5))
			Expect(got.report.Blocks).To(Equal([3]int64{deflate.Fixed: 1}))
		}
	})

	DescribeTable("tells how the payload ends",
		func(payload []byte, ending deflate.Ending, inflated string) {
			for size := 1; size <= len(payload)+1; size++ {
				got := inflate(cut(payload, size)...)
				Expect(got.err).NotTo(HaveOccurred())
				Expect(got.report.Ending).To(Equal(ending))
				Expect(string(got.inflated)).To(Equal(inflated))
			}
		},
		Entry("as it should", build().Fixed(hello...).Message(), deflate.EndsStripped, "Hello"),
		Entry("as it should, with BFINAL", []byte{0x01}, deflate.EndsStripped, ""),
		Entry("tail not removed", build().Fixed(hello...).Stored(nil).Bytes(), deflate.EndsUnstripped, "Hello"),
		Entry("tail not removed, with BFINAL", build().Final().Stored(nil).Bytes(), deflate.EndsUnstripped, ""),
		Entry("tail removed, but only the second", build().Fixed(hello...).Stored(nil).Message(), deflate.EndsStripped, "Hello"),
		Entry("no octet behind BFINAL", build().Final().Fixed(hello...).Bytes(), deflate.EndsBetween, "Hello"),
		Entry("an empty stored block is not the last one", build().Stored(nil).Final().Fixed(hello...).Bytes(), deflate.EndsBetween, "Hello"),
		Entry("a stored block of some bytes", build().Stored([]byte("Hello")).Bytes(), deflate.EndsBetween, "Hello"),
		Entry("no octet at all", []byte{}, deflate.EndsBetween, ""),
		// Literals of 8 bits and of 9 bits leave any number of bits. With three or more, zero bits are a block header.
		Entry("one bit left", build().Fixed(deflate.Literals("\xff\xff\xff\xff\xff")...).Bytes(), deflate.EndsBetween, "\xff\xff\xff\xff\xff"),
		Entry("two bits left", build().Fixed(deflate.Literals("\xff\xff\xff\xff")...).Bytes(), deflate.EndsBetween, "\xff\xff\xff\xff"),
		Entry("three bits left", build().Fixed(deflate.Literals("\xff\xff\xff")...).Bytes(), deflate.EndsStripped, "\xff\xff\xff"),
		Entry("a stored block of the tail", build().StoredLengths(6, ^uint16(6), []byte("ab")).Bytes(), deflate.EndsInside, "ab"+deflate.Tail),
	)

	It("counts no block that only Tail would begin", func() {
		for _, octets := range []string{"\xff\xff\xff\xff\xff", "\xff\xff\xff\xff"} { // one and two bits left
			got := inflate(build().Fixed(deflate.Literals(octets)...).Bytes())
			Expect(got.report.Blocks).To(Equal([3]int64{deflate.Fixed: 1}))
		}
	})

	It("does not take a message for complete if Tail ends it, but with bits to spare", func() {
		// The zero bits of Tail are sixteen literals, fifteen of the ones behind them the end of the block.
		lengths := make([]uint8, 257)
		for i := range 14 {
			lengths[i] = uint8(i + 1)
		}
		lengths[14], lengths[256] = 15, 15
		got := inflate(build().Open().DynamicCodes(lengths, []uint8{1}).Bytes())
		var f *deflate.Finding
		Expect(errors.As(got.err, &f)).To(BeTrue())
		Expect(f.Defect).To(Equal(deflate.Truncated))
		Expect(f.Bit).To(Equal(got.report.Payload * 8))
		Expect(len(got.inflated)).To(BeNumerically(">=", 16))
	})

	It("takes any bits up to the stored block, which are free, but not behind BFINAL", func() {
		got := inflate(build().Block(deflate.Stored).Bits(0x1F, 5).Bits(0x0000, 16).Bits(0xFFFF, 16).Message())
		Expect(got.err).NotTo(HaveOccurred())
		Expect(got.report.Findings()).To(BeEmpty())

		got = inflate(build().Fixed(hello...).Final().Fixed(hello...).Bits(4, 3).Align().Message())
		Expect(got.err).NotTo(HaveOccurred())
		Expect(string(got.inflated)).To(Equal("HelloHello"))
		Expect(defects(got.report)).To(Equal([]deflate.Defect{deflate.DirtyPadding}))
		Expect(got.report.Findings()[0].Bit).To(BeEquivalentTo(2 * (3 + 5*8 + 7)))
	})

	Describe("with context takeover", func() {
		It("keeps what was inflated before", func() {
			r := newReceiver(0, false)
			Expect(string(r.message([]byte("\xf2\x48\xcd\xc9\xc9\x07\x00")).inflated)).To(Equal("Hello"))
			Expect(string(r.message([]byte("\x00")).inflated)).To(Equal(""))
			got := r.message([]byte("\xf2\x00\x11\x00\x00"))
			Expect(got.err).NotTo(HaveOccurred())
			Expect(string(got.inflated)).To(Equal("Hello"))
			Expect(got.report.Findings()).To(BeEmpty())
		})

		It("keeps 32768 bytes, over hundreds of messages of any size", func() {
			random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
			r := newReceiver(0, false)
			var all []byte
			for range 400 {
				size := random.IntN(3000)
				if random.IntN(20) == 0 {
					size = random.IntN(0xFFFF)
				}
				data := make([]byte, size)
				for i := range data {
					data[i] = byte(random.Uint32())
				}
				tokens := deflate.Literals("x")
				all = append(append(all, data...), 'x')
				want := len(all) - 1
				for range 5 {
					distance := 1 + random.IntN(min(len(all), deflate.MaxDistance))
					length := 3 + random.IntN(256)
					tokens = append(tokens, deflate.Match(length, distance))
					for range length {
						all = append(all, all[len(all)-distance])
					}
				}
				got := r.message(build().Stored(data).Fixed(tokens...).Message())
				Expect(got.err).NotTo(HaveOccurred())
				Expect(bytes.Equal(got.inflated, append(data, all[want:]...))).To(BeTrue())
			}
		})
	})

	Describe("without context takeover", func() {
		It("reports a distance into an earlier message, and goes on", func() {
			r := newReceiver(0, true)
			r.message(build().Fixed(hello...).Message())
			got := r.message(build().Fixed(deflate.Literal('H'), deflate.Match(4, 5), deflate.Match(3, 5)).Message())
			Expect(got.err).NotTo(HaveOccurred())
			Expect(string(got.inflated)).To(Equal("HelloHel"))
			Expect(got.report.Findings()).To(HaveLen(1))
			f := got.report.Findings()[0]
			Expect(f.Defect).To(Equal(deflate.BeyondMessage))
			Expect(f.Distance).To(Equal(5))
			Expect(f.Bit).To(BeEquivalentTo(3 + 8))
			Expect(f.Error()).To(Equal("deflate: a distance of 5 bytes, 1 bytes into a message without context takeover, at bit 3 of octet 1"))
		})

		It("has nothing against the window if a distance into an earlier message is just as large", func() {
			r := newReceiver(8, true)
			r.message(build().Stored(words(1000, 1)).Message())
			got := r.message(build().Fixed(deflate.Match(3, 256)).Message())
			Expect(defects(got.report)).To(Equal([]deflate.Defect{deflate.BeyondMessage}))
		})

		It("finds nothing wrong with distances up to the first byte of the message", func() {
			r := newReceiver(0, true)
			for range 3 {
				got := r.message(build().Fixed(append(hello, deflate.Match(3, 5))...).Message())
				Expect(string(got.inflated)).To(Equal("HelloHel"))
				Expect(got.report.Findings()).To(BeEmpty())
			}
		})

		It("knows the first byte of a message of which much has been inflated", func() {
			r := newReceiver(0, true)
			before := words(50000, 1)
			r.message(build().Stored(before).Message())
			text := words(30000, 2)
			got := r.message(build().Stored(text).Fixed(deflate.Match(3, 30000)).Message())
			Expect(got.report.Findings()).To(BeEmpty())
			text = words(30000, 3)
			got = r.message(build().Stored(text).Fixed(deflate.Match(3, 30001)).Message())
			Expect(defects(got.report)).To(Equal([]deflate.Defect{deflate.BeyondMessage}))
			Expect(got.inflated[30000]).NotTo(Equal(text[0]))
		})
	})

	DescribeTable("finds a distance beyond the window, and none at it",
		func(windowBits int) {
			window := 1 << windowBits
			for _, across := range []bool{false, true} {
				at, beyond := newReceiver(windowBits, false), newReceiver(windowBits, false)
				v, w := deflate.Reach(window), deflate.Reach(window+1)
				if across {
					var first deflate.Vector
					first, v = deflate.ReachBack(window)
					at.message(first.Payload)
					first, w = deflate.ReachBack(window + 1)
					beyond.message(first.Payload)
				}
				got := at.message(v.Payload)
				Expect(got.err).NotTo(HaveOccurred())
				Expect(got.report.Distance).To(Equal(window))
				Expect(got.report.Findings()).To(BeEmpty())
				Expect(got.inflated).To(Equal(v.Message.Bytes()))

				got = beyond.message(w.Payload)
				Expect(got.err).NotTo(HaveOccurred())
				Expect(got.report.Distance).To(Equal(window + 1))
				Expect(got.inflated).To(Equal(w.Message.Bytes()), "it goes on all the same")
				Expect(got.report.Findings()).To(HaveLen(1))
				f := got.report.Findings()[0]
				Expect(f.Defect).To(Equal(deflate.BeyondWindow))
				Expect(f.Distance).To(Equal(window + 1))
				if across {
					Expect(f.Bit).To(BeEquivalentTo(3))
				}
			}
		},
		Entry(nil, 8), Entry(nil, 9), Entry(nil, 10), Entry(nil, 11), Entry(nil, 12), Entry(nil, 13), Entry(nil, 14),
	)

	It("reports the first distance beyond the window, and the largest one", func() {
		got := newReceiver(8, false).message(build().Stored(words(1000, 1)).
			Fixed(deflate.Match(3, 256), deflate.Match(4, 300), deflate.Match(5, 900), deflate.Match(6, 257)).Message())
		Expect(got.report.Findings()).To(HaveLen(1))
		Expect(got.report.Findings()[0].Distance).To(Equal(300))
		Expect(got.report.Findings()[0].Bit).To(BeEquivalentTo((5+1000)*8 + 3 + 7 + 5 + 6))
		Expect(got.report.Distance).To(Equal(900))
	})

	It("says both if a distance is beyond the window and before the first byte", func() {
		got := newReceiver(8, false).message(build().Fixed(append(hello, deflate.Match(3, 257))...).Message())
		Expect(defects(got.report)).To(Equal([]deflate.Defect{deflate.BeyondWindow}))
		var f *deflate.Finding
		Expect(errors.As(got.err, &f)).To(BeTrue())
		Expect(f.Defect).To(Equal(deflate.TooFarBack))
		Expect(f.Distance).To(Equal(257))
		Expect(f.Error()).To(Equal("deflate: a distance of 257 bytes, 5 bytes behind the first, at bit 3 of octet 5"))
	})

	It("takes a window that cannot be negotiated for a mistake", func() {
		for _, bits := range []int{-1, 7, 16} {
			Expect(func() { newReceiver(bits, false).message([]byte{0}) }).To(Panic())
		}
	})

	Describe("with a limit", func() {
		limited := func(limit int64, payload []byte) result {
			r := newReceiver(0, false)
			r.Limit = limit
			return r.message(payload)
		}
		DescribeTable("takes a message of just that size, and stops behind it",
			func(payload []byte, size int64) {
				got := limited(size, payload)
				Expect(got.err).NotTo(HaveOccurred())
				Expect(got.inflated).To(HaveLen(int(size)))

				got = limited(size-1, payload)
				var f *deflate.Finding
				Expect(errors.As(got.err, &f)).To(BeTrue())
				Expect(f.Defect).To(Equal(deflate.TooLarge))
				Expect(got.inflated).To(HaveLen(int(size - 1)))
				Expect(got.report.Size).To(Equal(size - 1))
			},
			Entry("literals", build().Fixed(hello...).Message(), int64(5)),
			Entry("a match", build().Fixed(append(hello, deflate.Match(258, 5))...).Message(), int64(263)),
			Entry("a stored block", build().Stored(words(40000, 1)).Message(), int64(40000)),
			Entry("stored blocks and matches", build().Stored(words(65535, 1)).Fixed(deflate.Match(258, 32768)).Message(), int64(65793)),
			Entry("a bomb", deflate.Bomb(4<<20, 'a').Payload, int64(4<<20)),
		)

		It("counts each message for itself", func() {
			r := newReceiver(0, false)
			r.Limit = 5
			for range 3 {
				Expect(r.message(build().Fixed(hello...).Message()).err).NotTo(HaveOccurred())
			}
		})

		It("stops a bomb before it has gone off", func() {
			r := newReceiver(0, false)
			r.Limit = 1 << 20
			got := r.message(cut(deflate.Bomb(1<<30, 'a').Payload, 1000)...)
			Expect(got.err).To(HaveOccurred())
			Expect(got.inflated).To(HaveLen(1 << 20))
			Expect(got.report.Payload).To(BeNumerically("<", 3000), "it reads no further")
		})
	})

	It("hands out pieces of at most 64 KiB", func() {
		largest, size := 0, 0
		d := deflate.Inflater{Output: func(piece []byte) error {
			largest, size = max(largest, len(piece)), size+len(piece)
			return nil
		}}
		Expect(d.Write(deflate.Bomb(64<<20, 'a').Payload)).To(Succeed())
		_, err := d.Finish()
		Expect(err).NotTo(HaveOccurred())
		Expect(size).To(Equal(64 << 20))
		Expect(largest).To(BeNumerically("<=", 64<<10))
	})

	It("stops if nobody wants what comes out, and says why", func() {
		enough := errors.New("enough")
		calls := 0
		d := deflate.Inflater{Output: func([]byte) error {
			calls++
			return enough
		}}
		Expect(d.Write(deflate.Bomb(4<<20, 'a').Payload)).To(MatchError(enough))
		Expect(d.Write([]byte{0})).To(MatchError(enough))
		_, err := d.Finish()
		Expect(err).To(MatchError(enough))
		Expect(calls).To(Equal(1))
	})

	It("does not go on after an error, until it is reset", func() {
		r := newReceiver(0, false)
		Expect(r.message([]byte{0xFF}).err).To(HaveOccurred())
		Expect(r.message(build().Fixed(hello...).Message()).err).To(HaveOccurred())
		r.Reset()
		got := r.message(build().Fixed(hello...).Message())
		Expect(got.err).NotTo(HaveOccurred())
		Expect(string(got.inflated)).To(Equal("Hello"))
		Expect(got.report.Payload).To(BeEquivalentTo(7))
		r.Reset()
		Expect(r.message(deflate.HelloAgain().Payload).err).To(HaveOccurred(), "the window is empty")
	})

	It("tells the report of a message in progress", func() {
		r := newReceiver(0, false)
		Expect(r.Write([]byte("\xf2\x48\xcd\xc9"))).To(Succeed())
		report := r.Report()
		Expect(report.Payload).To(BeEquivalentTo(4))
		Expect(report.Size).To(BeEquivalentTo(3))
		Expect(report.Ending).To(BeZero())
		Expect(string(r.inflated)).To(Equal("Hel"))
	})

	It("says the same however the message is cut", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 2))
		var messages [][]byte
		for _, v := range append(deflate.Hellos(), deflate.Empties()...) {
			messages = append(messages, v.Payload)
		}
		for _, c := range deflate.Corruptions() {
			messages = append(messages, c.Payload)
		}
		messages = append(messages, deflate.Reach(300).Payload, deflate.Bomb(100000, 'a').Payload,
			standardMessage(words(5000, 1), 9), standardMessage(words(300, 1), 6))
		for _, m := range messages {
			for _, windowBits := range []int{8, 15} {
				for _, limit := range []int64{0, 3, 70000} {
					inflate := func(pieces ...[]byte) result {
						r := newReceiver(windowBits, false)
						r.Limit = limit
						got := r.message(pieces...)
						got.report.Payload = 0 // how much was written before an error
						return got
					}
					want := inflate(m)
					Expect(inflate(cut(m, 1)...)).To(Equal(want))
					for range 20 {
						first := random.IntN(len(m) + 1)
						second := first + random.IntN(len(m)+1-first)
						Expect(inflate(m[:first], nil, m[first:second], m[second:])).To(Equal(want), "cut at %d and %d", first, second)
					}
				}
			}
		}
	})
})
