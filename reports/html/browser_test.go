package html_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

// chromium starts a browser, or skips the test with what it would take.
func chromium() context.Context {
	GinkgoHelper()
	if testing.Short() {
		Skip("a browser takes long")
	}
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		Skip("the pages are not opened: that takes Chromium (Debian's chromium)")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	DeferCleanup(stop)
	browser, quit := chromedp.NewContext(allocator)
	DeferCleanup(quit)
	Expect(chromedp.Do(browser, chromedp.Navigate("about:blank"))).To(Succeed())
	return browser
}

// tab is a page in the browser, with what it said on the console and what it asked for.
type tab struct {
	context.Context
	mu       sync.Mutex
	said     []string
	requests []string
}

func open(browser context.Context) *tab {
	GinkgoHelper()
	ctx, shut := chromedp.NewContext(browser)
	DeferCleanup(shut)
	ctx, end := context.WithTimeout(ctx, time.Minute) // a page that hangs ends its test, not the run
	DeferCleanup(end)
	t := &tab{Context: ctx}
	t.do(chromedp.Navigate("about:blank"))
	Expect(chromedp.Listen(ctx, func(event any) {
		t.mu.Lock()
		defer t.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			t.said = append(t.said, fmt.Sprint("console ", e.Type))
		case *runtime.EventExceptionThrown:
			t.said = append(t.said, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			t.said = append(t.said, e.Entry.Text)
		case *page.EventJavascriptDialogOpening:
			t.said = append(t.said, "dialog "+e.Message)
		case *network.EventRequestWillBeSent:
			t.requests = append(t.requests, e.Request.URL)
		}
	})).To(Succeed())
	call(t, log.Enable, cdp.Empty{})
	call(t, network.Enable, network.EnableParams{})
	return t
}

func call[P, R any](t *tab, command cdp.Command[P, R], params P) R {
	GinkgoHelper()
	result, err := chromedp.Call(t, command, params)
	Expect(err).NotTo(HaveOccurred())
	return result
}

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	Expect(chromedp.Do(t, steps...)).To(Succeed())
}

// evaluate is what an expression is in the page.
func evaluate[T any](t *tab, expression string) T {
	GinkgoHelper()
	value, err := chromedp.Run(t, chromedp.Evaluate[T](expression))
	Expect(err).NotTo(HaveOccurred())
	return value
}

// shown are the slugs of the cases that can be seen.
func (t *tab) shown() []string {
	GinkgoHelper()
	return evaluate[[]string](t, `[...document.querySelectorAll('details.c')].filter(e => e.checkVisibility()).map(e => e.querySelector('.n').textContent)`)
}

// unfolded are the IDs of the cases that are unfolded.
func (t *tab) unfolded() []string {
	GinkgoHelper()
	return evaluate[[]string](t, `[...document.querySelectorAll('details.c[open]')].map(e => e.lastElementChild.id)`)
}

func (t *tab) hash() string { GinkgoHelper(); return evaluate[string](t, "location.hash") }

// quiet checks that the page ran without a word and asked for nothing but itself.
func (t *tab) quiet() {
	GinkgoHelper()
	t.mu.Lock()
	defer t.mu.Unlock()
	Expect(t.said).To(BeEmpty())
	for _, request := range t.requests {
		Expect(request).To(HavePrefix("file://"))
		Expect(request).To(ContainSubstring(".html"))
	}
	Expect(t.requests).NotTo(BeEmpty())
}

// file is the address of a report on disk.
func file(run *results.Run) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), "report.html")
	Expect(os.WriteFile(path, []byte(render(run)), 0o666)).To(Succeed())
	return address(path)
}

func address(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

var _ = Describe("The page in a browser", Ordered, ContinueOnFailure, func() {
	var browser context.Context
	BeforeAll(func() { browser = chromium() })

	const failing = "rfc6455/5.5/ping-payload-127"
	var report string
	var t *tab
	visit := func(fragment string) {
		GinkgoHelper()
		t = open(browser)
		t.do(chromedp.Navigate(report + fragment))
	}
	BeforeEach(func() { report = file(fixture.Run()) })

	It("opens from disk without a word on the console, and asks for nothing", func() {
		visit("")
		Expect(evaluate[string](t, "document.title")).To(HavePrefix("ws://127.0.0.1:9001/chat"))
		Expect(t.shown()).To(HaveLen(10))
		Expect(t.unfolded()).To(BeEmpty())
		Expect(evaluate[string](t, "getComputedStyle(document.querySelector('.verdict')).fontWeight")).To(Equal("600"), "the policy lets the style be")
		t.quiet()
	})

	DescribeTable("filters, with an address for what it shows", func(set, fragment string, want ...string) {
		visit("")
		evaluate[bool](t, "(() => { const form = document.forms[0].elements; "+set+`; document.forms[0].dispatchEvent(new Event('input')); return true })()`)
		Expect(t.shown()).To(ConsistOf(want))
		Expect(t.hash()).To(Equal(fragment))
		Expect(evaluate[string](t, "document.querySelector('output').value")).To(Equal(fmt.Sprintf("%d of 10 cases", len(want))))
		visit(fragment)
		Expect(t.shown()).To(ConsistOf(want), "by its address")
		Expect(t.hash()).To(Equal(fragment))
		t.quiet()
	},
		Entry("by verdict", "form.verdict[0].checked = form.verdict[2].checked = true", "#?verdict=error,warn", "error", "close-payload-126"),
		Entry("by level", "form.level.value = 'SHOULD'", "#?level=SHOULD", "origin", "error"),
		Entry("by section", "form.section.value = 'rfc6455/10.2'", "#?section=rfc6455/10.2", "origin", "error"),
		Entry("by the words of a case", "form.text.value = 'RST close'", "#?text=RST+close", "close-payload-126"),
		Entry("by all of these", "form.level.value = 'MUST'; form.text.value = 'payload-127'; form.verdict[1].checked = true",
			"#?level=MUST&text=payload-127&verdict=fail", "ping-payload-127"),
		Entry("down to nothing", "form.text.value = 'no such thing'", "#?text=no+such+thing"),
	)

	It("filters as one types, and clears", func() {
		visit("")
		t.do(chromedp.SendKeys(chromedp.CSS("input[type=search]"), "two readings"))
		Expect(t.shown()).To(Equal([]string{"disputed"}))
		t.do(chromedp.Click(chromedp.CSS("button[type=reset]")))
		Eventually(t.shown).Should(HaveLen(10))
		Expect(t.hash()).To(BeEmpty())
	})

	It("filters by the numbers of the first table", func() {
		visit("")
		t.do(chromedp.Click(chromedp.CSS(`.grades td.fail a`)))
		Eventually(t.hash).Should(Equal("#?verdict=fail&level=MUST"))
		Eventually(t.shown).Should(ConsistOf("ping-payload-126", "ping-payload-127", "ping-payload-65536", "disputed"))
	})

	It("unfolds a case, and its address does so again", func() {
		visit("")
		evaluate[bool](t, `(document.getElementById("`+failing+`").previousSibling.click(), true)`)
		Expect(t.unfolded()).To(Equal([]string{failing}))
		Expect(t.hash()).To(Equal("#" + failing))
		visit("#?verdict=fail&at=" + failing)
		Expect(t.unfolded()).To(Equal([]string{failing}))
		Expect(t.shown()).To(HaveLen(4))
	})

	It("unfolds and folds what is shown", func() {
		visit("#?verdict=fail")
		t.do(chromedp.Click(chromedp.CSS("button[name=unfold]")))
		Expect(t.unfolded()).To(HaveLen(4))
		t.do(chromedp.Click(chromedp.CSS("button[name=fold]")))
		Expect(t.unfolded()).To(BeEmpty())
	})

	visible := func(id string) bool {
		GinkgoHelper()
		return evaluate[bool](t, `(() => { const box = document.getElementById("`+id+`").getBoundingClientRect(); return box.height > 0 && box.top < innerHeight && box.bottom > 0 })()`)
	}
	DescribeTable("shows what an address leads to", func(id string, scripts bool) {
		t = open(browser)
		call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
		t.do(chromedp.Navigate(report + "#" + id))
		Eventually(func() bool { return visible(id) }).Should(BeTrue())
		t.quiet()
	},
		Entry("a case", failing, true),
		Entry("a case, with scripts off", failing, false),
		Entry("a requirement", "6455-5.5-02", true),
		Entry("a requirement, with scripts off", "6455-5.5-02", false),
		Entry("a section", "rfc6455/10.2", true),
		Entry("a section, with scripts off", "rfc6455/10.2", false),
	)

	It("shows all cases and no filter with scripts off", func() {
		t = open(browser)
		call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		t.do(chromedp.Navigate(report))
		Expect(t.shown()).To(HaveLen(10))
		Expect(evaluate[bool](t, "document.querySelector('.filter').checkVisibility()")).To(BeFalse())
	})

	It("is used from the keyboard", func() {
		visit("")
		t.do(chromedp.KeyEvent(kb.Tab))
		Expect(evaluate[string](t, "document.activeElement.textContent")).To(Equal("Skip to the cases"))
		Expect(evaluate[bool](t, "document.activeElement.getBoundingClientRect().left >= 0")).To(BeTrue(), "it can be seen")
		t.do(chromedp.KeyEvent(kb.Enter))
		Eventually(t.hash).Should(Equal("#cases"))
		evaluate[bool](t, "(document.querySelector('details.c > summary').focus(), true)")
		t.do(chromedp.KeyEvent(kb.Enter))
		Expect(t.unfolded()).To(HaveLen(1))
	})

	It("runs nothing that a target sent", func() {
		report = file(fixture.Hostile(fixture.HostileText))
		visit("")
		evaluate[bool](t, "(document.querySelectorAll('details').forEach(e => e.open = true), true)")
		Expect(evaluate[int](t, "document.querySelectorAll('img, iframe, object, embed').length")).To(BeZero())
		t.quiet()
	})

	It("unfolds failures on paper", func() {
		visit("")
		call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		can := func(slug string) bool { // see what is in a case
			return evaluate[bool](t, `document.getElementById("rfc6455/5.5/`+slug+`").checkVisibility({contentVisibilityAuto: false})`)
		}
		evaluate[bool](t, "dispatchEvent(new Event('beforeprint'))")
		Expect(can("ping-payload-126")).To(BeTrue())
		Expect(can("whole")).To(BeFalse())
		evaluate[bool](t, "dispatchEvent(new Event('afterprint'))")
		Expect(t.unfolded()).To(BeEmpty())
	})

	for _, width := range []int64{390, 768, 1280} {
		It(fmt.Sprintf("fits into %d pixels, unfolded too", width), func() {
			visit("")
			t.do(chromedp.EmulateViewport(width, 800))
			evaluate[bool](t, "(document.querySelectorAll('details').forEach(e => e.open = true), true)")
			Expect(evaluate[int](t, "document.scrollingElement.scrollWidth")).To(BeNumerically("<=", width))
		})
	}

	It("with 1500 cases is there within a second, and filters in a moment", func() {
		run := many(1500, cases.Fail)
		report = file(run)
		t = open(browser)
		// The time that the page itself takes: what else runs on this machine does not count.
		call(t, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
		busy := func() float64 {
			GinkgoHelper()
			metrics := call(t, performance.GetMetrics, cdp.Empty{}).Metrics
			i := slices.IndexFunc(metrics, func(m *performance.Metric) bool { return m.Name == "TaskDuration" })
			Expect(i).To(BeNumerically(">=", 0))
			return metrics[i].Value
		}
		before := busy()
		t.do(chromedp.Navigate(report))
		Expect(evaluate[float64](t, "document.body.getBoundingClientRect().height")).To(BeNumerically(">", 1000), "it is laid out")
		opened := busy()
		Expect(opened-before).To(BeNumerically("<", 1), "seconds to open")
		t.do(chromedp.Navigate(report + "#?text=name-77"))
		Expect(t.shown()).To(HaveLen(11))
		Expect(busy()-opened).To(BeNumerically("<", 1), "seconds to filter")
		t.quiet()
	})

	It("is a site whose pages lead to each other from disk", func() {
		path := GinkgoT().TempDir()
		dir, err := os.OpenRoot(path)
		Expect(err).NotTo(HaveOccurred())
		defer dir.Close()
		Expect(html.Site(dir, fixture.Run(), results.GateMust)).To(Succeed())
		report = address(filepath.Join(path, "index.html"))
		visit("")
		t.do(chromedp.Click(chromedp.CSS(".findings li.fail .few a")))
		Eventually(func() (string, error) { // while one page follows another there is none to ask
			return chromedp.Run(t, chromedp.Evaluate[string]("location.pathname + document.readyState"))
		}).Should(HaveSuffix("/rfc6455-5.5.htmlcomplete"))
		Eventually(t.unfolded).Should(Equal([]string{"rfc6455/5.5/ping-payload-126"}))
		Expect(t.shown()).To(HaveLen(8))
		t.quiet()
	})

	Describe("put to axe", func() {
		var axe string
		BeforeAll(func() {
			dir := GinkgoT().TempDir()
			Expect(os.CopyFS(dir, os.DirFS("testdata/axe"))).To(Succeed())
			install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
			install.Dir = dir
			if out, err := install.CombinedOutput(); err != nil {
				Skip(fmt.Sprintf("accessibility is not checked: that takes axe-core of npm, which cannot be had here: %v: %s", err, bytes.TrimSpace(out)))
			}
			code, err := os.ReadFile(filepath.Join(dir, "node_modules/axe-core/axe.min.js"))
			Expect(err).NotTo(HaveOccurred())
			axe = string(code)
		})

		DescribeTable("breaks no rule of accessibility", func(scheme string, width int64) {
			visit("")
			call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			t.do(chromedp.EmulateViewport(width, 900))
			evaluate[bool](t, "(document.querySelectorAll('details').forEach(e => e.open = true), true)")
			evaluate[bool](t, axe+"; true")
			violations, err := chromedp.Run(t, chromedp.Evaluate[[]string](
				"axe.run().then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary)))", chromedp.EvalAwaitPromise))
			Expect(err).NotTo(HaveOccurred())
			Expect(strings.Join(violations, "\n")).To(BeEmpty())
		},
			Entry("light", "light", int64(1280)),
			Entry("dark", "dark", int64(1280)),
			Entry("on a phone", "light", int64(390)),
		)
	})
})
