package expectations_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/expectations"
	"github.com/wsspec/wsspec/expectations/yamlfile"
)

// entry is a list with one entry, of the lines given and what is missing of the required ones.
func entry(lines ...string) string {
	text := strings.Join(lines, "\n    ")
	for _, line := range []string{"case: rfc6455/5.5/one", "verdict: fail", "saw: nothing", "reason: known"} {
		key, _, _ := strings.Cut(line, ":")
		if !strings.Contains(text, key+":") {
			text += "\n    " + line
		}
	}
	return "expectations:\n  - " + text + "\n"
}

var _ = Describe("A list of expectations", func() {
	It("has all that an entry says", func() {
		list, err := expectations.Read("wsspec.yaml", []byte(`jobs: 4
expectations:
  # two of them
  - case: rfc6455/5.5/two
    verdict: warn
    saw: 'text, "a: b"'
    reason: &why nobody minds
    link: https://wsspec.example/1
    expires: 2027-01-31
  - {case: rfc6455/5.5/one, verdict: fail, saw: "*", reason: *why}
  - case:
      - rfc6455/5.6/three
      - rfc6455/5.6/four
    verdict: fail
    reason: x
    saw: y
`), table)
		Expect(err).NotTo(HaveOccurred())
		Expect(list.File).To(Equal("wsspec.yaml"))
		for i := range list.Entries {
			list.Entries[i] = expectations.Bare(list.Entries[i])
		}
		Expect(list.Entries).To(Equal([]expectations.Entry{
			{Line: 4, Case: "rfc6455/5.5/two", Verdict: cases.Warn, Saw: `text, "a: b"`, Reason: "nobody minds", Link: "https://wsspec.example/1", Expires: "2027-01-31"},
			{Line: 10, Case: "rfc6455/5.5/one", Verdict: cases.Fail, Saw: "*", Reason: "nobody minds"},
			{Line: 12, Case: "rfc6455/5.6/three", Verdict: cases.Fail, Saw: "y", Reason: "x"},
			{Line: 13, Case: "rfc6455/5.6/four", Verdict: cases.Fail, Saw: "y", Reason: "x"},
		}))
	})

	DescribeTable("is empty", func(content string) {
		list, err := expectations.Read("wsspec.yaml", []byte(content), table)
		Expect(err).NotTo(HaveOccurred())
		Expect(list.Entries).To(BeEmpty())
	},
		Entry("in an empty file", ""),
		Entry("in a file of comments", "# later\n"),
		Entry("in a file with another key", "jobs: 4\n"),
		Entry("if the key has no value", "expectations:\n"),
		Entry("if it is", "expectations: []\n"),
		Entry("behind a byte order mark", "\ufeffexpectations: []\n"),
	)

	DescribeTable("is refused, with the line,", func(line int, says, content string) {
		_, err := expectations.Read("wsspec.yaml", []byte(content), table)
		var e *yamlfile.Error
		Expect(err).To(BeAssignableToTypeOf(e))
		e = err.(*yamlfile.Error)
		Expect(e.Line).To(Equal(line), e.Error())
		Expect(e.Says).To(ContainSubstring(says))
		Expect(e.Error()).NotTo(ContainSubstring("\n"))
	},
		Entry("if it is none", 1, "expectations is a list, not a text", "expectations: all\n"),
		Entry("if it has keys", 2, "expectations is a list, not keys and values", "expectations:\n  case: a\n"),
		Entry("if an entry is a text", 2, "has keys and values, and is not a text", "expectations:\n  - rfc6455/5.5/one\n"),
		Entry("if an entry is nothing", 2, "has keys and values, and is not nothing", "expectations:\n  -\n"),
		Entry("if a key is not known", 3, `there is no key "reson"; the nearest is "reason"`, entry("case: rfc6455/5.5/one", "reson: x")),
		Entry("if a key is far from all", 3, "there are case, verdict, saw, reason, link, expires", entry("case: rfc6455/5.5/one", "colour-of-it: x")),
		Entry("if a key is there twice", 3, `"case" is there twice, first in line 2`, entry("case: rfc6455/5.5/one", "case: rfc6455/5.5/one")),
		Entry("if a key is missing", 2, `"reason" is missing`, "expectations:\n- case: rfc6455/5.5/one\n  verdict: fail\n  saw: x\n"),
		Entry("if there is no such case", 2, `there is no case "rfc6455/5.5/ones"; the nearest is rfc6455/5.5/one`, entry("case: rfc6455/5.5/ones")),
		Entry("if the name is that of a section", 2, `"rfc6455/5.5" is no case but the name of 2`, entry("case: rfc6455/5.5")),
		Entry("if the name is a glob", 2, "is about one, such as rfc6455/5.5/one", entry(`case: "rfc6455/**"`)),
		Entry("if the name is empty", 2, `there is no case ""`, entry(`case: ""`)),
		Entry("if the name is missing", 2, "case is empty: an expectation is about one at least", entry("case:")),
		Entry("if the verdict is none that fails", 3, `verdict is fail or warn, not "skip"`, entry("case: rfc6455/5.5/one", "verdict: skip")),
		Entry("if there is no reason", 3, "say why", entry("case: rfc6455/5.5/one", `reason: " "`)),
		Entry("if the day is none", 3, `expires is a day such as 2027-12-31, not "2027-02-30"`, entry("case: rfc6455/5.5/one", "expires: 2027-02-30")),
		Entry("if the day is empty", 3, "expires is one text, not nothing", entry("case: rfc6455/5.5/one", "expires:")),
		Entry("if a value is a list", 3, "saw is one text, not a list", entry("case: rfc6455/5.5/one", "saw: [a]")),
		Entry("if a value has a tag", 3, "saw has the tag !x, which means nothing here", entry("case: rfc6455/5.5/one", "saw: !x a")),
		Entry("if one of its cases is none", 4, `there is no case "rfc6455/5.5/too"; the nearest is rfc6455/5.5/two`, entry("case:", "- rfc6455/5.5/one", "- rfc6455/5.5/too")),
		Entry("if one of its cases is no text", 2, `case is one text, not a list`, entry("case: [[]]")),
		Entry("if two of its cases are one", 4, "rfc6455/5.5/one is expected twice, first in line 3", entry("case:", "- rfc6455/5.5/one", "- rfc6455/5.5/one")),
		Entry("if two are about one case", 6, "rfc6455/5.5/one is expected twice, first in line 2", entry("case: rfc6455/5.5/one")+strings.TrimPrefix(entry("saw: other"), "expectations:\n")),
	)
})
