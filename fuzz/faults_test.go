package fuzz_test

import (
	"fmt"
	"slices"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
)

// The proof that faults are found: from this seed, within so many sequences, and shrunk to so many operations.
const (
	proofSeed     = 1
	withinMost    = 20000
	shrunkToMost  = 6
	shrinkingMost = 1500
)

// search plays sequences until one shows a violation, and shrinks that one.
func search(p *fuzz.Peer, most uint64) (number uint64, small *fuzz.Scenario, signature string, err error) {
	g := fuzz.NewGenerator()
	for ; number < most; number++ {
		s := g.FromSeed(proofSeed, number)
		found, err := violations(p, s)
		if err != nil {
			return number, s, "", err
		}
		if len(found) == 0 {
			continue
		}
		signature = fuzz.Signature(found[0])
		small = fuzz.Shrink(s, shrinkingMost, func(s *fuzz.Scenario) bool {
			found, err := violations(p, s)
			return err == nil && slices.ContainsFunc(found, func(d deviation) bool { return fuzz.Signature(d) == signature })
		})
		return number, small, signature, nil
	}
	return number, nil, "", nil
}

// met are the faults that a fuzzer can meet.
func met() []*endpoint.Fault {
	var list []*endpoint.Fault
	for _, f := range endpoint.Faults() {
		if f.Role == reference.Client || f.TLS || !f.Opened() || f.Spec == "resilience" || f.Spec == "growth" || notMet[f.Name] != "" {
			continue
		}
		list = append(list, f)
	}
	if testing.Short() {
		short := list[:0:0]
		for i := 0; i < len(list); i += 12 {
			short = append(short, list[i])
		}
		return short
	}
	return list
}

var _ = Describe("a fault of the endpoint", func() {
	for _, f := range met() {
		It(fmt.Sprintf("is found from a fixed seed and shrunk: %s", f.Name), func() {
			var number uint64
			var small *fuzz.Scenario
			var signature string
			var err error
			inMemory(f, func(p *fuzz.Peer) { number, small, signature, err = search(p, withinMost) })
			Expect(err).NotTo(HaveOccurred())
			Expect(small).NotTo(BeNil(), "%s: no finding in %d sequences", f.Doc, number)
			Expect(len(small.Ops)).To(BeNumerically("<=", shrunkToMost), "%s in sequence %d: %s", signature, number, small.Text())
			var innocent []deviation
			inMemory(nil, func(p *fuzz.Peer) { innocent, err = violations(p, small) })
			Expect(err).NotTo(HaveOccurred())
			Expect(innocent).To(BeEmpty(), small.Text())
		})
	}

	It("is named as one that no fuzzer meets only if there is such a fault", func() {
		for name, why := range notMet {
			Expect(endpoint.FindFault(name)).NotTo(BeNil(), name)
			Expect(why).NotTo(BeEmpty(), name)
		}
	})
})
