package fuzz_test

import (
	"fmt"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
)

// sequences is how many of them prove something about an endpoint.
func sequences() int {
	if testing.Short() {
		return 500
	}
	return 20000
}

var _ = Describe("the conforming endpoint", func() {
	It("shows no finding, whatever it is sent", func() {
		const enough = 3
		seed := uint64(GinkgoRandomSeed())
		var wrong []string
		inMemory(nil, func(p *fuzz.Peer) {
			g := fuzz.NewGenerator()
			for i := uint64(0); i < uint64(sequences()) && len(wrong) < enough; i++ {
				s := g.FromSeed(seed, i)
				found, err := violations(p, s)
				if err != nil || len(found) > 0 {
					wrong = append(wrong, fmt.Sprintf("sequence %d of seed %d: %v %s", i, seed, err, show(s, found)))
				}
			}
		})
		Expect(wrong).To(BeEmpty())
	})
})
