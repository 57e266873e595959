package expectations_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/expectations"
	"github.com/wsspec/wsspec/expectations/yamlfile"
	"github.com/wsspec/wsspec/runner/results"
)

// shows is a run in which case one fails with a pong, two is warned of, three passes and four was skipped.
func shows() *results.Run {
	run := ended(one, cases.Fail, "pong")
	run.Cases = append(run.Cases,
		results.Case{ID: "rfc6455/5.5/two", Verdict: cases.Warn, Got: []string{`close 1000 "a: b"`}},
		results.Case{ID: "rfc6455/5.6/three", Verdict: cases.Pass}, results.Case{ID: "rfc6455/5.6/four", Verdict: cases.Skip})
	return run
}

func update(content string, gate results.Gate) (string, *expectations.Changes, error) {
	edited, changes, err := expectations.Update("wsspec.yaml", []byte(content), shows(), gate, table)
	return string(edited), changes, err
}

const (
	newOne = "  - case: rfc6455/5.5/one\n    verdict: fail\n    saw: pong\n    reason: 'TODO: say why'\n"
	newTwo = "  - case: rfc6455/5.5/two\n    verdict: warn\n    saw: 'close 1000 \"a: b\"'\n    reason: 'TODO: say why'\n"
)

var _ = Describe("An update", func() {
	DescribeTable("makes the list true, and nothing else", func(gate results.Gate, before, after, what string) {
		edited, changes, err := update(before, gate)
		Expect(err).NotTo(HaveOccurred())
		Expect(edited).To(Equal(after))
		Expect(changes.String()).To(Equal(what))
		again, changes, err := update(edited, gate)
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(edited), "the same again changes nothing")
		Expect(changes.String()).To(BeEmpty())
	},
		Entry("of an empty file", results.GateMust, "", "expectations:\n"+newOne, "1 added"),
		Entry("of a file without one", results.GateMust, "# mine\njobs:   4 # few\n", "# mine\njobs:   4 # few\n\nexpectations:\n"+newOne, "1 added"),
		Entry("of a file without a line end", results.GateMust, "jobs: 4", "jobs: 4\n\nexpectations:\n"+newOne, "1 added"),
		Entry("with the stricter gate", results.GateShould, "", "expectations:\n"+newOne+newTwo, "2 added"),
		Entry("without an entry, in the middle", results.GateMust, "expectations: # none\njobs: 4\n", "expectations: # none\n"+newOne+"jobs: 4\n", "1 added"),
		Entry("that is between brackets and empty", results.GateMust, "expectations: []  # none\njobs: 4\n", "expectations:  # none\n"+newOne+"jobs: 4\n", "1 added"),
		Entry("whose last line has no end", results.GateMust, "expectations:", "expectations:\n"+newOne, "1 added"),
		Entry("behind entries that stay", results.GateMust, `expectations:
# skipped
- case:    rfc6455/5.6/four
  reason: >
    it takes
    long
  verdict: fail

  saw:  "*"
  # behind four

# about jobs
jobs: 4
`, `expectations:
# skipped
- case:    rfc6455/5.6/four
  reason: >
    it takes
    long
  verdict: fail

  saw:  "*"
- case: rfc6455/5.5/one
  verdict: fail
  saw: pong
  reason: 'TODO: say why'
  # behind four

# about jobs
jobs: 4
`, "1 added"),
		Entry("of what passes", results.GateMust, `expectations:
  # these were odd
  - case: rfc6455/5.6/three # gone soon
    verdict: fail
    saw: x
    reason: |
      long
      longer

  # this one stays
  -   case: rfc6455/5.5/one
      verdict: fail
      saw: 'p*g'
      reason: known # by all
`, `expectations:
  # these were odd

  # this one stays
  -   case: rfc6455/5.5/one
      verdict: fail
      saw: 'p*g'
      reason: known # by all
`, "1 removed"),
		Entry("of the only one that passes", results.GateMust, "expectations:\n  - case: rfc6455/5.6/three\n    verdict: fail\n    saw: x\n    reason: y\n",
			"expectations:\n"+newOne, "1 added, 1 removed"),
		Entry("of what fails otherwise", results.GateMust, `expectations:
  - saw: >-
      text and
      more
    # or so
    verdict:   fail   # sadly
    case: rfc6455/5.5/two
    reason: known
  - {case: rfc6455/5.5/one, verdict: fail, saw: pong, reason: known}
`, `expectations:
  - saw: 'close 1000 "a: b"'
    # or so
    verdict: warn  # sadly
    case: rfc6455/5.5/two
    reason: known
  - {case: rfc6455/5.5/one, verdict: fail, saw: pong, reason: known}
`, "1 changed"),
		Entry("of some of the cases that share an item", results.GateMust, `expectations:
  - reason: known
    case:
      # these two
      - rfc6455/5.6/three
      - rfc6455/5.6/four # skipped
      - rfc6455/5.5/one
    verdict: fail
    saw: old
    link: https://wsspec.example/1
    expires: 2030-01-01
`, `expectations:
  - reason: known
    case:
      # these two
      - rfc6455/5.6/four # skipped
    verdict: fail
    saw: old
    link: https://wsspec.example/1
    expires: 2030-01-01
  - case: rfc6455/5.5/one
    verdict: fail
    saw: pong
    reason: known
    link: https://wsspec.example/1
    expires: 2030-01-01
`, "1 changed, 1 removed"),
		Entry("of all of the cases that share an item", results.GateMust, "expectations:\n- case:\n  - rfc6455/5.6/three\n  - rfc6455/5.5/one\n  verdict: fail\n  saw: old\n  reason: known\n",
			"expectations:\n- case: rfc6455/5.5/one\n  verdict: fail\n  saw: pong\n  reason: known\n", "1 changed, 1 removed"),
		Entry("with dashes in lines of their own", results.GateMust, "expectations:\n  -\n    case: rfc6455/5.6/three\n    verdict: fail\n    saw: x\n    reason: y\n  -\n    case: rfc6455/5.5/one\n    verdict: fail\n    saw: old\n    reason: y\n",
			"expectations:\n  -\n    case: rfc6455/5.5/one\n    verdict: fail\n    saw: pong\n    reason: y\n", "1 changed, 1 removed"),
		Entry("with line ends of Windows", results.GateMust, "jobs: 4\r\nexpectations:\r\n", "jobs: 4\r\nexpectations:\r\n"+strings.ReplaceAll(newOne, "\n", "\r\n"), "1 added"),
		Entry("that has expired", results.GateMust, entry("saw: pong", "expires: 2020-01-01"), entry("saw: pong", "expires: 2020-01-01"), ""),
	)

	DescribeTable("is refused, with the file as it was,", func(content, says string) {
		edited, _, err := update(content, results.GateMust)
		Expect(err).To(MatchError(ContainSubstring(says)))
		Expect(edited).To(BeEmpty())
	},
		Entry("of a list between brackets", "expectations: [{case: rfc6455/5.6/three, verdict: fail, saw: x, reason: y}]\n", "wsspec.yaml:1: the list is written in a way that cannot be edited"),
		Entry("of some of the cases in one line", "expectations:\n  - case: [rfc6455/5.6/three, rfc6455/5.5/one]\n    verdict: fail\n    saw: pong\n    reason: y\n", "cannot be edited"),
		Entry("of a changed entry between braces", "expectations:\n  - {case: rfc6455/5.5/one, verdict: fail, saw: x, reason: y}\n", "cannot be edited"),
		Entry("of a file that is one mapping between braces", "{jobs: 4}\n", "cannot be edited"),
		Entry("of a file with other line ends", "jobs: 4\rgate: must\r", "it has lines that end by something else than LF or CR LF"),
		Entry("of a list that cannot be read", "expectations: x\n", "expectations is a list"),
	)

	It("adds one item for cases of a section that fail in one way", func() {
		run := shows()
		for i := range run.Cases {
			run.Cases[i].Verdict, run.Cases[i].Note, run.Cases[i].Got = cases.Fail, "", []string{"pong"}
		}
		run.Cases[2].Got = nil
		edited, changes, err := expectations.Update("wsspec.yaml", nil, run, results.GateMust, table)
		Expect(err).NotTo(HaveOccurred())
		Expect(changes.Added).To(HaveLen(4))
		Expect(string(edited)).To(HavePrefix("expectations:\n  - case:\n      - rfc6455/5.5/one\n      - rfc6455/5.5/two\n    verdict: fail\n    saw: pong\n    reason: 'TODO: say why'\n"))
		Expect(strings.Count(string(edited), "reason")).To(Equal(3))
		list, err := expectations.Read("wsspec.yaml", edited, table)
		Expect(err).NotTo(HaveOccurred())
		Expect(list.Apply(run, today)).To(Equal([]string{"wsspec.yaml:3: the reason is still to be written, and those of 2 more"}))
		Expect(run.Footer.Deviations).To(BeEmpty())
	})

	It("adds nothing that is disputed, or that wsspec is to blame for", func() {
		run := shows()
		run.Cases[0].Disputed, run.Cases[1].Verdict = "two readings", cases.Error
		edited, _, err := expectations.Update("wsspec.yaml", nil, run, results.GateShould, table)
		Expect(err).NotTo(HaveOccurred())
		Expect(edited).To(BeEmpty())
	})

	DescribeTable("writes what the target said so that it is read again", func(got string) {
		run := ended(one, cases.Fail, got)
		edited, _, err := expectations.Update("wsspec.yaml", nil, run, results.GateMust, table)
		Expect(err).NotTo(HaveOccurred())
		list, err := expectations.Read("wsspec.yaml", edited, table)
		Expect(err).NotTo(HaveOccurred())
		list.Apply(run, today)
		Expect(run.Cases[0].Expected).NotTo(BeNil())
		Expect(strings.Count(string(edited), "\n")).To(Equal(5))
	},
		Entry(nil, "null"), Entry(nil, "12"), Entry(nil, ""), Entry(nil, "a\nb\r\n\n"), Entry(nil, "\x00\x1b[2J\u2028\u202e\ufeff\u0085"), Entry(nil, "\xff"),
		Entry(nil, "- 'a' \"b\" # c: *d &e"), Entry(nil, strings.Repeat("long ", 1000)), Entry(nil, " a "), Entry(nil, "a*b"), Entry(nil, "🙂\U0010ffff\ufffe"),
	)
})

// FuzzUpdate looks for a file that an update changes beyond its list, or that the same update changes again.
func FuzzUpdate(f *testing.F) {
	for _, seed := range []string{"", "jobs: 4\n", "expectations:\n" + newOne + newTwo, "expectations:\n- saw: |\n    a\n  case: rfc6455/5.6/three\n  verdict: warn\n  reason: &a b\n# c\nx: *a\n", "a: 'b\n\n  c'\nexpectations: []\n...\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		edited, _, err := expectations.Update("wsspec.yaml", content, shows(), results.GateShould, table)
		var e *yamlfile.Error
		if err != nil {
			if !errors.As(err, &e) || strings.ContainsRune(err.Error(), '\n') {
				t.Fatalf("%q is no sentence", err)
			}
			return
		}
		run := shows()
		list, err := expectations.Read("wsspec.yaml", edited, table)
		if err != nil {
			t.Fatal(err)
		}
		list.Apply(run, today)
		for _, c := range run.Cases {
			if results.GateShould.Counts(&c) && !strings.Contains(string(edited), "expires") {
				t.Fatalf("%s is not expected in %q", c.ID, edited)
			}
		}
		again, changes, err := expectations.Update("wsspec.yaml", edited, shows(), results.GateShould, table)
		if err != nil || !bytes.Equal(again, edited) {
			t.Fatalf("the same again: %v, %v: %q became %q", changes, err, edited, again)
		}
	})
}
