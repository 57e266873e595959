package cases_test

import (
	"math"
	"math/rand/v2"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

// growing measures a server whose exchange takes base, and cost(n) more at size n, five times. The noise is added to
// every measurement.
func growing(base time.Duration, cost func(n float64) time.Duration, noise func() time.Duration, sizes ...int) *cases.Measured {
	m := &cases.Measured{}
	for range 5 {
		m.Base = append(m.Base, base+noise())
	}
	for _, n := range sizes {
		s := cases.Sized{N: n}
		for range 5 {
			s.Took = append(s.Took, base+cost(float64(n))+noise())
		}
		m.Sizes = append(m.Sizes, s)
	}
	return m
}

// power is a cost that grows with a power of the size, and takes so long at 8000.
func power(exponent float64, at8000 time.Duration) func(n float64) time.Duration {
	return func(n float64) time.Duration { return time.Duration(math.Pow(n/8000, exponent) * float64(at8000)) }
}

func silence() time.Duration { return 0 }

func silent(float64) time.Duration { return 0 }

var eight = []int{500, 1000, 2000, 4000, 8000}

const ms = time.Millisecond

var _ = Describe("what an exchange costs at several sizes", func() {
	DescribeTable("is steep", func(base time.Duration, cost func(float64) time.Duration, sizes []int) {
		Expect(growing(base, cost, silence, sizes...).Steep()).To(BeTrue())
	},
		Entry("if it is quadratic", ms, power(2, 80*ms), eight),
		Entry("if it is quadratic and takes 10 ms", ms/5, power(2, 10*ms), eight),
		Entry("if it is quadratic, far away", 100*ms, power(2, 200*ms), eight),
		Entry("if it is quadratic behind a linear part", ms, func(n float64) time.Duration {
			return power(2, 80*ms)(n) + power(1, 8*ms)(n)
		}, eight),
		Entry("if it is cubic, which three sizes show", ms, power(3, 100*ms), []int{2000, 4000, 8000}),
		Entry("if it is exponential", ms, func(n float64) time.Duration { return time.Duration(math.Exp2(n-20) * float64(100*ms)) },
			[]int{8, 10, 12, 14, 16, 18, 20}),
	)

	DescribeTable("is not steep", func(base time.Duration, cost func(float64) time.Duration, sizes []int) {
		Expect(growing(base, cost, silence, sizes...).Steep()).To(BeFalse())
	},
		Entry("if it does not grow", ms, silent, eight),
		Entry("if it is large and does not grow", ms, func(float64) time.Duration { return 150 * ms }, eight),
		Entry("if it is linear", ms, power(1, 180*ms), eight),
		Entry("if it is n log n", ms, func(n float64) time.Duration { return power(1, 150*ms)(n) * time.Duration(math.Log2(n)*10) / 130 }, eight),
		Entry("if it is quadratic, and too short to say anything", ms/10, power(2, 9*ms), eight),
		Entry("if it is quadratic, and lost in the way to the server", 100*ms, power(2, 90*ms), eight),
		Entry("if a limit ends it", ms, func(n float64) time.Duration { return power(2, 80*ms)(min(n, 2000)) }, eight),
		Entry("if two sizes are all there is", ms, power(3, 100*ms), []int{4000, 8000}),
		Entry("if the acknowledgement of a second packet is delayed", ms, func(n float64) time.Duration {
			if n >= 4000 {
				return 40*ms + power(1, 10*ms)(n)
			}
			return power(1, 10*ms)(n)
		}, eight),
		Entry("if the acknowledgement of the last packet is delayed", ms, func(n float64) time.Duration {
			if n >= 8000 {
				return 40 * ms
			}
			return 0
		}, eight),
		Entry("if a growing window takes further trips", 100*ms, func(n float64) time.Duration {
			return time.Duration(max(0, math.Floor(math.Log2(n/1500)))) * 100 * ms
		}, eight),
		Entry("if it falls", ms, func(n float64) time.Duration { return power(1, 100*ms)(16000 - n) }, eight),
	)

	DescribeTable("is never steep for the noise of a machine that does other things as well", func(base time.Duration, exponent float64, most time.Duration) {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
		// Now and then something takes the processor away for as long as most of what is measured.
		noise := func() time.Duration {
			d := time.Duration(random.Int64N(int64(300 * time.Microsecond)))
			if random.IntN(4) == 0 {
				d += time.Duration(random.ExpFloat64() * float64(20*ms))
			}
			return d
		}
		for range 2000 {
			Expect(growing(base, power(exponent, most), noise, eight...).Steep()).To(BeFalse())
		}
	},
		Entry("of a fast server", ms, 1.0, 2*ms),
		Entry("of a slow server", ms, 1.0, 150*ms),
		Entry("of a server whose caches are small", ms, 1.2, 100*ms),
		Entry("of a server far away", 80*ms, 1.0, 150*ms),
	)

	It("is steep in spite of some noise", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 2))
		noise := func() time.Duration { return time.Duration(random.ExpFloat64() * float64(500*time.Microsecond)) }
		steep := 0
		for range 1000 {
			if growing(ms, power(2, 100*ms), noise, eight...).Steep() {
				steep++
			}
		}
		Expect(steep).To(BeNumerically(">", 950))
	})

	It("is steep only if the median times are, too", func() {
		m := growing(ms, power(2, 80*ms), silence, eight...)
		for i := range m.Sizes {
			for k := range 3 {
				m.Sizes[i].Took[k] = 100 * ms
			}
		}
		Expect(m.Steep()).To(BeFalse())
	})

	It("is settled once the largest size took next to no time, and no repetition can make it steep then", func() {
		Expect(growing(ms, power(2, 8*ms), silence, eight...).Settled()).To(BeTrue())
		Expect(growing(ms, power(2, 10*ms), silence, eight...).Settled()).To(BeFalse())
		Expect(growing(0, silent, silence, 4000, 8000).Settled()).To(BeFalse(), "two sizes say nothing")

		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 3))
		for range 1000 {
			m := growing(time.Duration(random.Int64N(int64(20*ms))), power(3, 9*ms), silence, eight...)
			m.Sizes[4].Took[0] = time.Duration(random.Int64N(int64(10 * ms)))
			Expect(m.Settled()).To(BeTrue())
			m.Base = append(m.Base, 0)
			for i := range m.Sizes {
				m.Sizes[i].Took = append(m.Sizes[i].Took, time.Duration(random.Int64N(int64(200*ms))))
			}
			Expect(m.Steep()).To(BeFalse())
		}
	})

	It("grows with a power that can be told", func() {
		Expect(growing(ms, power(2, 180*ms), silence, eight...).Exponent()).To(BeNumerically("~", 2, 0.01))
		Expect(growing(ms, power(1, 180*ms), silence, eight...).Exponent()).To(BeNumerically("~", 1, 0.01))
	})
})

var _ = Describe("the next size", func() {
	cheap := func(cost func(float64) time.Duration, upTo int) bool {
		m := growing(ms, cost, silence, eight[:upTo]...)
		return m.Cheap(eight[upTo])
	}

	It("is tried while it is likely to be cheap", func() {
		Expect((&cases.Measured{}).Cheap(500)).To(BeTrue())
		Expect(cheap(power(1, 190*ms), 4)).To(BeTrue())
		Expect(cheap(power(2, 190*ms), 4)).To(BeTrue())
	})

	It("is not tried if what is known of it says that it takes too long", func() {
		Expect(cheap(power(1, 220*ms), 4)).To(BeFalse())
		Expect(cheap(power(2, 220*ms), 4)).To(BeFalse())
		Expect(cheap(power(2, 100*time.Second), 1)).To(BeFalse(), "the first one took long")
	})

	It("never takes much longer than it may, however the cost grows", func() {
		exponential := func(n float64) time.Duration { return time.Duration(math.Exp2(n-16) * float64(ms)) }
		m, longest := &cases.Measured{}, time.Duration(0)
		for n := 8; n <= 64 && m.Cheap(n); n += 2 {
			next := growing(ms, exponential, silence, n)
			m.Base, m.Sizes = next.Base, append(m.Sizes, next.Sizes...)
			longest = exponential(float64(n))
		}
		Expect(longest).To(And(BeNumerically("<=", cases.MostCost), BeNumerically(">", cases.MostCost/5)))
		Expect(m.Steep()).To(BeTrue(), "and that is enough to see it")
	})
})

var _ = Describe("the load of the machine", func() {
	It("shows if the exchange without what grows is slow now and then", func() {
		m := growing(ms, power(2, 80*ms), silence, eight...)
		Expect(m.Loaded()).To(BeFalse())
		m.Base[1] = 50 * ms
		Expect(m.Loaded()).To(BeFalse(), "once in five times")
		m.Base[3] = 60 * ms
		Expect(m.Loaded()).To(BeTrue())
	})

	It("does not show in differences that are small beside what was measured", func() {
		m := growing(ms, power(2, 80*ms), silence, eight...)
		for i := range m.Base {
			m.Base[i] += time.Duration(i) * 5 * ms
		}
		Expect(m.Loaded()).To(BeFalse())
	})
})

var _ = Describe("the memory of the target", func() {
	// weighed has memory(round, n) at each size, each time.
	weighed := func(memory func(round, n int) int64) *cases.Measured {
		m := growing(ms, power(1, ms), silence, 1000, 2000, 4000)
		for i := range m.Sizes {
			for round := range 5 {
				m.Sizes[i].Memory = append(m.Sizes[i].Memory, memory(round, m.Sizes[i].N))
			}
		}
		return m
	}
	const before = 30 << 20

	It("is held for each unit, in the first repetition", func() {
		m := weighed(func(round, n int) int64 {
			if round == 0 {
				return before + 100*int64(n)
			}
			return before + 100*4000 // the heap does not shrink
		})
		held, ok := m.Held()
		Expect(ok).To(BeTrue())
		Expect(held).To(BeEquivalentTo(100))
		leaked, ok := m.Leaked()
		Expect(ok).To(BeTrue())
		Expect(leaked).To(BeZero())
	})

	It("is leaked if each repetition costs more", func() {
		total := int64(0)
		m := &cases.Measured{Base: []time.Duration{ms}, Sizes: []cases.Sized{{N: 1000}, {N: 2000}, {N: 4000}}}
		for range 5 {
			for i := range m.Sizes {
				total += 16 * int64(m.Sizes[i].N)
				m.Sizes[i].Memory = append(m.Sizes[i].Memory, before+total)
			}
		}
		leaked, ok := m.Leaked()
		Expect(ok).To(BeTrue())
		Expect(leaked).To(BeEquivalentTo(16))
	})

	It("is unknown without a gauge, and if the gauge was lost", func() {
		_, ok := growing(ms, power(1, ms), silence, 1000, 2000, 4000).Held()
		Expect(ok).To(BeFalse())
		m := weighed(func(int, int) int64 { return before })
		m.Sizes[1].Memory = m.Sizes[1].Memory[:2]
		_, ok = m.Held()
		Expect(ok).To(BeFalse())
		_, ok = m.Leaked()
		Expect(ok).To(BeFalse())
	})

	It("never shrinks", func() {
		m := weighed(func(round, n int) int64 { return before - int64(round*n) })
		held, _ := m.Held()
		leaked, _ := m.Leaked()
		Expect([]int64{held, leaked}).To(HaveEach(BeZero()))
	})
})
