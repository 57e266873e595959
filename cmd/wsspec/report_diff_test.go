package main

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// saved writes a run with the given verdicts into a file and returns its name.
func saved(dir, name string, verdicts ...cases.Verdict) string {
	GinkgoHelper()
	run := &results.Run{Header: results.Header{Kind: "header", Schema: results.Schema, Tool: "wsspec v1"}, Footer: results.Footer{Kind: "footer"}}
	for i, v := range verdicts {
		run.Cases = append(run.Cases, results.Case{Kind: "case", Index: i, ID: "rfc6455/5.5/" + string('a'+rune(i)), Verdict: v})
	}
	return savedRun(filepath.Join(dir, name), run)
}

func savedRun(path string, run *results.Run) string {
	GinkgoHelper()
	file, err := os.Create(path)
	Expect(err).NotTo(HaveOccurred())
	defer file.Close()
	w := results.NewWriter(file)
	w.Started(run.Header)
	for _, c := range run.Cases {
		w.Judged(c)
	}
	w.Finished(run.Footer)
	Expect(w.Err()).NotTo(HaveOccurred())
	return path
}

var _ = Describe("wsspec report", func() {
	var dir, good, bad, cut string
	BeforeEach(func() {
		dir = GinkgoT().TempDir()
		good = saved(dir, "good.jsonl", cases.Pass, cases.Pass)
		bad = saved(dir, "bad.jsonl", cases.Pass, cases.Fail)
		content, err := os.ReadFile(good)
		Expect(err).NotTo(HaveOccurred())
		cut = filepath.Join(dir, "cut.jsonl")
		Expect(os.WriteFile(cut, content[:len(content)-3], 0o666)).To(Succeed())
	})

	It("diff exits with 1 if something got worse, and with 0 if nothing did", func() {
		worse := wsspec("report", "diff", good, bad)
		Expect(worse.code).To(Equal(exitMissed))
		Expect(worse.out).To(ContainSubstring("pass -> fail          rfc6455/5.5/b"))
		Expect(worse.err).To(BeEmpty())
		for _, two := range [][]string{{bad, good}, {good, good}, {bad, bad}} {
			Expect(wsspec("report", "diff", two[0], two[1]).code).To(Equal(exitMet))
		}
	})

	It("diff writes other formats", func() {
		Expect(wsspec("report", "diff", good, bad, "--format", "json").out).To(HavePrefix("{\n"))
		Expect(wsspec("report", "diff", good, bad, "--format", "markdown").out).To(HavePrefix("## wsspec: 1 worse"))
	})

	It("trend draws the runs that it finds, and names those that it cannot read", func() {
		Expect(os.Mkdir(filepath.Join(dir, "below"), 0o777)).To(Succeed())
		saved(dir, "below/third.jsonl", cases.Warn)
		got := wsspec("report", "trend", dir)
		Expect(got.code).To(Equal(exitMet))
		Expect(strings.Count(got.out, "\n")).To(Equal(1 + 3))
		Expect(got.err).To(Equal("wsspec: left out: " + cut + ": there is no footer: the run was cut off\n"))
	})

	It("trend draws an image, and writes JSON, on standard output or into a file", func() {
		for format, begin := range map[string]string{"svg": "<svg ", "json": "{\n  \"runs\": [", "text": "started "} {
			shown := wsspec("report", "trend", dir, "--format", format)
			Expect(shown.code).To(Equal(exitMet), shown.err)
			Expect(shown.out).To(HavePrefix(begin))
			path := filepath.Join(dir, "trend")
			Expect(wsspec("report", "trend", dir, "--format", format, "--output", path).out).To(BeEmpty())
			Expect(os.ReadFile(path)).To(BeEquivalentTo(shown.out))
		}
	})

	DescribeTable("refuses in a sentence what makes no sense", func(sentence string, args func() []string) {
		got := wsspec(append([]string{"report"}, args()...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
	},
		Entry("one file", "Name two files of results", func() []string { return []string{"diff", good} }),
		Entry("standard input twice", "is one file of results, not two", func() []string { return []string{"diff", "-", "-"} }),
		Entry("a format that is none", "--format is one of json, markdown, text, not \"html\"", func() []string { return []string{"diff", good, bad, "--format", "html"} }),
		Entry("a file that was cut off", "cut.jsonl: there is no footer: the run was cut off", func() []string { return []string{"diff", good, cut} }),
		Entry("a file that is not there", "no such file", func() []string { return []string{"diff", filepath.Join(dir, "none"), good} }),
		Entry("a directory that is not there", "no such file", func() []string { return []string{"trend", filepath.Join(dir, "none")} }),
		Entry("a directory without results", "no file of results is in ", func() []string { return []string{"trend", GinkgoT().TempDir()} }),
		Entry("no directory", "Name one directory", func() []string { return []string{"trend"} }),
		Entry("a format that there is not", "--format is text, svg or json, not \"html\"", func() []string { return []string{"trend", dir, "--format", "html"} }),
	)
})
