package junit_test

import (
	"bytes"
	"encoding/xml"
	"os/exec"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/junit"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run, gate results.Gate) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(junit.Render(&b, run, gate)).To(Succeed())
	return b.String()
}

// read is what a CI system makes of the file.
type read struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Suites   []struct {
		Name       string `xml:"name,attr"`
		Tests      int    `xml:"tests,attr"`
		Failures   int    `xml:"failures,attr"`
		Errors     int    `xml:"errors,attr"`
		Skipped    int    `xml:"skipped,attr"`
		Properties []struct {
			Value string `xml:"value,attr"`
		} `xml:"properties>property"`
		Cases []struct {
			Name    string    `xml:"name,attr"`
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct {
				Message string `xml:"message,attr"`
			} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// check reads the file and holds its counts against what it lists.
func check(file string) *read {
	GinkgoHelper()
	var r read
	Expect(xml.Unmarshal([]byte(file), &r)).To(Succeed())
	tests, failures, errors := 0, 0, 0
	for _, s := range r.Suites {
		f, e, k := 0, 0, 0
		for _, c := range s.Cases {
			f, e, k = f+count(c.Failure), e+count(c.Error), k+count(c.Skipped)
		}
		Expect([]int{s.Tests, s.Failures, s.Errors, s.Skipped}).To(Equal([]int{len(s.Cases), f, e, k}), s.Name)
		tests, failures, errors = tests+s.Tests, failures+f, errors+e
	}
	Expect([]int{r.Tests, r.Failures, r.Errors}).To(Equal([]int{tests, failures, errors}))
	return &r
}

func count[T any](p *T) int {
	if p != nil {
		return 1
	}
	return 0
}

var _ = Describe("The JUnit report", func() {
	It("reads as it should", func() {
		got := render(fixture.Run(), results.GateMust)
		want, err := fixture.Golden("junit.xml", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	It("has suites of resilience of their own, with their grade and the bugs that a failure is like", func() {
		got := render(fixture.Resilience(), results.GateShould)
		want, err := fixture.Golden("resilience.xml", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
		grades := map[string]int{}
		for _, s := range check(got).Suites {
			Expect(cases.GradeOf(s.Name)).To(Equal(cases.Grade(s.Properties[len(s.Properties)-1].Value)), s.Name)
			grades[s.Properties[len(s.Properties)-1].Value] += s.Tests
		}
		Expect(grades).To(Equal(map[string]int{"conformance": len(fixture.Run().Cases), "resilience": 3}))
	})

	DescribeTable("fails what misses the gate, and nothing that is disputed", func(gate results.Gate, failures int) {
		r := check(render(fixture.Run(), gate))
		Expect(r.Failures).To(Equal(failures))
		Expect(r.Errors).To(Equal(1))
		Expect(r.Tests).To(Equal(len(fixture.Run().Cases)))
	}, Entry(nil, results.GateMust, 3), Entry(nil, results.GateShould, 4))

	It("skips what fails as expected, with the reason, and fails what is not as expected", func() {
		r := check(render(fixture.Expecting(), results.GateMust))
		Expect(r.Failures).To(Equal(2 + 2))
		Expect(r.Suites[0].Cases[0].Skipped.Message).To(Equal("expected: # the length is checked from v2 on (https://wsspec.example/1), until 2026-12-31"))
		last := r.Suites[len(r.Suites)-1]
		Expect(last.Name).To(Equal("expectations"))
		Expect(last.Cases[0].Name).To(Equal("rfc6455/5.5/whole fails as expected"))
	})

	It("is not green if the run is partial", func() {
		run := fixture.Run()
		run.Cases, run.Footer.Partial = run.Cases[5:6], "interrupted"
		Expect(check(render(run, results.GateMust)).Errors).To(Equal(1))
	})

	DescribeTable("keeps to the schema", func(run func() *results.Run) {
		xmllint, err := exec.LookPath("xmllint")
		if err != nil {
			Skip("xmllint checks the schema; it is in Debian's package libxml2-utils: " + err.Error())
		}
		file := render(run(), results.GateShould)
		check(file)
		command := exec.Command(xmllint, "--nonet", "--huge", "--noout", "--schema", "testdata/junit.xsd", "-")
		command.Stdin = strings.NewReader(file)
		out, err := command.CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
	},
		Entry("with every verdict", fixture.Run),
		Entry("with resilience", fixture.Resilience),
		Entry("with expectations", fixture.Expecting),
		Entry("with every byte and markup from the target", func() *results.Run { return fixture.Hostile(fixture.HostileText) }),
		Entry("without a case", func() *results.Run { return &results.Run{} }),
	)

	It("keeps what a target sent as text", func() {
		file := render(fixture.Hostile(fixture.HostileText), results.GateMust)
		Expect(file).NotTo(ContainSubstring("<script"))
		Expect(file).NotTo(ContainSubstring("<img"))
	})
})
