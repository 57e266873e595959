package fuzz_test

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference/frame"
)

var _ = Describe("a scenario is shrunk", func() {
	generated := func(which func(*fuzz.Scenario) bool) *fuzz.Scenario {
		g := fuzz.NewGenerator()
		for i := uint64(0); ; i++ {
			if s := g.FromSeed(uint64(GinkgoRandomSeed()), i); which(s) {
				return s
			}
		}
	}

	It("to the operations and values that matter", func() {
		shows := func(s *fuzz.Scenario) bool {
			ping := slices.IndexFunc(s.Ops, func(o fuzz.Op) bool { return o.Opcode == frame.Ping && o.Size >= 3 })
			return ping >= 0 && slices.ContainsFunc(s.Ops[ping:], func(o fuzz.Op) bool { return o.Kind == fuzz.SendFrame && o.Opcode == frame.Continuation })
		}
		s := generated(func(s *fuzz.Scenario) bool { return len(s.Ops) > 12 && shows(s) })
		small := fuzz.Shrink(s, 2000, shows)
		Expect(small.Text()).To(MatchRegexp(`^wss 1\nopening plain\nping ascii size=3( seed=0000000[01])?\ncontinuation [a-z]+( seed=0000000[01])?\n$`), s.Text())
	})

	It("to the plainest opening that shows it", func() {
		s, err := fuzz.Parse("wss 1\nopening deflate every=7\n")
		Expect(err).NotTo(HaveOccurred())
		segmented := func(s *fuzz.Scenario) bool { return s.Opening.Every > 0 }
		asked := 0
		Expect(fuzz.Shrink(s, 100, func(s *fuzz.Scenario) bool { asked++; return segmented(s) }).Text()).To(Equal("wss 1\nopening plain every=7\n"))
		Expect(asked).To(BeNumerically("<", 10))
	})

	It("to nothing if nothing matters", func() {
		s := generated(func(s *fuzz.Scenario) bool { return len(s.Ops) > 5 })
		Expect(fuzz.Shrink(s, 1000, func(*fuzz.Scenario) bool { return true }).Text()).To(Equal("wss 1\nopening plain\n"))
	})

	It("not at all if everything matters, and asks in bounds", func() {
		s := generated(func(s *fuzz.Scenario) bool { return len(s.Ops) > 5 })
		before, asked := s.Text(), 0
		Expect(fuzz.Shrink(s, 40, func(*fuzz.Scenario) bool { asked++; return false })).To(BeIdenticalTo(s))
		Expect(s.Text()).To(Equal(before))
		Expect(asked).To(Equal(40))
	})

	It("to a whole message where a fragment was", func() {
		s, err := fuzz.Parse("wss 1\ntext size=9 fin=0 take=3\ncontinuation rest\n")
		Expect(err).NotTo(HaveOccurred())
		whole := func(s *fuzz.Scenario) bool {
			return len(s.Ops) > 0 && s.Ops[0].Opcode == frame.Text && s.Ops[len(s.Ops)-1].Fin
		}
		Expect(fuzz.Shrink(s, 100, whole).Text()).To(Equal("wss 1\nopening plain\ntext ascii\n"))
	})
})
