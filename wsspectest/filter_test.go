package wsspectest_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/wsspectest"
)

// names are those of subtests that lie near each other.
var names = []string{"rfc6455/5.5/ping", "rfc6455/5.5/ping-payload-126", "rfc6455/5.5.1/ping", "rfc6455/15/5", "rfc7692/5.5/ping", "limits/5.5/ping"}

// TestNames is not a test but what one starts: it tells which of its subtests run, and which were expected to.
func TestNames(t *testing.T) {
	if os.Getenv("TELL_NAMES") == "" {
		t.Skip("only for the test of the filter")
	}
	for _, name := range names {
		if wsspectest.Expected(t.Name() + "/" + name) {
			fmt.Println("expected", name)
		}
		t.Run(name, func(*testing.T) { fmt.Println("runs", name) })
	}
}

var _ = Describe("What is expected to run", func() {
	DescribeTable("is what runs", func(flags ...string) {
		self, err := os.Executable()
		Expect(err).NotTo(HaveOccurred())
		c := exec.Command(self, flags...)
		c.Env = append(os.Environ(), "TELL_NAMES=1")
		out, err := c.CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		var expected, runs []string
		for line := range strings.Lines(string(out)) {
			word, name, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "expected":
				expected = append(expected, name)
			case "runs":
				runs = append(runs, name)
			}
		}
		Expect(expected).To(Equal(runs))
	},
		Entry("one test", "-test.run=^TestNames$"),
		Entry("a specification", "-test.run=^TestNames$/rfc6455"),
		Entry("a section, which is a regular expression", "-test.run=^TestNames$/rfc6455/5.5"),
		Entry("one case", "-test.run=^TestNames$/^rfc6455$/^5\\.5$/^ping$"),
		Entry("a level more than there are", "-test.run=^TestNames$/rfc6455/5.5/ping/more"),
		Entry("alternatives for the whole", "-test.run=^TestNames$/limits|^TestNames$/rfc7692/5|TestOther"),
		Entry("alternatives in brackets", "-test.run=^TestNames$/(limits|rfc7692)/5"),
		Entry("a class with a bar and a slash in it", "-test.run=^TestNames$/rfc6455/[5|/(]/ping$"),
		Entry("an escaped slash, which is none", `-test.run=^TestNames$/rfc6455\/5.5`),
		Entry("any level left open", "-test.run=^TestNames$//5.5/ping$"),
		Entry("all but a specification", "-test.run=^TestNames$", "-test.skip=/rfc6455"),
		Entry("all but a case", "-test.run=^TestNames$", "-test.skip=^TestNames$/rfc6455/5.5/ping$"),
		Entry("all but what has a level that there is not", "-test.run=^TestNames$", "-test.skip=TestNames/rfc6455/5.5/ping/more"),
		Entry("a section but for a case", "-test.run=^TestNames$//5.5", "-test.skip=//payload|///payload"),
	)
})
