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

// longer are the faults that only many operations show, and how many.
var longer = map[string]int{"wears-out": 11, "deflate-wears-out": 11, "pings-run-out": 51}

// search plays sequences until one shows a violation.
func search(f *endpoint.Fault) (number uint64, s *fuzz.Scenario, signature string, err error) {
	inMemory(f, func(p *fuzz.Peer) {
		g := fuzz.NewGenerator()
		for number = range uint64(withinMost) {
			s = g.FromSeed(proofSeed, number)
			var found []deviation
			if found, err = violations(p, s); err != nil {
				return
			}
			if len(found) > 0 {
				signature = fuzz.Signature(found[0])
				return
			}
		}
	})
	return number, s, signature, err
}

// shows tells whether a server with the fault, and nothing behind it yet, shows the violation.
func shows(f *endpoint.Fault, s *fuzz.Scenario, signature string) (does bool) {
	inMemory(f, func(p *fuzz.Peer) {
		found, err := violations(p, s)
		does = err == nil && slices.ContainsFunc(found, func(d deviation) bool { return fuzz.Signature(d) == signature })
	})
	return does
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
			number, found, signature, err := search(f)
			Expect(err).NotTo(HaveOccurred())
			Expect(signature).NotTo(BeEmpty(), "%s: no finding in %d sequences", f.Doc, number)
			small := fuzz.Shrink(found, shrinkingMost, func(s *fuzz.Scenario) bool { return shows(f, s, signature) })
			Expect(len(small.Ops)).To(BeNumerically("<=", max(shrunkToMost, longer[f.Name])), "%s in sequence %d: %s", signature, number, small.Text())
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
