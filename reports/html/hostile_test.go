package html_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	dom "golang.org/x/net/html"

	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

// outline is a page without its texts: elements and attributes, in their order.
func outline(page node) []string {
	var list []string
	for d := range page.Descendants() {
		switch d.Type {
		case dom.ElementNode:
			line := d.Data
			for _, a := range d.Attr {
				line += " " + a.Key
				if a.Key != "content" && a.Key != "value" {
					line += "=" + a.Val
				}
			}
			list = append(list, line)
		case dom.CommentNode:
			list = append(list, "comment")
		}
	}
	return list
}

// withoutBytes takes the transcripts out: what they look like depends on their bytes.
func withoutBytes(run *results.Run) *results.Run {
	for i := range run.Cases {
		run.Cases[i].Transcript = nil
	}
	return run
}

var _ = Describe("What a target says", func() {
	hostile := map[string]string{
		"every byte, and all that reacts to text": fixture.HostileText,
		"the end of a script":                     "</script><script>alert(1)</script>",
		"the end of a style":                      "</style><style>*{display:none}</style>",
		"an element":                              "<img src=x onerror=alert(1)>",
		"the end of an attribute":                 `" onclick="alert(1)" x='`,
		"the end of a title":                      "</title><h1>mine</h1>",
		"a comment":                               "<!-- ",
		"template code":                           "{{.}}",
		"an entity":                               "&lt;&#60;&amp;",
		"a link":                                  "javascript:alert(1)",
		"terminal escapes":                        "\x1b[2J\x1b]0;x\a\x9b31m",
		"marks that turn the direction":           "\u202eabc\u2066\u200f",
		"what is no UTF-8":                        "\xff\xc0\x80\xed\xa0\x80",
		"nothing but NUL":                         "\x00\x00",
	}
	for name, text := range hostile {
		It("is text and nothing else: "+name, func() {
			page := parse(render(withoutBytes(fixture.Hostile(text))))
			Expect(outline(page)).To(Equal(outline(parse(render(withoutBytes(fixture.Hostile("harmless")))))))
		})

		It("does nothing in an exchange either: "+name, func() {
			page := parse(render(fixture.Hostile(text)))
			Expect(page.tags("script")).To(HaveLen(1))
			Expect(page.tags("style")).To(HaveLen(1))
			for _, e := range page.all(func(node) bool { return true }) {
				Expect(e.Data).To(BeElementOf(strings.Fields("html head meta title style body a header p h1 bdi span div table caption thead tbody tr th td dl dt dd main "+
					"nav h2 h3 ul ol li svg rect section b form fieldset legend label input select option optgroup output button details summary i small code pre time footer script")), "element")
				for _, a := range e.Attr {
					Expect(a.Key).NotTo(HavePrefix("on"))
					Expect(a.Key).NotTo(BeElementOf("style", "src", "srcdoc", "action", "formaction", "ping", "xlink:href", "background"))
					if a.Key == "href" {
						Expect(a.Val).To(Or(HavePrefix("#"), HavePrefix("https://www.rfc-editor.org/")))
					}
				}
			}
		})

		It("has no character that acts upon a terminal or upon the direction of text: "+name, func() {
			for _, r := range render(fixture.Hostile(text)) {
				if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError) {
					Fail(fmt.Sprintf("%U", r))
				}
			}
		})
	}

	It("can be read as it was sent", func() {
		text := parse(render(fixture.Hostile(`</script> & "quoted"`))).id("rfc6455/5.5/ping-payload-126").text()
		Expect(text).To(ContainSubstring(`got </script> & "quoted"`))
		Expect(parse(render(fixture.Hostile("\x1b[2J\x00\u202e"))).id("rfc6455/5.5/ping-payload-126").text()).To(ContainSubstring(`got \u001b[2J\u0000\u202e`))
		Expect(parse(render(fixture.Hostile("caf\xe9 café"))).id("rfc6455/5.5/ping-payload-126").text()).To(ContainSubstring(`got caf\xe9 café`))
	})

	It("is not shown in full when it is ten megabytes", func() {
		page := render(fixture.Hostile(strings.Repeat("reason ", 10<<20/7)))
		Expect(len(page)).To(BeNumerically("<", 1<<20))
		Expect(page).To(ContainSubstring("reason reaso… (10\u00a0485\u00a0155 bytes more)"))
	})

	It("leads nowhere but to the specifications", func() {
		run := fixture.Run()
		for i := range run.Cases {
			run.Cases[i].Link = "javascript:alert(1)"
		}
		Expect(render(run)).NotTo(ContainSubstring("javascript:"))
	})
})

var _ = Describe("The policy of a page", func() {
	It("lets its own style and script be, and nothing else", func() {
		page := parse(render(fixture.Run()))
		policy := only("policy", page.all(func(n node) bool { return n.attribute("http-equiv") == "Content-Security-Policy" })).attribute("content")
		digest := func(name string) string {
			sum := sha256.Sum256([]byte(page.tags(name)[0].FirstChild.Data))
			return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
		Expect(strings.Split(policy, "; ")).To(ConsistOf("default-src 'none'", "style-src "+digest("style"), "script-src "+digest("script"), "base-uri 'none'", "form-action 'none'"))
	})
})
