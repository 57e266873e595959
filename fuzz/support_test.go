package fuzz_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner"
)

// timing is what time costs in a bubble: nothing.
var timing = runner.Timing{Grace: 20 * time.Millisecond, Deadline: time.Second}

var echoing = oracle.Profile{Peer: reference.Server, Echo: true, Largest: 1 << 20}

// inMemory puts the reference server, with a fault or without, to a function, in a bubble where time is free.
func inMemory(fault *endpoint.Fault, do func(*fuzz.Peer)) { inBubble(suite, fault, do) }

func inBubble(t *testing.T, fault *endpoint.Fault, do func(*fuzz.Peer)) {
	synctest.Test(t, func(*testing.T) {
		listener := memconn.Listen()
		server := endpoint.NewServer(endpoint.Config{Fault: fault})
		served := make(chan struct{})
		go func() {
			defer close(served)
			server.Serve(listener)
		}()
		do(&fuzz.Peer{Authority: "wsspec.example", Path: "/", Profile: echoing, Timing: timing,
			Connect: func(ctx context.Context) (net.Conn, error) { return listener.Dial(ctx) }})
		listener.Close()
		<-served
		server.Close()
	})
}

// violations plays a scenario and lists what is wrong with the answer.
type deviation = oracle.Deviation

func violations(p *fuzz.Peer, s *fuzz.Scenario) ([]oracle.Deviation, error) {
	_, deviations, err := p.Try(context.Background(), s)
	if err != nil {
		return nil, err
	}
	return fuzz.Violations(deviations), nil
}

func show(s *fuzz.Scenario, found []oracle.Deviation) string {
	return fmt.Sprintf("%v\n%s", found, s.Text())
}
