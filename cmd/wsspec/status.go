package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

// progress tells people how far a run has come.
type progress interface {
	started(results.Header)
	begun(id string)
	judged(results.Case)
	interrupted() // the run is going to end before its time
	finished()    // may come before started: nothing was tested
}

// status is the line that shows it on a terminal.
type status struct {
	w     io.Writer
	now   func() time.Time
	width func() int // asked each time: a terminal can be resized

	mu      sync.Mutex
	total   int // 0 before the run has started
	begin   time.Time
	running map[string]time.Time
	counts  map[cases.Verdict]int
	shown   string
	over    bool
	stopped chan struct{}
}

// statusPause is the time between two changes of the line: what nobody can read need not be written.
const statusPause = 100 * time.Millisecond

// long is how long something takes that people ask themselves what it is.
const long = time.Second

func newStatus(w io.Writer, now func() time.Time, width func() int) *status {
	return &status{w: w, now: now, width: width, begin: now(), running: map[string]time.Time{}, counts: map[cases.Verdict]int{}, stopped: make(chan struct{})}
}

// follow draws the line whenever the clock ticks.
func (s *status) follow(tick <-chan time.Time) {
	for {
		select {
		case <-s.stopped:
			return
		case <-tick:
			s.draw()
		}
	}
}

func (s *status) started(h results.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total = h.Cases
}

func (s *status) begun(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[id] = s.now()
}

func (s *status) judged(c results.Case) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, c.ID)
	s.counts[c.Verdict]++
}

func (s *status) interrupted() {
	s.finished()
	fmt.Fprintln(s.w, interrupted)
}

// interrupted is what is said when a run is told to end.
const interrupted = "wsspec: interrupted; what has been judged is reported, another interrupt stops at once"

// finished removes the line.
func (s *status) finished() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.over = true
	close(s.stopped)
	s.show("")
}

func (s *status) draw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.show(text.Fit(s.line(), s.width()-1)) // a full line would take the cursor to the next one
	}
}

// show replaces the line. If the terminal has become so narrow that it broke the line, there are more to remove.
func (s *status) show(line string) {
	if line == s.shown {
		return
	}
	if width := s.width(); width > 0 && utf8.RuneCountInString(s.shown) > width {
		fmt.Fprintf(s.w, "\x1b[%dA\r\x1b[J%s", (utf8.RuneCountInString(s.shown)-1)/width, line)
	} else {
		fmt.Fprintf(s.w, "\r\x1b[K%s", line)
	}
	s.shown = line
}

// line is the counts, the time, and the case that has been running longest if that is long.
func (s *status) line() string {
	now := s.now()
	elapsed := now.Sub(s.begin).Truncate(time.Second)
	if s.total == 0 {
		if elapsed < long {
			return ""
		}
		return fmt.Sprintf("finding out what the target does  %s", elapsed)
	}
	done := 0
	var counts []string
	for _, v := range cases.Verdicts {
		if n := s.counts[v]; n > 0 {
			done += n
			counts = append(counts, fmt.Sprintf("%d %s", n, v))
		}
	}
	parts := []string{fmt.Sprintf("%d/%d", done, s.total)}
	if len(counts) > 0 {
		parts = append(parts, strings.Join(counts, " · "))
	}
	parts = append(parts, elapsed.String())
	oldest, at := "", now
	for id, begun := range s.running {
		if begun.Before(at) || begun.Equal(at) && id < oldest {
			oldest, at = id, begun
		}
	}
	if took := now.Sub(at); took >= long {
		parts = append(parts, fmt.Sprintf("%s for %s", oldest, took.Truncate(time.Second)))
	}
	return strings.Join(parts, "  ")
}
