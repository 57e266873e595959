package fuzz_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
)

func parsed(text string) *fuzz.Scenario {
	s, err := fuzz.Parse("wss 1\n" + text)
	Expect(err).NotTo(HaveOccurred())
	return s
}

var _ = Describe("the combinations covered", func() {
	covered := func(text string, deflate bool) []string {
		var before, after fuzz.Coverage
		before.Add(parsed(""), deflate)
		after.Add(parsed(text), deflate)
		var added []string
		missing := map[string]bool{}
		for _, m := range after.Missing() {
			missing[m] = true
		}
		for _, m := range before.Missing() {
			if !missing[m] {
				added = append(added, m)
			}
		}
		return added
	}

	It("are the pairs of a message's properties", func() {
		Expect(covered("text size=3", true)).To(ConsistOf(
			"type text with coding plain", "type text with fragments one", "type text with between nothing", "type text with size to 125",
			"type text with segments whole", "type text with key random",
			"coding plain with fragments one", "coding plain with between nothing", "coding plain with size to 125", "coding plain with segments whole",
			"coding plain with key random",
			"fragments one with between nothing", "fragments one with size to 125", "fragments one with segments whole", "fragments one with key random",
			"between nothing with size to 125", "between nothing with segments whole", "between nothing with key random",
			"size to 125 with segments whole", "size to 125 with key random", "segments whole with key random"))
	})

	DescribeTable("tell messages apart", func(text, has string) {
		Expect(covered(text, true)).To(ContainElement(has))
	},
		Entry(nil, "binary size=65535 deflate zero-key", "coding compressed with key zeros"),
		Entry(nil, "binary size=65536 every=9", "size larger with segments cut often"),
		Entry(nil, "text fin=0\nping\ncontinuation rest cut=3", "between ping with segments cut once"),
		Entry(nil, "text fin=0\npong\ncontinuation rest fin=0\ncontinuation rest", "fragments more with between pong"),
	)

	It("need an agreement to be compressed", func() {
		Expect(covered("text deflate", false)).To(ContainElement("type text with coding plain"))
	})

	DescribeTable("leave out what is no whole message, or stands behind a defect", func(text string) {
		Expect(covered(text, true)).To(BeEmpty())
	},
		Entry("a message that does not end", "text fin=0"),
		Entry("what follows a reserved bit", "ping rsv=2\ntext"),
		Entry("what follows a message inside another", "text fin=0\ntext\ntext"),
		Entry("an orphan", "continuation"),
		Entry("what follows a Close", "close\ntext"),
		Entry("an unmasked message", "text unmasked"),
	)

	It("are all covered by a few thousand sequences", func() {
		var c fuzz.Coverage
		g := fuzz.NewGenerator()
		for i := range uint64(5000) {
			c.Add(g.FromSeed(uint64(GinkgoRandomSeed()), i), true)
		}
		Expect(c.Missing()).To(BeEmpty())
	})
})
