package yamlfile_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/expectations/yamlfile"
)

var _ = Describe("A file", func() {
	DescribeTable("is refused in a sentence if it", func(says, content string) {
		_, err := yamlfile.Parse("a.yaml", []byte(content))
		Expect(err).To(MatchError(HavePrefix(says)))
		Expect(err.Error()).NotTo(ContainSubstring("\n"))
	},
		Entry("is larger than a configuration", "a.yaml: it has more than 1048576 bytes, which no configuration needs", "a: "+strings.Repeat("x", 10<<20-1)),
		Entry("is no UTF-8", "a.yaml: it is no UTF-8", "a: \xff\n"),
		Entry("is UTF-16", "a.yaml: it is no UTF-8", "\xff\xfea\x00:\x00"),
		Entry("is a list", "a.yaml:1: the file has keys and values, and is not a list", "- a\n"),
		Entry("is a text", "a.yaml:2: the file has keys and values, and is not a text", "\na\n"),
		Entry("has two documents", "a.yaml:2: a second document begins here", "a: 1\n---\nb: 2\n"),
		Entry("is broken behind its document", "a.yaml:", "a: 1\n---\n[\n"),
		Entry("has a key twice", `a.yaml:3: "a" is there twice, first in line 1`, "a: 1\nb: 2\na: 3\n"),
		Entry("is indented by a tab", "a.yaml:2: it is no YAML: found character that cannot start any token; lines are indented by spaces", "a:\n\t- b\n"),
		Entry("ends in the middle", "a.yaml:", "a: [b\n"),
		Entry("names an anchor that there is not", "a.yaml: it is no YAML: unknown anchor 'b' referenced", "a: *b\n"),
		Entry("has a list for a key", "a.yaml:1: a key is one text, not a list", "[a]: b\n"),
		Entry("merges", "a.yaml:2: a key has the tag !!merge, which means nothing here", "a: &a {b: 1}\n<<: *a\n"),
		Entry("has nothing for a key", "a.yaml:1: a key is one text, not nothing", "~: b\n"),
	)

	It("names the nearest key in place of one that is not known, whatever its case", func() {
		m, err := yamlfile.Parse("a.yaml", []byte("jobs: 1\n\nTimeOut: 5s\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(m.Only("jobs", "timeout", "min-timeout")).To(MatchError(`a.yaml:3: there is no key "TimeOut"; the nearest is "timeout"`))
		Expect(m.Only("jobs", "TimeOut")).To(Succeed())
	})

	It("may refer to itself without end", func() {
		m, err := yamlfile.Parse("a.yaml", []byte("a: &a [*a, *a]\n"))
		if err != nil {
			return
		}
		list, err := m.Find("a").Value.List("a")
		Expect(err).NotTo(HaveOccurred())
		_, err = list[0].Text("a")
		Expect(err).To(HaveOccurred())
	})
})

// FuzzParse looks for content that is neither read nor refused in a line.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "a: 1\n", "\ufeffa: b", "a: &x [*x]", "? a\n: b\n", "a: |\n  b\n", "a:\t1\r\n", "---\n...\n---\n", "a: !!binary x\n", "{a: [b, {c: d}]}", "<<: {a: b}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := yamlfile.Parse("a.yaml", content)
		errs := []error{err}
		if err == nil {
			errs = append(errs, m.Only("a"))
			for _, pair := range m.Pairs {
				_, errText := pair.Value.Text("a")
				_, errList := pair.Value.Texts("a")
				errs = append(errs, errText, errList)
			}
		}
		for _, err := range errs {
			var e *yamlfile.Error
			if err != nil && (!errors.As(err, &e) || strings.ContainsRune(e.Error(), '\n')) {
				t.Fatalf("%q is no sentence", err)
			}
		}
	})
}
