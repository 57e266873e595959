package requirements_test

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases/requirements"
)

var _ = Describe("the rows of resilience", func() {
	var rows []*requirements.Row
	for _, row := range requirements.All() {
		if row.RFC == "res" {
			rows = append(rows, row)
		}
	}

	// Whoever knows of a bug of a class that is not here adds a row, and the number.
	It("are one for each known kind of bug, in ten classes", func() {
		counts := map[string]int{}
		for _, row := range rows {
			counts[row.Section]++
		}
		Expect(counts).To(Equal(map[string]int{"A": 20, "B": 14, "C": 6, "D": 10, "E": 7, "F": 12, "G": 4, "H": 9, "I": 22, "J": 5}))
	})

	It("are ROBUST, and no other row is", func() {
		Expect(slices.DeleteFunc(slices.Clone(requirements.All()), func(row *requirements.Row) bool {
			return (row.RFC == "res") == (row.Level == requirements.Robust)
		})).To(BeEmpty())
	})

	It("name bugs, each once in a row, and no empty one", func() {
		for _, row := range rows {
			bugs := row.Bugs()
			Expect(bugs).NotTo(BeEmpty(), row.ID)
			Expect(bugs).NotTo(ContainElement(""), row.ID)
			slices.Sort(bugs)
			Expect(slices.Compact(slices.Clone(bugs))).To(Equal(bugs), row.ID)
		}
	})

	It("that no case can prove say why not, and name no case that does", func() {
		for _, row := range rows {
			Expect(row.WhyNot() != "" && len(row.ProvedBy()) > 0).To(BeFalse(), row.ID)
		}
	})

	It("are a sentence with its class, and a link to a bug", func() {
		row := requirements.Find("res-A-01")
		Expect(row.Rule()).To(Equal("resilience, frame lengths and sizes: " + row.Text))
		for _, row := range rows {
			Expect(row.Rule()).To(MatchRegexp(`^resilience, \S.*: `), row.ID)
		}
	})

	DescribeTable("link to where a bug is published", func(note, url string) {
		Expect((&requirements.Row{Level: requirements.Robust, Note: note}).URL()).To(Equal(url))
	},
		Entry("a vulnerability", "bugs: CVE-2020-27813, a/b#1", "https://www.cve.org/CVERecord?id=CVE-2020-27813"),
		Entry("an advisory", "bugs: GHSA-rhh8-5xw9-c3gm", "https://github.com/advisories/GHSA-rhh8-5xw9-c3gm"),
		Entry("an advisory for Rust", "bugs: RUSTSEC-2020-0043", "https://rustsec.org/advisories/RUSTSEC-2020-0043.html"),
		Entry("an issue", "bugs: a/b.c#12", "https://github.com/a/b.c/issues/12"),
		Entry("a commit", "bugs: a/b@1c1c77b; why not: no", "https://github.com/a/b/commit/1c1c77b"),
		Entry("the first that has a place", "bugs: KTOR-9333, a/b 1.2, a/b#3", "https://github.com/a/b/issues/3"),
		Entry("no place", "bugs: Tomcat BZ 65317, freeunit#378", ""),
	)
})
