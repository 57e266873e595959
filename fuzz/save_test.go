package fuzz_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
)

var _ = Describe("a finding in files", func() {
	var dir, name string
	var f *fuzz.Finding
	BeforeEach(func() {
		_, findings, _ := campaign("orphan-accepted", func(c *fuzz.Campaign) { c.Runs = 100 })
		Expect(findings).NotTo(BeEmpty())
		f, dir = findings[0], GinkgoT().TempDir()
		var err error
		name, err = f.Save(dir, echoing)
		Expect(err).NotTo(HaveOccurred())
	})

	It("is the same scenario in each of them", func() {
		corpus, err := filepath.Glob(filepath.Join(dir, "testdata", "fuzz", "FuzzEndpoint", "*"))
		Expect(err).NotTo(HaveOccurred())
		Expect(corpus).To(HaveLen(1))
		for _, path := range append(corpus, name+".wss", name+".json") {
			s, _, err := fuzz.Load(path)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Text()).To(Equal(f.Scenario.Text()), path)
		}
	})

	It("can be judged again", func() {
		_, recording, err := fuzz.Load(name + ".json")
		Expect(err).NotTo(HaveOccurred())
		Expect(recording.Record.Judge(recording.Profile)).To(ContainElement(f.Deviation))
	})

	It("has the bytes that were sent, and a row for a case table", func() {
		sent, err := os.ReadFile(name + ".bin")
		Expect(err).NotTo(HaveOccurred())
		Expect(sent).To(HavePrefix("GET / HTTP/1.1\r\n"))
		Expect(sent).To(HaveSuffix(string(f.Record.Sent)))
		row, err := os.ReadFile(name + ".case")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(row)).To(MatchRegexp(`Send\(Cont\(`))
	})
})

var _ = Describe("a file that is no finding", func() {
	DescribeTable("is told from one", func(content, why string) {
		path := filepath.Join(GinkgoT().TempDir(), "file")
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
		_, _, err := fuzz.Load(path)
		Expect(err).To(MatchError(ContainSubstring(why)))
	},
		Entry("no scenario", "wss 1\nbanana", "line 2"),
		Entry("no JSON", "{", "unexpected end"),
		Entry("another corpus", "go test fuzz v1\n[]byte(3)\n", "not a corpus file"),
		Entry("nothing", "", "line 1"),
	)

	It("is missed if it is not there", func() {
		_, _, err := fuzz.Load(filepath.Join(GinkgoT().TempDir(), "none"))
		Expect(err).To(MatchError(os.ErrNotExist))
	})
})
