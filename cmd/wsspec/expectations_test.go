package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner/results"
)

// expected is a configuration with one expectation, that of what the fault long-control does, with lines in place of its own.
func expected(lines ...string) string {
	text := "select: rfc6455/5.5/ping-payload-126\nexpectations:\n  -"
	for _, line := range []string{"case: rfc6455/5.5/ping-payload-126", "verdict: fail", `saw: "pong, 125 bytes *"`, "reason: the length is not checked"} {
		key, _, _ := strings.Cut(line, ":")
		for _, other := range lines {
			if strings.HasPrefix(other, key+":") {
				line = other
			}
		}
		text += " " + line + "\n   "
	}
	for _, line := range lines {
		if key, _, _ := strings.Cut(line, ":"); key == "expires" || key == "link" {
			text += " " + line + "\n"
		}
	}
	return strings.TrimRight(text, " ") + "\n"
}

func written() string {
	GinkgoHelper()
	content, err := os.ReadFile(configFile)
	Expect(err).NotTo(HaveOccurred())
	return string(content)
}

var _ = Describe("Expected failures", func() {
	It("cost nothing, and keep their verdict", func() {
		in(expected())
		got := wsspec("run", serve("long-control"), "--output", "out", "--format", "junit", "--gate", "should")
		Expect(got.code).To(Equal(exitMet), got.out)
		Expect(got.out).To(ContainSubstring("  fail  rfc6455/5.5/ping-payload-126   the length is not checked\n"))
		Expect(got.out).To(HaveSuffix("gate should: met\n"))
		xml, err := os.ReadFile("out/junit.xml")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(xml)).To(ContainSubstring(`<skipped message="expected: the length is not checked">`))
		again := wsspec("report", "render", "out/results.jsonl", "--format", "markdown")
		Expect(again.out).To(HavePrefix("## wsspec: gate must: met\n"))
	})

	DescribeTable("miss the gate, with the line to edit,", func(fault, config, says string) {
		in(config)
		got := wsspec("run", serve(fault), "--output", "out")
		Expect(got.code).To(Equal(exitMissed), got.err)
		Expect(got.out).To(ContainSubstring("not as expected: wsspec.yaml:3: rfc6455/5.5/ping-payload-126 " + says))
		Expect(wsspec("report", "render", "out/results.jsonl").out).To(ContainSubstring(says), "as the results say")
		Expect(wsspec("judge", "out/results.jsonl").code).To(Equal(exitMissed))
	},
		Entry("if they pass", "", expected(), "passes; remove the expectation"),
		Entry("if they fail otherwise", "long-control", expected("saw: the connection ends"), `fails otherwise: expected was fail, "the connection ends"; it is fail, "pong, 125 bytes`),
		Entry("if they are worse", "long-control", expected("verdict: warn"), "fails otherwise: expected was warn"),
		Entry("if they have expired", "long-control", expected("expires: 2020-01-01"), "was expected to fail until 2020-01-01"),
	)

	It("beside another failure do not help", func() {
		in(expected())
		got := wsspec("run", serve("long-control"), "rfc6455/5.5/ping-payload-127", "rfc6455/5.5/ping-payload-126")
		Expect(got.code).To(Equal(exitMissed))
		Expect(got.out).To(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-127"))
		Expect(got.out).NotTo(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-126"))
	})

	It("of cases that do not run are not missed", func() {
		in(expected())
		Expect(wsspec("run", serve(""), "rfc6455/5.5/ping-payload-127").code).To(Equal(exitMet))
	})

	It("are judged again as they were, also those of rules that are watched everywhere", func() {
		in("")
		Expect(wsspec("run", serve("masks-pongs-wrongly"), "rfc6455/5.1", "--update-expectations", "--output", "out").code).To(Equal(exitMet))
		Expect(written()).To(ContainSubstring("reason"))
		Expect(wsspec("judge", "out/results.jsonl").code).To(Equal(exitMet))
	})

	It("can be held against shards that were joined", func() {
		in("select: rfc6455/5.1\n")
		url := serve("masks-pongs-wrongly")
		Expect(wsspec("run", url, "--update-expectations").code).To(Equal(exitMet))
		Expect(os.WriteFile("empty.yaml", nil, 0o666)).To(Succeed())
		merge := []string{"report", "merge", "--output", "all.jsonl"}
		for _, shard := range []string{"1/3", "2/3", "3/3"} {
			dir := "shard-" + shard[:1]
			Expect(wsspec("run", url, "rfc6455/5.1", "--shard", shard, "--output", dir, "--config", "empty.yaml").code).To(BeElementOf(exitMet, exitMissed), shard)
			merge = append(merge, filepath.Join(dir, resultsFile))
		}
		Expect(wsspec(merge...).code).To(Equal(exitMet))
		Expect(wsspec("report", "render", "all.jsonl").out).To(HaveSuffix("gate must: missed\n"))
		merge = append(merge, "--config", configFile)
		Expect(wsspec(merge...).code).To(Equal(exitMet))
		Expect(wsspec("report", "render", "all.jsonl").out).To(HaveSuffix("gate must: met\n"))
		Expect(os.WriteFile(configFile, []byte("expectations: x\n"), 0o666)).To(Succeed())
		Expect(wsspec(merge...)).To(Equal(outcome{exitUsage, "", "wsspec: wsspec.yaml:1: expectations is a list, not a text\n"}))
	})

	It("are judged again as they were", func() {
		in(expected())
		Expect(wsspec("run", serve("long-control"), "--output", "out").code).To(Equal(exitMet))
		got := wsspec("judge", "out/results.jsonl")
		Expect(got.code).To(Equal(exitMet), got.out)
		Expect(got.err).To(HavePrefix("judged again: 2 of 2 cases"))
	})

	It("can be those of a run, which is green from then on", func() {
		in("# mine\nselect:   rfc6455/5.5/ping-payload-*\njobs: 4 # few\n")
		Expect(os.Chmod(configFile, 0o640)).To(Succeed())
		url := serve("long-control")
		got := wsspec("run", url, "--update-expectations", "--output", "out")
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.err).To(ContainSubstring("wsspec: wsspec.yaml: expected failures: 3 added\n"))
		Expect(got.err).To(ContainSubstring("wsspec: wsspec.yaml:7: the reason is still to be written\n"))
		first := written()
		Expect(first).To(HavePrefix("# mine\nselect:   rfc6455/5.5/ping-payload-*\njobs: 4 # few\n\nexpectations:\n  - case:\n      - rfc6455/5.5/ping-payload-126\n      - rfc6455/5.5/ping-payload-127\n"))
		info, err := os.Stat(configFile)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode().Perm()).To(Equal(fs.FileMode(0o640)))

		file, err := os.Open("out/results.jsonl")
		Expect(err).NotTo(HaveOccurred())
		defer file.Close()
		run, err := results.Read(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(results.GateMust.Judge(run)).To(Equal(results.Met), "the results say so, too")

		Expect(wsspec("run", url).code).To(Equal(exitMet))
		got = wsspec("run", url, "--update-expectations")
		Expect(got.err).To(ContainSubstring("wsspec: wsspec.yaml stays as it is: it is true of this run\n"))
		Expect(written()).To(Equal(first))
		left, err := filepath.Glob("*")
		Expect(err).NotTo(HaveOccurred())
		Expect(left).To(ConsistOf(configFile, "out"))

		got = wsspec("run", serve(""), "--update-expectations")
		Expect(got.code).To(Equal(exitMet))
		Expect(got.err).To(ContainSubstring("3 removed"))
		Expect(written()).To(Equal("# mine\nselect:   rfc6455/5.5/ping-payload-*\njobs: 4 # few\n\nexpectations:\n"))
	})

	It("can be those of a run where there is no file yet", func() {
		GinkgoT().Chdir(GinkgoT().TempDir())
		got := wsspec("run", serve("long-control"), "rfc6455/5.5/ping-payload-126", "--update-expectations", "--config", "new.yaml")
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(os.ReadFile("new.yaml")).To(HavePrefix("expectations:\n  - case: rfc6455/5.5/ping-payload-126\n"))
	})

	It("are written through a link", func() {
		in("")
		Expect(os.Rename(configFile, "real.yaml")).To(Succeed())
		Expect(os.Symlink("real.yaml", configFile)).To(Succeed())
		Expect(wsspec("run", serve("long-control"), "rfc6455/5.5/ping-payload-126", "--update-expectations").code).To(Equal(exitMet))
		Expect(os.Readlink(configFile)).To(Equal("real.yaml"))
		Expect(os.ReadFile("real.yaml")).To(HavePrefix("expectations:\n"))
	})

	It("that have expired stay when the others are updated, and miss the gate", func() {
		in(expected("expires: 2020-01-01"))
		before := written()
		Expect(wsspec("run", serve("long-control"), "--update-expectations").code).To(Equal(exitMissed))
		Expect(written()).To(Equal(before))
	})

	It("are not taken from a run that was cut short", func() {
		in(expected())
		before := written()
		ctx, cancel := context.WithCancel(context.Background())
		got := wsspecContext(ctx, "run", serveThenCall(cancel, 40), "rfc6455", "--update-expectations", "--jobs", "2")
		Expect(got.code).NotTo(Equal(exitMet))
		Expect(got.err).To(ContainSubstring("wsspec: wsspec.yaml stays as it is: the run is partial\n"))
		Expect(written()).To(Equal(before))
	})

	It("cannot be written over what somebody else wrote during the run", func() {
		in(expected())
		meddle := func() { os.WriteFile(configFile, []byte("jobs: 5\n"), 0o666) }
		got := wsspec("run", serveThenCall(meddle, 1), "--update-expectations")
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(HaveSuffix("wsspec: --update-expectations: wsspec.yaml was changed during the run and stays as it is\n"))
		Expect(written()).To(Equal("jobs: 5\n"))
		Expect(got.out).To(ContainSubstring("not as expected: wsspec.yaml:3: "), "the report is there all the same")
	})

	It("cannot be written into a list that is written in one line", func() {
		in("expectations: [{case: rfc6455/5.5/ping-payload-127, verdict: fail, saw: x, reason: y}]\n")
		got := wsspec("run", serve("long-control"), "rfc6455/5.5/ping-payload-126", "--update-expectations")
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(HaveSuffix("wsspec: wsspec.yaml:1: the list is written in a way that cannot be edited; write an entry in lines of its own\n"))
	})
})
