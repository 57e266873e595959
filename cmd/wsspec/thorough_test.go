package main

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("--thorough", func() {
	const id = "autobahn:12.5.1" // one of its cases sends some messages, the other a thousand

	It("carries out what is skipped without it, and a line that says so", func() {
		got := wsspec("run", serve(""), id)
		Expect(got.code).To(Equal(exitMet), got.out)
		Expect(got.out).To(And(ContainSubstring("1 skip"), ContainSubstring("skip  1 case: it is carried out with --thorough only")))
		got = wsspec("run", serve(""), id, "--thorough")
		Expect(got.code).To(Equal(exitMet), got.out)
		Expect(got.out).To(And(Not(ContainSubstring("skip")), ContainSubstring("3 pass")))
	})

	It("stands in the command that carries out a failure again", func() {
		got := wsspec("run", serve("deflate-late-loss"), id, "--thorough")
		Expect(got.code).To(Equal(exitMissed), got.out)
		Expect(got.out).To(MatchRegexp(`rerun +wsspec run \S+ rfc7692/7\.2\.1/1000-noise-16 .*--thorough`))
	})

	It("takes nothing from what a report for Autobahn says without it", func() {
		dir := GinkgoT().TempDir()
		Expect(wsspec("run", serve(""), id, "--autobahn-report", dir).code).To(Equal(exitMet))
		index, err := os.ReadFile(filepath.Join(dir, "index.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(index)).To(And(ContainSubstring(`"OK"`), Not(ContainSubstring("UNIMPLEMENTED"))))
	})
})
