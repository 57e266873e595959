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

	DescribeTable("stays within the width of the terminal where words allow it", func(width int) {
		for line := range strings.Lines(render(fixture.Run(), text.Options{Width: width})) {
			line = strings.TrimSuffix(line, "\n")
			if !strings.HasPrefix(line, "     ") || !strings.Contains(strings.TrimSpace(line), " ") ||
				strings.Contains(line, "http") || strings.Contains(line, "rerun") {
				continue // headings are one line, and what has no space is not broken
			}
			Expect(utf8.RuneCountInString(line)).To(BeNumerically("<=", width), line)
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

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
