// Package wsspecfuzz fuzzes an http.Handler in process with go test, which looks for new paths through its code:
//
//	func FuzzEcho(f *testing.F) {
//		wsspecfuzz.Handler(f, echo)
//	}
//
// The bytes that go test makes up decode to a scenario: a handshake, frames, segments. It is played to the handler over a
// connection in memory, and package oracle tells from what was sent which answers conform. Without -fuzz the seeds are played,
// and what was found before.
package wsspecfuzz

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner/inprocess"
)

// Option changes what is asked, or how.
type Option func(*fuzzing)

// At asks the handler for another path than /.
func At(at string) Option { return func(z *fuzzing) { z.path = at } }

// Known names findings that are known, so that the search goes on past them, by the first line of what is said of them. A star
// stands for anything in it.
func Known(signatures ...string) Option {
	return func(z *fuzzing) { z.known = append(z.known, signatures...) }
}

// seeds is how many scenarios a search begins with.
const seeds = 50

// How long an answer is waited for: at first, since silence is rare, and where it may be the machine that is slow.
const (
	usual   = time.Second
	patient = 3 * time.Second
)

// Handler fuzzes a handler.
func Handler(f *testing.F, handler http.Handler, options ...Option) {
	f.Helper()
	z := &fuzzing{path: "/", said: map[string]string{}}
	for _, option := range options {
		option(z)
	}
	for _, pattern := range z.known {
		if _, err := path.Match(pattern, ""); err != nil {
			f.Fatalf("%q names no finding: %v", pattern, err)
		}
	}
	z.server = inprocess.Serve(handler)
	f.Cleanup(func() {
		if err := z.server.Close(patient); err != nil {
			f.Log(err)
		}
	})
	if err := z.calibrate(f.Context()); err != nil {
		f.Fatal(err)
	}
	hasten(f.Name())
	g := fuzz.NewGenerator()
	for number := range uint64(seeds) {
		f.Add(g.FromSeed(1, number).Append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if finding := z.try(t.Context(), fuzz.Decode(b)); finding != "" {
			t.Error(finding)
		}
	})
}

// hasten keeps go test from making every input smaller that took a new path, for a minute each. A server takes other paths
// each time, so that this would never end; a finding is made smaller here. Who gives -fuzzminimizetime knows better.
func hasten(target string) {
	const name = "test.fuzzminimizetime"
	searched, given := false, false
	flag.Visit(func(f *flag.Flag) {
		switch f.Name {
		case name:
			given = true
		case "test.fuzz":
			searched, _ = regexp.MatchString(f.Value.String(), target)
		}
	})
	if searched && !given {
		flag.Set(name, "10x")
	}
}

// fuzzing is a handler that scenarios are put to.
type fuzzing struct {
	path   string
	known  []string
	server *inprocess.Server
	peer   *fuzz.Peer
	said   map[string]string // of what was confirmed, by its signature
}

func (z *fuzzing) calibrate(ctx context.Context) error {
	peer, err := fuzz.Calibrate(ctx, z.server.Target(z.path), usual, patient)
	if err != nil {
		return fmt.Errorf("%w; nothing was tested", err)
	}
	z.peer = peer
	return nil
}

// try plays a scenario and tells what the handler did wrong; empty if that is nothing, or known.
func (z *fuzzing) try(ctx context.Context, s *fuzz.Scenario) string {
	_, violations, err := play(ctx, z.peer, s)
	if panics := z.server.TakePanics(); len(panics) > 0 && !z.knows(panicked) {
		return fmt.Sprintf("%s: %v\n%s\n%s", panicked, panics[0].Value, scenario(s), panics[0].Stack)
	}
	if err != nil {
		return err.Error()
	}
	for _, v := range violations {
		signature := fuzz.Signature(v)
		switch {
		case z.knows(signature):
		case z.said[signature] != "": // each look costs seconds where silence is the finding, and go test takes many to make it smaller
			return z.said[signature]
		default:
			if said := z.confirm(ctx, s, signature); said != "" {
				z.said[signature] = said
				return said
			}
		}
	}
	return ""
}

// knows tells whether a finding is known.
func (z *fuzzing) knows(signature string) bool {
	return slices.ContainsFunc(z.known, func(pattern string) bool {
		matched, _ := path.Match(pattern, signature)
		return matched
	})
}

// panicked is the signature of a panic, which net/http would recover.
const panicked = "the handler panicked"

const (
	confirmations = 2               // how often a violation has to show again
	shrinkBudget  = 200             // how many smaller scenarios are tried
	shrinkTime    = 5 * time.Second // and for how long
)

// confirm plays a scenario again, with patience, and if the violation with that signature shows each time, tells of the smallest
// scenario that shows it.
func (z *fuzzing) confirm(ctx context.Context, s *fuzz.Scenario, signature string) (said string) {
	peer := *z.peer
	peer.Timing.Deadline = patient
	shows := func(s *fuzz.Scenario) bool {
		record, violations, err := play(ctx, &peer, s)
		at := slices.IndexFunc(violations, func(d oracle.Deviation) bool { return fuzz.Signature(d) == signature })
		if err != nil || at < 0 {
			return false
		}
		said = tell(s, record, violations[at])
		return true
	}
	for range confirmations {
		if !shows(s) {
			return ""
		}
	}
	begun := time.Now()
	fuzz.Shrink(s, shrinkBudget, func(s *fuzz.Scenario) bool { return time.Since(begun) < shrinkTime && shows(s) })
	return said
}

func play(ctx context.Context, peer *fuzz.Peer, s *fuzz.Scenario) (*fuzz.Record, []oracle.Deviation, error) {
	record, deviations, err := peer.Try(ctx, s)
	return record, fuzz.Violations(deviations), err
}
