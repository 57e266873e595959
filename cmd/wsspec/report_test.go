package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

var _ = Describe("wsspec report render", func() {
	var dir, file string
	BeforeEach(func() {
		dir = GinkgoT().TempDir()
		file = saved(dir, "results.jsonl", cases.Pass, cases.Warn)
	})

	for _, name := range formatNames() {
		It("makes "+name+" from saved results, as a file or on standard output", func() {
			shown := wsspec("report", "render", file, "--format", name)
			Expect(shown.code).To(Equal(exitMet), shown.err)
			Expect(shown.err).To(BeEmpty())
			path := filepath.Join(dir, "report")
			Expect(wsspec("report", "render", file, "--format", name, "--output", path)).To(Equal(outcome{}))
			Expect(os.ReadFile(path)).To(BeEquivalentTo(shown.out))
			Expect(shown.out).NotTo(BeEmpty())
		})
	}

	It("makes text unless told otherwise, and reads standard input", func() {
		text, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		var out, errOut bytes.Buffer
		Expect(execute(context.Background(), []string{"report", "render", "-"}, bytes.NewReader(text), &out, &errOut)).To(Equal(exitMet))
		Expect(out.String()).To(Equal(wsspec("report", "render", file, "--format", "text").out))
		Expect(out.String()).To(ContainSubstring("gate must: met"))
	})

	It("makes a site in a directory, which it makes too", func() {
		site := filepath.Join(dir, "a", "site")
		Expect(wsspec("report", "render", file, "--format", "site", "--output", site)).To(Equal(outcome{}))
		start, err := os.ReadFile(filepath.Join(site, "index.html"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(start)).To(HavePrefix("<!DOCTYPE html>"))
	})

	It("holds the results against the gate that it is told", func() {
		for _, format := range []string{"text", "html"} {
			Expect(wsspec("report", "render", file, "--format", format).out).To(MatchRegexp(`must”?: met`))
			Expect(wsspec("report", "render", file, "--format", format, "--gate", "should").out).To(MatchRegexp(`should”?: missed`))
		}
	})

	DescribeTable("refuses in a sentence", func(sentence string, args ...string) {
		for i := range args {
			args[i] = strings.NewReplacer("DIR", dir, "FILE", file).Replace(args[i])
		}
		got := wsspec(append([]string{"report"}, args...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(And(HavePrefix("wsspec: "), ContainSubstring(sentence)))
	},
		Entry("nothing to do", "report what?"),
		Entry("no file", "render which results?", "render"),
		Entry("two files", "render which results?", "render", "FILE", "FILE"),
		Entry("a file that is not there", "nothing.jsonl", "render", "DIR/nothing.jsonl"),
		Entry("a file that was cut off", "the file is empty", "render", os.DevNull),
		Entry("an unknown format", `not "pdf"`, "render", "FILE", "--format", "pdf"),
		Entry("an unknown gate", `not "may"`, "render", "FILE", "--gate", "may"),
		Entry("a site on standard output", "name it with --output", "render", "FILE", "--format", "site"),
	)

	It("tells of what could not be written, with a code of its own", func() {
		for _, format := range []string{"html", "site"} {
			got := wsspec("report", "render", file, "--format", format, "--output", filepath.Join(file, "below"))
			Expect(got.code).To(Equal(exitInternal), format)
			Expect(got.err).To(ContainSubstring("results.jsonl"))
		}
	})
})

var _ = Describe("wsspec run --format html", func() {
	It("writes the page", func() {
		dir := GinkgoT().TempDir()
		Expect(wsspec("run", "rfc6455/5.5.2", "--format", "html", "--output", dir).code).To(Equal(exitMet))
		page, err := os.ReadFile(filepath.Join(dir, "report.html"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(page)).To(ContainSubstring("The target keeps everything that was tested."))
	})
})
