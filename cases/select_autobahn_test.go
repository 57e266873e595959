package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

// covering is a table whose cases ask what cases of Autobahn|Testsuite ask.
var covering = cases.Table{
	{ID: "s/1/none"},
	{ID: "s/1/one", Autobahn: []string{"5.1"}},
	{ID: "s/1/two", Autobahn: []string{"5.2", "5.18"}},
	{ID: "s/2/same", Autobahn: []string{"5.18"}},
	{ID: "s/2/other", Autobahn: []string{"6.5.1"}},
	{ID: "s/2/invented", Autobahn: []string{"5.99"}},
}

var _ = Describe("a selector of Autobahn|Testsuite", func() {
	DescribeTable("names", func(selectors []string, ids ...string) {
		chosen, err := covering.Select(selectors...)
		Expect(err).NotTo(HaveOccurred())
		Expect(idsOf(chosen)).To(Equal(ids))
	},
		Entry("every case that covers an identifier", []string{"autobahn:5.18"}, "s/1/two", "s/2/same"),
		Entry("no case whose identifier only begins like it", []string{"autobahn:5.1"}, "s/1/one"),
		Entry("a group, by identifiers that there are", []string{"autobahn:5"}, "s/1/one", "s/1/two", "s/2/same"),
		Entry("a group with a star", []string{"autobahn:5.*"}, "s/1/one", "s/1/two", "s/2/same"),
		Entry("a group inside a group", []string{"autobahn:6.5"}, "s/2/other"),
		Entry("beside what other selectors name", []string{"autobahn:6", "s/1/none"}, "s/1/none", "s/2/other"),
	)

	DescribeTable("that matches nothing is an error", func(selector, message string) {
		chosen, err := covering.Select("autobahn:5", selector)
		var none *cases.NoMatchError
		Expect(err).To(BeAssignableToTypeOf(none))
		Expect(err).To(MatchError(message))
		Expect(chosen).To(BeNil())
	},
		Entry("with the identifier that was meant", "autobahn:5.33", `no case matches "autobahn:5.33"; the nearest is autobahn:5.3`),
		Entry("with the group that was meant", "autobahn:99", `no case matches "autobahn:99"; the nearest is autobahn:9`),
		Entry("with nothing if nothing is near", "autobahn:zzz", `no case matches "autobahn:zzz"`),
		Entry("with nothing if nothing is asked", "autobahn:", `no case matches "autobahn:"`),
		Entry("with the fact that there is no case yet", "autobahn:2.1",
			`no case matches "autobahn:2.1": an empty ping is answered: not covered yet`),
		Entry("with that of the first of many", "autobahn:2.*",
			`no case matches "autobahn:2.*": an empty ping is answered: not covered yet`),
	)
})
