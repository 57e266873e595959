package runner_test

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

// That each of these cases fails is proved with all others, by faults that show soon.
var _ = Describe("what is asked for with --thorough", func() {
	thorough := func(config *runner.Config) { config.Cases, config.Thorough = thousands(), true }

	It("is left out otherwise, for a reason that names the option", func() {
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, thorough, func(config *runner.Config) {
			config.Thorough = false
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Skip)).To(And(HaveLen(len(thousands())), HaveEach(HaveSuffix("with --thorough only"))))
		for _, c := range r.Cases {
			if c.Verdict == cases.Skip {
				Expect(c.Option).To(Equal("--thorough"))
			}
		}
	})

	It("passes a conforming server with data and fragments of every kind", func() {
		bulk()
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, func(config *runner.Config) {
			config.Table, config.Cases, config.Thorough = nil, nil, true
			for _, c := range table {
				if slices.Contains(c.Needs, cases.Thorough) {
					c = shortened(c)
					config.Cases = append(config.Cases, c)
				}
				config.Table = append(config.Table, c)
			}
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.verdicts()).To(And(HaveLen(len(thousands())+1), HaveEach(cases.Pass)))
	})

	It("passes a conforming server with all messages of the smallest size", func() {
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, thorough, smallest)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.verdicts()).To(And(HaveLen(12), HaveEach(cases.Pass)))
		Expect(r.find("rfc7692/7.2.1/1000-noise-16").Option).To(BeEmpty())
	})

	It("finds the one message of a thousand that does not come back", func() {
		bulk()
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(faultNamed("deflate-late-loss"))) }, thorough, smallest)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail)).To(And(HaveLen(11), HaveEach(ContainSubstring("1 of 963 messages did not come back"))))
	})
})

// thousands are the cases that send a thousand messages.
func thousands() cases.Table {
	return slices.DeleteFunc(slices.Clone(table), func(c *cases.Case) bool { return !slices.Contains(c.Needs, cases.Thorough) })
}

// smallest leaves the cases with the smallest messages only.
func smallest(config *runner.Config) {
	config.Cases = slices.DeleteFunc(config.Cases, func(c *cases.Case) bool { return c.Script[0].Series.Size > 16 })
}

// shortened is a case with some messages more than may be on their way at the same time, in place of a thousand.
func shortened(c *cases.Case) *cases.Case {
	short := *c
	step := c.Script[0]
	step.Series.Count = step.Series.Window + 5
	short.Script = cases.Steps(step)
	return &short
}

// wears tells whether a fault is one that a case with a thousand messages has to find. It shows soon where they are large.
func wears(fault *endpoint.Fault, c *cases.Case) bool {
	return nameOf(fault) == "deflate-wears-out" || nameOf(fault) == "deflate-late-loss" && c.Script[0].Series.Size <= 16
}
