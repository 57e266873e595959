package wsspecfuzz_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A fuzz target", Ordered, func() {
	var binary string

	BeforeAll(func() {
		if testing.Short() {
			Skip("in short mode no other test is built")
		}
		binary = filepath.Join(GinkgoT().TempDir(), "target.test")
		out, err := exec.Command("go", "test", "-c", "-o", binary, "./testdata/target").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
	})

	// run plays the seeds of a target to the reference server with a fault, or without, and returns what was printed.
	run := func(target, fault, known string) (passed bool, printed string) {
		GinkgoHelper()
		c := exec.Command(binary, "-test.run=^"+target+"$", "-test.v")
		c.Env = append(os.Environ(), "FAULT="+fault, "KNOWN="+known)
		out, err := c.CombinedOutput()
		return err == nil, string(out)
	}

	It("finds nothing in a handler that conforms, and begins with seeds", func() {
		passed, printed := run("FuzzReference", "", "")
		Expect(passed).To(BeTrue(), printed)
		Expect(printed).To(ContainSubstring("--- PASS: FuzzReference/seed#49"))
	})

	It("tells what is wrong, by which rule, and what was sent and received", func() {
		passed, printed := run("FuzzReference", "text-unchecked", "")
		Expect(passed).To(BeFalse())
		Expect(printed).To(MatchRegexp(`(?m)^ +wsspecfuzz\.go:\d+: broke a rule of the stream: invalid-text\n +saw byte 0x\w+ at offset`))
		Expect(printed).To(MatchRegexp(`rule 6455-5\.6-03, MUST, RFC 6455 section 5\.6: .*\n +https://www\.rfc-editor\.org/rfc/rfc6455#section-5\.6`))
		Expect(printed).To(MatchRegexp(`scenario\n +wss 1\n +opening plain\n +text not-utf8[^\n]*\n +request`))
		for _, part := range []string{"request", "sent", "response", "received"} {
			Expect(printed).To(MatchRegexp(part + ` \d+ bytes.*\n +00000000  `))
		}
	})

	It("goes past what is known", func() {
		passed, printed := run("FuzzReference", "text-unchecked", "broke a rule of the stream: invalid-text\ncontinued: *\nsurvived (6455-*)")
		Expect(passed).To(BeTrue(), printed)
	})

	It("asks for another path", func() {
		passed, printed := run("FuzzPath", "", "")
		Expect(passed).To(BeTrue(), printed)
		_, printed = run("FuzzPath", "text-unchecked", "")
		Expect(printed).To(ContainSubstring("invalid-text"))
	})

	It("finds a panic that net/http recovers, with the place where it was", func() {
		passed, printed := run("FuzzPanics", "", "")
		Expect(passed).To(BeFalse())
		Expect(printed).To(MatchRegexp(`the handler panicked: an extension\n +scenario\n +wss 1\n`))
		Expect(printed).To(ContainSubstring("target_test.go"))
		passed, printed = run("FuzzPanics", "", "the handler panicked")
		Expect(passed).To(BeTrue(), printed)
	})

	DescribeTable("says in a sentence why it does not begin", func(target, says string) {
		passed, printed := run(target, "", "")
		Expect(passed).To(BeFalse())
		Expect(printed).To(MatchRegexp(`(?m)^    target_test\.go:\d+: ` + says + `$`))
	},
		Entry("the handler is no server", "FuzzNoServer", "the server refuses the plainest handshake: status 404 .*; nothing was tested"),
		Entry("what is known can name nothing", "FuzzNoFinding", `"accepted: \[\*" names no finding: .*`),
	)

	It("fuzzes", func() {
		instrumented := filepath.Join(GinkgoT().TempDir(), "fuzz.test")
		out, err := exec.Command("go", "test", "-c", "-fuzz=^FuzzReference$", "-o", instrumented, "./testdata/target").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		c := exec.Command(instrumented, "-test.run=^$", "-test.fuzz=^FuzzReference$", "-test.fuzztime=80x", "-test.fuzzcachedir="+GinkgoT().TempDir())
		c.Dir = GinkgoT().TempDir() // where a finding would be written
		c.Env = append(os.Environ(), "FAULT=", "KNOWN=")
		out, err = c.CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		Expect(string(out)).To(MatchRegexp(`now fuzzing with \d+ workers`))
	})
})
