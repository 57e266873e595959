package markdown_test

import (
	"bytes"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/markdown"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run, gate results.Gate) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(markdown.Render(&b, run, gate)).To(Succeed())
	return b.String()
}

// page is what a reader of Markdown makes of a text, with raw HTML let through.
func page(text string) *html.Node {
	GinkgoHelper()
	var b bytes.Buffer
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	Expect(reader.Convert([]byte(text), &b)).To(Succeed())
	root, err := html.Parse(&b)
	Expect(err).NotTo(HaveOccurred())
	return root
}

// elements are how often which element is there, and what text stands in those of a name.
func elements(root *html.Node, name string) (counts map[string]int, texts []string) {
	counts = map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		counts[n.Data]++
		if n.Data == name {
			text := ""
			for child := range n.Descendants() {
				if child.Type == html.TextNode {
					text += child.Data
				}
			}
			texts = append(texts, text)
		}
	}
	return counts, texts
}

var _ = Describe("The Markdown report", func() {
	It("reads as it should", func() {
		got := render(fixture.Run(), results.GateMust)
		want, err := fixture.Golden("report.md", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	It("has a title, a row for each section that is not all right, and each failure folded", func() {
		root := page(render(fixture.Run(), results.GateMust))
		_, titles := elements(root, "h2")
		Expect(titles).To(Equal([]string{"wsspec: gate must: missed"}))
		_, rows := elements(root, "tr")
		Expect(rows).To(HaveLen(4))
		Expect(strings.Fields(rows[1])).To(Equal(strings.Fields("all 1 4 1 1 1 1 1")))
		Expect(strings.Fields(rows[2])).To(Equal(strings.Fields("rfc6455/5.5 4 1 1 1 1")))
		_, folded := elements(root, "summary")
		Expect(folded).To(Equal([]string{
			"error rfc6455/10.2/error our own fault",
			"fail rfc6455/5.5/ping-payload-126 a ping with 126 payload bytes fails the connection (and 2 likewise)",
			"fail rfc6455/5.5/disputed a case with two readings",
			"warn rfc6455/5.5/close-payload-126 a close with 126 payload bytes fails the connection",
		}))
	})

	It("says that a run is not complete", func() {
		Expect(render(&results.Run{}, results.GateMust)).To(ContainSubstring("**Incomplete:** `nothing could be judged`"))
	})

	It("stays below what a job summary may hold, and tells what it leaves out", func() {
		run := &results.Run{}
		for i := range 3000 {
			run.Cases = append(run.Cases, results.Case{ID: fmt.Sprintf("rfc6455/%d/one", i), Verdict: cases.Fail, Got: []string{strings.Repeat("x", 500), "y", strings.Repeat("ü", 500)}})
		}
		text := render(run, results.GateMust)
		Expect(len(text)).To(BeNumerically("<", 1<<20))
		shown := strings.Count(text, "<details>")
		Expect(text).To(ContainSubstring(fmt.Sprintf("\n%d more cases not shown;", 3000-shown)))
	})

	It("tells what is expected from what is not, and what is not as expected", func() {
		text := render(fixture.Expecting(), results.GateMust)
		_, summaries := elements(page(text), "summary")
		Expect(summaries).To(ContainElements(
			"fail rfc6455/5.5/ping-payload-126 a ping with 126 payload bytes fails the connection (expected)",
			"fail rfc6455/5.5/ping-payload-127 a ping with 127 payload bytes fails the connection (and 1 likewise)",
		))
		Expect(text).To(HavePrefix("## wsspec: gate must: missed\n"))
		_, bold := elements(page(text), "strong")
		Expect(bold).To(Equal([]string{"Not as expected:", "Not as expected:"}))
	})

	for _, hostile := range fixture.Hostiles() {
		It("keeps what a target sent as text, with "+hostile.What, func() {
			text := render(hostile.Run, results.GateShould)
			Expect(len(text)).To(BeNumerically("<", 1<<20))
			counts, _ := elements(page(text), "")
			for name := range counts {
				Expect(name).To(BeElementOf("html", "head", "body", "h2", "p", "code", "pre", "strong", "b", "details", "summary",
					"table", "thead", "tbody", "tr", "th", "td"))
			}
			Expect(counts["details"]).To(Equal(strings.Count(text, "<details>")))
			Expect(counts["pre"]).To(Equal(counts["details"]))
		})
	}

	DescribeTable("shows a text as it is", func(text string) {
		_, code := elements(page("| a |\n|---|\n| x |\n\n"+markdown.Code(text)+" end\n"), "code")
		Expect(code).To(Equal([]string{text}))
		_, cells := elements(page("| a |\n|---|\n| "+markdown.Text(text)+" |\n"), "td")
		Expect(cells).To(Equal([]string{strings.TrimSpace(text)}))
	},
		Entry(nil, "`"), Entry(nil, "``a`"), Entry(nil, "*a* _b_ ~~c~~ [d](e) <f> &amp; \\*"), Entry(nil, "a | b \\| c"),
		Entry(nil, "www.example.com https://example.com a@example.com @team #12"), Entry(nil, "# a"), Entry(nil, "1. a"), Entry(nil, "![x](y)"), Entry(nil, "<!-- x"),
	)
})
