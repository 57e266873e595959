package fuzz

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/oracle"
)

// canary is a connection that nothing is wrong with. If it fares badly behind a sequence, the sequence has done it.
var canary = &Scenario{Ops: []Op{
	{Fin: true, Opcode: frame.Text, Size: 16, Seed: 0xCA9A87},
	{Fin: true, Opcode: frame.Ping, Size: 8, Seed: 0xCA9A88},
}}

// slow is how long a canary takes that has to wait for something, whatever the round-trip time.
const slow = time.Second

// Try carries a scenario out, judges what happened, and looks whether the target is still there for others. The error is the
// context's, or an *Unreachable if no connection could be opened for the scenario.
func (p *Peer) Try(ctx context.Context, s *Scenario) (*Record, []oracle.Deviation, error) {
	record, err := p.Play(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	deviations := record.Judge(p.Profile)
	if record.abrupt() {
		if d := p.Canary(ctx); d != nil {
			deviations = append(deviations, *d)
		}
	}
	return record, deviations, ctx.Err()
}

// Canary tells what is wrong with a target that has to be in good health; nil if nothing is.
func (p *Peer) Canary(ctx context.Context) *oracle.Deviation {
	start := time.Now()
	record, err := p.Play(ctx, canary)
	took := time.Since(start)
	sick := func(kind oracle.Kind, format string, args ...any) *oracle.Deviation {
		return &oracle.Deviation{Kind: kind, Violation: true, Saw: fmt.Sprintf(format, args...)}
	}
	switch {
	case errors.As(err, new(*Unreachable)):
		return sick(Crashed, "%v", err)
	case err != nil:
		return nil
	case record.Late || took > max(slow, p.Timing.Deadline):
		return sick(Slow, "another connection took %s", took.Round(time.Millisecond))
	case len(record.Response) == 0 || record.End == oracle.RST:
		return sick(Crashed, "another connection was dropped")
	}
	return nil
}

// abrupt tells whether the sequence could have done harm to more than its connection: it had a defect, or it ended in another
// way than with Close frames.
func (r *Record) abrupt() bool {
	return r.End != oracle.FIN || r.Flooded || r.Late || len(r.Received) == 0 || r.defect != nil
}
