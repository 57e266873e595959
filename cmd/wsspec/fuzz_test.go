package main

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// quick are the flags of a campaign that takes no time to speak of.
var quick = []string{"--runs", "60", "--seed", "1", "--min-timeout", "200ms"}

func fuzzed(url string, flags ...string) outcome {
	return wsspec(append(append([]string{"fuzz", url}, quick...), flags...)...)
}

var _ = Describe("wsspec fuzz", func() {
	It("finds nothing wrong with the reference server, and says what it did", func() {
		o := fuzzed(serve(""))
		Expect(o.code).To(Equal(0), o.out+o.err)
		Expect(o.out).To(MatchRegexp(`^60 sequences in .* from seed 1, \d+ of \d+ combinations.*, \d+ kinds of reaction: no finding\n$`))
		Expect(o.err).To(ContainSubstring("seed 1\n"))
	})

	It("tells a violation, saves it, and replays it against the server and from the file", func() {
		dir, url := GinkgoT().TempDir(), serve("mask-unchecked")
		o := fuzzed(url, "--corpus", dir, "--runs", "400")
		Expect(o.code).To(Equal(1), o.out+o.err)
		Expect(o.out).To(MatchRegexp(`(?m)^FAIL +\S.*\n      \S.*\n      in sequence \d+, shrunk to\n        wss 1\n`))
		for _, ending := range []string{"wss", "json"} {
			saved, err := filepath.Glob(filepath.Join(dir, "findings", "*."+ending))
			Expect(err).NotTo(HaveOccurred())
			Expect(saved).NotTo(BeEmpty())
			again := wsspec("replay", saved[0], url, "--min-timeout", "200ms")
			Expect(again.code).To(Equal(1), again.out+again.err)
			Expect(again.out).To(HavePrefix("FAIL  "))
			fine := wsspec("replay", saved[0], serve(""), "--min-timeout", "200ms")
			Expect(fine.code).To(Equal(0), fine.out+fine.err)
			Expect(fine.out).To(HaveSuffix("the answer conforms\n"))
			recorded := wsspec("replay", saved[0])
			if ending == "json" {
				Expect(recorded.code).To(Equal(1), recorded.out+recorded.err)
				Expect(recorded.out).To(HavePrefix("FAIL  "))
			} else {
				Expect(recorded.code).To(Equal(2))
				Expect(recorded.err).To(ContainSubstring("no recorded answer"))
			}
		}
	})

	It("begins with what is in the corpus", func() {
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "a.wss"), []byte("wss 1\nopcode-3\n"), 0o600)).To(Succeed())
		o := wsspec("fuzz", serve("reserved-data-opcodes"), "--runs", "1", "--corpus", dir, "--min-timeout", "200ms")
		Expect(o.out).To(MatchRegexp(`in sequence 0, shrunk to\n +wss 1\n +opening plain\n +opcode-3 `))
	})

	DescribeTable("asks before it fuzzes another machine", func(url string, flags ...string) {
		o := fuzzed(url, flags...)
		Expect(o.code).To(Equal(2), o.out+o.err)
		Expect(o.err).To(ContainSubstring("--i-may-test-this-host"))
	},
		Entry("by name", "ws://wsspec.invalid/"),
		Entry("by a name that begins like ours", "ws://localhost.wsspec.invalid/"),
		Entry("by address", "ws://192.0.2.1/"),
		Entry("behind another name", "ws://localhost/", "--connect-to", "192.0.2.1:80"),
		Entry("behind a proxy", "ws://localhost/", "--proxy", "http://192.0.2.1:80"),
	)

	It("believes who says that it may", func() {
		o := fuzzed(strings.Replace(nobody(), "127.0.0.1", "wsspec.invalid", 1), "--i-may-test-this-host", "--connect-to", strings.Trim(nobody(), "ws:/"))
		Expect(o.code).To(Equal(3), o.out+o.err)
	})

	DescribeTable("refuses what makes no sense", func(says string, args ...string) {
		o := wsspec(args...)
		Expect(o.code).To(Equal(2), o.out+o.err)
		Expect(o.err).To(ContainSubstring(says))
	},
		Entry("no end", "no end", "fuzz", "ws://127.0.0.1:1/", "--time", "0"),
		Entry("no jobs", "--jobs", "fuzz", "ws://127.0.0.1:1/", "--jobs", "0"),
		Entry("a negative rate", "--rate", "fuzz", "ws://127.0.0.1:1/", "--rate", "-1"),
		Entry("no URL", "accepts 1 arg", "fuzz"),
		Entry("a file that is not there", "no such file", "replay", "no.wss"),
	)

	It("tells a server that cannot be reached from one that conforms", func() {
		Expect(fuzzed(nobody()).code).To(Equal(3))
	})
})
