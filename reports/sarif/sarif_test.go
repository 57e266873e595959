package sarif_test

import (
	"bytes"
	"encoding/json"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/sarif"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(sarif.Render(&b, run)).To(Succeed())
	return b.String()
}

// report is what a code-scanning service reads of the file.
type report struct {
	Tool struct {
		Driver struct {
			Rules []struct {
				ID               string
				ShortDescription text
			}
		}
	}
	Invocations []struct {
		ExecutionSuccessful        bool
		ToolExecutionNotifications []struct{ Message text }
	}
	Results []struct {
		RuleID    string
		RuleIndex int
		Level     string
		Message   text
		Locations []struct {
			PhysicalLocation struct {
				ArtifactLocation struct{ URI string }
				Region           struct{ StartLine int }
			}
		}
		PartialFingerprints map[string]string
		Suppressions        []struct{ Kind, Status, Justification string }
	}
}

type text struct{ Text string }

func read(file string) *report {
	GinkgoHelper()
	var log struct {
		Version string
		Runs    []report
	}
	Expect(json.Unmarshal([]byte(file), &log)).To(Succeed())
	Expect(log.Version).To(Equal("2.1.0"))
	Expect(log.Runs).To(HaveLen(1))
	return &log.Runs[0]
}

var _ = Describe("The SARIF report", func() {
	It("reads as it should", func() {
		got := render(fixture.Run())
		want, err := fixture.Golden("report.sarif", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	It("suppresses what fails as expected, and notes what is not as expected", func() {
		r := read(render(fixture.Expecting()))
		Expect(r.Results[0].Suppressions).To(HaveLen(1))
		Expect(r.Results[0].Suppressions[0].Justification).To(ContainSubstring("the length is checked from v2 on"))
		Expect(r.Results[1].Suppressions).To(BeEmpty())
		Expect(r.Invocations[0].ToolExecutionNotifications[0].Message.Text).To(Equal("not as expected: wsspec.yaml:7: rfc6455/5.5/whole passes; remove the expectation"))
	})

	It("has a result for each case that is bad and not disputed, and nothing that is not", func() {
		var ids []string
		for _, r := range read(render(fixture.Run())).Results {
			ids = append(ids, r.Level+" "+r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		}
		Expect(ids).To(Equal([]string{
			"error rfc6455/5.5/ping-payload-126", "error rfc6455/5.5/ping-payload-127", "error rfc6455/5.5/ping-payload-65536",
			"warning rfc6455/5.5/close-payload-126",
		}))
	})

	It("says that the run failed if wsspec did, or if it is partial", func() {
		run := fixture.Run()
		Expect(read(render(run)).Invocations[0].ExecutionSuccessful).To(BeFalse())
		run.Cases = run.Cases[:3]
		Expect(read(render(run)).Invocations[0].ExecutionSuccessful).To(BeTrue())
		run.Footer.Partial = "interrupted"
		in := read(render(run)).Invocations[0]
		Expect(in.ExecutionSuccessful).To(BeFalse())
		Expect(in.ToolExecutionNotifications[0].Message.Text).To(Equal("the run is partial: interrupted"))
	})

	It("knows a result again in the next run, and one case from another", func() {
		prints := func() (list []string) {
			for _, r := range read(render(fixture.Run())).Results {
				list = append(list, r.PartialFingerprints["primaryLocationLineHash"])
			}
			return list
		}
		Expect(prints()).To(Equal(prints()))
		seen := map[string]bool{}
		for _, print := range prints() {
			Expect(seen[print]).To(BeFalse())
			seen[print] = true
		}
	})

	DescribeTable("keeps to the schema of the standard", func(run *results.Run) {
		schema := standard()
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(render(run)))
		Expect(err).NotTo(HaveOccurred())
		Expect(schema.Validate(document)).To(Succeed())
	}, func() (entries []TableEntry) {
		entries = append(entries, Entry("of every verdict", fixture.Run()))
		for _, hostile := range fixture.Hostiles() {
			entries = append(entries, Entry("of "+hostile.What, hostile.Run))
		}
		return entries
	}())

	for _, hostile := range fixture.Hostiles() {
		It("is what code-scanning services take, of "+hostile.What, func() {
			file := render(hostile.Run)
			Expect(len(file)).To(BeNumerically("<", 1<<20))
			r := read(file)
			Expect(len(r.Results)).To(BeNumerically("<=", 5000))
			rules := map[string]bool{}
			for _, rule := range r.Tool.Driver.Rules {
				Expect(rules[rule.ID]).To(BeFalse(), "a rule stands there once")
				rules[rule.ID] = true
				Expect(len(rule.ShortDescription.Text)).To(BeNumerically("<=", 4000))
			}
			for _, result := range r.Results {
				Expect(r.Tool.Driver.Rules[result.RuleIndex].ID).To(Equal(result.RuleID))
				Expect(result.Message.Text).NotTo(BeEmpty())
				at := result.Locations[0].PhysicalLocation
				Expect(at.ArtifactLocation.URI).NotTo(ContainSubstring(":"), "a location that is no relative one is refused")
				Expect(at.Region.StartLine).To(Equal(1))
			}
		})
	}
})
