package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// readResults reads a file of results.
func readResults(path string) *results.Run {
	GinkgoHelper()
	file, err := os.Open(path)
	Expect(err).NotTo(HaveOccurred())
	defer file.Close()
	run, err := results.Read(file)
	Expect(err).NotTo(HaveOccurred())
	return run
}

func verdictsOf(run *results.Run) map[string]cases.Verdict {
	list := map[string]cases.Verdict{}
	for _, c := range run.Cases {
		list[c.ID] = c.Verdict
	}
	return list
}

func ids(run *results.Run) (list []string) {
	for _, c := range run.Cases {
		list = append(list, c.ID)
	}
	return list
}

var _ = Describe("wsspec run --shard", func() {
	// The fault shows in all cases and is told in one, that watches for it: in whichever shard that is.
	It("makes parts that merge to the whole", func() {
		dir, url := GinkgoT().TempDir(), serve("masks-pongs-wrongly")
		run := func(name string, more ...string) string {
			GinkgoHelper()
			got := wsspec(append([]string{"run", url, "rfc6455/5.1", "rfc6455/5.5", "--seed", "7", "--output", filepath.Join(dir, name)}, more...)...)
			Expect(got.code).To(BeElementOf(exitMet, exitMissed), got.err)
			return filepath.Join(dir, name, "results.jsonl")
		}
		whole := readResults(run("whole"))
		merge := []string{"report", "merge", "--output", filepath.Join(dir, "merged.jsonl")}
		for i := 3; i > 0; i-- {
			merge = append(merge, run(fmt.Sprint(i), "--shard", fmt.Sprintf("%d/3", i)))
		}
		got := wsspec(merge...)
		Expect(got.code).To(Equal(exitMet), got.err)
		merged := readResults(filepath.Join(dir, "merged.jsonl"))
		Expect(ids(merged)).To(Equal(ids(whole)), "in the same order")
		Expect(verdictsOf(merged)).To(Equal(verdictsOf(whole)))
		Expect(merged.Footer.Counts).To(Equal(whole.Footer.Counts))
		Expect(merged.Header.Cases).To(Equal(len(whole.Cases)))
		Expect(merged.Header.Config.Shard).To(BeNil())
		Expect(whole.Footer.Counts[cases.Fail]).To(BeNumerically(">", 0), "there is something to be told")
	})

	DescribeTable("refuses what is no shard", func(sentence string, args ...string) {
		got := wsspec(append([]string{"run", "rfc6455/5.5"}, args...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
	},
		Entry(nil, "a shard is written like 2/5", "--shard", "2"),
		Entry(nil, "a shard is written like 2/5", "--shard", "0/5"),
		Entry(nil, "a shard is written like 2/5", "--shard", "6/5"),
		Entry(nil, "--shard: shard 999 of 999 has no case", "--shard", "999/999"),
	)
})
