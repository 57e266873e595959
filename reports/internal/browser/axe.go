package browser

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

//go:embed axe/package.json axe/package-lock.json
var axePackage embed.FS

// Axe is the source of axe-core, which finds what is not accessible. Where it cannot be had the test is skipped.
func Axe() string {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := axePackage.ReadFile("axe/" + name)
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(filepath.Join(dir, name), content, 0o666)).To(Succeed())
	}
	install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		Skip(fmt.Sprintf("accessibility is not checked: that takes axe-core of npm, which cannot be had here: %v: %s", err, bytes.TrimSpace(out)))
	}
	code, err := os.ReadFile(filepath.Join(dir, "node_modules/axe-core/axe.min.js"))
	Expect(err).NotTo(HaveOccurred())
	return string(code)
}

// Accessible expects that axe finds nothing in the page as it is.
func (t *Tab) Accessible(axe string) {
	GinkgoHelper()
	Evaluate[bool](t, axe+"; true")
	violations, err := chromedp.Run(t, chromedp.Evaluate[[]string](
		"axe.run().then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary)))", chromedp.EvalAwaitPromise))
	Expect(err).NotTo(HaveOccurred())
	Expect(strings.Join(violations, "\n")).To(BeEmpty())
}

// Look sets the colours that the reader wants, light or dark, and the width of the window.
func (t *Tab) Look(scheme string, width int64) {
	GinkgoHelper()
	Call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	t.Do(chromedp.EmulateViewport(width, 900))
}
