package html_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

// elsewhere is what can be read in files of its own: the style, the script, the ledger.
var elsewhere = regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|content="default-src[^"]*"|` +
	`<details class="q".*?</div></details>|<option value.*?</option>|<p class="unproved">.*?</p>|<section class="s" id="[^"]*">\s*<h2>[^\n]*\s*</section>`)

var _ = Describe("The HTML report", func() {
	It("reads as it should", func() {
		got := render(fixture.Run())
		for range 2 { // a section is empty once its ledger is out of it
			got = elsewhere.ReplaceAllString(got, "")
		}
		want, err := fixture.Golden("report.html", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	must, should := func(v cases.Verdict, row string) results.Case { c := one(row, v); c.Row = row; return c },
		func(row string) results.Case { c := one(row, cases.Warn); c.Row = row; return c }
	fallen := func(row string) results.Case {
		c := must(cases.Fail, row)
		c.ID = "resilience/sizes/" + row
		return c
	}
	disputed := func(c results.Case) results.Case { c.Disputed = "two readings"; return c }
	DescribeTable("tells the verdict in a sentence", func(sentence string, list ...results.Case) {
		Expect(parse(render(runOf(list...))).class("verdict").text()).To(HavePrefix(sentence))
	},
		Entry(nil, "Nothing could be judged. 0 of 0 cases pass. Gate “must”: not met, since not everything could be judged."),
		Entry(nil, "Nothing could be judged.", must(cases.Skip, "a"), must(cases.Inconclusive, "b")),
		Entry(nil, "The target keeps everything that was tested. 1 of 2 cases pass. Gate “must”: met.", must(cases.Pass, "a"), must(cases.Info, "b")),
		Entry(nil, "The target breaks 1 binding requirement. 1 of 2 cases pass. Gate “must”: missed.", must(cases.Pass, "a"), must(cases.Fail, "b")),
		Entry(nil, "The target breaks 1 binding requirement.", must(cases.Fail, "b"), must(cases.Fail, "b")),
		Entry(nil, "The target breaks 2 binding requirements and misses 1 recommendation.", must(cases.Fail, "a"), must(cases.Fail, "b"), should("c")),
		Entry(nil, "No binding requirement is broken; the target misses 2 recommendations.", must(cases.Pass, "a"), should("b"), should("c")),
		Entry(nil, "The target keeps everything", must(cases.Pass, "a"), disputed(must(cases.Fail, "b")), disputed(should("c"))),
		Entry(nil, "wsspec itself failed in 1 case.", must(cases.Error, "a")),
		Entry(nil, "wsspec itself failed in 1 case.", must(cases.Pass, "a"), must(cases.Error, "b")),
		Entry(nil, "The target does not withstand 1 thing that broke others.", must(cases.Pass, "a"), fallen("b")),
		Entry(nil, "The target breaks 1 binding requirement, misses 1 recommendation and does not withstand 1 thing that broke others.",
			must(cases.Fail, "a"), fallen("b"), should("c")),
	)

	It("tells expected failures from others, and which expectations are not true any more", func() {
		run := fixture.Expecting()
		run.Header.Config.Exclude = []string{"rfc6455/9"}
		page := parse(render(run))
		findings := page.class("findings").text()
		Expect(findings).To(ContainSubstring("Expected, so it does not count: # the length is checked from v2 on"))
		Expect(strings.Count(findings, "Expected, so")).To(Equal(2))
		Expect(page.id("rfc6455/5.5/ping-payload-126").text()).To(ContainSubstring("expected # the length"))
		Expect(page.id("rfc6455/5.5/ping-payload-127").text()).NotTo(ContainSubstring("expected #"))
		Expect(page.class("facts").text()).To(ContainSubstring("left out rfc6455/9"))
		var remarks []string
		for _, n := range page.tags("p") {
			if n.has("remark") {
				remarks = append(remarks, n.text())
			}
		}
		Expect(remarks).To(HaveExactElements(
			"Not as expected: wsspec.yaml:7: rfc6455/5.5/whole passes; remove the expectation.", HavePrefix("Not as expected: wsspec.yaml:12: ")))
	})

	It("counts by how strongly a requirement binds, and resilience apart", func() {
		free := one("free", cases.Info)
		free.Level = "MAY"
		advice := one("advice", cases.Pass)
		advice.Level = "SHOULD NOT"
		plain := one("plain", cases.Pass)
		plain.Level = "MUST*"
		table := parse(render(runOf(one("a", cases.Fail), one("b", cases.Pass), plain, advice, free, fallen("x")))).class("grades")
		Expect(texts(table.tags("tr"))).To(Equal([]string{
			"requirement fail info pass all", "binding (MUST) 1 0 2 3", "recommended (SHOULD) 0 0 1 1", "left free (MAY) 0 1 0 1", "resilience 1 0 0 1",
		}))
	})

	Describe("the map", func() {
		item := func(run *results.Run, section string) node {
			GinkgoHelper()
			return only(section, parse(render(run)).class("map").all(func(n node) bool {
				return n.Data == "li" && len(n.tags("a")) > 0 && n.tags("a")[0].attribute("href") == "#"+section
			}))
		}
		width := func(n node) (list []string, sum int) {
			for _, r := range n.tags("rect") {
				var x, w int
				fmt.Sscan(r.attribute("x"), &x)
				fmt.Sscan(r.attribute("width"), &w)
				Expect(x).To(Equal(sum), "the parts of a bar lie side by side")
				sum += w
				list = append(list, fmt.Sprintf("%s %d", r.attribute("class"), w))
			}
			return list, sum
		}

		It("has the worst of a section, and the shares", func() {
			li := item(runOf(one("a", cases.Pass), one("b", cases.Warn), one("c", cases.Fail), one("d", cases.Pass)), "rfc6455/5.5")
			Expect(li.has("fail")).To(BeTrue())
			Expect(li.text()).To(Equal("5.5 Control frames 2 of 4"))
			Expect(li.class("bar").attribute("aria-label")).To(Equal("1 fail · 1 warn · 2 pass"))
			parts, sum := width(li)
			Expect(parts).To(Equal([]string{"fail 25", "warn 25", "pass 50"}))
			Expect(sum).To(Equal(100))
		})

		It("shows one failure among a thousand cases", func() {
			run := runOf(one("bad", cases.Fail))
			for i := range 999 {
				run.Cases = append(run.Cases, one(fmt.Sprint(i), cases.Pass))
			}
			parts, sum := width(item(run, "rfc6455/5.5"))
			Expect(parts).To(Equal([]string{"fail 5", "pass 95"}))
			Expect(sum).To(Equal(100))
		})

		It("takes what was skipped for nothing, unless there is nothing else", func() {
			Expect(item(runOf(one("a", cases.Skip), one("b", cases.Pass)), "rfc6455/5.5").has("pass")).To(BeTrue())
			Expect(item(runOf(one("a", cases.Skip)), "rfc6455/5.5").has("skip")).To(BeTrue())
		})

		It("has sections in the order of the specification", func() {
			a, b := one("a", cases.Pass), one("b", cases.Pass)
			a.ID, b.ID = "rfc6455/10.2/a", "rfc6455/9.1/b"
			Expect(texts(parse(render(runOf(a, b))).class("map").tags("li"))).To(Equal([]string{"9.1 Negotiating extensions 1", "10.2 Origin 1"}))
		})
	})

	Describe("a section", func() {
		row := func(run *results.Run, id string) string { GinkgoHelper(); return parse(render(run)).id(id).text() }

		It("has its requirements with the cases that prove them, the worst first", func() {
			Expect(row(runOf(one("a", cases.Pass), one("b", cases.Fail)), "6455-5.5-02")).To(
				Equal("fail 6455-5.5-02 MUST A control frame has at most 125 bytes of payload b a"))
		})

		It("does not blame a requirement for a case that is decided by another", func() {
			c := one("a", cases.Fail)
			c.Rows = append(c.Rows, "6455-5.5-03")
			Expect(row(runOf(c), "6455-5.5-03")).To(HavePrefix("open "))
			Expect(row(runOf(c, one("b", cases.Pass)), "6455-5.5-02")).To(HavePrefix("fail "))
		})

		It("blames the requirement that the case was found to break, whatever else it covers", func() {
			c := one("a", cases.Fail)
			c.Rows = []string{"6455-5.5-03"}
			Expect(row(runOf(c), "6455-5.5-02")).To(HavePrefix("fail "))
		})

		It("names requirements without a case in the run, those that no test can see with the reason, and those of the other side", func() {
			run := runOf(one("a", cases.Pass))
			Expect(row(run, "6455-5.5-03")).To(And(HavePrefix("untested "), HaveSuffix("no case of this run")))
			Expect(row(run, "6455-2-01")).To(ContainSubstring("Why: a rule about the text."))
			Expect(parse(render(run)).id("rfc6455/5.3").text()).To(ContainSubstring("What only the other side shows 6455-5.3-0"))
		})

		It("has what the results say of a requirement that today's ledger lacks", func() {
			c := one("a", cases.Pass)
			c.Rows, c.Row, c.Rule = []string{"6455-5.5-99"}, "6455-5.5-99", "MUST, RFC 6455 section 5.5: a rule of another day"
			Expect(row(runOf(c), "6455-5.5-99")).To(Equal("pass 6455-5.5-99 MUST MUST, RFC 6455 section 5.5: a rule of another day a"))
		})

		It("of an unknown specification is shown", func() {
			c := one("a", cases.Fail)
			c.ID = "rfc99999/1.2/a"
			page := parse(render(runOf(c)))
			Expect(page.id("rfc99999/1.2/a").text()).To(ContainSubstring("rfc99999/1.2/a --trace"))
			Expect(page.class("map").text()).To(ContainSubstring("rfc99999"))
		})

		It("has failures first", func() {
			page := parse(render(runOf(one("a", cases.Pass), one("b", cases.Info), one("c", cases.Warn), one("d", cases.Fail), one("e", cases.Error))))
			var order []string
			for _, c := range page.id("rfc6455/5.5").all(func(n node) bool { return n.has("c") }) {
				order = append(order, c.class("n").text())
			}
			Expect(order).To(Equal([]string{"e", "d", "c", "b", "a"}))
		})
	})

	It("puts findings that say the same together, the worst first", func() {
		a, b, c, d := one("a", cases.Warn), one("b", cases.Fail), one("c", cases.Fail), one("d", cases.Fail)
		a.Note, b.Note, c.Note, d.Note = "late", "went on", "went on", "hung"
		items := parse(render(runOf(a, b, c, d))).class("findings").tags("li")
		Expect(items).To(HaveLen(3))
		Expect(items[0].class("few").text()).To(Equal("b c"))
		Expect(items[1].class("few").text()).To(Equal("d"))
		Expect(items[2].has("warn")).To(BeTrue())
	})

	It("has no findings where there is nothing to act upon", func() {
		Expect(parse(render(runOf(one("a", cases.Pass), one("b", cases.Skip)))).all(func(n node) bool { return n.has("findings") })).To(BeEmpty())
	})

	It("tells what a case sent, what was allowed, what came, and how to see it again", func() {
		text := parse(render(fixture.Run())).id("rfc6455/5.5/ping-payload-126").text()
		for _, part := range []string{
			"note the target went on", "sent ping, 126 bytes", "allowed close 1002", "warn: connection dropped", "got pong, 125 bytes",
			"rule MUST, RFC 6455", "usual cause the length", "proves 6455-5.5-02",
			"rerun wsspec run 'ws://127.0.0.1:9001/chat?room=1&x=2' rfc6455/5.5/ping-payload-126 --trace",
			"wsspec sends: GET /chat HTTP/1.1", "wsspec receives: pong, 2 bytes",
		} {
			Expect(text).To(ContainSubstring(part))
		}
	})

	It("draws the exchanges of the worst first when there are too many for one file, one of each kind, and says so", func() {
		run := many(1500, cases.Fail)
		page := parse(render(run))
		undrawn := len(page.all(func(n node) bool { return n.has("undrawn") }))
		drawn := len(page.all(func(n node) bool { return n.has("x") }))
		Expect(undrawn + drawn).To(Equal(1500))
		for _, finding := range page.class("findings").tags("li") {
			first := page.id(strings.TrimPrefix(finding.class("few").tags("a")[0].attribute("href"), "#"))
			Expect(first.all(func(n node) bool { return n.has("x") })).To(HaveLen(1))
		}
	})

	DescribeTable("of 1500 cases is less than 3 MB", func(verdict cases.Verdict) {
		Expect(len(render(many(1500, verdict)))).To(BeNumerically("<", 3_000_000))
	}, Entry(nil, cases.Pass), Entry(nil, cases.Fail))

	It("tells what a reader has to know before the numbers", func() {
		run := runOf(one("a", cases.Pass))
		run.Header.Cases, run.Header.Target.Refused, run.Header.Target.Notes = 1, "status 404", []string{"it is slow"}
		run.Header.Config.Shard = &results.Shard{Number: 2, Of: 3, Cases: 1490}
		run.Footer.Partial, run.Footer.Usage = "interrupted", &results.Usage{Before: 1 << 20, Peak: 1 << 21, After: 3 << 19, CPU: time.Second, Lost: "it is gone"}
		page := parse(render(run))
		Expect(texts(page.all(func(n node) bool { return n.has("remark") }))).To(Equal([]string{
			"This run is not complete: interrupted.",
			"This is shard 2 of 3: 1 of 1 490 cases.",
			"What the target used could not be read to the end: it is gone.",
			"The plain handshake failed: status 404. If that is not what you want to see, check path, fields, origin and subprotocol.",
			"it is slow",
		}))
		Expect(page.class("facts").text()).To(ContainSubstring("memory 1 024 KiB before, 2 048 at most, 1 536 after CPU time 1s"))
	})

	It("tells bugs like it, and what the target used, of a case", func() {
		c := fallen("a")
		c.Bugs, c.Memory, c.CPU = []string{"CVE-2020-27813", "some/thing#1"}, 5<<20, 3*time.Millisecond
		Expect(parse(render(runOf(c))).id(c.ID).text()).To(ContainSubstring("bugs like it CVE-2020-27813, some/thing#1 target had 5 120 KiB of memory, 3ms of CPU time"))
	})

	It("has a rule of resilience beside the cases that prove it, of a specification too", func() {
		c, proof := fallen("big-length"), one("x", cases.Pass)
		c.Rows, c.Row, proof.ID = []string{"res-A-16"}, "res-A-16", "rfc6455/10.4/fragments"
		Expect(parse(render(runOf(c, proof))).id("resilience/sizes").id("res-A-16").text()).To(
			Equal("fail res-A-16 ROBUST A limit holds for the message, not for each of its fragments big-length fragments"))
	})

	It("tells that it could not be written", func() {
		full := errors.New("no space left on device")
		Expect(html.Render(failing{full}, fixture.Run(), results.GateMust)).To(MatchError(full))
	})
})

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

var _ = Describe("The site", func() {
	site := func(run *results.Run) map[string]node {
		GinkgoHelper()
		path := GinkgoT().TempDir()
		dir, err := os.OpenRoot(path)
		Expect(err).NotTo(HaveOccurred())
		defer dir.Close()
		Expect(html.Site(dir, run, results.GateMust)).To(Succeed())
		files, err := filepath.Glob(filepath.Join(path, "*"))
		Expect(err).NotTo(HaveOccurred())
		pages := map[string]node{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			Expect(err).NotTo(HaveOccurred())
			pages[filepath.Base(file)] = parse(string(text))
		}
		return pages
	}

	It("has a page for each section, and every link inside it leads to something", func() {
		pages := site(fixture.Run())
		Expect(pages).To(HaveKey("index.html"))
		Expect(pages).To(HaveKey("rfc6455-5.5.html"))
		for name, page := range pages {
			for _, link := range page.tags("a") {
				href := link.attribute("href")
				if strings.HasPrefix(href, "https://") {
					continue
				}
				file, id, _ := strings.Cut(href, "#")
				if file == "" {
					file = name
				}
				Expect(pages).To(HaveKey(file), "%s in %s", href, name)
				pages[file].id(id)
			}
		}
	})

	It("shows the exchanges of passes, too", func() {
		run := fixture.Run()
		i := 5
		Expect(run.Cases[i].Verdict).To(Equal(cases.Pass))
		run.Cases[i].Transcript = run.Cases[0].Transcript
		Expect(site(run)["rfc6455-5.5.html"].id(run.Cases[i].ID).text()).To(ContainSubstring("wsspec receives: pong, 2 bytes"))
		Expect(parse(render(run)).id(run.Cases[i].ID).text()).NotTo(ContainSubstring("wsspec receives"))
	})

	It("stays in its directory, whatever the cases are called", func() {
		c := one("a", cases.Fail)
		c.ID = "../../" + strings.Repeat("long", 200) + "/a"
		for name := range site(runOf(c)) {
			Expect(name).To(MatchRegexp(`^[a-z0-9.-]{1,110}$`))
		}
	})

	It("tells that it could not be written", func() {
		path := GinkgoT().TempDir()
		Expect(os.Mkdir(filepath.Join(path, "index.html"), 0o777)).To(Succeed())
		dir, err := os.OpenRoot(path)
		Expect(err).NotTo(HaveOccurred())
		defer dir.Close()
		Expect(html.Site(dir, fixture.Run(), results.GateMust)).NotTo(Succeed())
	})
})
