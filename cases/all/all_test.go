package all_test

import (
	"slices"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

func TestAll(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "all cases")
}

var _ = Describe("the tables together", func() {
	It("have nothing that the lint finds", func() {
		Expect(all.Table().Lint()).To(BeEmpty())
	})

	It("watch every rule that the bytes of a target can break, in one case each", func() {
		watchers := all.Table().Watchers()
		var unwatched []string
		for _, rule := range slices.Concat(stream.Rules, stream.CompressionRules, handshake.ResponseRules, permessagedeflate.Rules) {
			if watchers[rule] == nil && rule != stream.InflatesTooLarge && rule != stream.ClientWindow && rule != stream.ClientTakeover {
				unwatched = append(unwatched, rule.Name)
			}
		}
		Expect(unwatched).To(BeEmpty())
	})
})
