// Package browser opens pages in a browser, for their tests.
package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Start starts a browser, or skips the test with what it would take.
func Start() context.Context {
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

// Tab is a page in the browser, with what it said on the console and what it asked for.
type Tab struct {
	context.Context
	mu       sync.Mutex
	said     []string
	requests []string
}

func Open(browser context.Context) *Tab {
	GinkgoHelper()
	ctx, shut := chromedp.NewContext(browser)
	DeferCleanup(shut)
	ctx, end := context.WithTimeout(ctx, time.Minute) // a page that hangs ends its test, not the run
	DeferCleanup(end)
	t := &Tab{Context: ctx}
	t.Do(chromedp.Navigate("about:blank"))
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
	Call(t, log.Enable, cdp.Empty{})
	Call(t, network.Enable, network.EnableParams{})
	// The time that the page itself takes: what else runs on this machine does not count.
	Call(t, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
	return t
}

// Busy is for how many seconds the page has been busy.
func (t *Tab) Busy() float64 {
	GinkgoHelper()
	metrics := Call(t, performance.GetMetrics, cdp.Empty{}).Metrics
	i := slices.IndexFunc(metrics, func(m *performance.Metric) bool { return m.Name == "TaskDuration" })
	Expect(i).To(BeNumerically(">=", 0))
	return metrics[i].Value
}

func Call[P, R any](t *Tab, command cdp.Command[P, R], params P) R {
	GinkgoHelper()
	result, err := chromedp.Call(t, command, params)
	Expect(err).NotTo(HaveOccurred())
	return result
}

func (t *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	Expect(chromedp.Do(t, steps...)).To(Succeed())
}

// Evaluate is what an expression is in the page.
func Evaluate[T any](t *Tab, expression string) T {
	GinkgoHelper()
	value, err := chromedp.Run(t, chromedp.Evaluate[T](expression))
	Expect(err).NotTo(HaveOccurred())
	return value
}

func (t *Tab) Hash() string { GinkgoHelper(); return Evaluate[string](t, "location.hash") }

// Quiet checks that the page ran without a word and asked for nothing but itself.
func (t *Tab) Quiet() {
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

func Address(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// Write writes a page into a file, and returns its address.
func Write(page string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), "report.html")
	Expect(os.WriteFile(path, []byte(page), 0o666)).To(Succeed())
	return Address(path)
}
