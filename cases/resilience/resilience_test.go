package resilience_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/cases/resilience"
)

func TestResilience(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "cases of resilience")
}

var _ = Describe("the table of resilience", func() {
	table, whole := cases.Table(resilience.Cases()), all.Table()

	var rows []*requirements.Row
	for _, row := range requirements.All() {
		if row.Level == requirements.Robust {
			rows = append(rows, row)
		}
	}

	It("is of a grade of its own, and no other case is of that grade", func() {
		graded := cases.Table(slices.DeleteFunc(slices.Clone(whole), func(c *cases.Case) bool { return c.Grade() != cases.Resilience }))
		Expect(graded).To(HaveLen(len(table)))
		for _, c := range table {
			Expect(c.Grade()).To(Equal(cases.Resilience), c.ID)
		}
	})

	It("accounts for every row: a case covers it, or the row says which case of another grade does, or why none can", func() {
		covered := map[string]bool{}
		for _, c := range table {
			for _, id := range c.Covers {
				covered[id] = true
			}
		}
		var open []string
		for _, row := range rows {
			accounts := 0
			for _, account := range []bool{covered[row.ID], len(row.ProvedBy()) > 0, row.WhyNot() != ""} {
				if account {
					accounts++
				}
			}
			if accounts != 1 {
				open = append(open, row.ID+"  "+row.Text)
			}
		}
		Expect(open).To(BeEmpty())
	})

	It("leaves rows to cases of conformance that are there", func() {
		for _, row := range rows {
			for _, id := range row.ProvedBy() {
				c := whole.Find(id)
				Expect(c).NotTo(BeNil(), row.ID+" is left to "+id)
				Expect(c.Grade()).To(Equal(cases.Conformance), row.ID+" is left to "+id)
			}
		}
	})

	It("rests on rows of its own alone, and names the bugs of each", func() {
		for _, c := range table {
			var bugs []string
			for _, row := range c.Rows() {
				Expect(row.Level).To(Equal(requirements.Robust), c.ID)
				bugs = append(bugs, row.Bugs()...)
			}
			slices.Sort(bugs)
			Expect(c.Bugs).To(ConsistOf(slices.Compact(bugs)), c.ID)
		}
	})

	It("keeps nobody from passing who answers as he likes, and warns nobody", func() {
		for _, c := range table {
			if c.Growth != nil && c.Growth.Memory {
				continue // it is no answer that is warned of
			}
			for _, o := range c.Accept {
				Expect(o.Verdict).To(Or(Equal(cases.Pass), Equal(cases.Info)), c.ID)
			}
		}
	})

	// What is large is declared; what is sent is small, unless the user asks for more.
	It("sends little", func() {
		for _, c := range table {
			if slices.ContainsFunc(c.AllNeeds(), func(need cases.Capability) bool { return need.Flag() != "" }) {
				continue
			}
			size := len(c.Opening.Bytes)
			for _, step := range c.Script {
				size += len(step.Bytes)
				for _, f := range step.Frames {
					size += int(f.Payload().Size())
				}
			}
			Expect(size).To(BeNumerically("<=", 64<<10), c.ID)
		}
	})

	It("says of each case what usually causes a failure", func() {
		for _, c := range table {
			Expect(strings.TrimSpace(c.Cause)).NotTo(BeEmpty(), c.ID)
		}
	})
})
