package text_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/text"
)

var _ = Describe("The text report of what is expected", func() {
	It("has a line for it with the reason, and tells nothing in full", func() {
		got := render(fixture.Expecting(), text.Options{})
		Expect(got).To(ContainSubstring("\nexpected  2 failures, which no gate counts\n" +
			"  fail  rfc6455/5.5/ping-payload-126   # the length is checked from v2 on (https://wsspec.example/1), until 2026-12-31\n" +
			"  warn  rfc6455/5.5/close-payload-126   nobody minds\n\n"))
		Expect(got).NotTo(ContainSubstring("WARN  "))
		Expect(got).NotTo(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-126 "))
		Expect(got).To(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-127 "))
	})

	It("names the line of an expectation that is not true any more, and misses the gate", func() {
		run := fixture.Expecting()
		run.Cases = run.Cases[:1]
		got := render(run, text.Options{Quiet: true})
		Expect(got).To(HavePrefix("expected  1 failure, which no gate counts\n" +
			"not as expected: wsspec.yaml:7: rfc6455/5.5/whole passes; remove the expectation\n" +
			"not as expected: wsspec.yaml:12: rfc6455/5.5/ping-payload-127 fails otherwise: 100%, in one, or two\n"))
		Expect(got).To(HaveSuffix("gate must: missed\n"))
	})

	It("folds those that are alike and have one reason", func() {
		run := fixture.Expecting()
		run.Cases[1].Expected = run.Cases[0].Expected
		Expect(render(run, text.Options{})).To(ContainSubstring("  fail  rfc6455/5.5/ping-payload-126 and 1 more   # the length"))
	})

	It("tells all where all is asked for, with the reason", func() {
		got := render(fixture.Expecting(), text.Options{Verbose: true})
		_, got, _ = strings.Cut(got, "FAIL  rfc6455/5.5/ping-payload-126 ")
		got, _, _ = strings.Cut(got, "FAIL")
		Expect(got).To(ContainSubstring("\n      expected  # the length is checked from v2 on"))
	})

	It("is nothing if nothing is", func() {
		Expect(render(fixture.Run(), text.Options{})).NotTo(ContainSubstring("expected"))
	})
})
