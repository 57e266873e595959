package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// selectable is a table whose IDs are near each other wherever a selector could take one for another.
var selectable = cases.Table{
	{ID: "rfc6455/5/whole"},
	{ID: "rfc6455/5.1/mask"},
	{ID: "rfc6455/5.5/ping"},
	{ID: "rfc6455/5.5/ping.long"},
	{ID: "rfc6455/5.5/ping-long"},
	{ID: "rfc6455/5.5.1/ping"},
	{ID: "rfc6455/50/fifty"},
	{ID: "rfc6455/5x/odd"},
	{ID: "rfc64551/5/other"},
	{ID: "rfc7692/7.1/offer"},
}

var _ = Describe("a selector", func() {
	DescribeTable("names", func(selector string, ids ...string) {
		chosen, err := selectable.Select(selector)
		Expect(err).NotTo(HaveOccurred())
		Expect(idsOf(chosen)).To(Equal(ids))
	},
		Entry("one case by its ID, and none whose slug only begins like it",
			"rfc6455/5.5/ping", "rfc6455/5.5/ping"),
		Entry("a section with those inside it, and none whose number only begins like it",
			"rfc6455/5", "rfc6455/5/whole", "rfc6455/5.1/mask", "rfc6455/5.5/ping", "rfc6455/5.5/ping.long", "rfc6455/5.5/ping-long", "rfc6455/5.5.1/ping"),
		Entry("a section inside a section",
			"rfc6455/5.5", "rfc6455/5.5/ping", "rfc6455/5.5/ping.long", "rfc6455/5.5/ping-long", "rfc6455/5.5.1/ping"),
		Entry("a section with a slash at its end", "rfc7692/7.1/", "rfc7692/7.1/offer"),
		Entry("a specification, and none whose name only begins like it",
			"rfc7692", "rfc7692/7.1/offer"),
		Entry("a specification that begins the name of another one", "rfc64551", "rfc64551/5/other"),
		Entry("with a star anything but a slash",
			"rfc6455/5.5/*", "rfc6455/5.5/ping", "rfc6455/5.5/ping.long", "rfc6455/5.5/ping-long"),
		Entry("with a star in the section, which does not end at a dot",
			"rfc6455/5.*/ping", "rfc6455/5.5/ping", "rfc6455/5.5.1/ping"),
		Entry("with two stars anything, slashes too",
			"**/ping", "rfc6455/5.5/ping", "rfc6455/5.5.1/ping"),
		Entry("with two stars nothing as well",
			"rfc6455/5.5/ping**", "rfc6455/5.5/ping", "rfc6455/5.5/ping.long", "rfc6455/5.5/ping-long"),
		Entry("with two stars twice",
			"**7**f**", "rfc7692/7.1/offer"),
		Entry("with a question mark one character",
			"rfc6455/5?/*", "rfc6455/50/fifty", "rfc6455/5x/odd"),
		Entry("with brackets one of several characters",
			"rfc6455/5[0-9]/*", "rfc6455/50/fifty"),
	)

	It("chooses everything if there is none", func() {
		Expect(selectable.Select()).To(Equal(selectable))
	})

	It("chooses a case once, in the order of the table", func() {
		chosen, err := selectable.Select("rfc7692", "rfc6455/5.1", "**/mask")
		Expect(err).NotTo(HaveOccurred())
		Expect(idsOf(chosen)).To(Equal([]string{"rfc6455/5.1/mask", "rfc7692/7.1/offer"}))
	})

	DescribeTable("that matches nothing is an error", func(selector string) {
		chosen, err := selectable.Select("rfc7692", selector)
		var none *cases.NoMatchError
		Expect(err).To(BeAssignableToTypeOf(none))
		Expect(chosen).To(BeNil(), "the selectors that do match are not carried out alone")
	},
		Entry("an ID that is only the beginning of a slug", "rfc6455/5.5/pin"),
		Entry("a section number cut at no dot", "rfc6455/5."),
		Entry("a slug that would have to be cut at a dot", "rfc6455/5.1/ma"),
		Entry("a star that would have to cross a slash", "rfc6455/*"),
		Entry("a question mark that would have to be a slash", "rfc6455/5.1?mask"),
		Entry("another case of letters", "RFC6455"),
		Entry("nothing", ""),
		Entry("a slash", "/"),
	)

	It("that matches nothing is named, with all others that do not, and what is near it", func() {
		_, err := selectable.Select("rfc6455/5.5.1/pong", "rfc7692", "nowhere/at/all")
		Expect(err).To(MatchError(`no case matches "rfc6455/5.5.1/pong", "nowhere/at/all"; the nearest is rfc6455/5.5.1/ping`))
	})

	It("that is like nothing is not corrected", func() {
		_, err := selectable.Select("zzzzzzzzzzzz")
		Expect(err).To(MatchError(`no case matches "zzzzzzzzzzzz"`))
	})

	DescribeTable("that is a malformed glob is an error that says so", func(selector string) {
		_, err := selectable.Select(selector)
		Expect(err).To(MatchError(ContainSubstring("malformed")))
		Expect(err).To(MatchError(ContainSubstring("%q", selector)))
	},
		Entry("a bracket that is not closed", "rfc6455/5[0-9/*"),
		Entry("a bracket that is not closed behind what matches nothing", "zzz/*[a"),
		Entry("a bracket that is not closed behind two stars", "**[a"),
		Entry("a bracket that is not closed before two stars", "[a**"),
		Entry("empty brackets", "rfc6455/[]/x"),
	)
})

var _ = Describe("a table", func() {
	table := cases.Table{
		{ID: "s/1/first", Twin: "s/3/last"},
		{ID: "s/2/server", Side: reference.Server},
		{ID: "s/2/client", Side: reference.Client, Twin: "s/1/first"},
		{ID: "s/3/last"},
	}

	It("finds a case by its ID, and nothing by any other", func() {
		Expect(table.Find("s/3/last")).To(BeIdenticalTo(table[3]))
		Expect(table.Find("s/3")).To(BeNil())
	})

	It("gives each side its cases and those for both", func() {
		Expect(idsOf(table.For(reference.Server))).To(Equal([]string{"s/1/first", "s/2/server", "s/3/last"}))
		Expect(idsOf(table.For(reference.Client))).To(Equal([]string{"s/1/first", "s/2/client", "s/3/last"}))
	})

	It("adds twins and theirs, in the order of the whole table", func() {
		Expect(idsOf(cases.Table{table[2]}.WithTwins(table))).To(Equal([]string{"s/1/first", "s/2/client", "s/3/last"}))
		Expect(idsOf(cases.Table{table[1]}.WithTwins(table))).To(Equal([]string{"s/2/server"}))
	})

	It("does not hang on twins of each other", func() {
		ring := cases.Table{{ID: "s/1/a", Twin: "s/1/b"}, {ID: "s/1/b", Twin: "s/1/a"}}
		Expect(ring[:1].WithTwins(ring)).To(HaveLen(2))
	})

	It("maps every watched rule to the case that reports it", func() {
		one, other := &reference.Rule{Name: "one"}, &reference.Rule{Name: "other"}
		watching := cases.Table{{ID: "s/1/a"}, {ID: "s/1/b", Watches: []*reference.Rule{one, other}}}
		Expect(watching.Watchers()).To(Equal(map[*reference.Rule]*cases.Case{one: watching[1], other: watching[1]}))
	})
})
