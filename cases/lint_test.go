package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
)

// Rows of the ledger that the tests rely on.
const (
	serverRow = "6455-4.2.1-03" // a server can be seen to keep it
	clientRow = "6455-4.1-20"   // only a client can
	unseenRow = "6455-2-01"     // nobody can
)

// sound is a case with which nothing is wrong.
func sound() *cases.Case {
	return &cases.Case{
		ID: "s/1/sound", Title: "sound", Covers: []string{serverRow}, Side: reference.Server,
		Accept: cases.Outcomes(cases.Passes(cases.Answered)),
	}
}

var _ = Describe("the lint", func() {
	failing := cases.Outcomes(cases.Passes(cases.FailedWith(closecode.ProtocolError)))

	It("finds nothing in a sound table", func() {
		twin := sound()
		twin.ID, twin.Title, twin.Side = "s/1/twin", "twin", 0
		c := sound()
		c.Twin, c.Accept = twin.ID, failing
		Expect(cases.Table{twin, c}.Lint()).To(BeEmpty())
	})

	DescribeTable("says of a case in one sentence that", func(says string, spoil func(*cases.Case), others ...*cases.Case) {
		c := sound()
		spoil(c)
		Expect(append(cases.Table(others), c).Lint()).To(ConsistOf(c.ID + ": " + says))
	},
		Entry("its ID lacks the slug", "the ID is not spec/section/slug", func(c *cases.Case) { c.ID = "s/1" }),
		Entry("its ID has one part too many", "the ID is not spec/section/slug", func(c *cases.Case) { c.ID = "s/1/a/b" }),
		Entry("its ID has upper case in the slug", "the ID is not spec/section/slug", func(c *cases.Case) { c.ID = "s/1/A" }),
		Entry("its ID has what a glob is made of", "the ID is not spec/section/slug", func(c *cases.Case) { c.ID = "s/1/a*" }),
		Entry("its ID is taken", "the ID is there twice", func(c *cases.Case) { c.Title = "another" }, sound()),
		Entry("it has no title", "there is no title", func(c *cases.Case) { c.Title = "" }),
		Entry("its title is taken", "the title is that of s/1/sound", func(c *cases.Case) { c.ID = "s/1/other" }, sound()),
		Entry("it covers nothing", "it covers no requirement", func(c *cases.Case) { c.Covers = nil }),
		Entry("it covers what the ledger does not have", "the requirement 6455-99-01 is unknown",
			func(c *cases.Case) { c.Covers = append(c.Covers, "6455-99-01") }),
		Entry("a server does not show what it covers", "the requirement "+clientRow+" cannot be seen of a server",
			func(c *cases.Case) { c.Covers = []string{clientRow} }),
		Entry("a client does not show what it covers", "the requirement "+serverRow+" cannot be seen of a client",
			func(c *cases.Case) { c.Side = reference.Client }),
		Entry("nobody shows what it covers", "the requirement "+unseenRow+" cannot be seen of anybody",
			func(c *cases.Case) { c.Covers, c.Side = []string{unseenRow}, 0 }),
		Entry("its twin is missing", "the twin s/1/none does not exist", func(c *cases.Case) { c.Twin = "s/1/none" }),
		Entry("it is its own twin", "it is its own twin", func(c *cases.Case) { c.Twin = c.ID }),
		Entry("its twin is never put to the same side", "the twin s/1/client is for the other side",
			func(c *cases.Case) { c.Twin = "s/1/client" }, client("s/1/client")),
		Entry("its twin is put to one of its two sides only", "the twin s/1/client is for the other side",
			func(c *cases.Case) { c.Twin, c.Side = "s/1/client", 0 }, client("s/1/client")),
		Entry("whoever closes all connections passes it", "a target that closes or drops every connection passes: there is no twin",
			func(c *cases.Case) { c.Accept, c.Script = failing, cases.Steps(cases.Send(cases.Ping(""))) }),
		Entry("whoever is silent passes it", "a target that closes or drops every connection passes: there is no twin",
			func(c *cases.Case) { c.Accept = cases.Outcomes(cases.Passes(cases.Waits)) }),
		Entry("whoever refuses all handshakes passes it", `a target that refuses every handshake has the outcome "status 400": there is no twin`, func(c *cases.Case) {
			c.Accept = cases.Outcomes(cases.Passes(cases.Refuses(400)))
		}),
		Entry("it says something of whoever drops all handshakes", `a target that refuses every handshake has the outcome "info: connection dropped without a response": there is no twin`, func(c *cases.Case) {
			c.Accept = cases.Outcomes(cases.Passes(cases.Opens), cases.Informs(cases.DropsHandshake, "demands something"))
		}),
		Entry("it accepts nothing", "nothing is acceptable", func(c *cases.Case) { c.Accept = nil }),
		Entry("it changes the handshake of a client", "the opening handshake is for servers", func(c *cases.Case) {
			c.Side, c.Opening.Hold = 0, 1
		}),
		Entry("an outcome is a warning without a reason", `the outcome "warn: connection dropped" has no note`, func(c *cases.Case) {
			c.Accept = append(c.Accept, cases.Warns(cases.Dropped, ""))
		}),
		Entry("nobody can pass it", "nothing passes", func(c *cases.Case) {
			c.Accept = cases.Outcomes(cases.Warns(cases.Answered, "a note"))
		}),
		Entry("a rule that it watches is watched by another one", "the rule example is watched by s/1/watch too",
			func(c *cases.Case) { c.Watches = []*reference.Rule{watched} }, watching()),
		Entry("it watches a rule of which its rows say nothing", "watches the rule example and does not cover its row 6455-5.1-01",
			func(c *cases.Case) {
				c.Watches = []*reference.Rule{{Name: "example", Row: "6455-5.1-01", Reaction: "6455-5.1-02"}}
			}),
	)

	It("takes a rule to be covered by the row that obliges the receiver", func() {
		c := sound()
		c.Watches = []*reference.Rule{{Name: "example", Row: "6455-5.1-01", Reaction: serverRow}}
		Expect(cases.Table{c}.Lint()).To(BeEmpty())
	})

	It("takes a case to prove something if it waits for an answer before the end", func() {
		c := sound()
		c.Accept, c.Script = failing, cases.Steps(cases.Send(cases.Ping("")), cases.Ponged())
		Expect(cases.Table{c}.Lint()).To(BeEmpty())
	})

	It("finds cases that wait for each other's verdict", func() {
		a, b, c := sound(), sound(), sound()
		a.ID, a.Title, a.Twin = "s/1/a", "a", "s/1/b"
		b.ID, b.Title, b.Twin = "s/1/b", "b", "s/1/a"
		c.ID, c.Title, c.Twin = "s/1/c", "c", "s/1/a"
		Expect(cases.Table{a, b, c}.Lint()).To(ConsistOf(
			"s/1/a: it is the twin of its twin s/1/b, or of one of theirs",
			"s/1/b: it is the twin of its twin s/1/a, or of one of theirs",
		))
	})

	It("says everything that is wrong with a case", func() {
		Expect(cases.Table{{}}.Lint()).To(ConsistOf(
			": the ID is not spec/section/slug", ": there is no title", ": it covers no requirement", ": nothing is acceptable"))
	})
})

var watched = &reference.Rule{Name: "example", Row: serverRow}

func watching() *cases.Case {
	c := sound()
	c.ID, c.Title, c.Watches = "s/1/watch", "watching", []*reference.Rule{watched}
	return c
}

// client is a sound case for clients.
func client(id string) *cases.Case {
	c := sound()
	c.ID, c.Title, c.Covers, c.Side = id, id, []string{clientRow}, reference.Client
	return c
}
