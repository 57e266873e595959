package text_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run, options text.Options) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(text.Render(&b, run, options)).To(Succeed())
	return b.String()
}

var _ = Describe("The text report", func() {
	DescribeTable("reads as it should", func(name string, options text.Options) {
		got := render(fixture.Run(), options)
		want, err := fixture.Golden(name, []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	},
		Entry("in a pipe", "plain.txt", text.Options{}),
		Entry("in a narrow terminal with colours", "colour-60.txt", text.Options{Colour: true, Width: 60}),
		Entry("quiet", "quiet.txt", text.Options{Quiet: true}),
		Entry("verbose", "verbose.txt", text.Options{Verbose: true}),
		Entry("with bytes", "trace.txt", text.Options{Trace: true, Asked: []string{"rfc6455/5.5/whole"}}),
		Entry("with the stricter gate", "should.txt", text.Options{Gate: results.GateShould, Quiet: true}),
	)

	It("tells of the sections that are green in one line for a specification, unless asked for all", func() {
		run := &results.Run{}
		for _, c := range []struct {
			id      string
			verdict cases.Verdict
		}{
			{"rfc6455/5.5/a", cases.Pass}, {"rfc6455/5.5/b", cases.Fail}, {"rfc6455/10.1/a", cases.Pass}, {"rfc6455/5.2/a", cases.Info}, {"rfc6455/7.1/a", cases.Inconclusive},
			{"rfc7692/5/a", cases.Pass}, {"rfc7692/7/a", cases.Skip}, {"limits/sizes/a", cases.Pass},
			{"resilience/lengths/a", cases.Pass}, {"resilience/empty/a", cases.Pass},
		} {
			run.Cases = append(run.Cases, results.Case{ID: c.id, Verdict: c.verdict})
		}
		sections := func(options text.Options) string {
			_, list, _ := strings.Cut(render(run, options), "\n\n")
			list, _, _ = strings.Cut(list, "\n\nFAIL")
			return list
		}
		Expect(sections(text.Options{})).To(Equal(`limits/sizes        1 pass
rfc6455/5.5         1 fail · 1 pass
rfc6455/7.1         1 inconclusive
rfc6455, 2 more     1 info · 1 pass
rfc7692, 2 sections 1 skip · 1 pass

resilience: 2 of 2 held
  2 classes         2 pass`))
		Expect(sections(text.Options{Verbose: true})).To(ContainSubstring(`
rfc6455/5.2      1 info
rfc6455/5.5      1 fail · 1 pass
rfc6455/7.1      1 inconclusive
rfc6455/10.1     1 pass
`))
	})

	It("names what misses the gate once more, in short, if there is more to read", func() {
		again := func(run *results.Run, options text.Options) string {
			_, list, _ := strings.Cut(render(run, options), "Once more in short, what misses the gate:\n")
			list, _, _ = strings.Cut(list, "\n\n")
			return list
		}
		run := fixture.Run()
		Expect(again(run, text.Options{})).To(Equal("  error  rfc6455/10.2/error   the case could not be sent\n" +
			"         wsspec run 'ws://127.0.0.1:9001/chat?room=1&x=2' rfc6455/10.2/error --trace\n" +
			"  fail  rfc6455/5.5/ping-payload-126 and 2 more   the target went on as if nothing had happened\n" +
			"        wsspec run 'ws://127.0.0.1:9001/chat?room=1&x=2' rfc6455/5.5/ping-payload-126 --trace"))
		Expect(again(run, text.Options{Gate: results.GateShould})).To(ContainSubstring("\n  warn  rfc6455/5.5/close-payload-126   no close frame"))
		Expect(again(run, text.Options{Quiet: true})).To(BeEmpty())
		run.Cases = run.Cases[:3]
		Expect(again(run, text.Options{})).To(BeEmpty(), "there is one thing to read")
	})

	DescribeTable("says in a sentence what came out", func(sentence string, verdicts ...cases.Verdict) {
		run := &results.Run{}
		for i, verdict := range verdicts {
			run.Cases = append(run.Cases, results.Case{ID: fmt.Sprintf("rfc6455/5/%d", i), Row: fmt.Sprintf("6455-5-%d", i/2), Verdict: verdict})
		}
		run.Cases = append(run.Cases, results.Case{ID: "resilience/empty/a", Verdict: cases.Fail})
		lines := strings.Split(render(run, text.Options{}), "\n")
		Expect(lines[len(lines)-4]).To(Equal(sentence))
	},
		Entry(nil, "2 of 3 cases were judged: no rule is broken.", cases.Pass, cases.Skip, cases.Info),
		Entry(nil, "2 of 2 cases were judged: 1 rule is broken in 2 cases.", cases.Fail, cases.Fail),
		Entry(nil, "3 of 3 cases were judged: 2 rules are broken in 3 cases.", cases.Fail, cases.Fail, cases.Fail),
		Entry(nil, "2 of 3 cases were judged: 1 rule is broken in 1 case, advice is missed in 1 case.", cases.Fail, cases.Warn, cases.Inconclusive),
		Entry("nothing if nothing was judged", "", cases.Skip),
	)

	It("is no command of a CI system, whatever the target says", func() {
		run := fixture.Run()
		run.Cases[0].Got = []string{"::error::one", "\u3000::stop-commands::x", strings.Repeat("word ", 11) + "::set-output name=a::b", "a::b ##[error]two ##vso[task.complete] ####[x]"}
		got := render(run, text.Options{Width: 80})
		Expect(got).NotTo(MatchRegexp(`(?m)^\s*::|##\w*\[`))
		Expect(got).To(ContainSubstring("\u3000\\u003a:stop-commands::x\n"))
		Expect(got).To(ContainSubstring("\n                \\u003a:set-output name=a::b\n"), "where a line is broken, too")
		Expect(got).To(ContainSubstring(`a::b \u0023#[error]two`))
	})

	DescribeTable("cuts to columns", func(s string, most int, want string) { Expect(text.Fit(s, most)).To(Equal(want)) },
		Entry("what fits", "abc", 3, "abc"),
		Entry("what does not", "abcd", 3, "ab…"),
		Entry("wide characters", "鸭鸭鸭", 5, "鸭鸭…"),
		Entry("wide characters, in whole", "鸭鸭鸭", 4, "鸭…"),
		Entry("what has no width", "e\u0301e\u0301e\u0301", 2, "e\u0301…"),
		Entry("what a terminal acts upon", "\x1b[2J", 20, `\u001b[2J`),
		Entry("what a CI system acts upon", "::error::x", 40, `\u003a:error::x`),
		Entry("to one", "abc", 1, "…"),
		Entry("to none", "abc", 0, ""),
		Entry("to less", "abc", -1, ""),
	)

	It("keeps resilience apart, with counts of its own, and says so if nothing else misses the gate", func() {
		run := fixture.Resilience()
		got := render(run, text.Options{})
		want, err := fixture.Golden("resilience.txt", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
		last := func(report string) string {
			lines := strings.Split(strings.TrimSpace(report), "\n")
			return lines[len(lines)-1]
		}
		Expect(last(got)).To(Equal(last(render(fixture.Run(), text.Options{}))), "what is said of conformance stays as it is")
		run.Cases = slices.DeleteFunc(run.Cases, func(c results.Case) bool {
			return c.Grade() == cases.Conformance && c.Verdict != cases.Pass
		})
		Expect(last(render(run, text.Options{}))).To(HaveSuffix("gate must: missed, by resilience alone"))
	})

	DescribeTable("tells what TLS showed", func(subject, issuer, by string) {
		run := fixture.Run()
		run.Header.Target.TLS = &results.TLS{Version: "TLS 1.2", Cipher: "TLS_TEST", ALPN: "http/1.1", Subject: subject, Issuer: issuer,
			Expires: time.Date(2031, 2, 3, 23, 0, 0, 0, time.UTC)}
		Expect(render(run, text.Options{})).To(ContainSubstring(
			"\ntls       TLS 1.2 · TLS_TEST · ALPN http/1.1 · certificate \"CN=a\" by " + by + " until 2031-02-03\n"))
	},
		Entry(nil, "CN=a", "CN=b", `"CN=b"`),
		Entry(nil, "CN=a", "CN=a", `itself`),
	)

	It("tells what the target used", func() {
		run := fixture.Run()
		run.Footer.Usage = &results.Usage{Before: 31 << 20, After: 35 << 20, Peak: 40<<20 + 1, CPU: 2104 * time.Millisecond}
		Expect(render(run, text.Options{Quiet: true})).To(ContainSubstring("\nusage     memory of the target 31 MiB -> 35 MiB, at most 40 MiB, CPU 2.1s\n"))
		run.Footer.Usage.Lost = "process 7 has ended"
		Expect(render(run, text.Options{})).To(ContainSubstring(", CPU 2.1s; then it was lost: process 7 has ended\n"))
	})

	It("folds cases that say the same, names them, and tells them apart when asked", func() {
		folded := render(fixture.Run(), text.Options{})
		Expect(strings.Count(folded, "FAIL  rfc6455/5.5/ping-payload")).To(Equal(1))
		Expect(folded).To(ContainSubstring("likewise  2 cases of this section: ping-payload-127, ping-payload-65536"))
		Expect(strings.Count(render(fixture.Run(), text.Options{Verbose: true}), "FAIL  rfc6455/5.5/ping-payload")).To(Equal(3))
	})

	It("counts what it does not name", func() {
		run := fixture.Run()
		for i := range 20 {
			c := run.Cases[0]
			c.ID += fmt.Sprintf("-%d", i)
			run.Cases = append(run.Cases, c)
		}
		Expect(render(run, text.Options{})).To(ContainSubstring("likewise  22 cases of this section: ping-payload-127, ping-payload-65536, " +
			"ping-payload-126-0, ping-payload-126-1, ping-payload-126-2, ping-payload-126-3 and 16 more (-v shows each)"))
	})

	DescribeTable("stays within the width of the terminal, but for commands, which are to be copied, and words that are longer", func(width int) {
		run := fixture.Resilience()
		run.Header.Target.Server, run.Header.Target.Notes = strings.Repeat("鸭子 ", 40), []string{strings.Repeat("a\u0301 ", 200)}
		for _, options := range []text.Options{{}, {Verbose: true, Trace: true}} {
			options.Width = width
			for line := range strings.Lines(render(run, options)) {
				line = strings.TrimSuffix(line, "\n")
				if strings.Contains(line, "wsspec run") || !strings.Contains(strings.TrimSpace(line), " ") {
					continue
				}
				Expect(screen(line)).To(BeNumerically("<=", width), line)
			}
		}
	}, Entry(nil, 60), Entry(nil, 80), Entry(nil, 120))

	DescribeTable("lets nothing through that a terminal acts upon", func(options text.Options) {
		for line := range strings.Lines(render(fixture.Hostile(fixture.HostileText), options)) {
			line = strings.TrimSuffix(line, "\n")
			Expect(utf8.ValidString(line)).To(BeTrue())
			for _, r := range line {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
					Fail(fmt.Sprintf("%U in %.200q", r, line))
				}
			}
		}
	},
		Entry("as usual", text.Options{}),
		Entry("verbose", text.Options{Verbose: true, Width: 80}),
		Entry("with bytes", text.Options{Trace: true, Verbose: true}),
	)

	It("offers a command that a shell takes as it is meant", func() {
		Expect(render(fixture.Run(), text.Options{})).To(ContainSubstring(
			"rerun     wsspec run 'ws://127.0.0.1:9001/chat?room=1&x=2' rfc6455/5.5/ping-payload-126 --trace"))
		run := fixture.Run()
		run.Header.Target.URL = "ws://h/it's"
		Expect(render(run, text.Options{})).To(ContainSubstring(`wsspec run 'ws://h/it'\''s' rfc6455`))
	})

	It("marks a partial run", func() {
		run := fixture.Run()
		run.Cases, run.Footer.Partial = run.Cases[5:6], "interrupted"
		Expect(render(run, text.Options{})).To(MatchRegexp(`PARTIAL   interrupted\n1 pass .* gate must: not met, since not everything could be judged`))
	})

	It("tells that it could not be written", func() {
		full := errors.New("no space left on device")
		Expect(text.Render(failing{full}, fixture.Run(), text.Options{})).To(MatchError(full))
	})
})

// screen is how many columns a line takes that has no characters but those of this file.
func screen(line string) (n int) {
	for _, r := range line {
		switch {
		case unicode.Is(unicode.Han, r):
			n += 2
		case !unicode.Is(unicode.Mn, r):
			n++
		}
	}
	return n
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
