package runner_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
)

// soak is how often the whole table is run: WSSPEC_SOAK, or a few times.
func soak() int {
	if n, err := strconv.Atoi(os.Getenv("WSSPEC_SOAK")); err == nil {
		return n
	}
	if testing.Short() {
		return 1
	}
	return 2
}

// blameless checks that a run has nothing to say against a server that conforms.
func blameless(r *record, round int) {
	GinkgoHelper()
	whole(r)
	Expect(r.Footer.Partial).To(BeEmpty(), "run %d", round)
	Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty(), "run %d", round)
	Expect(len(r.with(cases.Pass))).To(BeNumerically(">", len(r.Cases)/2), "run %d", round)
}

// A verdict that differs from run to run is worth nothing. WSSPEC_SOAK=200 is for before a release.
var _ = Describe("run after run", Label("soak"), func() {
	It("has nothing to say against a conforming server in memory", func() {
		for round := range soak() {
			r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, parallel(1+round%16), func(config *runner.Config) {
				config.Seed = uint64(round)
			})
			Expect(err).NotTo(HaveOccurred(), "run %d", round)
			blameless(r, round)
		}
	})

	It("has nothing to say against a conforming client in memory", func() {
		for round := range soak() {
			r, err := runIn(func() (*runner.Target, func()) { return clientTarget(endpoint.Config{Seed: uint64(round)}) }, parallel(1+round%16))
			Expect(err).NotTo(HaveOccurred(), "run %d", round)
			whole(r)
			Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty(), "run %d", round)
		}
	})

	It("has nothing to say against a conforming server behind a socket, however busy the machine is", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		server := endpoint.NewServer(serverConfig(nil))
		go server.Serve(listener)
		defer server.Close()
		defer listener.Close()
		defer burn()()
		list := table
		if os.Getenv("WSSPEC_SOAK") == "" {
			// A wake-up costs 10 ms here: all of them would take minutes, and what is sent in many segments a minute each.
			list = slices.DeleteFunc(sample(table), func(c *cases.Case) bool { return c.Growth != nil })
		}
		for round := range soak() {
			target, err := runner.ServerTarget(fmt.Sprintf("ws://%s/", listener.Addr()))
			Expect(err).NotTo(HaveOccurred())
			target.Protocol, target.Origin = subprotocol, origin
			target.Fields = handshake.Fields{{Name: "Authorization", Value: credentials}}
			r := &record{}
			config := configOf(target, r)
			config.Cases, config.Jobs, config.Seed = list, 8, uint64(round)
			Expect(runner.Run(context.Background(), config)).To(Succeed(), "run %d", round)
			blameless(r, round)
			Expect(r.Cases).To(HaveLen(len(list.For(reference.Server))))
		}
	})
})

// burn keeps every processor busy until it is told to stop.
func burn() (stop func()) {
	var done atomic.Bool
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for x := uint32(1); !done.Load(); {
				x = x*1664525 + 1013904223
			}
		}()
	}
	return func() { done.Store(true) }
}
