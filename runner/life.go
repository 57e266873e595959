package runner

import (
	"context"
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

// refused notes that the target took no connection: whatever ended since the last one may have killed it.
func (l *life) refused() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.ended {
		if e.refused == nil && !slices.Contains(l.accused, e) {
			l.accused = append(l.accused, e)
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

// survivors tells of each of the entries whether the target took a connection after it.
func (l *life) survivors(entries []*entry) []bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]bool, len(entries))
	for i, e := range entries {
		list[i] = e.survived
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

// alive tells whether the target takes a connection and answers a handshake right now.
func (r *run) alive(ctx context.Context) bool {
	j := judge.New(&cases.Case{ID: "canary/0/handshake", Accept: cases.Outcomes(cases.Passes(cases.Opens))}, r.env)
	err := play(ctx, r.config.Target.Connect, j, r.timing, &transcript{})
	o := j.Result().Observation
	return ctx.Err() != nil || err == nil && (o.Opened || o.Response != nil || r.found.Refused != "")
}

// canary tells whether the target is alive, after a few tries: it may have been restarted.
func (r *run) canary(ctx context.Context) bool {
	const tries = 4
	wait := time.NewTimer(0)
	defer wait.Stop()
	for i := range tries {
		select {
		case <-wait.C:
		case <-ctx.Done():
			return true
		}
		if r.alive(ctx) {
			return true
		}
		wait.Reset(r.timing.Deadline / time.Duration(tries-i))
	}
	return false
}

// investigate finds out which case made the target refuse connections for a while: each of those that may have done it
// is carried out again, alone, and the target is looked at after it.
func (r *run) investigate(ctx context.Context) {
	for _, e := range r.life.takeAccused() {
		if ctx.Err() != nil || !r.canary(ctx) {
			return
		}
		before := e.record
		r.attempt(ctx, e, r.timing)
		if e.last != nil && !r.alive(ctx) {
			r.decide(e, e.last, cases.Fail, "the target died of it; it took no connection right after")
			continue
		}
		if e.done {
			e.record = before
		}
	}
}

// missing goes on after a case for which the target took no connection: with the case, or not at all.
func (r *run) missing(ctx context.Context, e *entry) {
	if ctx.Err() != nil {
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
