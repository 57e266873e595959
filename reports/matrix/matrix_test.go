package matrix_test

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	dom "golang.org/x/net/html"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/matrix"
	"github.com/wsspec/wsspec/runner/results"
)

// elsewhere is what can be read in files of its own.
var elsewhere = regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|content="default-src[^"]*"`)

var _ = Describe("The matrix", func() {
	It("reads as it should", func() {
		got := elsewhere.ReplaceAllString(render(three()...), "")
		want, err := fixture.Golden("matrix.html", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	It("reads as it should in Markdown", func() {
		var got bytes.Buffer
		Expect(matrix.RenderMarkdown(&got, matrix.New(three()))).To(Succeed())
		want, err := fixture.Golden("matrix.md", got.Bytes())
		Expect(err).NotTo(HaveOccurred())
		Expect(got.String()).To(Equal(want))
	})

	It("has a column for each server, and in each row what came of the case there", func() {
		page := parse(render(three()...))
		Expect(texts(page.tags("thead")[0].tags("th"))).To(Equal([]string{"ducks/1.0", "geese", "swans"}))
		Expect(page.cells("rfc6455/5.5/ping-payload-126")).To(Equal([]string{"fail", "pass", "fail"}))
		Expect(page.cells("rfc6455/10.2/origin")).To(Equal([]string{"skip", "skip", "skip"}))
		Expect(page.cells("resilience/lengths/length-msb-set")).To(Equal([]string{"", "", "fail"}), "the first two were not asked")
	})

	It("has sections in the order of the specification, cases in that of the table", func() {
		var ids []string
		run := runOf(one("rfc6455/10.1/b", cases.Pass), one("rfc6455/5.5/z", cases.Pass), one("rfc6455/5.5/a", cases.Pass), one("limits/sizes/x", cases.Pass), one("rfc6455/5.10/c", cases.Pass))
		more := runOf(one("rfc6455/5.5/new", cases.Pass), one("rfc7692/7.1/d", cases.Pass), one("rfc6455/5.5/z", cases.Fail))
		for _, row := range parse(render(source("a", run), source("b", more))).tags("tr") {
			if id := row.attribute("id"); id != "" {
				ids = append(ids, id)
			}
		}
		Expect(ids).To(Equal([]string{
			"rfc6455/5.5", "rfc6455/5.5/z", "rfc6455/5.5/a", "rfc6455/5.5/new", "rfc6455/5.10", "rfc6455/5.10/c", "rfc6455/10.1", "rfc6455/10.1/b",
			"limits/sizes", "limits/sizes/x", "rfc7692/7.1", "rfc7692/7.1/d",
		}))
	})

	It("shows for each section how many cases of a server are not kept, the worst of them, and the share", func() {
		page := parse(render(three()...))
		row := page.id("rfc6455/5.5")
		Expect(row.tags("th")[0].text()).To(HavePrefix("5.5 Control frames 8 cases"))
		Expect(row.tags("td")[0].attribute("class")).To(Equal("fail"))
		Expect(row.tags("td")[0].text()).To(Equal("5"))
		Expect(row.tags("td")[1].attribute("class")).To(Equal("pass"))
		Expect(row.tags("td")[1].text()).To(BeEmpty())
		var says []string
		for _, bar := range row.tags("svg") {
			says = append(says, bar.attribute("aria-label"))
		}
		Expect(says).To(Equal([]string{"4 fail · 1 warn · 1 inconclusive · 1 info · 1 pass", "8 pass", "4 fail · 1 warn · 1 inconclusive · 1 info · 1 pass"}))
		Expect(page.id("resilience/lengths").tags("td")[0].attribute("class")).To(Equal("none"))
	})

	It("leads from what does not pass to what was seen, and tells nothing where all pass", func() {
		page := parse(render(three()...))
		for _, cell := range page.id("rfc6455/5.5/ping-payload-126").tags("td") {
			if cell.text() == "fail" {
				Expect(cell.tags("a")[0].attribute("href")).To(Equal("#rfc6455/5.5/ping-payload-126"))
			}
		}
		Expect(page.told("rfc6455/5.5/ping-payload-126").text()).To(Equal(
			`rfc6455/5.5/ping-payload-126 sent ping, 126 bytes "0123456789 abcdefghijklm"… allowed close 1002 (protocol error) warn: close with another code ` +
				`warn: connection dropped rule MUST, RFC 6455 section 5.5: A control frame has at most 125 bytes of payload RFC ` +
				`fail ducks/1.0 , swans note the target went on as if nothing had happened got pong, 125 bytes "0123456789 abcdefghijklm"… ` +
				`a later ping was answered: the connection lives on rerun wsspec run 'ws://127.0.0.1:9001/chat?room=1&x=2' rfc6455/5.5/ping-payload-126 --trace`))
		Expect(page.told("resilience/compression/bomb-4m").text()).To(Equal("resilience/compression/bomb-4m rule resilience: one connection breaks nothing but itself "+
			"a bug of that kind skip swans note the target does not offer: deflate got nothing"), "what nobody was asked needs no more")
		Expect(page.id("rfc6455/5.5/whole").tags("a")).To(BeEmpty())
		Expect(element{page.id("rfc6455/5.5/whole").NextSibling}.attribute("class")).NotTo(Equal("d"))
	})

	It("puts servers together that did the same, whenever they did, the worst first", func() {
		answer := func(verdict cases.Verdict, got ...string) *results.Run {
			c := one("rfc6455/5.5/a", verdict)
			c.Got = got
			return runOf(c)
		}
		skipped := one("rfc6455/5.5/a", cases.Skip)
		skipped.Note = "the target does not offer: echo"
		told := parse(render(
			source("a", answer(cases.Warn, "the end, after 3ms")), source("b", answer(cases.Fail, "pong, after 120µs")), source("c", runOf(skipped)),
			source("d", answer(cases.Fail, "pong, after 4s")), source("e", answer(cases.Fail, "text")), source("f", answer(cases.Pass, "pong")),
		)).told("rfc6455/5.5/a")
		Expect(texts(told.class("g"))).To(Equal([]string{"fail b , d", "fail e", "warn a", "skip c"}))
		Expect(texts(told.tags("code"))).To(HaveLen(1+3), "the ID, and a command for all but what was skipped")
	})

	disputed := func(c results.Case) results.Case { c.Disputed = "two readings"; return c }
	DescribeTable("tells in a sentence how a server stands", func(sentence, worst string, list ...results.Case) {
		run := runOf(list...)
		run.Header.Target.URL = ""
		server := parse(render(source("x", run))).class("servers")[0].tags("li")[0]
		Expect(server.text()).To(Equal("x " + sentence))
		Expect(server.attribute("class")).To(Equal(worst))
	},
		Entry(nil, "Nothing could be judged.", "skip"),
		Entry(nil, "Nothing could be judged.", "skip", one("rfc6455/1/a", cases.Skip)),
		Entry(nil, "Of 1 case judged none fails and none warns.", "pass", one("rfc6455/1/a", cases.Pass), disputed(one("rfc6455/1/b", cases.Fail))),
		Entry(nil, "Of 2 cases judged none fails and none warns.", "info", one("rfc6455/1/a", cases.Pass), one("rfc6455/1/b", cases.Info)),
		Entry(nil, "Of 3 cases judged 2 fail and 1 warns.", "fail", one("rfc6455/1/a", cases.Fail), one("rfc6455/1/b", cases.Warn), one("rfc6455/1/c", cases.Fail)),
		Entry(nil, "Of 1 case judged 1 fails.", "fail", one("rfc6455/1/a", cases.Fail)),
		Entry(nil, "Of 1 case judged 1 warns, 1 is inconclusive and 2 are errors of wsspec.", "error",
			one("rfc6455/1/a", cases.Warn), one("rfc6455/1/b", cases.Inconclusive), one("rfc6455/1/c", cases.Error), one("rfc6455/1/d", cases.Error)),
		Entry(nil, "Of 1 case judged none fails and none warns. Resilience: held 2 of 3.", "fail", one("rfc6455/1/a", cases.Pass),
			one("resilience/x/a", cases.Pass), one("resilience/x/b", cases.Warn), one("resilience/x/c", cases.Fail), one("resilience/x/d", cases.Skip)),
		Entry(nil, "Nothing could be judged. Resilience: held 1 of 1.", "pass", one("resilience/x/a", cases.Pass)),
	)

	It("tells when a run is not complete", func() {
		run := runOf(one("rfc6455/1/a", cases.Pass))
		run.Footer.Partial = "the target vanished"
		Expect(texts(parse(render(source("x", run))).class("remark"))).To(Equal([]string{"The run is not complete: the target vanished."}))
	})

	It("names the tables and versions that were asked, and the days", func() {
		a, b, c := runOf(one("rfc6455/1/a", cases.Pass)), runOf(one("rfc6455/1/a", cases.Fail)), runOf(one("rfc6455/1/b", cases.Pass))
		a.Header.Tool, b.Header.Tool, c.Header.Tool = "wsspec v1", "wsspec v1", "wsspec v2"
		d, e := fixture.Run(), fixture.Run()
		d.Header.Started, e.Header.Started = d.Header.Started.AddDate(0, 0, 5), e.Header.Started.AddDate(0, 0, 9)
		by := func(sources ...matrix.Source) string { return parse(render(sources...)).class("by")[0].text() }
		Expect(by(source("a", a), source("b", b))).To(MatchRegexp(`^1 case · table [0-9a-f]{8} · wsspec v1$`))
		Expect(by(source("a", a), source("c", c))).To(MatchRegexp(`^2 cases · tables [0-9a-f]{8}, [0-9a-f]{8} · wsspec v1 · wsspec v2$`))
		Expect(by(source("d", d))).To(HaveSuffix(" · 2026-03-09"))
		Expect(by(source("e", e), source("d", d), source("x", fixture.Run()))).To(HaveSuffix(" · 2026-03-04 to 2026-03-13"))
	})

	It("of 17 servers and 1500 cases is well under 3 MB", func() {
		Expect(len(render(many(17, 1500)...))).To(BeNumerically("<", 2_500_000))
	})

	It("tells that it could not be written", func() {
		full := errors.New("no space left on device")
		Expect(matrix.RenderHTML(failing{full}, matrix.New(three()))).To(MatchError(full))
		Expect(matrix.RenderMarkdown(failing{full}, matrix.New(three()))).To(MatchError(full))
	})

	hostile := fixture.Hostiles()
	for _, h := range hostile {
		It("keeps what a target sent text: "+h.What, func() {
			page := parse(render(source("x", fixture.Run()), matrix.Source{File: fixture.HostileText, Run: h.Run}))
			Expect(page.tags("script")).To(HaveLen(1))
			Expect(page.tags("style")).To(HaveLen(1))
			for _, e := range page.all(func(element) bool { return true }) {
				Expect(e.Data).To(BeElementOf(strings.Fields("html head meta title style body a header p h1 main ul li b bdi small span table caption colgroup col thead tbody tr th td "+
					"form label input output button svg rect div code dl dt dd footer script")), "element")
				for _, a := range e.Attr {
					Expect(a.Key).NotTo(HavePrefix("on"))
					Expect(a.Key).NotTo(BeElementOf("style", "src", "srcdoc", "action", "formaction", "ping", "background"))
					if a.Key == "href" {
						Expect(a.Val).To(Or(HavePrefix("#"), HavePrefix("https://")))
					}
				}
			}
		})
	}

	It("has no markup from a target, whatever it sent", func() {
		outline := func(text string) (list []string) {
			for d := range parse(render(matrix.Source{File: "x", Run: fixture.Hostile(text)})).Descendants() {
				if d.Type == dom.ElementNode || d.Type == dom.CommentNode {
					list = append(list, strings.SplitN(d.Data, " ", 2)[0])
				}
			}
			return list
		}
		Expect(outline("</script><img src=x onerror=alert(1)><!-- </td></table> &lt;")).To(Equal(outline("harmless")))
	})
})

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

var _ = Describe("The name of a column", func() {
	DescribeTable("is", func(want []string, sources ...matrix.Source) {
		for i := range sources {
			if sources[i].Run == nil {
				sources[i].Run = runOf(one("rfc6455/1/a", cases.Pass))
			}
		}
		Expect(texts(parse(render(sources...)).tags("thead")[0].tags("th"))).To(Equal(want))
	},
		Entry("what was given", []string{"mine"}, matrix.Source{File: "a.jsonl", Name: "mine", Run: fixture.Run()}),
		Entry("the Server field", []string{"ducks/1.0"}, matrix.Source{File: "a.jsonl", Run: fixture.Run()}),
		Entry("the file", []string{"a"}, matrix.Source{File: "some/where/a.jsonl"}),
		Entry("the folder of a results.jsonl", []string{"here"}, matrix.Source{File: "some/here/results.jsonl"}),
		Entry("results, in no folder", []string{"results"}, matrix.Source{File: "results.jsonl"}),
		Entry("standard input", []string{"standard input"}, matrix.Source{File: "-"}),
		Entry("told apart by the files", []string{"ducks/1.0 (a)", "ducks/1.0 (b)", "other"},
			matrix.Source{File: "a.jsonl", Run: fixture.Run()}, matrix.Source{File: "b.jsonl", Run: fixture.Run()}, matrix.Source{File: "c.jsonl", Name: "other"}),
		Entry("told apart by a number", []string{"a", "a, 2", "a, 3"}, matrix.Source{File: "a.jsonl"}, matrix.Source{File: "x/a.jsonl"}, matrix.Source{File: "a.jsonl"}),
		Entry("without what acts upon a reader", []string{`a\u202eb`}, matrix.Source{File: "a.jsonl", Name: "a\u202eb"}),
	)
})

var _ = Describe("Two tables", func() {
	edit := func(change func(*results.Run)) *results.Run { run := fixture.Run(); change(run); return run }
	DescribeTable("are the same or not", func(want string, run *results.Run) {
		Expect(matrix.Different(fixture.Run(), run)).To(Equal(want))
	},
		Entry("whatever came of them", "", edit(func(r *results.Run) {
			r.Header.Target.URL, r.Header.Tool, r.Header.Target.Role = "ws://other/", "wsspec v9", ""
			c := &r.Cases[0]
			c.Verdict, c.Note, c.Got, c.Transcript, c.Seen, c.Row, c.Index = cases.Pass, "", nil, nil, "x", "6455-1-1", 99
		})),
		Entry("of another role", "one is of a server, the other of a client", edit(func(r *results.Run) { r.Header.Target.Role = "client" })),
		Entry("with less", "of the cases 2 only in the first", edit(func(r *results.Run) { r.Cases = r.Cases[2:] })),
		Entry("with more", "of the cases 1 only in the second", edit(func(r *results.Run) { r.Cases = append(r.Cases, one("rfc6455/1/new", cases.Pass)) })),
		Entry("with another sentence, stimulus, answer and rule", "of the cases 1 only in the first, 4 asked in another way", edit(func(r *results.Run) {
			r.Cases[0].Title, r.Cases[1].Sent, r.Cases[2].Allowed, r.Cases[3].Rows = "x", nil, []string{"x"}, nil
			r.Cases = r.Cases[:len(r.Cases)-1]
		})),
	)
})
