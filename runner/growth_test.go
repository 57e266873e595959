package runner_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

// growing makes a run one of the growing cases.
func growing(config *runner.Config) { some("resilience/growth")(config) }

var _ = Describe("what grows", func() {
	It("costs a conforming server no more than in proportion", func() {
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, growing)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Info)).To(BeEmpty())
	})

	DescribeTable("is proved against a server that pays more, twice:", func(fault string, caught ...string) {
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(endpoint.FindFault(fault))) }, growing)
		Expect(err).NotTo(HaveOccurred())
		var failed []string
		for _, c := range r.Cases {
			if c.Verdict == cases.Fail {
				failed = append(failed, strings.TrimPrefix(c.ID, "resilience/growth/"))
				Expect(c.Attempts).To(Equal(2), c.ID)
				Expect(c.Note).To(HavePrefix("the time grows with the power "), c.ID)
				Expect(len(c.Got)).To(BeNumerically(">", 3), c.ID)
			}
		}
		Expect(failed).To(ConsistOf(caught))
		Expect(r.with(cases.Inconclusive)).To(BeEmpty())
	},
		Entry("for fragments", "fragments-quadratic", "fragments-of-1", "fragments-of-0"),
		Entry("for pongs", "pongs-quadratic", "pongs"),
		Entry("for a string that does not end", "string-exponential", "unclosed-string"),
		Entry("for spaces", "spaces-quadratic", "spaces-in-protocol", "spaces-in-extensions", "spaces-in-connection"),
		Entry("for extensions", "extensions-quadratic", "extensions"),
		Entry("for fields", "fields-quadratic", "fields"),
		Entry("for segments of a request", "head-read-again", "field-in-segments-of-64", "fields"),
	)
})
