package github_test

import (
	"bytes"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/github"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run, gate results.Gate) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(github.Render(&b, run, gate)).To(Succeed())
	return b.String()
}

// annotation is a command as the runner of GitHub Actions reads it.
type annotation struct {
	kind, title, text, place string
}

// read takes the commands apart. A line that is none, or that has another property than a title and a place, fails the test.
func read(file string) (list []annotation) {
	GinkgoHelper()
	unescape := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for line := range strings.Lines(file) {
		command, data, ok := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "::"), "::")
		Expect(strings.HasPrefix(line, "::") && ok).To(BeTrue(), line)
		kind, properties, _ := strings.Cut(command, " ")
		Expect(kind).To(BeElementOf("error", "warning", "notice"))
		a := annotation{kind: kind, text: unescape.Replace(data)}
		if strings.HasPrefix(properties, "file=") {
			parts := strings.SplitN(properties, ",", 3)
			a.place, properties = unescape.Replace(parts[0]+" "+parts[1]), parts[2]
		}
		Expect(strings.Split(properties, ",")).To(HaveLen(1))
		title, ok := strings.CutPrefix(properties, "title=")
		Expect(ok).To(BeTrue(), line)
		a.title = unescape.Replace(title)
		list = append(list, a)
	}
	return list
}

func titles(list []annotation) (titles []string) {
	for _, a := range list {
		titles = append(titles, a.kind+" "+a.title)
	}
	return titles
}

var _ = Describe("The annotations of GitHub Actions", func() {
	It("read as they should", func() {
		got := render(fixture.Run(), results.GateMust)
		want, err := fixture.Golden("annotations.txt", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	DescribeTable("are errors of what misses the gate and warnings of what else is bad, with cases that are alike as one", func(gate results.Gate, advice string) {
		Expect(titles(read(render(fixture.Run(), gate)))).To(ConsistOf(
			"error rfc6455/5.5/ping-payload-126: a ping with 126 payload bytes fails the connection",
			"error rfc6455/10.2/error: our own fault",
			advice+" rfc6455/5.5/close-payload-126: a close with 126 payload bytes fails the connection",
			"notice wsspec",
		))
	}, Entry("of the MUSTs", results.GateMust, "warning"), Entry("of the SHOULDs", results.GateShould, "error"))

	It("are a notice of what fails as expected, and errors at the lines that are not as they should be", func() {
		list := read(render(fixture.Expecting(), results.GateShould))
		Expect(titles(list)).To(ConsistOf(
			"error rfc6455/5.5/whole", "error rfc6455/5.5/ping-payload-127",
			"error rfc6455/5.5/ping-payload-127: a ping with 127 payload bytes fails the connection",
			"error rfc6455/10.2/error: our own fault",
			"notice 2 expected failures",
			"notice wsspec",
		))
		Expect(list[1]).To(Equal(annotation{"error", "rfc6455/5.5/ping-payload-127", "rfc6455/5.5/ping-payload-127 fails otherwise: 100%, in one, or two", "file=wsspec.yaml line=12"}))
		Expect(list[4].text).To(Equal("rfc6455/5.5/ping-payload-126: # the length is checked from v2 on (https://wsspec.example/1), until 2026-12-31\n" +
			"rfc6455/5.5/close-payload-126: nobody minds"))
	})

	It("leave room for the cases where much is not as expected", func() {
		run := fixture.Expecting()
		for range 20 {
			run.Footer.Deviations = append(run.Footer.Deviations, run.Footer.Deviations[0])
		}
		list := titles(read(render(run, results.GateMust)))
		Expect(list[:10]).To(HaveEach(HavePrefix("error ")))
		Expect(list[10]).To(HavePrefix("notice "))
	})

	It("tell the whole story of a failure", func() {
		list := read(render(fixture.Run(), results.GateMust))
		Expect(list[1].text).To(ContainSubstring("got       pong, 125 bytes \"0123456789 abcdefghijklm\"…\n          a later ping was answered"))
		Expect(list[1].text).To(HaveSuffix("likewise  2 cases of this section"))
	})

	It("are ten of a kind at most, of which the last tells how many there are besides", func() {
		run := &results.Run{}
		for i := range 25 {
			run.Cases = append(run.Cases, results.Case{ID: fmt.Sprintf("rfc6455/%d/one", i), Verdict: cases.Fail}, results.Case{ID: fmt.Sprintf("rfc6455/%d/two", i), Verdict: cases.Warn})
		}
		run.Footer.Partial = "interrupted"
		list := read(render(run, results.GateMust))
		var errors, warnings []annotation
		for _, a := range list {
			switch a.kind {
			case "error":
				errors = append(errors, a)
			case "warning":
				warnings = append(warnings, a)
			}
		}
		Expect(errors).To(HaveLen(10))
		Expect(errors[0].text).To(Equal("the run is partial: interrupted"))
		Expect(errors[9].text).To(HavePrefix("17 more cases"))
		Expect(warnings).To(HaveLen(10))
		Expect(warnings[9].text).To(HavePrefix("16 more cases"))
	})

	It("say so if nothing could be judged", func() {
		Expect(read(render(&results.Run{}, results.GateMust))[0]).To(Equal(annotation{kind: "error", title: "wsspec", text: "nothing could be judged"}))
	})

	for _, hostile := range fixture.Hostiles() {
		It("keep what a target sent as text, with "+hostile.What, func() {
			file := render(hostile.Run, results.GateMust)
			Expect(len(file)).To(BeNumerically("<", 1<<20))
			for _, a := range read(file) {
				Expect(a.text).NotTo(BeEmpty())
				Expect(a.title).NotTo(ContainSubstring("\n"))
			}
		})
	}
})
