package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reports/text"
)

// fuzzStatus tells how far a campaign has come: a line that changes on a terminal, one now and then elsewhere.
type fuzzStatus struct {
	w       io.Writer
	changes bool // there is a terminal on which the line can change

	mu sync.Mutex
}

func (s *fuzzStatus) follow(running *fuzz.Running) {
	pause := 10 * time.Second
	if s.changes {
		pause = 200 * time.Millisecond
	}
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-running.Done():
			s.clear()
			return
		case <-ticker.C:
			s.show(running.Progress())
		}
	}
}

func (s *fuzzStatus) show(p fuzz.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprintf("%d sequences, %.0f/s, %d/%d combinations, %d kinds of reaction, %s", p.Sequences,
		float64(p.Sequences)/max(p.Elapsed.Seconds(), 0.001), p.Covered, p.Of, p.Reactions, summary(p))
	if !s.changes {
		fmt.Fprintln(s.w, line)
		return
	}
	fmt.Fprintf(s.w, "\r\x1b[K%s", text.Fit(line, terminal(s.w)-1))
}

// clear makes room for other lines.
func (s *fuzzStatus) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changes {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}
