package runner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// parallel runs so many cases side by side.
func parallel(jobs int) func(*runner.Config) {
	return func(config *runner.Config) { config.Jobs = jobs }
}

// whole checks that a run is whole in itself: every case is told once, as it is counted, and a file brings it back.
func whole(r *record) {
	GinkgoHelper()
	counts, told := map[cases.Grade]map[cases.Verdict]int{cases.Conformance: {}, cases.Resilience: {}}, map[string]bool{}
	for _, c := range r.Cases {
		counts[cases.GradeOf(c.ID)][c.Verdict]++
		Expect(told[c.ID]).To(BeFalse(), "%s is told twice", c.ID)
		told[c.ID] = true
	}
	Expect(r.Cases).To(HaveLen(r.Header.Cases))
	Expect(r.Footer.Counts).To(Equal(counts[cases.Conformance]), "what is counted is what was told")
	for verdict, count := range counts[cases.Resilience] {
		Expect(r.Footer.Resilience).To(HaveKeyWithValue(verdict, count))
	}
	var file bytes.Buffer
	w := results.NewWriter(&file)
	w.Started(r.Header)
	for _, c := range r.Cases {
		w.Judged(c)
	}
	w.Finished(r.Footer)
	Expect(w.Err()).NotTo(HaveOccurred())
	read, err := results.Read(&file)
	Expect(err).NotTo(HaveOccurred())
	Expect(read.Footer).To(Equal(r.Footer))
	Expect(read.Cases).To(HaveLen(len(r.Cases)))
}

// supervised starts a server that is started anew some time after it has died.
func supervised(config endpoint.Config, after time.Duration) func() (*runner.Target, func()) {
	return func() (*runner.Target, func()) {
		var mu sync.Mutex
		target, stop := serverIn(config)
		connect, restarting := target.Connect, false
		target.Connect = func(ctx context.Context) (net.Conn, error) {
			mu.Lock()
			defer mu.Unlock()
			conn, err := connect(ctx)
			if errors.Is(err, syscall.ECONNREFUSED) && !restarting {
				restarting = true
				time.AfterFunc(after, func() {
					mu.Lock()
					defer mu.Unlock()
					stop()
					var next *runner.Target
					next, stop = serverIn(config)
					connect, restarting = next.Connect, false
				})
			}
			return conn, err
		}
		return target, func() { time.Sleep(2 * after); mu.Lock(); defer mu.Unlock(); stop() }
	}
}

var _ = Describe("a server that dies of a case and is started again", func() {
	DescribeTable("fails those cases, and is judged by all others", func(jobs int, after time.Duration) {
		r, err := runIn(supervised(serverConfig(endpoint.FindFault("dies-of-reserved-opcode")), after), parallel(jobs), some("rfc6455/5.2", "rfc6455/5.5", "rfc6455/5.6"))
		Expect(err).NotTo(HaveOccurred())
		whole(r)
		Expect(r.Footer.Partial).To(BeEmpty())
		Expect(r.with(cases.Fail)).To(And(Not(BeEmpty()), HaveEach(And(
			MatchRegexp("^fail rfc6455/5.2/(opcode|reserved)"), ContainSubstring("the target died of it")))))
		Expect(r.with(cases.Warn, cases.Inconclusive)).To(BeEmpty())
	},
		Entry("one by one", 1, 300*time.Millisecond),
		Entry("side by side", 4, 300*time.Millisecond),
		Entry("side by side, at once", 4, time.Millisecond),
	)
})

// limited is a server that takes so many connections at a time; what is done with one too many is up to the test.
func limited(most int32, tooMany func(ctx context.Context) (net.Conn, error)) func() (*runner.Target, func()) {
	return func() (*runner.Target, func()) {
		target, stop := serverIn(serverConfig(nil))
		var open atomic.Int32
		connect := target.Connect
		target.Connect = func(ctx context.Context) (net.Conn, error) {
			if open.Add(1) > most {
				open.Add(-1)
				return tooMany(ctx)
			}
			conn, err := connect(ctx)
			return &counted{Conn: conn, open: &open}, err
		}
		return target, stop
	}
}

// counted is a connection that is counted while it is open.
type counted struct {
	net.Conn
	open   *atomic.Int32
	closed atomic.Bool
}

func (c *counted) Close() error {
	if !c.closed.Swap(true) {
		c.open.Add(-1)
	}
	return c.Conn.Close()
}

func (c *counted) CloseWrite() error { return c.Conn.(interface{ CloseWrite() error }).CloseWrite() }
func (c *counted) Reset() error      { c.Close(); return c.Conn.(interface{ Reset() error }).Reset() }

var _ = Describe("a server that takes few connections at a time", func() {
	refuse := func(context.Context) (net.Conn, error) { return nil, syscall.ECONNREFUSED }
	drop := func(context.Context) (net.Conn, error) {
		ours, theirs := net.Pipe()
		theirs.Close()
		return ours, nil
	}

	DescribeTable("gets no more, and every verdict", func(most int32, tooMany func(context.Context) (net.Conn, error)) {
		free, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) })
		Expect(err).NotTo(HaveOccurred())
		r, err := runIn(limited(most, tooMany), parallel(16))
		Expect(err).NotTo(HaveOccurred())
		whole(r)
		Expect(r.Footer.Partial).To(BeEmpty())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(r.with(cases.Skip)).To(ConsistOf(free.with(cases.Skip)), "the probe has found the same")
	},
		Entry("eight, and refuses the others", int32(8), refuse),
		Entry("three, and refuses the others", int32(3), refuse),
		Entry("one, and refuses the others", int32(1), refuse),
		Entry("eight, and drops the others", int32(8), drop),
	)
})

var _ = Describe("a server that serves few connections at a time, and lets the others wait", func() {
	It("gets every verdict", func() {
		server := endpoint.NewServer(serverConfig(nil))
		r, err := runIn(func() (*runner.Target, func()) {
			places := make(chan struct{}, 2)
			target, stop := serverOf(func(conn net.Conn) {
				places <- struct{}{}
				server.ServeConn(conn)
				<-places
			})()
			target.Protocol, target.Origin = subprotocol, origin
			target.Fields = handshake.Fields{{Name: "Authorization", Value: credentials}}
			return target, stop
		}, parallel(16))
		Expect(err).NotTo(HaveOccurred())
		whole(r)
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
	})
})

// vanishing is a server that is gone after so many connections.
func vanishing(after int32, gone func(stop func())) func() (*runner.Target, func()) {
	return func() (*runner.Target, func()) {
		target, stop := serverIn(serverConfig(nil))
		var count atomic.Int32
		var once sync.Once
		connect := target.Connect
		target.Connect = func(ctx context.Context) (net.Conn, error) {
			if count.Add(1) > after {
				once.Do(func() { gone(stop) })
			}
			return connect(ctx)
		}
		return target, func() { once.Do(stop) }
	}
}

var _ = Describe("a server that vanishes", func() {
	DescribeTable("leaves a part of a run, which says so, and is good for nothing", func(jobs int, after int32) {
		r, err := runIn(vanishing(after, func(stop func()) { stop() }), parallel(jobs), every)
		Expect(err).NotTo(HaveOccurred())
		whole(r)
		Expect(r.Footer.Partial).To(Equal("the target vanished"))
		Expect(r.with(cases.Pass)).NotTo(BeEmpty(), "what was judged before remains")
		Expect(r.with(cases.Inconclusive)).To(ContainElement(HaveSuffix("not carried out: the target vanished")))
		Expect(r.with(cases.Fail, cases.Warn, cases.Error)).To(BeEmpty(), "nobody is accused without proof")
		Expect(results.GateMust.Judge(&r.Run)).To(Equal(results.Nothing))
	},
		Entry("side by side", 4, int32(150)),
		Entry("side by side, early", 4, int32(60)),
		Entry("side by side, late", 8, int32(300)),
	)

	It("is accused of nothing if it vanishes in the middle of a case, and the case only if it was alone", func() {
		r, err := runIn(vanishing(150, func(stop func()) { stop() }), oneByOne)
		Expect(err).NotTo(HaveOccurred())
		whole(r)
		Expect(r.Footer.Partial).To(Equal("the target vanished"))
		Expect(r.with(cases.Fail)).To(HaveLen(1))
		Expect(r.with(cases.Fail)).To(ConsistOf(HaveSuffix("the target died of it: it takes no connections any more")))
	})

	It("at once is no run", func() {
		r, err := runIn(vanishing(0, func(stop func()) { stop() }))
		Expect(err).To(MatchError(runner.ErrUnreachable))
		Expect(r.Run).To(BeZero())
	})

	It("behind a proxy that goes on taking connections leaves a part of a run, too", func() {
		server := endpoint.NewServer(serverConfig(nil))
		var count atomic.Int32
		r, err := runIn(func() (*runner.Target, func()) {
			target, stop := serverOf(func(conn net.Conn) {
				if count.Add(1) <= 150 {
					server.ServeConn(conn)
				}
			})()
			target.Protocol, target.Origin = subprotocol, origin
			target.Fields = handshake.Fields{{Name: "Authorization", Value: credentials}}
			return target, stop
		}, parallel(4))
		Expect(err).NotTo(HaveOccurred())
		whole(r)
		Expect(r.Footer.Partial).To(Equal("the target vanished"))
		Expect(r.with(cases.Fail, cases.Warn)).To(BeEmpty())
	})
})

// interrupter ends a run after so many cases were told.
type interrupter struct {
	record
	cancel context.CancelFunc
	after  int
}

func (i *interrupter) Judged(c results.Case) {
	i.record.Judged(c)
	if len(i.Cases) == i.after {
		i.cancel()
	}
}

var _ = Describe("a run that is interrupted", func() {
	interrupted := func(after int, start func() (*runner.Target, func())) (*interrupter, error) {
		var err error
		r := &interrupter{after: after}
		synctest.Test(suite, func(*testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			r.cancel = cancel
			target, stop := start()
			defer stop()
			if after == 0 {
				cancel()
			}
			begin := time.Now()
			err = runner.Run(ctx, configOf(target, r))
			if after > 0 && time.Since(begin) > time.Minute {
				err = fmt.Errorf("it went on for %v", time.Since(begin))
			}
		})
		return r, err
	}

	DescribeTable("is a part of a run, which says so, and is good for nothing", func(start func() (*runner.Target, func())) {
		r, err := interrupted(40, start)
		Expect(err).NotTo(HaveOccurred())
		whole(&r.record)
		Expect(r.Footer.Partial).To(Equal("interrupted"))
		Expect(r.with(cases.Inconclusive)).To(ContainElement(HaveSuffix("not carried out: interrupted")))
		Expect(r.with(cases.Fail, cases.Error)).To(BeEmpty())
		Expect(results.GateMust.Judge(&r.Run)).To(Equal(results.Nothing))
	},
		Entry("with a server", func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }),
		Entry("with a client", func() (*runner.Target, func()) { return clientTarget(endpoint.Config{}) }),
	)

	It("before it has begun is none", func() {
		r, err := interrupted(0, func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) })
		Expect(err).To(MatchError(context.Canceled))
		Expect(r.Run).To(BeZero())
	})
})

// sayer is an observer that keeps the order in which things are told.
type sayer struct {
	mu   sync.Mutex
	said []string
}

func (s *sayer) say(what string) {
	if !s.mu.TryLock() {
		panic("the observer is told by two at a time")
	}
	defer s.mu.Unlock()
	s.said = append(s.said, what)
}

func (s *sayer) Started(results.Header)  { s.say("started") }
func (s *sayer) Begun(id string)         { s.say("begun " + id) }
func (s *sayer) Judged(c results.Case)   { s.say("judged " + c.ID) }
func (s *sayer) Finished(results.Footer) { s.say("finished") }

var _ = Describe("an observer", func() {
	It("is told by one at a time: the start, each case that begins before its verdict, the end", func() {
		s := &sayer{}
		_, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, parallel(8), func(config *runner.Config) { config.Observer = s })
		Expect(err).NotTo(HaveOccurred())
		Expect(s.said[0]).To(Equal("started"))
		Expect(s.said[len(s.said)-1]).To(Equal("finished"))
		at := map[string]int{}
		for i, what := range s.said {
			Expect(at).NotTo(HaveKey(what), "told twice")
			at[what] = i
		}
		for _, id := range ids(asked.For(reference.Server)) {
			Expect(at).To(HaveKey("judged " + id))
			if begun, ok := at["begun "+id]; ok {
				Expect(begun).To(BeNumerically("<", at["judged "+id]), id)
			}
		}
	})
})
