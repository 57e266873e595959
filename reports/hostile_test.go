package reports_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	page "golang.org/x/net/html"

	"github.com/wsspec/wsspec/reports/badge"
	"github.com/wsspec/wsspec/reports/github"
	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/jsonfile"
	"github.com/wsspec/wsspec/reports/junit"
	"github.com/wsspec/wsspec/reports/markdown"
	"github.com/wsspec/wsspec/reports/matrix"
	"github.com/wsspec/wsspec/reports/sarif"
	"github.com/wsspec/wsspec/reports/tap"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

type renderer func(w io.Writer, run *results.Run) error

// gated is a renderer with the gate that counts most.
func gated(render func(io.Writer, *results.Run, results.Gate) error) renderer {
	return func(w io.Writer, run *results.Run) error { return render(w, run, results.GateShould) }
}

// renderers are those whose reports people look at, by their packages.
var renderers = map[string][]renderer{
	"badge":    {gated(badge.Render), gated(badge.RenderEndpoint)},
	"github":   {gated(github.Render)},
	"html":     {gated(html.Render)},
	"junit":    {gated(junit.Render)},
	"markdown": {gated(markdown.Render)},
	"matrix": {
		func(w io.Writer, run *results.Run) error { return matrix.RenderHTML(w, beside(run)) },
		func(w io.Writer, run *results.Run) error { return matrix.RenderMarkdown(w, beside(run)) },
	},
	"sarif": {sarif.Render},
	"tap":   {gated(tap.Render)},
	"text": {
		func(w io.Writer, run *results.Run) error { return text.Render(w, run, text.Options{}) },
		func(w io.Writer, run *results.Run) error {
			return text.Render(w, run, text.Options{Verbose: true, Trace: true, Width: 80})
		},
	},
}

// beside puts a run beside one that is not hostile, and once more under a hostile name.
func beside(run *results.Run) *matrix.Matrix {
	return matrix.New([]matrix.Source{{Run: fixture.Run()}, {Run: run}, {File: fixture.HostileText, Name: fixture.HostileText, Run: run}})
}

// others are packages whose reports are for programs, or that are no reports of one run.
var others = []string{"autobahn", "diff", "internal", "jsonfile", "trend"}

var _ = Describe("A hostile target", func() {
	It("meets every renderer here", func() {
		entries, err := os.ReadDir(".")
		Expect(err).NotTo(HaveOccurred())
		var packages []string
		for _, entry := range entries {
			if entry.IsDir() && !slices.Contains(others, entry.Name()) {
				packages = append(packages, entry.Name())
			}
		}
		Expect(packages).To(ConsistOf(slices.Collect(maps.Keys(renderers))))
	})

	It("gives no command to a CI system that prints a report", func() {
		lists := maps.Clone(renderers)
		lists["jsonfile"] = []renderer{jsonfile.Render, jsonfile.RenderLines}
		for _, name := range []string{"github", "html", "matrix"} {
			delete(lists, name) // one has commands, and a test of its own; pages are opened, not printed
		}
		for _, s := range []string{"::error::x", " \t::stop-commands::x", "x\n::error::x\r::error::x\u2028::error::x", "##[error]x", "x ##[error]x ##vso[task.x]##teamcity[x", "###[error]x"} {
			for _, run := range []*results.Run{fixture.Foreign(s), fixture.Hostile(s)} {
				for name, list := range lists {
					for _, render := range list {
						var b bytes.Buffer
						Expect(render(&b, run)).To(Succeed())
						Expect(command.FindAllString(b.String(), 3)).To(BeEmpty(), "%s with %q", name, s)
					}
				}
			}
		}
	})

	for _, hostile := range fixture.Hostiles() {
		for _, name := range slices.Sorted(maps.Keys(renderers)) {
			It("cannot drive what shows a report: "+name+" with "+hostile.What, func() {
				for _, render := range renderers[name] {
					var b bytes.Buffer
					Expect(render(&b, hostile.Run)).To(Succeed())
					Expect(unsafe(shown(name, b.Bytes()))).To(BeEmpty())
				}
			})
		}

		It("changes nothing in results: "+hostile.What, func() {
			var lines bytes.Buffer
			Expect(jsonfile.RenderLines(&lines, hostile.Run)).To(Succeed())
			var document bytes.Buffer
			Expect(jsonfile.Render(&document, hostile.Run)).To(Succeed())
			Expect(json.Valid(document.Bytes())).To(BeTrue())
			Expect(strings.Count(lines.String(), "\n")).To(Equal(len(hostile.Run.Cases) + 2))
		})
	}
})

// command is how a line begins, and what stands in one, that a CI system carries out.
var command = regexp.MustCompile(`(?m)^[\s\p{Z}]*::.{0,20}|##[A-Za-z]*\[.{0,20}`)

// shown is what of a report is seen: of a page its texts, of everything else all of it.
func shown(name string, report []byte) []byte {
	GinkgoHelper()
	if name != "html" && name != "matrix" || !bytes.HasPrefix(report, []byte("<!DOCTYPE html>")) {
		return report
	}
	root, err := page.Parse(bytes.NewReader(report))
	Expect(err).NotTo(HaveOccurred())
	var b bytes.Buffer
	for n := range root.Descendants() {
		if n.Type == page.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + "\n")
		}
		for _, attribute := range n.Attr {
			if attribute.Key == "title" || attribute.Key == "aria-label" {
				b.WriteString(attribute.Val + "\n")
			}
		}
	}
	return b.Bytes()
}

// unsafe lists what a terminal, an editor or a browser may act upon: control characters, what turns the direction of
// text, what is no UTF-8.
func unsafe(b []byte) (list []string) {
	seen := map[rune]bool{}
	for at := 0; at < len(b) && len(list) < 20; {
		if c := b[at]; c >= ' ' && c < 0x7F || c == '\n' {
			at++
			continue
		}
		r, size := utf8.DecodeRune(b[at:])
		bad := r == utf8.RuneError && size == 1 || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
		if bad && !seen[r] {
			seen[r] = true
			list = append(list, fmt.Sprintf("%q, behind %q", b[at:at+size], b[max(0, at-30):at]))
		}
		at += size
	}
	return list
}
