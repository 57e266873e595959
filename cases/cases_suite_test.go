package cases_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

func TestCases(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "the case vocabulary")
}

// idsOf are the IDs of a table, in its order.
func idsOf(t cases.Table) []string {
	ids := make([]string, len(t))
	for i, c := range t {
		ids[i] = c.ID
	}
	return ids
}
