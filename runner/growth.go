package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/judge"
)

// repetitions is how often each size is measured.
const repetitions = 5

// growing carries out a case at its sizes, one exchange after the other, each on a connection of its own.
type growing struct {
	run      *run
	c        *cases.Case
	timing   Timing
	measured cases.Measured
	based    bool     // the exchange without what grows is one: nothing can be compared with it otherwise
	last     *attempt // the largest exchange, with its transcript
}

// attemptGrowth carries a case out at all of its sizes, several times over. It sets e.last, or e.refused if the target took
// no connection at all.
func (r *run) attemptGrowth(ctx context.Context, e *entry, timing Timing) {
	begin := time.Now()
	g := &growing{run: r, c: e.c, timing: timing}
	err := g.measure(ctx)
	var refused errConnect
	switch {
	case ctx.Err() != nil:
		return
	case errors.As(err, &refused) && g.last == nil:
		r.life.refused(e, refused)
		return
	}
	r.life.finished(e)
	a := &attempt{result: judge.Growth(e.c, &g.measured, g.last.result), record: g.last.record, duration: time.Since(begin)}
	a.got = a.result.Observation.Describe()
	switch {
	case err != nil:
		a.result.Verdict, a.result.Unmatched = cases.Inconclusive, false
		a.result.Note = fmt.Sprintf("the target took no connection in the middle of it: %v", err)
	case !g.based:
		a.result.Verdict, a.result.Unmatched = cases.Inconclusive, false
		a.result.Note = "the exchange without " + e.c.Growth.Unit + " failed: " + strings.Join(g.last.got, ", ")
	}
	e.last = a
}

// measure goes up the sizes as long as they are cheap, and measures those again until nothing can change the verdict, each
// time with another one first: what is slow for a while is slow for all of them.
func (g *growing) measure(ctx context.Context) error {
	sizes := g.c.Growth.Sizes
	for i, n := range sizes {
		if i == 0 {
			if err := g.base(ctx); err != nil || !g.based {
				return err
			}
		}
		// One slow answer may be chance, several of the same size are not.
		for range repetitions / 2 {
			if g.measured.Cheap(n) {
				break
			}
			if _, err := g.size(ctx, i-1); err != nil {
				return err
			}
		}
		if !g.measured.Cheap(n) {
			break
		}
		g.measured.Sizes = append(g.measured.Sizes, cases.Sized{N: n})
		answered, err := g.size(ctx, i)
		if err != nil {
			return err
		}
		if !answered {
			g.measured.Sizes, g.measured.Unanswered = g.measured.Sizes[:i], n
			break
		}
	}
	count := len(g.measured.Sizes)
	for round := 1; round < repetitions && g.measured.Enough(); round++ {
		if g.measured.Settled() && !g.c.Growth.Memory {
			break
		}
		if err := g.base(ctx); err != nil {
			return err
		}
		for i := range count {
			if !g.c.Growth.Memory {
				i = (i + round) % count
			}
			if _, err := g.size(ctx, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// base measures the exchange without what grows.
func (g *growing) base(ctx context.Context) error {
	a, _, err := g.play(ctx, 0)
	if err != nil {
		return err
	}
	g.measured.Base = append(g.measured.Base, a.duration)
	if len(g.measured.Base) == 1 {
		g.based, g.last = a.result.Verdict == cases.Pass, a
	}
	return nil
}

// size measures the size with that index. It tells whether the target answered, or ended the connection, in time.
func (g *growing) size(ctx context.Context, i int) (answered bool, err error) {
	s := &g.measured.Sizes[i]
	a, memory, err := g.play(ctx, s.N)
	if err != nil {
		return false, err
	}
	s.Took = append(s.Took, a.duration)
	if memory > 0 {
		s.Memory = append(s.Memory, memory)
	}
	if i == len(g.measured.Sizes)-1 {
		g.last = a
	}
	return !a.result.Observation.Late, nil
}

// play carries out the exchange of one size.
func (g *growing) play(ctx context.Context, n int) (a *attempt, memory int64, err error) {
	sized := g.c.At(n)
	connect, weigh := counting(g.run.config.Target.Connect, g.run.life.connected), (*weighing)(nil)
	if g.c.Growth.Memory {
		weigh = &weighing{ctx: ctx, meter: g.run.meter}
		connect = weigh.on(connect)
	}
	var pace *pacing
	if sized.Opening.Cut.Any() {
		pace = &pacing{}
		connect = pace.on(connect)
	}
	j := judge.New(sized, g.run.env)
	a = &attempt{record: &transcript{secrets: g.run.hidden}}
	begin := time.Now()
	if err := play(ctx, connect, j, g.timing, a.record); err != nil {
		return nil, 0, err
	}
	a.duration = time.Since(begin)
	if pace != nil {
		a.duration -= pace.took(begin)
	}
	a.result = j.Result()
	a.got = a.result.Observation.Describe()
	if weigh != nil {
		memory = weigh.most
	}
	return a, memory, nil
}

// pacing tells how long it took to write a request in segments, with the pauses between them: that took us, not the target.
type pacing struct {
	written  atomic.Int64 // when the last segment was, in nanoseconds since 1970
	answered atomic.Bool
}

// took is the time from the given one to the last segment that was written before an answer came.
func (p *pacing) took(since time.Time) time.Duration {
	return max(0, time.Duration(p.written.Load()-since.UnixNano()))
}

func (p *pacing) on(connect Connect) Connect {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := connect(ctx)
		if err != nil {
			return nil, err
		}
		return &pacedConn{Conn: conn, pacing: p}, nil
	}
}

type pacedConn struct {
	net.Conn
	pacing *pacing
}

func (c *pacedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if !c.pacing.answered.Load() {
		c.pacing.written.Store(time.Now().UnixNano())
	}
	return n, err
}

func (c *pacedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.pacing.answered.Store(true)
	}
	return n, err
}
