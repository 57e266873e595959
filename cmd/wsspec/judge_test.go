package main

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

var _ = Describe("wsspec judge", func() {
	It("comes to the verdicts and the exit code of the run, without the server", func() {
		dir := GinkgoT().TempDir()
		run := wsspec("run", serve("long-control"), "rfc6455/5.5", "--output", dir)
		Expect(run.code).To(Equal(exitMissed))
		file, again := filepath.Join(dir, "results.jsonl"), filepath.Join(dir, "again.jsonl")
		got := wsspec("judge", file, "--format", "jsonl", "--output", again)
		Expect(got.code).To(Equal(exitMissed))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(HavePrefix("judged again: "))
		Expect(got.err).NotTo(ContainSubstring("WORSE"))
		Expect(verdictsOf(readResults(again))).To(Equal(verdictsOf(readResults(file))))
	})

	It("tells which verdicts differ from the record", func() {
		dir := GinkgoT().TempDir()
		Expect(wsspec("run", serve(""), "rfc6455/5.5/ping-payload-126", "--output", dir).code).To(Equal(exitMet))
		run := readResults(filepath.Join(dir, "results.jsonl"))
		for i := range run.Cases {
			run.Cases[i].Verdict = cases.Fail
		}
		got := wsspec("judge", savedRun(filepath.Join(dir, "wrong.jsonl"), run))
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.err).To(ContainSubstring("BETTER\n  fail -> pass          rfc6455/5.5/control-payload-125"))
		Expect(got.out).To(ContainSubstring("gate must: met"))
	})

	DescribeTable("refuses in a sentence what makes no sense", func(sentence string, args ...string) {
		file := filepath.Join(GinkgoT().TempDir(), "cut.jsonl")
		Expect(os.WriteFile(file, []byte(`{"kind":"header","schema":1}`+"\n"), 0o666)).To(Succeed())
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "FILE", file)
		}
		got := wsspec(append([]string{"judge"}, args...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
	},
		Entry("no file", "Name one results.jsonl"),
		Entry("a file that was cut off", "there is no footer: the run was cut off", "FILE"),
		Entry("a format that is none", "--format is one of ", "FILE", "--format", "pdf"),
		Entry("a gate that is none", "--gate is must or should", "FILE", "--gate", "may"),
	)
})
