package wsspectest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The examples", func() {
	It("do what they show", func() {
		if testing.Short() {
			Skip("in short mode other modules are left alone")
		}
		in := func(args ...string) (string, error) {
			c := exec.Command("go", args...)
			c.Dir = "../docs/examples/go"
			out, err := c.CombinedOutput()
			return strings.TrimSpace(string(out)), err
		}
		if out, err := in("mod", "download"); err != nil {
			Skip("the examples need modules that cannot be had here: " + out)
		}
		out, err := in("test", "-count=1", "./...")
		Expect(err).NotTo(HaveOccurred(), out)
	})
})

var _ = Describe("The page about Go tests", func() {
	It("shows the examples as they are", func() {
		page, err := os.ReadFile("../docs/go-tests.md")
		Expect(err).NotTo(HaveOccurred())
		files, err := filepath.Glob("../docs/examples/go/*_test.go")
		Expect(err).NotTo(HaveOccurred())
		var examples strings.Builder
		for _, file := range files {
			content, err := os.ReadFile(file)
			Expect(err).NotTo(HaveOccurred())
			examples.Write(content)
		}
		blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(page, -1)
		Expect(len(blocks)).To(Equal(len(files)))
		for _, block := range blocks {
			Expect(examples.String()).To(ContainSubstring(string(block[1])))
		}
	})
})

var _ = Describe("What helps in tests", func() {
	It("is no part of the command", func() {
		out, err := exec.Command("go", "list", "-deps", "../cmd/wsspec").Output()
		Expect(err).NotTo(HaveOccurred())
		list := strings.Fields(string(out))
		Expect(list).To(ContainElement("github.com/wsspec/wsspec/runner"))
		for _, name := range list {
			Expect(name).NotTo(Or(Equal("testing"), HavePrefix("testing/"), HavePrefix("github.com/onsi/"),
				ContainSubstring("wsspectest"), ContainSubstring("wsspecginkgo"), ContainSubstring("wsspecfuzz")))
		}
	})
})
