package runner_test

import (
	"context"
	"crypto/tls"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

var table = all.Table()

// asked is what a target is asked by most tests: every case, in short mode a part of them.
var asked = table

// sample is an eighth of the cases that are not heavy, with their twins.
func sample(t cases.Table) cases.Table {
	light, list := slices.DeleteFunc(slices.Clone(t), heavy), cases.Table{}
	for i, c := range light {
		if i%8 == 0 {
			list = append(list, c)
		}
	}
	return list.WithTwins(light)
}

// What the reference server of the tests demands, and what a target has to say to satisfy it.
const (
	origin      = "http://wsspec.example"
	credentials = "Basic d3NzcGVjOndzc3BlYw=="
	subprotocol = "chat"
)

func serverConfig(fault *endpoint.Fault) endpoint.Config {
	return endpoint.Config{Fault: fault, Protocols: []string{subprotocol}, Path: "/", Origins: []string{origin}, Credentials: credentials}
}

// serverIn starts a reference server in memory. It has to be called in a bubble, and stopped there.
func serverIn(config endpoint.Config) (target *runner.Target, stop func()) {
	server, listener := endpoint.NewServer(config), memconn.Listen()
	go server.Serve(listener)
	target = &runner.Target{
		URL: "ws://wsspec.example/", Role: reference.Server, Connect: listener.Dial, Authority: "wsspec.example", Path: "/",
		Protocol: subprotocol, Origin: origin, Fields: handshake.Fields{{Name: "Authorization", Value: credentials}},
	}
	if config.TLS != nil {
		target.URL, target.Connect, target.Clear = "wss://wsspec.example/", runner.Secure(listener.Dial), listener.Dial
	}
	return target, func() { listener.Close(); server.Close() }
}

// overTLS is a configuration of the reference server that speaks TLS.
func overTLS(config endpoint.Config) endpoint.Config {
	config.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	return config
}

var certificate = func() tls.Certificate {
	made, err := endpoint.SelfSigned("wsspec.example", "localhost", "127.0.0.1")
	if err != nil {
		panic(err)
	}
	return made
}()

// clientTarget is a reference client that opens a connection to us whenever one is wanted.
func clientTarget(config endpoint.Config) (target *runner.Target, stop func()) {
	var group sync.WaitGroup
	return &runner.Target{
		URL: "reference client", Role: reference.Client,
		Connect: func(context.Context) (net.Conn, error) {
			ours, theirs := memconn.Pipe()
			group.Go(func() { endpoint.Echo(theirs, "wsspec.example", "/", config) })
			return ours, nil
		},
	}, group.Wait
}

// record keeps what a run tells.
type record struct{ results.Run }

func (r *record) Started(h results.Header)  { r.Header = h }
func (r *record) Begun(string)              {}
func (r *record) Judged(c results.Case)     { r.Cases = append(r.Cases, c) }
func (r *record) Finished(f results.Footer) { r.Footer = f }

// verdicts maps the cases of a run to their verdicts.
func (r *record) verdicts() map[string]cases.Verdict {
	verdicts := map[string]cases.Verdict{}
	for _, c := range r.Cases {
		verdicts[c.ID] = c.Verdict
	}
	return verdicts
}

// with returns the cases that have one of the verdicts, with their notes.
func (r *record) with(verdicts ...cases.Verdict) []string {
	var list []string
	for _, c := range r.Cases {
		for _, v := range verdicts {
			if c.Verdict == v {
				list = append(list, string(v)+" "+c.ID+" "+c.Note)
			}
		}
	}
	return list
}

func configOf(target *runner.Target, observer runner.Observer) runner.Config {
	return runner.Config{Target: target, Table: table, Cases: asked, Jobs: 2, Floor: time.Second, Ceiling: 5 * time.Second,
		Seed: 1, Observer: observer}
}

// every makes a run one of all cases, however short it is to be.
func every(config *runner.Config) { config.Cases = table }

// runIn runs what is asked in a bubble, in which waiting costs no time.
func runIn(start func() (*runner.Target, func()), change ...func(*runner.Config)) (*record, error) {
	r, err := &record{}, error(nil)
	synctest.Test(suite, func(*testing.T) {
		target, stop := start()
		defer stop()
		config := configOf(target, r)
		for _, c := range change {
			c(&config)
		}
		err = runner.Run(context.Background(), config)
	})
	return r, err
}

// bulk skips in short mode, which is for the race detector, what carries out many cases to find more than a race.
func bulk() {
	if testing.Short() {
		Skip("in short mode nothing is sent that is large, and no table is carried out as a whole")
	}
}

// eachFault calls do for the conforming endpoint (nil) and every fault that the side can have, on all processors. In
// short mode most faults are left out.
func eachFault(side reference.Role, do func(*endpoint.Fault)) {
	var list []*endpoint.Fault
	for i, f := range endpoint.Faults() {
		if (f.Role == 0 || f.Role == side) && (!testing.Short() || i%64 == 0) {
			list = append(list, f)
		}
	}
	list = append([]*endpoint.Fault{nil}, list...)
	var next atomic.Int32
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			defer GinkgoRecover()
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				do(list[i])
			}
		})
	}
	group.Wait()
}

// concerns returns the cases of the specification that a fault breaks; all of them for the conforming endpoint. Those that
// take long, for all that they send, are put to the faults that are about much data only.
func concerns(fault *endpoint.Fault) cases.Table {
	if fault == nil && testing.Short() {
		return asked
	}
	return slices.DeleteFunc(slices.Clone(table), func(c *cases.Case) bool {
		if slices.Contains(c.Needs, cases.Thorough) {
			return !wears(fault, c)
		}
		return fault != nil && (c.Spec() != fault.Spec || heavy(c) && !slices.Contains([]string{"deflate-large-lost", "large-lost", "large-last-byte", "limit-lost", "wears-out"}, fault.Name))
	})
}

// heavy tells whether a case sends more than a few messages of usual size.
func heavy(c *cases.Case) bool {
	sent := int64(0)
	for _, step := range c.Script {
		for _, f := range step.Frames {
			sent += f.Payload().Size()
		}
	}
	return sent > 100<<10 && c.Spec() != "rfc6455"
}

func nameOf(fault *endpoint.Fault) string {
	if fault == nil {
		return "conforming"
	}
	return fault.Name
}
