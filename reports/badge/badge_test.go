package badge_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/badge"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run, gate results.Gate) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(badge.Render(&b, run, gate)).To(Succeed())
	return b.String()
}

// endpoint is what a badge service reads.
type endpoint struct {
	SchemaVersion         int
	Label, Message, Color string
	IsError               bool
}

func renderEndpoint(run *results.Run, gate results.Gate) (e endpoint) {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(badge.RenderEndpoint(&b, run, gate)).To(Succeed())
	Expect(json.Unmarshal(b.Bytes(), &e)).To(Succeed())
	return e
}

// texts are the texts of an image, in their order.
func texts(svg string) (list []string) {
	GinkgoHelper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	name := ""
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return list
		}
		Expect(err).NotTo(HaveOccurred())
		switch t := token.(type) {
		case xml.StartElement:
			name = t.Name.Local
			Expect(name).To(BeElementOf("svg", "title", "clipPath", "rect", "g", "text"))
		case xml.EndElement:
			name = ""
		case xml.CharData:
			if name == "text" || name == "title" {
				list = append(list, string(t))
			}
		}
	}
}

func with(verdicts ...cases.Verdict) *results.Run {
	run := &results.Run{}
	for _, v := range verdicts {
		run.Cases = append(run.Cases, results.Case{Verdict: v})
	}
	return run
}

func partial(run *results.Run) *results.Run { run.Footer.Partial = "interrupted"; return run }

func disputed(run *results.Run) *results.Run {
	run.Cases[0].Disputed = "two readings"
	return run
}

var _ = Describe("The badge", func() {
	It("looks as it should", func() {
		got := render(fixture.Run(), results.GateMust)
		want, err := fixture.Golden("badge.svg", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	DescribeTable("says in a few words", func(run *results.Run, gate results.Gate, message, colour string) {
		Expect(renderEndpoint(run, gate)).To(Equal(endpoint{1, "wsspec", message, colour, colour == "red"}))
		Expect(texts(render(run, gate))).To(Equal([]string{"wsspec: " + message, "wsspec", message}))
	},
		Entry("that all is well", with(cases.Pass, cases.Pass, cases.Info), results.GateMust, "2 pass", "brightgreen"),
		Entry("that advice is missed", with(cases.Pass, cases.Warn), results.GateMust, "1 warn, 1 pass", "yellow"),
		Entry("that the gate is missed", with(cases.Pass, cases.Warn), results.GateShould, "1 warn, 1 pass", "red"),
		Entry("that a rule is broken", with(cases.Pass, cases.Fail, cases.Skip), results.GateMust, "1 fail, 1 pass", "red"),
		Entry("that wsspec failed", with(cases.Pass, cases.Error), results.GateMust, "1 error, 1 pass", "red"),
		Entry("that nothing was judged", with(cases.Skip), results.GateMust, "incomplete", "lightgrey"),
		Entry("that nothing was there", with(), results.GateMust, "incomplete", "lightgrey"),
		Entry("that the run was cut short", partial(with(cases.Pass)), results.GateMust, "incomplete", "lightgrey"),
		Entry("that a rule was broken before the run was cut short", partial(with(cases.Fail)), results.GateMust, "1 fail", "red"),
		Entry("that nothing is left but what is free", with(cases.Info), results.GateMust, "nothing broken", "brightgreen"),
		Entry("nothing of a dispute", disputed(with(cases.Fail, cases.Pass)), results.GateMust, "1 pass", "brightgreen"),
	)
})
