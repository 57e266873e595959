package wsspectest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/wsspectest"
)

// printed is what a test binary printed, and how the subtests ended.
type printed struct {
	text    string
	passed  bool
	results map[string]string // PASS, FAIL or SKIP, of each test that was reported
}

var resultLine = regexp.MustCompile(`(?m)^ *--- (PASS|FAIL|SKIP): (\S+)`)

// with returns the subtests of a test that ended so, without the name of the test.
func (p *printed) with(result, test string) []string {
	var list []string
	for name, r := range p.results {
		if id, ok := strings.CutPrefix(name, test+"/"); ok && r == result {
			list = append(list, id)
		}
	}
	return list
}

func ids(selectors ...string) []string {
	GinkgoHelper()
	suite, err := wsspectest.New(wsspectest.Select(selectors...))
	Expect(err).NotTo(HaveOccurred())
	var list []string
	for _, c := range suite.Cases() {
		list = append(list, c.ID)
	}
	return list
}

var _ = Describe("A Go test", Ordered, func() {
	var binary string

	BeforeAll(func() {
		if testing.Short() {
			Skip("in short mode no other test is built")
		}
		binary = filepath.Join(GinkgoT().TempDir(), "server.test")
		out, err := exec.Command("go", "test", "-c", "-o", binary, "./testdata/server").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
	})

	// run runs tests against the reference server with a fault, or without.
	run := func(fault string, flags ...string) *printed {
		GinkgoHelper()
		c := exec.Command(binary, flags...)
		c.Env = append(os.Environ(), "FAULT="+fault)
		out, err := c.CombinedOutput()
		p := &printed{text: string(out), passed: err == nil, results: map[string]string{}}
		for _, m := range resultLine.FindAllStringSubmatch(p.text, -1) {
			p.results[m[2]] = m[1]
		}
		Expect(p.text).NotTo(ContainSubstring("\x1b"), "colours are for terminals")
		return p
	}

	It("passes a conforming server, with a subtest for each case", func() {
		p := run("", "-test.run=^TestURL$", "-test.v")
		Expect(p.passed).To(BeTrue(), p.text)
		Expect(append(p.with("PASS", "TestURL"), p.with("SKIP", "TestURL")...)).To(ConsistOf(ids("rfc6455/5.5", "rfc6455/7.1.7")))
		Expect(len(p.with("PASS", "TestURL"))).To(BeNumerically(">", len(p.with("SKIP", "TestURL"))))
	})

	It("fails the cases that break a rule, and says what the report says", func() {
		p := run("long-control", "-test.run=^TestURL$/rfc6455/5.5")
		Expect(p.passed).To(BeFalse())
		Expect(p.with("FAIL", "TestURL")).To(ContainElement("rfc6455/5.5/ping-payload-126"))
		Expect(p.with("FAIL", "TestURL")).NotTo(ContainElement("rfc6455/5.5/control-payload-125"))
		Expect(p.text).To(MatchRegexp(`(?m)^ +FAIL  rfc6455/5\.5/ping-payload-126   a ping with 126 payload bytes fails the connection$`))
		Expect(p.text).To(MatchRegexp(`got +pong, 125 bytes`))
		Expect(p.text).To(MatchRegexp(`rerun +wsspec run ws://127\.0\.0\.1:\d+/ rfc6455/5\.5/ping-payload-126 --trace`))
	})

	It("shows the bytes with -v", func() {
		flags := []string{"-test.run=^TestURL$/rfc6455/5.5/^ping-payload-126$"}
		Expect(run("long-control", flags...).text).NotTo(ContainSubstring("GET / HTTP/1.1"))
		Expect(run("long-control", append(flags, "-test.v")...).text).To(ContainSubstring("GET / HTTP/1.1"))
	})

	It("fails a case in place of the one that it rests upon, if that is not told", func() {
		p := run("full-control-refused", "-test.run=^TestURL$/rfc6455/5.5/^ping-payload-126$")
		Expect(p.passed).To(BeFalse())
		Expect(p.with("FAIL", "TestURL")).To(ConsistOf("rfc6455/5.5/ping-payload-126"))
		Expect(p.text).To(ContainSubstring("it rests on rfc6455/5.5/control-payload-125, which fails"))
		p = run("full-control-refused", "-test.run=^TestURL$/rfc6455/5.5/^(ping-payload-126|control-payload-125)$", "-test.v")
		Expect(p.with("FAIL", "TestURL")).To(ConsistOf("rfc6455/5.5/control-payload-125"))
		Expect(p.with("SKIP", "TestURL")).To(ConsistOf("rfc6455/5.5/ping-payload-126"))
		Expect(p.text).To(ContainSubstring("inconclusive: its twin"))
	})

	It("remarks on what misses a SHOULD, and fails it if that is asked for", func() {
		p := run("fails-by-drop", "-test.run=^TestURL$", "-test.v")
		Expect(p.passed).To(BeTrue(), p.text)
		Expect(p.text).To(ContainSubstring("WARN  rfc6455/5.5/ping-payload-126"))
		p = run("fails-by-drop", "-test.run=^TestShould$")
		Expect(p.passed).To(BeFalse())
		Expect(p.with("FAIL", "TestShould")).To(ContainElement("rfc6455/5.5/ping-payload-126"))
	})

	It("leaves out what is to be skipped", func() {
		p := run("long-control", "-test.run=^TestSkip$", "-test.v")
		Expect(p.results).NotTo(HaveKey("TestSkip/rfc6455/5.5/ping-payload-126"))
		Expect(p.results).To(HaveKeyWithValue("TestSkip/rfc6455/5.5/ping-payload-127", "FAIL"))
	})

	It("skips what fails as expected, and fails what does not", func() {
		file := filepath.Join(GinkgoT().TempDir(), "known.yaml")
		GinkgoT().Setenv("EXPECTATIONS", file)
		Expect(os.WriteFile(file, []byte(`
expectations:
  - case: rfc6455/5.5/ping-payload-126
    verdict: fail
    saw: '*'
    reason: control frames of any length are taken
  - case: rfc6455/5.5/ping-payload-127
    verdict: fail
    saw: '*'
    reason: 'TODO: say why'
`), 0o600)).To(Succeed())
		flags := []string{"-test.run=^TestExpectations$/rfc6455/5.5/^(ping-payload-126|control-payload-125)$", "-test.v"}
		p := run("long-control", flags...)
		Expect(p.passed).To(BeTrue(), p.text)
		Expect(p.results).To(HaveKeyWithValue("TestExpectations/rfc6455/5.5/ping-payload-126", "SKIP"))
		Expect(p.text).To(ContainSubstring("fails as expected: control frames of any length are taken"))
		p = run("", flags...)
		Expect(p.passed).To(BeFalse())
		Expect(p.with("FAIL", "TestExpectations")).To(ConsistOf("rfc6455/5.5/ping-payload-126"))
		Expect(p.text).To(ContainSubstring("known.yaml:3: "))
		Expect(p.text).To(ContainSubstring("known.yaml:7: the reason is still to be written"))
		Expect(p.text).To(ContainSubstring("remove the expectation"))
	})

	It("reports no case that -run or -skip keep out", func() {
		p := run("", "-test.run=^TestURL$//5.5/payload-12", "-test.skip=///close", "-test.v")
		Expect(p.with("PASS", "TestURL")).To(ContainElement("rfc6455/5.5/ping-payload-126"))
		for name := range p.results {
			Expect(name).To(Or(Equal("TestURL"), ContainSubstring("payload-12")))
			Expect(name).NotTo(ContainSubstring("close"))
		}
	})

	It("runs beside another one, and again", func() {
		p := run("", "-test.run=^TestBeside$", "-test.v", "-test.count=2")
		Expect(p.passed).To(BeTrue(), p.text)
		Expect(strings.Count(p.text, "--- PASS: TestBeside/one/rfc6455/5.5/control-payload-125 ")).To(Equal(2))
		Expect(strings.Count(p.text, "--- PASS: TestBeside/other/rfc6455/5.5/control-payload-125 ")).To(Equal(2))
	})

	It("tells the same of a handler in this process as of one behind a port", func() {
		without := func(test string) map[string]string {
			results := map[string]string{}
			for name, result := range run("", "-test.run=^"+test+"$/rfc6455/^5.5", "-test.v").results {
				results[strings.TrimPrefix(name, test)] = result
			}
			return results
		}
		inProcess := without("TestHandler")
		Expect(inProcess).To(HaveKeyWithValue("/rfc6455/5.5/ping-payload-126", "FAIL"))
		Expect(inProcess).To(HaveKeyWithValue("/rfc6455/5.5/control-payload-125", "PASS"))
		Expect(inProcess).To(Equal(without("TestPort")))
	})

	DescribeTable("reaches a server that wants more than a URL", func(test string) {
		p := run("", "-test.run=^"+test+"$", "-test.v")
		Expect(p.passed).To(BeTrue(), p.text)
		Expect(p.with("PASS", test)).To(ConsistOf("rfc6455/5.5/control-payload-125"))
	},
		Entry("a path, a field, an origin, a subprotocol", "TestOptions"),
		Entry("a certificate of its own", "TestReached"),
	)

	It("tells how to run a case of a handler again", func() {
		p := run("", "-test.run=^TestHandler$/rfc6455/5.5/^ping-payload-126$")
		Expect(p.text).To(ContainSubstring(`go test -run '^TestHandler$/^rfc6455$/^5\.5$/^ping-payload-126$'`))
		Expect(p.text).NotTo(ContainSubstring("wsspec run"))
	})

	DescribeTable("says in a sentence why it fails where no case does", func(test, says string, flags ...string) {
		p := run("", append(flags, "-test.run=^"+test+"$")...)
		Expect(p.passed).To(BeFalse())
		Expect(p.text).To(MatchRegexp(`(?m)^    server_test\.go:\d+: ` + says))
		Expect(p.results).To(Equal(map[string]string{test: "FAIL"}))
	},
		Entry("the server is not there", "TestGone", "the target is unreachable: .*; nothing was tested$"),
		Entry("a selector matches nothing", "TestNoSuchCase", `no case matches "rfc6455/5\.5/ping-payload-1"; the nearest is`),
		Entry("nothing can be judged", "TestNothing", "no case could be judged; of rfc7692/.*: the target does not offer: deflate$"),
		Entry("the server dies", "TestDies", "not all cases were carried out: the target vanished$"),
		Entry("the server does nothing until the time is up", "TestHangs", "the time was up before anything was tested$", "-test.timeout=3s"),
	)

	It("tells of a panic, and lives on", func() {
		p := run("", "-test.run=^(TestPanics|TestURL)$/rfc6455/4.2.1/version|^TestURL$/rfc6455/5.5/ping")
		Expect(p.text).To(MatchRegexp(`(?m)^    server_test\.go:\d+: the handler panicked, \d+ times in all; the first time: another version$`))
		Expect(p.results).To(HaveKeyWithValue("TestPanics", "FAIL"))
		Expect(p.text).NotTo(ContainSubstring("\npanic: "))
		Expect(p.text).NotTo(ContainSubstring("--- FAIL: TestURL"))
	})
})

var _ = Describe("A suite", func() {
	It("leaves out in short mode what takes long", func() {
		long, err := wsspectest.New()
		Expect(err).NotTo(HaveOccurred())
		short, err := wsspectest.New(wsspectest.Short())
		Expect(err).NotTo(HaveOccurred())
		Expect(long.Cases().Select("resilience")).NotTo(BeEmpty())
		_, err = short.Cases().Select("resilience")
		Expect(err).To(HaveOccurred())
		Expect(short.Cases().Select("rfc6455")).To(Equal(must(long.Cases().Select("rfc6455"))))
	})

	It("names a selector of Skip that matches nothing", func() {
		_, err := wsspectest.New(wsspectest.Skip("rfc6455/99"))
		Expect(err).To(MatchError(ContainSubstring(`to be skipped: no case matches "rfc6455/99"`)))
	})

	It("has no target without one", func() {
		suite, err := wsspectest.New()
		Expect(err).NotTo(HaveOccurred())
		_, err = suite.Open(wsspectest.Target{})
		Expect(err).To(MatchError(ContainSubstring("there is no target")))
	})
})

func must[T any](v T, err error) T {
	GinkgoHelper()
	Expect(err).NotTo(HaveOccurred())
	return v
}
