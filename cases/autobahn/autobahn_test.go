package autobahn_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases/autobahn"
)

func ids(list []*autobahn.Case) []string {
	var ids []string
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

// numbers is an identifier as it is sorted.
func numbers(id string) []int {
	GinkgoHelper()
	var list []int
	for part := range strings.SplitSeq(id, ".") {
		n, err := strconv.Atoi(part)
		Expect(err).NotTo(HaveOccurred())
		list = append(list, n)
	}
	return list
}

var _ = Describe("The inventory", func() {
	It("has as many cases in each group as Autobahn has", func() {
		groups := map[string]int{}
		for _, c := range autobahn.All() {
			groups[c.Group()]++
		}
		Expect(groups).To(Equal(map[string]int{
			"1": 16, "2": 11, "3": 7, "4": 10, "5": 20, "6": 145, "7": 37, "9": 54, "10": 1, "12": 90, "13": 126}))
	})

	It("is in the order of the numbers, with each once", func() {
		for i, c := range autobahn.All() {
			Expect(c.Number).To(Equal(i + 1))
			Expect(autobahn.Find(c.ID)).To(BeIdenticalTo(c))
			if i > 0 {
				Expect(slices.Compare(numbers(autobahn.All()[i-1].ID), numbers(c.ID))).To(Equal(-1), c.ID)
			}
		}
	})

	It("has no gap in any run of last numbers", func() {
		known := map[string]bool{}
		for _, id := range ids(autobahn.All()) {
			known[id] = true
		}
		for id := range known {
			at := strings.LastIndex(id, ".") + 1
			n, err := strconv.Atoi(id[at:])
			Expect(err).NotTo(HaveOccurred())
			Expect(n == 1 || known[id[:at]+strconv.Itoa(n-1)]).To(BeTrue(), id)
		}
	})

	It("has a reason only where the note says that it is one", func() {
		Expect((&autobahn.Case{Note: "why not: It measures."}).WhyNot()).To(Equal("It measures."))
		Expect((&autobahn.Case{Note: "It is sent in one piece."}).WhyNot()).To(BeEmpty())
	})

	It("says what each case asks, and what else there is to say in sentences", func() {
		seen := map[string]bool{}
		for _, c := range autobahn.All() {
			Expect(c.Title).To(MatchRegexp(`^[^\s].*[^\s.]$`), c.ID)
			Expect(c.Note).To(Or(BeEmpty(), MatchRegexp(`^(why not: )?[A-Zw].*\.$`)), c.ID)
			seen[c.Title] = true
		}
		Expect(len(seen)).To(BeNumerically(">", 500), "titles tell cases apart")
	})

	It("knows nothing else", func() {
		for _, id := range []string{"", "5", "5.0", "5.21", "05.1", "8.1", "11.1", "5.1 "} {
			Expect(autobahn.Find(id)).To(BeNil(), id)
		}
	})
})

var _ = DescribeTable("A pattern names", func(pattern string, first, last string, count int) {
	named := ids(autobahn.Matching(pattern))
	Expect(named).To(HaveLen(count))
	if count > 0 {
		Expect([]string{named[0], named[count-1]}).To(Equal([]string{first, last}))
	}
},
	Entry("one case by its identifier", "5.1", "5.1", "5.1", 1),
	Entry("a group, and none whose number only begins like it", "1", "1.1.1", "1.2.8", 16),
	Entry("a group inside a group", "6.2", "6.2.1", "6.2.4", 4),
	Entry("a group by a star", "1.*", "1.1.1", "1.2.8", 16),
	Entry("with a star anything, dots too", "1*", "1.1.1", "13.7.18", 233),
	Entry("with a star nothing as well", "5.1*", "5.1", "5.19", 11),
	Entry("what a star begins", "*.18", "5.18", "13.7.18", 19),
	Entry("groups inside groups by a star in the middle", "13.*.1", "13.1.1", "13.7.1", 7),
	Entry("groups by a star before the end", "1*.7", "1.1.7", "13.7.18", 31),
	Entry("everything by a star", "*", "1.1.1", "13.7.18", 517),
	Entry("nothing that ends at no dot", "6.", "", "", 0),
	Entry("nothing without a character", "", "", "", 0),
	Entry("nothing that is not there", "8", "", "", 0),
	Entry("nothing by what other globs know", "5.?", "", "", 0),
)

var _ = DescribeTable("A glob", func(pattern, s string, matches bool) {
	Expect(autobahn.Glob(pattern, s)).To(Equal(matches))
},
	Entry("without a star is the string", "Chrome", "Chrome", true),
	Entry("without a star is no beginning", "Chrome", "Chrome 9", false),
	Entry("without a star is no end", "Chrome", "9 Chrome", false),
	Entry("begins at the beginning", "b*", "ab", false),
	Entry("ends at the end", "*a", "ab", false),
	Entry("takes the parts in their order", "*a*b*", "ba", false),
	Entry("finds the parts in their order", "*a*b*", "xaxbx", true),
	Entry("uses nothing twice", "ab*b", "ab", false),
	Entry("uses nothing twice between stars", "*ab*bc*", "abc", false),
	Entry("needs the parts once more at the end", "a*a", "a", false),
	Entry("may end in what it has found before", "*ab", "abab", true),
	Entry("is nothing that begins otherwise, even if it ends right", "x*b", "ab", false),
	Entry("takes what other globs know as it is", "[ab]?*", "[ab]?!", true),
	Entry("is quick with many stars", strings.Repeat("*a", 200)+"b", strings.Repeat("a", 400), false),
)

var _ = Describe("Patterns", func() {
	without := func(excluded ...string) []*autobahn.Case {
		return slices.DeleteFunc(slices.Clone(autobahn.All()), func(c *autobahn.Case) bool { return slices.Contains(excluded, c.ID) })
	}

	It("are the groups if there is nothing but whole groups", func() {
		Expect(autobahn.Patterns(autobahn.All())).To(Equal([]string{"1", "2", "3", "4", "5", "6", "7", "9", "10", "12", "13"}))
	})

	It("take apart only the groups that are not whole", func() {
		Expect(autobahn.Patterns(without("6.4.2"))).To(ContainElements("5", "6.3", "6.4.1", "6.4.3", "6.4.4", "6.5", "7"))
		Expect(autobahn.Patterns(without("6.4.2"))).NotTo(ContainElements("6", "6.4", "6.4.2"))
	})

	It("are none for nothing", func() {
		Expect(autobahn.Patterns(nil)).To(BeEmpty())
	})

	It("name what was chosen and nothing else, whatever that is", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
		for range 10 {
			share := random.Float64()
			chosen := slices.DeleteFunc(slices.Clone(autobahn.All()), func(*autobahn.Case) bool { return random.Float64() < share*share*share })
			var named []*autobahn.Case
			for _, pattern := range autobahn.Patterns(chosen) {
				named = append(named, autobahn.Matching(pattern)...)
			}
			Expect(named).To(Equal(chosen))
		}
	})
})
