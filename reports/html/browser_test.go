package html_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/reports/internal/browser"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

// shown are the slugs of the cases that can be seen.
func shown(t *browser.Tab) []string {
	GinkgoHelper()
	return browser.Evaluate[[]string](t, `[...document.querySelectorAll('details.c')].filter(e => e.checkVisibility()).map(e => e.querySelector('.n').textContent)`)
}

// unfolded are the IDs of the cases that are unfolded.
func unfolded(t *browser.Tab) []string {
	GinkgoHelper()
	return browser.Evaluate[[]string](t, `[...document.querySelectorAll('details.c[open]')].map(e => e.lastElementChild.id)`)
}

// file is the address of a report on disk.
func file(run *results.Run) string {
	GinkgoHelper()
	return browser.Write(render(run))
}

var _ = Describe("The page in a browser", Ordered, ContinueOnFailure, func() {
	var chromium context.Context
	BeforeAll(func() { chromium = browser.Start() })

	const failing = "rfc6455/5.5/ping-payload-127"
	var report string
	var t *browser.Tab
	visit := func(fragment string) {
		GinkgoHelper()
		t = browser.Open(chromium)
		t.Do(chromedp.Navigate(report + fragment))
	}
	BeforeEach(func() { report = file(fixture.Run()) })

	It("opens from disk without a word on the console, and asks for nothing", func() {
		visit("")
		Expect(browser.Evaluate[string](t, "document.title")).To(HavePrefix("ws://127.0.0.1:9001/chat"))
		Expect(shown(t)).To(HaveLen(10))
		Expect(unfolded(t)).To(BeEmpty())
		Expect(browser.Evaluate[string](t, "getComputedStyle(document.querySelector('.verdict')).fontWeight")).To(Equal("600"), "the policy lets the style be")
		t.Quiet()
	})

	DescribeTable("filters, with an address for what it shows", func(set, fragment string, want ...string) {
		visit("")
		browser.Evaluate[bool](t, "(() => { const form = document.forms[0].elements; "+set+`; document.forms[0].dispatchEvent(new Event('input')); return true })()`)
		Expect(shown(t)).To(ConsistOf(want))
		Expect(t.Hash()).To(Equal(fragment))
		Expect(browser.Evaluate[string](t, "document.querySelector('output').value")).To(Equal(fmt.Sprintf("%d of 10 cases", len(want))))
		visit(fragment)
		Expect(shown(t)).To(ConsistOf(want), "by its address")
		Expect(t.Hash()).To(Equal(fragment))
		t.Quiet()
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
		t.Do(chromedp.SendKeys(chromedp.CSS("input[type=search]"), "two readings"))
		Expect(shown(t)).To(Equal([]string{"disputed"}))
		t.Do(chromedp.Click(chromedp.CSS("button[type=reset]")))
		Eventually(shown).WithArguments(t).Should(HaveLen(10))
		Expect(t.Hash()).To(BeEmpty())
	})

	It("filters by the numbers of the first table", func() {
		visit("")
		t.Do(chromedp.Click(chromedp.CSS(`.grades td.fail a`)))
		Eventually(t.Hash).Should(Equal("#?verdict=fail&level=MUST"))
		Eventually(shown).WithArguments(t).Should(ConsistOf("ping-payload-126", "ping-payload-127", "ping-payload-65536", "disputed"))
	})

	It("unfolds a case, and its address does so again", func() {
		visit("")
		browser.Evaluate[bool](t, `(document.getElementById("`+failing+`").previousSibling.click(), true)`)
		Expect(unfolded(t)).To(Equal([]string{failing}))
		Expect(t.Hash()).To(Equal("#" + failing))
		visit("#?verdict=fail&at=" + failing)
		Expect(unfolded(t)).To(Equal([]string{failing}))
		Expect(shown(t)).To(HaveLen(4))
	})

	It("unfolds and folds what is shown", func() {
		visit("#?verdict=fail")
		t.Do(chromedp.Click(chromedp.CSS("button[name=unfold]")))
		Expect(unfolded(t)).To(HaveLen(4))
		t.Do(chromedp.Click(chromedp.CSS("button[name=fold]")))
		Expect(unfolded(t)).To(BeEmpty())
	})

	visible := func(id string) bool {
		GinkgoHelper()
		return browser.Evaluate[bool](t, `(() => { const box = document.getElementById("`+id+`").getBoundingClientRect(); return box.height > 0 && box.top < innerHeight && box.bottom > 0 })()`)
	}
	DescribeTable("shows what an address leads to", func(id string, scripts bool) {
		t = browser.Open(chromium)
		browser.Call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
		t.Do(chromedp.Navigate(report + "#" + id))
		Eventually(func() bool { return visible(id) }).Should(BeTrue())
		t.Quiet()
	},
		Entry("a case", failing, true),
		Entry("a case, with scripts off", failing, false),
		Entry("a requirement", "6455-5.5-02", true),
		Entry("a requirement, with scripts off", "6455-5.5-02", false),
		Entry("a section", "rfc6455/10.2", true),
		Entry("a section, with scripts off", "rfc6455/10.2", false),
	)

	It("shows all cases and no filter with scripts off", func() {
		t = browser.Open(chromium)
		browser.Call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		t.Do(chromedp.Navigate(report))
		Expect(shown(t)).To(HaveLen(10))
		Expect(browser.Evaluate[bool](t, "document.querySelector('.filter').checkVisibility()")).To(BeFalse())
	})

	It("is used from the keyboard", func() {
		visit("")
		t.Do(chromedp.KeyEvent(kb.Tab))
		Expect(browser.Evaluate[string](t, "document.activeElement.textContent")).To(Equal("Skip to the cases"))
		Expect(browser.Evaluate[bool](t, "document.activeElement.getBoundingClientRect().left >= 0")).To(BeTrue(), "it can be seen")
		t.Do(chromedp.KeyEvent(kb.Enter))
		Eventually(t.Hash).Should(Equal("#cases"))
		browser.Evaluate[bool](t, "(document.querySelector('details.c > summary').focus(), true)")
		t.Do(chromedp.KeyEvent(kb.Enter))
		Expect(unfolded(t)).To(HaveLen(1))
	})

	It("runs nothing that a target sent", func() {
		report = file(fixture.Hostile(fixture.HostileText))
		visit("")
		browser.Evaluate[bool](t, "(document.querySelectorAll('details').forEach(e => e.open = true), true)")
		Expect(browser.Evaluate[int](t, "document.querySelectorAll('img, iframe, object, embed').length")).To(BeZero())
		t.Quiet()
	})

	It("unfolds failures on paper", func() {
		visit("")
		browser.Call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		can := func(slug string) bool { // see what is in a case
			return browser.Evaluate[bool](t, `document.getElementById("rfc6455/5.5/`+slug+`").checkVisibility({contentVisibilityAuto: false})`)
		}
		browser.Evaluate[bool](t, "dispatchEvent(new Event('beforeprint'))")
		Expect(can("ping-payload-126")).To(BeTrue())
		Expect(can("whole")).To(BeFalse())
		browser.Evaluate[bool](t, "dispatchEvent(new Event('afterprint'))")
		Expect(unfolded(t)).To(BeEmpty())
	})

	for _, width := range []int64{390, 768, 1280} {
		It(fmt.Sprintf("fits into %d pixels, unfolded too", width), func() {
			visit("")
			t.Do(chromedp.EmulateViewport(width, 800))
			browser.Evaluate[bool](t, "(document.querySelectorAll('details').forEach(e => e.open = true), true)")
			Expect(browser.Evaluate[int](t, "document.scrollingElement.scrollWidth")).To(BeNumerically("<=", width))
		})
	}

	It("with 1500 cases is there within a second, and filters in a moment", func() {
		run := many(1500, cases.Fail)
		report = file(run)
		t = browser.Open(chromium)
		before := t.Busy()
		t.Do(chromedp.Navigate(report))
		Expect(browser.Evaluate[float64](t, "document.body.getBoundingClientRect().height")).To(BeNumerically(">", 1000), "it is laid out")
		opened := t.Busy()
		Expect(opened-before).To(BeNumerically("<", 1), "seconds to open")
		t.Do(chromedp.Navigate(report + "#?text=name-77"))
		Expect(shown(t)).To(HaveLen(11))
		Expect(t.Busy()-opened).To(BeNumerically("<", 1), "seconds to filter")
		t.Quiet()
	})

	It("is a site whose pages lead to each other from disk", func() {
		path := GinkgoT().TempDir()
		dir, err := os.OpenRoot(path)
		Expect(err).NotTo(HaveOccurred())
		defer dir.Close()
		Expect(html.Site(dir, fixture.Run(), results.GateMust)).To(Succeed())
		report = browser.Address(filepath.Join(path, "index.html"))
		visit("")
		t.Do(chromedp.Click(chromedp.CSS(".findings li.fail .few a")))
		Eventually(func() (string, error) { // while one page follows another there is none to ask
			return chromedp.Run(t, chromedp.Evaluate[string]("location.pathname + document.readyState"))
		}).Should(HaveSuffix("/rfc6455-5.5.htmlcomplete"))
		Eventually(unfolded).WithArguments(t).Should(Equal([]string{"rfc6455/5.5/ping-payload-126"}))
		Expect(shown(t)).To(HaveLen(8))
		t.Quiet()
	})

	Describe("put to axe", func() {
		var axe string
		BeforeAll(func() { axe = browser.Axe() })

		DescribeTable("breaks no rule of accessibility", func(scheme string, width int64) {
			visit("")
			t.Look(scheme, width)
			browser.Evaluate[bool](t, "(document.querySelectorAll('details').forEach(e => e.open = true), true)")
			t.Accessible(axe)
		},
			Entry("light", "light", int64(1280)),
			Entry("dark", "dark", int64(1280)),
			Entry("on a phone", "light", int64(390)),
		)
	})
})
