package main

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// watched is a status line with a clock and a terminal of its own.
type watched struct {
	*status
	screen bytes.Buffer
	at     time.Time
	cols   int
}

func newWatched() *watched {
	w := &watched{at: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), cols: 80}
	w.status = newStatus(&w.screen, func() time.Time { return w.at }, func() int { return w.cols })
	return w
}

// after lets time pass, and returns what is written then.
func (w *watched) after(d time.Duration) string {
	w.screen.Reset()
	w.at = w.at.Add(d)
	w.draw()
	return w.screen.String()
}

var _ = Describe("The status line", func() {
	var w *watched
	BeforeEach(func() {
		w = newWatched()
		w.started(results.Header{Cases: 12})
	})

	It("has the counts, the worst first, and the time", func() {
		w.judged(results.Case{ID: "rfc6455/5.5/a", Verdict: cases.Pass})
		w.judged(results.Case{ID: "rfc6455/5.5/b", Verdict: cases.Fail})
		w.judged(results.Case{ID: "rfc6455/5.5/c", Verdict: cases.Pass})
		Expect(w.after(0)).To(Equal("\r\x1b[K3/12  1 fail · 2 pass  0s"))
		Expect(w.after(66500 * time.Millisecond)).To(Equal("\r\x1b[K3/12  1 fail · 2 pass  1m6s"))
	})

	It("names the case that has been running longest, once that is a second", func() {
		w.begun("rfc6455/5.5/b")
		Expect(w.after(500 * time.Millisecond)).To(Equal("\r\x1b[K0/12  0s"))
		w.begun("rfc6455/5.5/a")
		Expect(w.after(500 * time.Millisecond)).To(Equal("\r\x1b[K0/12  1s  rfc6455/5.5/b for 1s"))
		Expect(w.after(time.Second)).To(Equal("\r\x1b[K0/12  2s  rfc6455/5.5/b for 2s"))
		w.judged(results.Case{ID: "rfc6455/5.5/b", Verdict: cases.Warn})
		Expect(w.after(0)).To(Equal("\r\x1b[K1/12  1 warn  2s  rfc6455/5.5/a for 1s"))
	})

	It("is not written again if nothing has changed", func() {
		Expect(w.after(0)).NotTo(BeEmpty())
		Expect(w.after(100 * time.Millisecond)).To(BeEmpty())
	})

	It("never fills the line, whatever the width, which may change", func() {
		w.begun("rfc6455/5.5.1/close-code-of-a-long-name")
		w.judged(results.Case{Verdict: cases.Pass})
		for cols := 100; cols > 0; cols-- {
			w.cols = cols
			line := w.after(time.Second)
			line = line[strings.LastIndexAny(line, "KJ")+1:]
			Expect(utf8.RuneCountInString(line)).To(BeNumerically("<", cols))
		}
	})

	It("removes the lines that a terminal broke it into when it became narrow", func() {
		w.begun("rfc6455/5.5.1/close")
		Expect(w.after(time.Second)).To(HaveSuffix("0/12  1s  rfc6455/5.5.1/close for 1s")) // 36 columns
		w.cols = 36
		Expect(w.after(time.Second)).To(HavePrefix("\r\x1b[K"), "one line it still is")
		w.cols = 12
		Expect(w.after(time.Second)).To(HavePrefix("\x1b[2A\r\x1b[J"))
	})

	It("tells that nothing has begun yet, once that takes long, and leaves nothing behind", func() {
		w = newWatched()
		Expect(w.after(999 * time.Millisecond)).To(BeEmpty())
		Expect(w.after(time.Millisecond)).To(Equal("\r\x1b[Kfinding out what the target does  1s"))
		w.screen.Reset()
		w.finished()
		Expect(w.screen.String()).To(Equal("\r\x1b[K"))
		Expect(w.after(time.Second)).To(BeEmpty())
	})

	It("gives way to a word about an interruption", func() {
		w.after(0)
		w.screen.Reset()
		w.interrupted()
		w.finished()
		Expect(w.screen.String()).To(Equal("\r\x1b[K" + interrupted + "\n"))
		Expect(w.after(time.Hour)).To(BeEmpty())
	})

	It("is drawn at each tick until it is over", func() {
		tick, ended := make(chan time.Time), make(chan struct{})
		go func() {
			defer close(ended)
			w.follow(tick)
		}()
		tick <- w.at
		tick <- w.at // is taken when the line of the first is drawn
		w.finished()
		<-ended
		Expect(w.screen.String()).To(Equal("\r\x1b[K0/12  0s\r\x1b[K"))
	})
})

var _ = Describe("Progress without a terminal", func() {
	It("is a line for each failure and each chapter that is done, and none once interrupted", func() {
		var b bytes.Buffer
		l := newLines(&b, cases.Table{{ID: "rfc6455/5.5/a"}, {ID: "rfc6455/5.5.1/b"}, {ID: "rfc7692/7/a"}, {ID: "rfc7692/7/b"}})
		l.started(results.Header{Cases: 4, Target: results.Target{URL: "ws://wsspec.example/"}})
		Expect(b.String()).To(Equal("test  ws://wsspec.example/  4 cases\n"))
		b.Reset()
		l.begun("rfc6455/5.5/a")
		l.judged(results.Case{ID: "rfc6455/5.5/a", Title: "one", Verdict: cases.Fail})
		Expect(b.String()).To(Equal("fail  rfc6455/5.5/a  one\n"))
		l.judged(results.Case{ID: "rfc7692/7/a", Title: "two", Verdict: cases.Warn})
		l.judged(results.Case{ID: "rfc6455/5.5.1/b", Title: "three", Verdict: cases.Pass})
		Expect(b.String()).To(HaveSuffix("  one\ndone  rfc6455/5              1 failed  (3/4)\n"))
		b.Reset()
		l.interrupted()
		l.judged(results.Case{ID: "rfc7692/7/b", Verdict: cases.Inconclusive})
		l.finished()
		Expect(b.String()).To(Equal(interrupted + "\n"))
	})
})
