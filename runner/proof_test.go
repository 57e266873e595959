package runner_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

var _ = Describe("the table against the reference endpoint", func() {
	It("passes a conforming server", func() {
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) })
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(slices.DeleteFunc(r.with(cases.Skip), forItsSize)).To(HaveEach(Or(
			HavePrefix("skip rfc6455/7.4.1/binary-to-text-only"), HaveSuffix("the target does not offer: tls"), ContainSubstring(" it is carried out with --"))))
		Expect(r.Cases).To(HaveLen(len(asked.For(reference.Server))))
	})

	It("passes a conforming server over TLS, with nothing left out for the lack of it", func() {
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(overTLS(serverConfig(nil))) })
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(r.with(cases.Skip)).NotTo(ContainElement(HaveSuffix("does not offer: tls")))
	})

	It("passes a conforming server for text only", func() {
		r, err := runIn(func() (*runner.Target, func()) {
			config := serverConfig(nil)
			config.TextOnly = true
			return serverIn(config)
		}, some("rfc6455"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(r.verdicts()).To(HaveKeyWithValue("rfc6455/7.4.1/binary-to-text-only", cases.Pass))
	})

	It("passes a conforming client", func() {
		r, err := runIn(func() (*runner.Target, func()) { return clientTarget(endpoint.Config{}) })
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(r.Cases).To(HaveLen(len(asked.For(reference.Client))))
	})

	It("catches every fault of a server, and fails every case with one of them", func() {
		var mu sync.Mutex
		failed := map[string]bool{}
		var uncaught []string
		eachFault(reference.Server, func(fault *endpoint.Fault) {
			config := serverConfig(fault)
			config.TextOnly = strings.HasPrefix(nameOf(fault), "text-only")
			if nameOf(fault) == "large-lost" {
				config.MaxMessage = 64 << 20 // else the largest messages are not sent
			}
			if fault != nil && fault.TLS {
				config = overTLS(config)
			}
			if nameOf(fault) == "origin-refused" {
				config.Origins = nil // else every handshake has one
			}
			r, err := runIn(func() (*runner.Target, func()) { return serverIn(config) }, oneByOne, func(c *runner.Config) {
				c.Cases, c.MaxSize, c.Thorough, c.Stress = concerns(fault), 64<<20, !testing.Short(), !testing.Short()
				if config.Origins == nil {
					c.Target.Origin = ""
				}
			})
			mu.Lock()
			defer mu.Unlock()
			Expect(err).NotTo(HaveOccurred(), nameOf(fault))
			for _, c := range r.Cases {
				failed[c.ID] = failed[c.ID] || c.Verdict == cases.Breach(table.Find(c.ID).Level())
			}
			if fault != nil && len(r.with(cases.Fail, cases.Warn)) == 0 {
				uncaught = append(uncaught, fault.Name)
			}
		})
		Expect(uncaught).To(BeEmpty())
		if testing.Short() {
			Skip("in short mode too few faults are tried to fail every case")
		}
		gauged := func(id string) bool { return slices.Contains(table.Find(id).Needs, cases.Gauged) } // no server in memory has one
		Expect(slices.DeleteFunc(ids(table.For(reference.Server)), func(id string) bool { return failed[id] || gauged(id) })).To(BeEmpty())
	})

	It("catches every fault of a client that shows on an open connection", func() {
		var mu sync.Mutex
		var uncaught []string
		eachFault(reference.Client, func(fault *endpoint.Fault) {
			config := endpoint.Config{Fault: fault, TextOnly: strings.HasPrefix(nameOf(fault), "text-only")}
			if nameOf(fault) == "large-lost" {
				config.MaxMessage = 64 << 20
			}
			r, err := runIn(func() (*runner.Target, func()) { return clientTarget(config) }, oneByOne, func(c *runner.Config) { c.Cases = concerns(fault) })
			mu.Lock()
			defer mu.Unlock()
			Expect(err).NotTo(HaveOccurred(), nameOf(fault))
			if fault != nil && fault.Opened() && fault.Spec != "rfc7692" && len(r.with(cases.Fail, cases.Warn)) == 0 {
				uncaught = append(uncaught, fault.Name)
			}
		})
		Expect(uncaught).To(BeEmpty())
	})
})

// forItsSize tells whether a case was skipped because its message is larger than the target takes.
func forItsSize(skip string) bool {
	return strings.HasPrefix(skip, "skip limits/") && strings.Contains(skip, "message")
}

// oneByOne runs one case at a time, so that a target that dies names the case that killed it.
func oneByOne(config *runner.Config) { config.Jobs = 1 }

func ids(t cases.Table) []string {
	list := make([]string, len(t))
	for i, c := range t {
		list[i] = c.ID
	}
	return list
}
