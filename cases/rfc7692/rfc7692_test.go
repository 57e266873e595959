package rfc7692_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/cases/rfc7692"
)

func TestRFC7692(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "cases of RFC 7692")
}

var _ = Describe("the table of RFC 7692", func() {
	table := cases.Table(rfc7692.Cases())

	It("has nothing that the lint finds", func() {
		Expect(table.Lint()).To(BeEmpty())
	})

	It("is put to targets that agree to permessage-deflate only", func() {
		for _, c := range table {
			Expect(c.Needs).To(ContainElement(cases.Deflate), c.ID)
		}
	})

	It("covers every row that a server shows with permessage-deflate, or the row says why not", func() {
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
})

// inScope tells whether this table has to answer for a row: one of RFC 7692, or one that needs permessage-deflate.
func inScope(row *requirements.Row) bool {
	return row.ServerVisible() && row.Level != requirements.Robust && (row.RFC == "7692" || row.Needed("deflate"))
}
