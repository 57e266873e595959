package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// status is the line that shows on a terminal how far a run has come. A nil status shows nothing.
type status struct {
	w       io.Writer
	total   int
	running map[string]time.Time
	counts  map[cases.Verdict]int
	shown   time.Time
	width   int
}

// statusPause is the time between two changes of the line: what nobody can read need not be written.
const statusPause = 50 * time.Millisecond

func newStatus(w io.Writer) *status {
	return &status{w: w, running: map[string]time.Time{}, counts: map[cases.Verdict]int{}, width: terminal(w)}
}

func (s *status) started(h results.Header) {
	if s != nil {
		s.total = h.Cases
	}
}

func (s *status) begun(id string) {
	if s == nil {
		return
	}
	s.running[id] = time.Now()
	s.show()
}

func (s *status) judged(c results.Case) {
	if s == nil {
		return
	}
	delete(s.running, c.ID)
	s.counts[c.Verdict]++
	s.show()
}

// show writes the counts and the case that has been running longest.
func (s *status) show() {
	now := time.Now()
	if now.Sub(s.shown) < statusPause {
		return
	}
	s.shown = now
	oldest, begun := "", now
	for id, at := range s.running {
		if at.Before(begun) {
			oldest, begun = id, at
		}
	}
	done := 0
	var parts []string
	for _, v := range cases.Verdicts {
		if n := s.counts[v]; n > 0 {
			done += n
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	line := fmt.Sprintf("%d/%d  %s  %s", done, s.total, strings.Join(parts, " · "), oldest)
	if len(line) > s.width-1 {
		line = line[:max(s.width-1, 0)]
	}
	fmt.Fprintf(s.w, "\r\x1b[K%s", line)
}

func (s *status) clear() {
	if s != nil {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}
