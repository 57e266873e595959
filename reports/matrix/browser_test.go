package matrix_test

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/internal/browser"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/matrix"
)

// listed are IDs in the page.
func listed(t *browser.Tab, selector string) []string {
	GinkgoHelper()
	return browser.Evaluate[[]string](t, `[...document.querySelectorAll('`+selector+`')].filter(e => e.checkVisibility()).map(e => e.id)`)
}

// shown are the cases that can be seen, sections the sections.
func shown(t *browser.Tab) []string    { GinkgoHelper(); return listed(t, ".s > tr[id]:not(.sec)") }
func sections(t *browser.Tab) []string { GinkgoHelper(); return listed(t, ".sec") }

// told is the case that is told of, without more if nothing is.
func told(t *browser.Tab) []string {
	GinkgoHelper()
	return browser.Evaluate[[]string](t, `[...document.querySelectorAll('.d')].filter(e => e.checkVisibility()).map(e => e.querySelector('code').textContent)`)
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
	withoutScripts := func(fragment string) {
		GinkgoHelper()
		t = browser.Open(chromium)
		browser.Call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		t.Do(chromedp.Navigate(report + fragment))
	}
	BeforeEach(func() { report = browser.Write(render(three()...)) })

	It("opens from disk with the sections folded, without a word on the console, and asks for nothing", func() {
		visit("")
		Expect(browser.Evaluate[string](t, "document.title")).To(Equal("3 servers side by side · wsspec"))
		Expect(sections(t)).To(HaveLen(4))
		Expect(shown(t)).To(BeEmpty())
		Expect(browser.Evaluate[string](t, "getComputedStyle(document.querySelector('.m')).tableLayout")).To(Equal("fixed"), "the policy lets the style be")
		t.Quiet()
	})

	It("shows all and no filter with scripts off, and tells of a case by its address", func() {
		withoutScripts("")
		Expect(shown(t)).To(HaveLen(13))
		Expect(told(t)).To(BeEmpty())
		Expect(browser.Evaluate[bool](t, "document.querySelector('.filter').checkVisibility()")).To(BeFalse())
		withoutScripts("#" + failing)
		Expect(told(t)).To(Equal([]string{failing}))
		t.Do(chromedp.Click(chromedp.CSS(`tr[id="rfc6455/5.5/close-payload-126"] td a`)))
		Eventually(told).WithArguments(t).Should(Equal([]string{"rfc6455/5.5/close-payload-126"}))
		t.Quiet()
	})

	It("unfolds a section, and folds it", func() {
		visit("")
		press := func() { t.Do(chromedp.Click(chromedp.CSS(`tr[id="rfc6455/10.2"] button`))) }
		press()
		Expect(shown(t)).To(Equal([]string{"rfc6455/10.2/origin", "rfc6455/10.2/error"}))
		press()
		Expect(shown(t)).To(BeEmpty())
		t.Do(chromedp.Click(chromedp.CSS("button[name=unfold]")))
		Expect(shown(t)).To(HaveLen(13))
		t.Do(chromedp.Click(chromedp.CSS("button[name=fold]")))
		Expect(shown(t)).To(BeEmpty())
	})

	It("tells of a case in place when a cell is clicked, and its address does so again", func() {
		visit("#rfc6455/5.5")
		Expect(shown(t)).To(HaveLen(8))
		click := func() {
			t.Do(chromedp.Click(chromedp.CSS(`tr[id="` + failing + `"] > td:nth-of-type(2)`)))
		}
		click()
		Expect(told(t)).To(Equal([]string{failing}), "a cell of who passes does it too")
		Expect(t.Hash()).To(Equal("#" + failing))
		click()
		Expect(told(t)).To(BeEmpty())
		Expect(t.Hash()).To(BeEmpty())
		visit("#" + failing)
		Expect(told(t)).To(Equal([]string{failing}))
		Expect(browser.Evaluate[bool](t, `(() => { const row = document.getElementById('`+failing+`').getBoundingClientRect(), head = document.querySelector('thead th').getBoundingClientRect()
			return row.top >= head.bottom && row.bottom < innerHeight })()`)).To(BeTrue(), "below the names of the servers")
		t.Quiet()
	})

	DescribeTable("filters, with an address for what it shows", func(set, fragment string, want ...string) {
		visit("")
		browser.Evaluate[bool](t, "(() => { const form = document.forms[0].elements; "+set+`; document.forms[0].dispatchEvent(new Event('input')); return true })()`)
		Expect(shown(t)).To(ConsistOf(want))
		Expect(t.Hash()).To(Equal(fragment))
		Expect(browser.Evaluate[string](t, "document.querySelector('output').value")).To(Equal(fmt.Sprintf("%d of 13 cases", len(want))))
		visit(fragment)
		Expect(shown(t)).To(ConsistOf(want), "by its address")
		Expect(t.Hash()).To(Equal(fragment))
		t.Quiet()
	},
		Entry("where servers differ", "form.differ.checked = true", "#?differ=1", "rfc6455/5.5/ping-payload-126", failing, "rfc6455/5.5/ping-payload-65536",
			"rfc6455/5.5/close-payload-126", "rfc6455/5.5/header-only-126", "rfc6455/5.5/pong-payload-126", "rfc6455/5.5/disputed", "rfc6455/10.2/error"),
		Entry("where somebody fails", "form.fails.checked = true", "#?fails=1", "rfc6455/5.5/ping-payload-126", failing, "rfc6455/5.5/ping-payload-65536",
			"rfc6455/5.5/disputed", "rfc6455/10.2/error", "resilience/lengths/length-msb-set"),
		Entry("by words of what is told", "form.text.value = 'SWANS rst'", "#?text=SWANS+rst", "rfc6455/5.5/close-payload-126"),
		Entry("by an ID, of who passes too", "form.text.value = '5.5/whole'", "#?text=5.5/whole", "rfc6455/5.5/whole"),
		Entry("by all of these", "form.text.value = '5.5'; form.differ.checked = form.fails.checked = true", "#?differ=1&fails=1&text=5.5",
			"rfc6455/5.5/ping-payload-126", failing, "rfc6455/5.5/ping-payload-65536", "rfc6455/5.5/disputed"),
		Entry("down to nothing", "form.text.value = 'no such thing'", "#?text=no+such+thing"),
	)

	It("hides the headings of what is filtered out, and clears", func() {
		visit("")
		t.Do(chromedp.SendKeys(chromedp.CSS("input[type=search]"), "geese foreign"))
		Expect(shown(t)).To(Equal([]string{"rfc6455/10.2/origin"}))
		Expect(sections(t)).To(Equal([]string{"rfc6455/10.2"}))
		Expect(browser.Evaluate[int](t, "[...document.querySelectorAll('.spec')].filter(e => e.checkVisibility()).length")).To(Equal(1))
		t.Do(chromedp.Click(chromedp.CSS("button[type=reset]")))
		Eventually(sections).WithArguments(t).Should(HaveLen(4))
		Expect(shown(t)).To(BeEmpty())
		Expect(t.Hash()).To(BeEmpty())
	})

	It("tells of a case that the filter would hide", func() {
		visit("#?differ=1&at=rfc6455/10.2/origin")
		Expect(told(t)).To(Equal([]string{"rfc6455/10.2/origin"}))
		Expect(shown(t)).To(HaveLen(9))
		t.Quiet()
	})

	It("is used from the keyboard", func() {
		visit("")
		t.Do(chromedp.KeyEvent(kb.Tab))
		Expect(browser.Evaluate[string](t, "document.activeElement.textContent")).To(Equal("Skip to the matrix"))
		t.Do(chromedp.KeyEvent(kb.Enter))
		Eventually(t.Hash).Should(Equal("#matrix"))
		browser.Evaluate[bool](t, `(document.querySelector('.sec button').focus(), true)`)
		t.Do(chromedp.KeyEvent(kb.Enter))
		Expect(shown(t)).To(HaveLen(8))
		Expect(browser.Evaluate[string](t, "document.activeElement.getAttribute('aria-expanded')")).To(Equal("true"))
		for range 3 { // the link to the specification, and the first two cases
			t.Do(chromedp.KeyEvent(kb.Tab))
		}
		t.Do(chromedp.KeyEvent(kb.Enter))
		Expect(told(t)).To(Equal([]string{failing}))
		Expect(browser.Evaluate[string](t, "document.activeElement.getAttribute('aria-expanded')")).To(Equal("true"))
	})

	It("has each verdict as a text and as a letter of its own", func() {
		visit("")
		t.Do(chromedp.Click(chromedp.CSS("button[name=unfold]")))
		letters := browser.Evaluate[map[string]string](t, `Object.fromEntries([...document.querySelectorAll('.s > tr:not(.sec, .d) > td:not(.none)')].map(td =>
			[td.textContent.trim(), getComputedStyle(td.firstElementChild ?? td, '::before').content.split('"')[1]]))`)
		Expect(letters).To(Equal(map[string]string{"pass": "·", "fail": "F", "warn": "W", "error": "E", "inconclusive": "?", "info": "i", "skip": "–"}))
	})

	It("runs nothing that a target sent", func() {
		report = browser.Write(render(matrix.Source{Run: fixture.Hostile(fixture.HostileText)}, matrix.Source{Run: fixture.Foreign(fixture.HostileText)}))
		visit("")
		t.Do(chromedp.Click(chromedp.CSS("button[name=unfold]")))
		Expect(browser.Evaluate[int](t, "document.querySelectorAll('img, iframe, object, embed').length")).To(BeZero())
		t.Quiet()
	})

	It("is on paper without what only a screen needs, and with all columns", func() {
		visit("#" + failing)
		browser.Call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		Expect(browser.Evaluate[bool](t, "document.querySelector('.filter').checkVisibility()")).To(BeFalse())
		Expect(told(t)).To(Equal([]string{failing}))
		Expect(browser.Evaluate[string](t, "getComputedStyle(document.querySelector('thead th')).position")).To(Equal("static"))
	})

	It("of 17 servers and 1500 cases is there within a second, and filters in a moment", func() {
		report = browser.Write(render(many(17, 1500)...))
		t = browser.Open(chromium)
		before := t.Busy()
		t.Do(chromedp.Navigate(report))
		Expect(browser.Evaluate[float64](t, "document.body.getBoundingClientRect().height")).To(BeNumerically(">", 1000), "it is laid out")
		opened := t.Busy()
		Expect(opened-before).To(BeNumerically("<", 1), "seconds to open")
		t.Do(chromedp.Navigate(report + "#?differ=1&text=name-77"))
		Expect(shown(t)).To(HaveLen(11))
		Expect(t.Busy()-opened).To(BeNumerically("<", 1), "seconds to filter")
		t.Quiet()
	})

	Describe("put to axe", func() {
		var axe string
		BeforeAll(func() { axe = browser.Axe() })

		DescribeTable("breaks no rule of accessibility", func(scheme string, width int64) {
			visit("#" + failing)
			t.Look(scheme, width)
			t.Do(chromedp.Click(chromedp.CSS("button[name=unfold]")))
			t.Accessible(axe)
		},
			Entry("light", "light", int64(1280)),
			Entry("dark", "dark", int64(1280)),
			Entry("on a phone", "light", int64(390)),
		)
	})
})
