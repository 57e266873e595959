package rfc6455_test

import (
	"slices"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/cases/rfc6455"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/stream"
)

func TestRFC6455(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "cases of RFC 6455")
}

var _ = Describe("the table of RFC 6455", func() {
	table := cases.Table(rfc6455.Cases())

	It("has nothing that the lint finds", func() {
		Expect(table.Lint()).To(BeEmpty())
	})

	It("covers every row that a server shows without deflate, HTTP/2 and HTTP/3, or the row says why not", func() {
		covered := map[string]bool{}
		for _, c := range table {
			for _, id := range c.Covers {
				covered[id] = true
			}
		}
		var open []string
		for _, row := range requirements.All() {
			if !inScope(row) || covered[row.ID] || covered[row.DuplicateOf()] || row.WhyNot() != "" {
				continue
			}
			open = append(open, row.ID+"  "+row.Text)
		}
		Expect(open).To(BeEmpty())
	})

	It("watches every rule that the bytes of a target can break, in one case each", func() {
		watchers := table.Watchers()
		var unwatched []string
		for _, rule := range slices.Concat(stream.Rules, handshake.ResponseRules) {
			if watchers[rule] == nil {
				unwatched = append(unwatched, rule.Name)
			}
		}
		Expect(unwatched).To(BeEmpty())
	})
})

// inScope tells whether this table has to answer for a row.
func inScope(row *requirements.Row) bool {
	if row.RFC != "6455" && row.RFC != "7936" && row.RFC != "3629" && row.RFC != "9110" && row.RFC != "9112" {
		return false
	}
	for _, other := range []string{"deflate", "h2", "h3"} {
		if row.Needed(other) {
			return false
		}
	}
	return row.ServerVisible()
}
