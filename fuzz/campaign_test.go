package fuzz_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference/endpoint"
)

// listening notes what is written to the target, connection by connection.
type listening struct {
	mu   sync.Mutex
	sent map[string]int
}

func (l *listening) to(p *fuzz.Peer) {
	connect := p.Connect
	p.Connect = func(ctx context.Context) (net.Conn, error) {
		conn, err := connect(ctx)
		return &heard{Conn: conn, by: l}, err
	}
}

type heard struct {
	net.Conn
	by  *listening
	all strings.Builder
}

func (h *heard) Write(p []byte) (int, error) {
	h.all.Write(p)
	return h.Conn.Write(p)
}

func (h *heard) CloseWrite() error { return h.Conn.(interface{ CloseWrite() error }).CloseWrite() }

func (h *heard) Close() error {
	h.by.mu.Lock()
	defer h.by.mu.Unlock()
	h.by.sent[h.all.String()]++
	return h.Conn.Close()
}

// campaign carries one out in memory and returns what it told.
func campaign(fault string, setUp func(*fuzz.Campaign)) (p fuzz.Progress, findings []*fuzz.Finding, fresh []*fuzz.Scenario) {
	inMemory(endpoint.FindFault(fault), func(peer *fuzz.Peer) {
		c := &fuzz.Campaign{Peer: peer, Seed: 1, Runs: 300, Jobs: 4,
			Found: func(f *fuzz.Finding) { findings = append(findings, f) },
			New:   func(s *fuzz.Scenario) { fresh = append(fresh, s) }}
		setUp(c)
		p = c.Run(context.Background())
	})
	return p, findings, fresh
}

var _ = Describe("a campaign", func() {
	as := func(*fuzz.Campaign) {}

	It("finds nothing wrong with a conforming endpoint", func() {
		p, findings, _ := campaign("", as)
		Expect(findings).To(BeEmpty())
		Expect(p.Sequences).To(BeEquivalentTo(300))
		Expect(p.Findings + p.Flaky).To(BeZero())
		Expect(p.Lost).NotTo(HaveOccurred())
		Expect(p.Covered).To(BeNumerically(">", p.Of*9/10))
	})

	It("tells a violation once, confirmed and shrunk", func() {
		p, findings, _ := campaign("long-control", func(c *fuzz.Campaign) { c.Runs = 3000 })
		Expect(findings).NotTo(BeEmpty())
		Expect(p.Findings).To(Equal(len(findings)))
		var signatures []string
		for _, f := range findings {
			Expect(f.Flaky()).To(BeFalse())
			Expect(len(f.Scenario.Ops)).To(BeNumerically("<=", 2), f.Scenario.Text())
			Expect(fuzz.Violations(f.Record.Judge(echoing))).To(ContainElement(f.Deviation))
			Expect(f.Signature).To(Equal(fuzz.Signature(f.Deviation)))
			Expect(f.Original.Text()).To(Equal(fuzz.NewGenerator().FromSeed(1, f.Number).Text()))
			signatures = append(signatures, f.Signature)
		}
		Expect(signatures).To(HaveLen(len(slices.Compact(slices.Sorted(slices.Values(signatures))))))
	})

	It("sends the same bytes from the same seed, however many jobs there are", func() {
		sent := func(jobs int, seed uint64) map[string]int {
			l := &listening{sent: map[string]int{}}
			campaign("", func(c *fuzz.Campaign) { c.Jobs, c.Seed, c.Runs = jobs, seed, 60; l.to(c.Peer) })
			return l.sent
		}
		one := sent(1, 7)
		Expect(sent(5, 7)).To(Equal(one))
		Expect(sent(1, 8)).NotTo(Equal(one))
	})

	It("begins with the sequences that it is given", func() {
		known := parsed("ping size=7 seed=7")
		_, _, fresh := campaign("", func(c *fuzz.Campaign) { c.Known, c.Runs, c.Jobs = []*fuzz.Scenario{known}, 1, 1 })
		Expect(fresh).To(ConsistOf(known))
	})

	It("keeps a sequence for each kind of reaction", func() {
		p, _, fresh := campaign("", as)
		Expect(fresh).To(HaveLen(p.Reactions))
		Expect(p.Reactions).To(And(BeNumerically(">", 10), BeNumerically("<", 300)))
	})

	It("keeps to a rate", func() {
		p, _, _ := campaign("", func(c *fuzz.Campaign) { c.Rate, c.Runs, c.Jobs = 10, 31, 1 })
		Expect(p.Elapsed).To(BeNumerically(">=", 3*time.Second))
		Expect(p.Elapsed).To(BeNumerically("<", 10*time.Second))
	})

	It("ends with the context", func() {
		inMemory(nil, func(peer *fuzz.Peer) {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			(&fuzz.Campaign{Peer: peer, Seed: 1, Rate: 5}).Run(ctx)
		})
	})

	It("finds out which sequence brings the target down, and waits until it is back", func() {
		p, findings, _ := campaign("dies-of-reserved-bits", as)
		Expect(p.Lost).NotTo(HaveOccurred())
		crash := slices.IndexFunc(findings, func(f *fuzz.Finding) bool { return strings.HasPrefix(f.Signature, string(fuzz.Crashed)) })
		Expect(crash).To(BeNumerically(">=", 0))
		Expect(len(findings[crash].Scenario.Ops)).To(BeNumerically("<=", 2), findings[crash].Scenario.Text())
	})

	It("gives up on a target that is gone for good", func() {
		p, _, _ := campaign("dies-of-top-bit", as)
		Expect(p.Lost).To(MatchError(ContainSubstring("refused")))
		Expect(p.Sequences).To(BeNumerically("<", 300))
	})
})
