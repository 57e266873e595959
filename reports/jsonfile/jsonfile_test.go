package jsonfile_test

import (
	"bytes"
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/jsonfile"
	"github.com/wsspec/wsspec/runner/results"
)

var _ = Describe("The JSON reports", func() {
	DescribeTable("lose nothing", func(run *results.Run) {
		var b bytes.Buffer
		Expect(jsonfile.Render(&b, run)).To(Succeed())
		var got results.Run
		Expect(json.Unmarshal(b.Bytes(), &got)).To(Succeed())
		Expect(&got).To(Equal(run))
	}, Entry("of a usual run", fixture.Run()), Entry("of valid hostile text", fixture.Hostile("\x00\x1b\u202e</script>")),
		Entry("of what a CI system would carry out", fixture.Hostile("::error::x ##[error]x \\##[error]x\n::error::x")))

	It("are lines that can be read again", func() {
		var b bytes.Buffer
		Expect(jsonfile.RenderLines(&b, fixture.Run())).To(Succeed())
		Expect(bytes.Count(b.Bytes(), []byte("\n"))).To(Equal(len(fixture.Run().Cases) + 2))
		got, err := results.Read(&b)
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(fixture.Run()))
	})

	It("hold no markup that a page could take for its own", func() {
		var b bytes.Buffer
		Expect(jsonfile.Render(&b, fixture.Hostile(fixture.HostileText))).To(Succeed())
		Expect(b.String()).NotTo(ContainSubstring("</script>"))
		Expect(json.Valid(b.Bytes())).To(BeTrue())
	})
})
