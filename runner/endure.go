package runner

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/judge"
)

// What a slow target is: one that takes so many times as long as usual, and longer than any chance explains.
const (
	slowFactor = 10
	slowLeast  = time.Second
)

// endure carries out cases of resilience one after the other, and looks at the target after each: it is that, not the
// answer, which decides. When the target is no more, or not itself any more, the rest is left out.
func (r *run) endure(ctx context.Context, list []*entry) {
	if r.usual == 0 {
		r.usual = r.atRest(ctx)
		r.meter.rest(ctx)
	}
	for _, e := range list {
		switch {
		case ctx.Err() != nil || r.vanished:
			return
		case r.usual == 0:
			r.decide(e, nil, cases.Inconclusive, "fresh connections did not work before it either")
			continue
		}
		r.tell(func() { r.config.Observer.Begun(e.c.ID) })
		first, well := r.exposed(ctx, e)
		if !well || first == nil {
			continue
		}
		if !r.doubtful(e) {
			r.settle(e, first, 1)
		} else if second, well := r.exposed(ctx, e); well && second != nil {
			r.compare(ctx, e, first, r.timing)
		}
		r.tellSettled()
	}
}

// exposed carries a case out and looks at the target. It tells whether the target is well; if it is not, or took no
// connection, the case is decided.
func (r *run) exposed(ctx context.Context, e *entry) (a *attempt, well bool) {
	r.attempt(ctx, e, r.timing)
	a = e.last
	if e.refused != nil {
		r.missing(ctx, e)
		return nil, false
	}
	if how := r.lookAfter(ctx, a); how != alive {
		r.ail(ctx, e, how)
		return nil, false
	}
	r.life.connected()
	if a != nil {
		a.memory, a.cpu = r.meter.lap(ctx)
	}
	if spins := r.meter.spinning(ctx); spins != "" {
		r.decide(e, a, cases.Fail, spins)
		return nil, false
	}
	return a, true
}

// ail decides a case after which the target was not itself. Once may be chance: the case is carried out again when the
// target is well.
func (r *run) ail(ctx context.Context, e *entry, how pulse) {
	symptom := r.symptom(how)
	if !r.recovers(ctx) {
		r.vanished = true
		r.decide(e, e.last, cases.Fail, "after it "+symptom+", and that did not change")
		return
	}
	first := e.last
	r.attempt(ctx, e, r.timing)
	again := r.lookAfter(ctx, e.last)
	if ctx.Err() != nil {
		return
	}
	if e.last == nil {
		e.last = first
	}
	if again == alive {
		r.life.connected()
		r.decide(e, e.last, cases.Inconclusive, "the first time "+symptom+" after it, the second time all was well")
		return
	}
	e.deadly = true
	r.decide(e, e.last, cases.Fail, "after it "+r.symptom(again)+", twice")
	e.record.Attempts = 2
	r.vanished = !r.recovers(ctx)
}

// symptom is what is wrong with the target, as a clause.
func (r *run) symptom(how pulse) string {
	switch how {
	case gone:
		return "the target took no connection"
	case deaf:
		return "the target answered no handshake"
	case hung:
		return "the target answered a handshake, and nothing behind it"
	}
	return fmt.Sprintf("the target took %v for what takes %v", r.took.Round(time.Millisecond), r.usual.Round(time.Microsecond))
}

// recovers waits for the target to be itself again. It may be restarted, or get over it.
func (r *run) recovers(ctx context.Context) bool {
	return r.retry(ctx, r.config.Ceiling, func() bool { return r.look(ctx) == alive })
}

// lookAfter looks at the target after a case. A target that did not answer behind all that was sent may have that still
// to read, and to die of.
func (r *run) lookAfter(ctx context.Context, a *attempt) pulse {
	if a != nil && !a.result.Observation.Fenced {
		pause := time.NewTimer(r.timing.Grace)
		defer pause.Stop()
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
	}
	return r.look(ctx)
}

// look opens a connection and uses it: a Ping, and a message where the target echoes. It sets r.took to how long that
// took.
func (r *run) look(ctx context.Context) pulse {
	script := cases.Steps(cases.Send(cases.Ping("canary")), cases.Ponged())
	if r.found.Offers.Has(cases.Echo) && r.found.Offers.Has(cases.TakesText) {
		script = append(script, cases.Send(cases.Text("canary")), cases.Echoed())
	}
	j := judge.New(&cases.Case{ID: "canary/0/usual", Script: script, Accept: cases.Outcomes(cases.Passes(cases.Answered))}, r.env)
	// More patience than a case has: who answers late is slow, not dead.
	patient := Timing{Grace: r.timing.Grace, Deadline: max(r.timing.Deadline, r.config.Ceiling)}
	begin := time.Now()
	err := play(ctx, r.config.Target.Connect, j, patient, &transcript{})
	r.took = time.Since(begin)
	o := j.Result().Observation
	switch {
	case ctx.Err() != nil:
		return alive
	case err != nil:
		return gone
	case !o.Opened:
		return deaf
	case !o.AllAnswered():
		return hung
	case r.usual > 0 && r.took > slowLeast && r.took > slowFactor*r.usual:
		return slow
	}
	return alive
}

// atRest is how long a look usually takes; 0 if the target is not well to begin with.
func (r *run) atRest(ctx context.Context) time.Duration {
	const looks = 3
	var took []time.Duration
	for range looks {
		if r.look(ctx) != alive {
			return 0
		}
		took = append(took, max(r.took, 1))
	}
	slices.Sort(took)
	return took[looks/2]
}
