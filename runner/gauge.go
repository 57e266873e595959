package runner

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/wsspec/wsspec/runner/results"
)

// Usage is what the target uses: the memory it has now, and the CPU time it has used so far.
type Usage struct {
	Memory int64 // bytes
	CPU    time.Duration
}

// Gauge reads what the target uses, beside the connections to it.
type Gauge interface {
	Read(ctx context.Context) (Usage, error)
}

// meter keeps what a gauge shows over a run. Without a gauge it shows nothing, and so it does once the gauge is lost.
type meter struct {
	gauge Gauge

	mu    sync.Mutex
	usage *results.Usage // nil before the first reading
	first Usage          // the first reading
	last  time.Duration  // CPU time at the last lap
	busy  float64        // share of a processor that the target uses although nobody asks for anything
}

// read takes a reading; false means that there is none.
func (m *meter) read(ctx context.Context) (Usage, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gauge == nil || m.usage != nil && m.usage.Lost != "" {
		return Usage{}, false
	}
	u, err := m.gauge.Read(ctx)
	if ctx.Err() != nil {
		return Usage{}, false
	}
	if m.usage == nil {
		m.usage, m.first, m.last = &results.Usage{Before: u.Memory}, u, u.CPU
	}
	if err != nil {
		m.usage.Lost = err.Error()
		return Usage{}, false
	}
	m.usage.After, m.usage.Peak = u.Memory, max(m.usage.Peak, u.Memory)
	m.usage.CPU = max(0, u.CPU-m.first.CPU) // a target that was started again begins anew
	return u, true
}

// lap is the memory that the target has now, and the CPU time that it has used since the last lap; 0 if that is unknown.
func (m *meter) lap(ctx context.Context) (memory int64, cpu time.Duration) {
	u, ok := m.read(ctx)
	if !ok {
		return 0, 0
	}
	cpu = max(0, u.CPU-m.last)
	m.last = u.CPU
	return u.Memory, cpu
}

// total is what the target used over the run; nil without a gauge.
func (m *meter) total() *results.Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.usage
}

// share is the part of a processor that the target uses in the time to come; more than 1 if it uses several.
func (m *meter) share(ctx context.Context, window time.Duration) (share float64, ok bool) {
	before, ok := m.read(ctx)
	if !ok {
		return 0, false
	}
	begin := time.Now()
	wait := time.NewTimer(window)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
		return 0, false
	}
	after, ok := m.read(ctx)
	return float64(after.CPU-before.CPU) / float64(time.Since(begin)), ok
}

// What tells a busy loop from work that is not done yet: the share of a processor above the usual one, in windows of which
// each confirms the one before.
const spinningShare = 0.5

var spinningWindows = []time.Duration{100 * time.Millisecond, time.Second, 2 * time.Second, 2 * time.Second}

// rest notes what the target uses at rest, before anything is asked of it that may make it spin.
func (m *meter) rest(ctx context.Context) {
	if share, ok := m.share(ctx, spinningWindows[1]/2); ok {
		m.busy = share
	}
	m.lap(ctx)
}

// spinning tells in a sentence that the target uses a processor although nobody asks for anything; empty if it does
// not. It tells so once: that is the usual share from then on.
func (m *meter) spinning(ctx context.Context) string {
	least := 0.0
	for i, window := range spinningWindows {
		share, ok := m.share(ctx, window)
		if !ok || share < m.busy+spinningShare {
			return ""
		}
		if i == 0 || share < least {
			least = share
		}
	}
	before := m.busy
	m.busy = least
	return fmt.Sprintf("the target spins: it uses %.0f %% of a processor with nothing to do, before it was %.0f %%", 100*least, 100*before)
}

// weighing takes readings while a connection is open, whenever something has come from the target: what was sent before
// that was received then.
type weighing struct {
	ctx   context.Context
	meter *meter
	most  int64 // the largest memory that was read, 0 if none was
}

func (w *weighing) on(connect Connect) Connect {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := connect(ctx)
		if err != nil {
			return nil, err
		}
		return &weighedConn{Conn: conn, weighing: w}, nil
	}
}

type weighedConn struct {
	net.Conn
	weighing *weighing
}

func (c *weighedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		if u, ok := c.weighing.meter.read(c.weighing.ctx); ok {
			c.weighing.most = max(c.weighing.most, u.Memory)
		}
	}
	return n, err
}
