package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/judge"
)

// life keeps what tells a case that failed from a target that died: which cases have ended since the target last took
// a connection.
type life struct {
	mu      sync.Mutex
	ended   []*entry
	accused []*entry // had ended when a connection was refused, since the one before
}

// begin notes that a case is about to be carried out.
func (l *life) begin(e *entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.refused, e.last = nil, nil
}

// connected notes that the target took a connection. Cases that had ended before did not kill it.
func (l *life) connected() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.ended {
		e.survived = true
	}
	l.ended = l.ended[:0]
}

func (l *life) finished(e *entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.survived = false
	l.ended = append(l.ended, e)
}

// refused notes that the target took no connection for a case: whatever ended since the last one may have killed it.
func (l *life) refused(e *entry, why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.refused = why
	for _, other := range l.ended {
		if other.refused == nil && !other.deadly && !slices.Contains(l.accused, other) {
			l.accused = append(l.accused, other)
		}
	}
}

// takeAccused returns the accused and forgets them.
func (l *life) takeAccused() []*entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.accused
	l.accused = nil
	return list
}

// survivors tells of each of the entries whether the target lived on after it, as far as anybody knows: it took another
// connection, and refused none before that.
func (l *life) survivors(entries []*entry) []bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]bool, len(entries))
	for i, e := range entries {
		list[i] = e.survived && !slices.Contains(l.accused, e)
	}
	return list
}

// suspects are the cases that ended after the target took its last connection.
func (l *life) suspects() []*entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []*entry
	for _, e := range l.ended {
		if e.refused == nil && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	return list
}

// counting calls opened for every connection.
func counting(connect Connect, opened func()) Connect {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := connect(ctx)
		if err == nil {
			opened()
		}
		return conn, err
	}
}

// pulse is what the target does right now.
type pulse uint8

const (
	alive pulse = iota // it answers the plain handshake as it did when it was probed
	deaf               // it takes connections, or something in front of it does, and answers no handshake on them
	gone               // it takes no connection
	hung               // it answers a handshake, and nothing behind it
	slow               // it takes far longer than usual
)

func (r *run) pulse(ctx context.Context) pulse {
	j := judge.New(&cases.Case{ID: "canary/0/handshake", Accept: cases.Outcomes(cases.Passes(cases.Opens))}, r.env)
	err := play(ctx, r.config.Target.Connect, j, r.timing, &transcript{})
	switch {
	case ctx.Err() != nil:
		return alive
	case err != nil:
		return gone
	case j.Result().Observation.Opened || r.found.Refused != "":
		return alive
	}
	return deaf
}

// unheard tells whether a case may have been answered by nobody: the connection was dropped or left alone before there
// was a response, or something in front of the target says that it is too busy, or gone.
func (r *run) unheard(e *entry) bool {
	o := e.last.result.Observation
	switch {
	case o.Opened || o.Flooded || r.found.Refused != "":
		return false
	case o.Response == nil:
		return true
	}
	return slices.Contains([]int{429, 502, 503, 504}, o.Response.Status)
}

// errUnheard is why a case is not judged that nobody answered.
var errUnheard = errors.New("nobody answered its handshake")

// attemptAlone carries a case out with nothing beside it. If nobody answered it, nor the plain handshake after it, it may
// have come too late, and is carried out again when the target is back: then it is the case that silenced it.
func (r *run) attemptAlone(ctx context.Context, e *entry, timing Timing) {
	silenced := func() bool {
		r.attempt(ctx, e, timing)
		return e.last != nil && r.unheard(e) && r.pulse(ctx) == deaf
	}
	switch {
	case !silenced():
	case !r.canary(ctx):
		r.life.refused(e, errUnheard)
		e.last = nil
	case silenced():
		r.convict(ctx, e, "the target died of it; it answered no handshake right after")
	}
}

// convict decides a case of which the target died, and waits until it is there again.
func (r *run) convict(ctx context.Context, e *entry, why string) {
	e.deadly = true
	r.decide(e, e.last, cases.Fail, why)
	r.canary(ctx)
}

// canary tells whether the target is alive, after a few tries: it may have been restarted.
func (r *run) canary(ctx context.Context) bool {
	return r.retry(ctx, r.timing.Deadline, func() bool { return r.pulse(ctx) == alive })
}

// retry tries something a few times, with pauses that grow up to the longest.
func (r *run) retry(ctx context.Context, longest time.Duration, works func() bool) bool {
	const tries = 4
	wait := time.NewTimer(0)
	defer wait.Stop()
	for i := range tries {
		select {
		case <-wait.C:
		case <-ctx.Done():
			return true
		}
		if works() {
			return true
		}
		wait.Reset(longest / time.Duration(tries-i))
	}
	return false
}

// investigate finds out which case made the target refuse connections for a while: each of those that may have done it
// is carried out again, alone, and the target is looked at after it. It returns when the target is there again, or gone.
// It tells whether there was such a case.
func (r *run) investigate(ctx context.Context) (convicted bool) {
	for _, e := range r.life.takeAccused() {
		if ctx.Err() != nil || !r.canary(ctx) {
			return convicted
		}
		last := e.last
		r.attempt(ctx, e, r.timing)
		switch {
		case e.last != nil && r.pulse(ctx) != alive:
			convicted = true
			r.convict(ctx, e, "the target died of it; it took no connection right after")
		case e.done:
			e.last = last
		}
	}
	return convicted
}

// missing goes on after a case for which the target took no connection: with the case, or not at all.
func (r *run) missing(ctx context.Context, e *entry) {
	if e.done || ctx.Err() != nil {
		return
	}
	if r.canary(ctx) {
		r.decide(e, nil, cases.Inconclusive, fmt.Sprintf("the target took no connection: %v", e.refused))
		return
	}
	r.death()
}

// death notes that the target is gone, and what it died of as far as that is certain.
func (r *run) death() {
	r.vanished = true
	suspects := r.life.suspects()
	if len(suspects) == 1 {
		e := suspects[0]
		r.decide(e, e.last, cases.Fail, "the target died of it: it takes no connections any more")
		return
	}
	for _, e := range suspects {
		r.decide(e, e.last, cases.Inconclusive,
			fmt.Sprintf("the target died of this case or of one of %d others; --jobs 1 tells which", len(suspects)-1))
	}
}
