package wsspecginkgo_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/reference"
)

// reported is what a suite reported: its specs that were let through, by the ID of their case.
type reported struct {
	passed bool
	output string
	specs  map[string]types.SpecReport
}

// with are the cases whose specs ended in a state.
func (r *reported) with(states types.SpecState) []string {
	var list []string
	for id, spec := range r.specs {
		if spec.State.Is(states) {
			list = append(list, id)
		}
	}
	return list
}

// read reads a report in JSON.
func read(file, output string) types.SpecReports {
	GinkgoHelper()
	content, err := os.ReadFile(file)
	Expect(err).NotTo(HaveOccurred(), output)
	var reports []types.Report
	Expect(json.Unmarshal(content, &reports)).To(Succeed())
	return reports[0].SpecReports
}

func idsOf(keep func(*cases.Case) bool, selectors ...string) []string {
	GinkgoHelper()
	list, err := all.Table().For(reference.Server).Select(selectors...)
	Expect(err).NotTo(HaveOccurred())
	var ids []string
	for _, c := range list {
		if keep(c) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

var _ = Describe("A Ginkgo suite", Ordered, func() {
	var binary string

	BeforeAll(func() {
		if testing.Short() {
			Skip("in short mode no other test is built")
		}
		binary = filepath.Join(GinkgoT().TempDir(), "suite.test")
		out, err := exec.Command("go", "test", "-c", "-o", binary, "./testdata/suite").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
	})

	// run runs the containers that focus names, against the reference server with a fault, or without.
	run := func(fault string, flags ...string) *reported {
		GinkgoHelper()
		file := filepath.Join(GinkgoT().TempDir(), "report.json")
		c := exec.Command(binary, append(flags, "-ginkgo.json-report="+file, "-ginkgo.no-color")...)
		c.Env = append(os.Environ(), "FAULT="+fault)
		out, err := c.CombinedOutput()
		r := &reported{passed: err == nil, output: string(out), specs: map[string]types.SpecReport{}}
		for _, spec := range read(file, r.output) {
			id, _, _ := strings.Cut(spec.LeafNodeText, ":")
			// Ginkgo lists what a filter keeps out as skipped, too, but without a reason.
			if spec.LeafNodeType == types.NodeTypeIt && (spec.State != types.SpecStateSkipped || spec.Failure.Message != "") {
				r.specs[id] = spec
			}
		}
		return r
	}
	judged := types.SpecStatePassed | types.SpecStateSkipped
	const server, handler = "-ginkgo.focus=the reference server", "-ginkgo.focus=a handler rfc"

	It("has a spec for each case, which says what the verdict is", func() {
		r := run("", server)
		Expect(r.passed).To(BeTrue(), r.output)
		Expect(r.with(judged)).To(ConsistOf(idsOf(func(*cases.Case) bool { return true }, "rfc6455/4.2.1", "rfc6455/5.5", "rfc7692/7.1.1")))
		Expect(r.specs["rfc6455/5.5/ping-payload-126"].State).To(Equal(types.SpecStatePassed))
		Expect(r.specs["rfc6455/5.5/ping-payload-126"].LeafNodeText).To(HaveSuffix(": a ping with 126 payload bytes fails the connection"))
	})

	It("fails with what the report says, and goes on", func() {
		r := run("long-control", server)
		Expect(r.passed).To(BeFalse())
		Expect(len(r.with(judged))).To(BeNumerically(">", len(r.with(types.SpecStateFailed))), "the specs behind the first failure ran")
		failure := r.specs["rfc6455/5.5/ping-payload-126"].Failure
		Expect(failure.Message).To(HavePrefix("FAIL  rfc6455/5.5/ping-payload-126   a ping with 126 payload bytes fails the connection\n"))
		Expect(failure.Message).To(MatchRegexp(`rerun +wsspec run ws://127\.0\.0\.1:\d+/ rfc6455/5\.5/ping-payload-126`))
		Expect(r.specs["rfc6455/5.5/ping-payload-126"].LeafNodeLocation.FileName).To(HaveSuffix("suite_test.go"))
	})

	DescribeTable("runs what a label filter lets through", func(filter string, keep func(*cases.Case) bool) {
		r := run("", server, "-ginkgo.label-filter="+filter)
		Expect(r.passed).To(BeTrue(), r.output)
		want := idsOf(keep, "rfc6455/4.2.1", "rfc6455/5.5", "rfc7692/7.1.1")
		Expect(want).NotTo(BeEmpty())
		Expect(r.with(judged)).To(ConsistOf(want))
	},
		Entry("a specification", "rfc7692", func(c *cases.Case) bool { return c.Spec() == "rfc7692" }),
		Entry("a section", "rfc6455 && 5.5", func(c *cases.Case) bool { return c.Section() == "5.5" }),
		Entry("a level", "SHOULD || MUST NOT", func(c *cases.Case) bool { return c.Level() == "SHOULD" || c.Level() == "MUST NOT" }),
		Entry("a capability", "!deflate", func(c *cases.Case) bool { return !cases.Capabilities(c.AllNeeds()).Has(cases.Deflate) }),
		Entry("a grade and a label of a container around it", "conformance && around && 5.5.1", func(c *cases.Case) bool { return c.Section() == "5.5.1" }),
	)

	It("remarks on what misses a SHOULD with -v, and shows bytes with -vv", func() {
		const bytes = "GET / HTTP/1.1"
		r := run("fails-by-drop", server, "-ginkgo.label-filter=rfc6455 && 5.5", "-ginkgo.v")
		Expect(r.passed).To(BeTrue(), r.output)
		Expect(r.output).To(ContainSubstring("WARN  rfc6455/5.5/ping-payload-126"))
		Expect(r.output).NotTo(ContainSubstring(bytes))
		r = run("fails-by-drop", server, "-ginkgo.label-filter=rfc6455 && 5.5", "-ginkgo.vv")
		Expect(r.output).To(ContainSubstring(bytes))
	})

	It("carries out what the filters let through only", func() {
		r := run("full-control-refused", "-ginkgo.focus=the reference server rfc6455/5.5/ping-payload-126:")
		Expect(r.with(types.SpecStateFailed)).To(ConsistOf("rfc6455/5.5/ping-payload-126"))
		Expect(r.specs["rfc6455/5.5/ping-payload-126"].Failure.Message).To(HavePrefix("it rests on rfc6455/5.5/control-payload-125, which fails"),
			"the other case was carried out as its twin, and not because it was asked for")
	})

	It("stays on one of several processes", func() {
		dir := GinkgoT().TempDir()
		out, err := exec.Command("go", "run", "github.com/onsi/ginkgo/v2/ginkgo", "-procs=2", "--no-color", "--focus=the reference server",
			"--label-filter=5.5", "--json-report=report.json", "--output-dir="+dir, "./testdata/suite").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		processes := map[int]bool{}
		for _, spec := range read(filepath.Join(dir, "report.json"), string(out)) {
			if spec.State == types.SpecStatePassed {
				processes[spec.ParallelProcess] = true
			}
		}
		Expect(processes).To(HaveLen(1))
	})

	It("tells how to run a case of a handler again", func() {
		r := run("", handler, "-ginkgo.label-filter=5.5")
		Expect(r.specs["rfc6455/5.5/ping-payload-126"].Failure.Message).To(ContainSubstring(`ginkgo --focus 'rfc6455/5\.5/ping-payload-126:'`))
	})

	It("skips with the reason what the server lacks something for", func() {
		r := run("", handler, "-ginkgo.label-filter=5.5 || rfc7692")
		Expect(r.specs["rfc7692/7.1.1.1/accepted"].State).To(Equal(types.SpecStateSkipped))
		Expect(r.specs["rfc7692/7.1.1.1/accepted"].Failure.Message).To(Equal("the target does not offer: deflate"))
	})

	DescribeTable("is never green where nothing can be judged", func(says string, flags ...string) {
		r := run("", flags...)
		Expect(r.passed).To(BeFalse())
		Expect(r.with(types.SpecStatePassed)).To(BeEmpty())
		Expect(r.with(types.SpecStateFailed)).To(HaveLen(1))
		Expect(r.output).To(MatchRegexp(says))
	},
		Entry("the server is not there", "the target is unreachable: .*; nothing was tested", "-ginkgo.focus=a server that is not there"),
		Entry("it lacks what all cases need", "no case could be judged; of rfc7692/.*: the target does not offer: deflate", handler, "-ginkgo.label-filter=rfc7692"),
		Entry("a selector matches nothing", `no case matches "rfc6455/99"`, "-ginkgo.focus=no case"),
	)

	It("tells of a panic", func() {
		r := run("", "-ginkgo.focus=a handler that panics", "-ginkgo.label-filter=5.5")
		Expect(r.output).NotTo(ContainSubstring("the handler panicked"), "these cases send the version that it knows")
		r = run("", "-ginkgo.focus=a handler that panics.*/version")
		Expect(r.output).To(MatchRegexp(`Besides, in this or another case the handler panicked, \d+ times in all; the first time: another version`))
	})
})
