package fuzz

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// Calibrate finds out what a target does with what nothing is wrong with, and returns it as a Peer. The bounds are those of
// the wait for an answer. The error tells why the target cannot be fuzzed.
func Calibrate(ctx context.Context, target *runner.Target, floor, ceiling time.Duration) (*Peer, error) {
	var seen probed
	err := runner.Run(ctx, runner.Config{Target: target, Jobs: 1, Floor: floor, Ceiling: ceiling, Observer: &seen})
	if err != nil {
		return nil, err
	}
	found := seen.header.Target
	if found.Refused != "" {
		return nil, fmt.Errorf("the server refuses the plainest handshake: %s", found.Refused)
	}
	if !found.Offers.Has(cases.TakesText) && !found.Offers.Has(cases.TakesBinary) {
		return nil, fmt.Errorf("the server closes the plainest connection: nothing can be said of what it does with others")
	}
	fields := slices.Clone(target.Fields)
	if target.Origin != "" {
		fields = append(fields, handshake.Field{Name: "Origin", Value: target.Origin})
	}
	if target.Protocol != "" {
		fields = append(fields, handshake.Field{Name: handshake.FieldProtocol, Value: target.Protocol})
	}
	return &Peer{Connect: target.Connect, Authority: target.Authority, Path: target.Path, Fields: fields,
		Timing: runner.Timing{Grace: seen.header.Config.Grace, Deadline: seen.header.Config.Deadline},
		Profile: oracle.Profile{Peer: target.Role, Echo: found.Offers.Has(cases.Echo), Chatty: found.Chatty, Unordered: found.Unordered,
			TextOnly: found.Offers.Has(cases.TextOnly), Largest: found.LargestSeen}}, nil
}

// probed keeps what the probe of a run found out.
type probed struct{ header results.Header }

func (p *probed) Started(h results.Header) { p.header = h }
func (p *probed) Begun(string)             {}
func (p *probed) Judged(results.Case)      {}
func (p *probed) Finished(results.Footer)  {}
