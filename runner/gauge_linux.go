package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"
)

// ProcessGauge reads memory and CPU time of a process from /proc. Its children do not count. The error says in a sentence why
// that cannot be done.
func ProcessGauge(pid int) (Gauge, error) {
	g := &processGauge{pid: pid}
	s, err := g.stat()
	if err != nil {
		return nil, err
	}
	g.started = s.started
	return g, nil
}

type processGauge struct {
	pid     int
	started int64 // tells the process from a later one with its number
}

func (g *processGauge) Read(context.Context) (Usage, error) {
	s, err := g.stat()
	if err == nil && s.started != g.started {
		err = g.ended()
	}
	return s.usage, err
}

func (g *processGauge) ended() error { return fmt.Errorf("process %d has ended", g.pid) }

// stat is what is of use in /proc/PID/stat.
type stat struct {
	usage   Usage
	started int64 // in ticks since the system was started
}

// ticksPerSecond is the unit of times in /proc, the same on every Linux.
const ticksPerSecond = 100

func (g *processGauge) stat() (stat, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", g.pid))
	switch {
	case errors.Is(err, fs.ErrNotExist) && g.started != 0, err != nil && g.started != 0 && !errors.Is(err, fs.ErrPermission):
		return stat{}, g.ended()
	case errors.Is(err, fs.ErrNotExist):
		return stat{}, fmt.Errorf("there is no process %d", g.pid)
	case err != nil:
		return stat{}, fmt.Errorf("process %d cannot be looked at: %w", g.pid, err)
	}
	return g.parse(content)
}

// parse takes a line of /proc/PID/stat apart. The second field is a name in parentheses, in which anything may stand.
func (g *processGauge) parse(line []byte) (stat, error) {
	const state, utime, stime, starttime, rss = 3, 14, 15, 22, 24
	_, rest, _ := cutLast(line, ')')
	fields := bytes.Fields(rest)
	number := func(field int) (n int64) {
		if i := field - state; i < len(fields) {
			n, _ = strconv.ParseInt(string(fields[i]), 10, 64)
		}
		return n
	}
	if len(fields) <= rss-state {
		return stat{}, fmt.Errorf("what the system says of process %d makes no sense", g.pid)
	}
	if s := fields[0][0]; s == 'Z' || s == 'X' {
		return stat{}, g.ended()
	}
	return stat{
		usage:   Usage{Memory: number(rss) * int64(os.Getpagesize()), CPU: time.Duration(number(utime)+number(stime)) * time.Second / ticksPerSecond},
		started: number(starttime),
	}, nil
}

// cutLast cuts around the last occurrence of a byte.
func cutLast(line []byte, sep byte) (before, after []byte, found bool) {
	i := bytes.LastIndexByte(line, sep)
	if i < 0 {
		return nil, line, false
	}
	return line[:i], line[i+1:], true
}
