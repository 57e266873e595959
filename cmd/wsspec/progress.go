package main

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

// lines tell how far a run has come where there is no terminal: one when it starts, one for each failure, and one for
// each chapter of a specification when the last of its cases is judged. They hold nothing that the target said.
type lines struct {
	w io.Writer

	mu    sync.Mutex
	total int
	done  int
	left  map[string]int // cases of the chapter that are not judged yet
	bad   map[string]int
	over  bool
}

// newLines is for a run of these cases.
func newLines(w io.Writer, list cases.Table) *lines {
	l := &lines{w: w, left: map[string]int{}, bad: map[string]int{}}
	for _, c := range list {
		l.left[chapterOf(c.ID)]++
	}
	return l
}

func (l *lines) started(h results.Header) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total = h.Cases
	fmt.Fprintf(l.w, "test  %s  %d cases\n", text.Fit(h.Target.URL, 200), h.Cases)
}

func (l *lines) begun(string) {}

func (l *lines) judged(c results.Case) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return
	}
	l.done++
	chapter := chapterOf(c.ID)
	l.left[chapter]--
	if c.Expected == nil && (c.Verdict == cases.Fail || c.Verdict == cases.Error) {
		l.bad[chapter]++
		fmt.Fprintf(l.w, "%-5s %s  %s\n", c.Verdict, c.ID, c.Title)
	}
	if l.left[chapter] == 0 {
		outcome := "nothing failed"
		if n := l.bad[chapter]; n > 0 {
			outcome = fmt.Sprintf("%d failed", n)
		}
		fmt.Fprintf(l.w, "done  %-22s %s  (%d/%d)\n", chapter, outcome, l.done, l.total)
	}
}

// interrupted is the last that is told: cases that were not carried out are no progress.
func (l *lines) interrupted() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	fmt.Fprintln(l.w, interrupted)
}

func (l *lines) finished() {}

// chapterOf is the specification of a case with the first number of its section.
func chapterOf(id string) string {
	spec, rest, _ := strings.Cut(id, "/")
	section, _, _ := strings.Cut(rest, "/")
	chapter, _, _ := strings.Cut(section, ".")
	return spec + "/" + chapter
}
