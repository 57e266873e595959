package main

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

var _ = Describe("wsspec report matrix", func() {
	var dir, good, bad, more string
	BeforeEach(func() {
		dir = GinkgoT().TempDir()
		good = saved(dir, "good.jsonl", cases.Pass, cases.Pass)
		bad = saved(dir, "bad.jsonl", cases.Pass, cases.Fail)
		more = saved(dir, "more.jsonl", cases.Pass, cases.Fail, cases.Warn)
	})

	It("writes a page with a column for each file", func() {
		got := wsspec("report", "matrix", good, bad)
		Expect(got.code).To(Equal(exitMet), "whatever came of the cases")
		Expect(got.err).To(BeEmpty())
		Expect(got.out).To(HavePrefix("<!DOCTYPE html>"))
		Expect(got.out).To(ContainSubstring(`<th scope="col"><span>good</span><th scope="col"><span>bad</span>`))
	})

	It("writes it into a file, with the names that are given", func() {
		path := filepath.Join(dir, "matrix.html")
		got := wsspec("report", "matrix", good, bad, "--name", "one", "--name", "two", "--output", path)
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.out).To(BeEmpty())
		page, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(page)).To(ContainSubstring(`<th scope="col"><span>one</span><th scope="col"><span>two</span>`))
	})

	It("writes the sections in Markdown", func() {
		Expect(wsspec("report", "matrix", good, bad, "--format", "markdown").out).To(HavePrefix("## wsspec: 2 servers side by side"))
	})

	It("refuses servers that were not asked the same, unless told otherwise", func() {
		got := wsspec("report", "matrix", good, more)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(Equal("wsspec: " + good + " and " + more + " are of different tables: of the cases 1 only in the second. --different-tables compares them all the same\n"))
		got = wsspec("report", "matrix", good, more, "--different-tables")
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.out).To(ContainSubstring("3 cases"))
	})

	DescribeTable("refuses in a sentence what makes no sense", func(sentence string, args func() []string) {
		got := wsspec(append([]string{"report", "matrix"}, args()...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
	},
		Entry("no file", "Name the files of results", func() []string { return nil }),
		Entry("standard input twice", "standard input is one file of results, not 2", func() []string { return []string{"-", good, "-"} }),
		Entry("a format that is none", `--format is one of html, markdown, not "text"`, func() []string { return []string{good, "--format", "text"} }),
		Entry("too few names", "--name is given once for each file: 1 for 2", func() []string { return []string{good, bad, "--name", "x"} }),
		Entry("a file that was cut off", "cut.jsonl: there is no footer: the run was cut off", func() []string {
			content, err := os.ReadFile(good)
			Expect(err).NotTo(HaveOccurred())
			cut := filepath.Join(dir, "cut.jsonl")
			Expect(os.WriteFile(cut, content[:len(content)-3], 0o666)).To(Succeed())
			return []string{good, cut}
		}),
		Entry("a file of something else", "line 1 is no line of a results file", func() []string {
			foreign := filepath.Join(dir, "foreign.jsonl")
			Expect(os.WriteFile(foreign, []byte("<html>\n"), 0o666)).To(Succeed())
			return []string{good, foreign}
		}),
		Entry("a file that is not there", "no such file", func() []string { return []string{good, filepath.Join(dir, "none")} }),
		Entry("an output that cannot be", "--output: ", func() []string { return []string{good, "--output", filepath.Join(dir, "none", "x.html")} }),
	)
})
