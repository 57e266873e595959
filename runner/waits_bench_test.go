package runner_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// In a bubble nothing takes time but timers and the road to the target: what a run costs in vain can be told exactly.
var _ = Describe("what a run costs", func() {
	It("is one connection for each case, and a few to find out about the target", func() {
		const probe, canary = 13, 1
		var made atomic.Int64
		r, err := runIn(func() (*runner.Target, func()) {
			target, stop := serverIn(serverConfig(nil))
			connect := target.Connect
			target.Connect = func(ctx context.Context) (net.Conn, error) {
				made.Add(1)
				return connect(ctx)
			}
			return target, stop
		}, only("rfc6455"))
		Expect(err).NotTo(HaveOccurred())
		asked := 0
		for _, c := range r.Cases {
			if c.Verdict != cases.Skip {
				asked += 1 + reopens(table.Find(c.ID))
			}
		}
		Expect(made.Load()).To(BeNumerically("<=", asked+probe+canary))
	})

	It("is round trips, and hardly ever a timer", func() {
		const travel = 5 * time.Millisecond
		r, err := runIn(func() (*runner.Target, func()) {
			target, stop := serverIn(serverConfig(nil))
			connect, arrived := distant(target.Connect, travel)
			target.Connect = connect
			return target, func() { stop(); arrived() }
		}, only("rfc6455"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive)).To(BeEmpty())
		Expect(r.Header.Target.RoundTrip).To(Equal(2 * travel))
		var sum time.Duration
		var timed []string
		for _, c := range r.Cases {
			sum += c.Duration
			if timersOf(&c) > 0 {
				timed = append(timed, c.ID)
			}
		}
		Expect(len(timed)).To(BeNumerically("<=", len(r.Cases)/50), "cases in which a timer ran out: %v", timed)
		Expect(waitedOut(r)).To(BeEmpty())
		Expect(sum).To(BeNumerically("<", time.Duration(len(r.Cases)*3)*2*travel), "on average a case takes three round trips at most")
	})

	It("is no deadline once a wrong message has come", func() {
		r, err := runIn(func() (*runner.Target, func()) {
			return serverIn(serverConfig(faultNamed("fragments-as-messages")))
		}, only("rfc6455/5", "rfc7692/7.2.2"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail)).To(ContainElement(HavePrefix("fail rfc6455/5.4/two-fragments ")))
		Expect(waitedOut(r)).To(BeEmpty())
	})

	It("does not grow because one twin keeps the others waiting", func() {
		slow, quick := table.Find("rfc6455/4.2.1/last-byte-held-back"), table.Find("rfc6455/5.5/ping-payload-126")
		Expect(quick.Twin).NotTo(BeEmpty())
		begun := beginnings{at: map[string]time.Time{}}
		_, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, func(config *runner.Config) {
			config.Cases, config.Observer = cases.Table{slow, quick}, &begun
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(timersOf(begun.find(slow.ID))).To(Equal(1), "the slow case waits for a timer")
		Expect(begun.at[quick.ID]).To(Equal(begun.at[quick.Twin]))
		Expect(begun.at[quick.ID]).To(Equal(begun.at[slow.ID]))
	})
})

// only asks what the selectors name, with as many connections at a time as wsspec run.
func only(selectors ...string) func(*runner.Config) {
	list, err := table.Select(selectors...)
	Expect(err).NotTo(HaveOccurred())
	return func(config *runner.Config) { config.Cases, config.Jobs = list, jobs }
}

// reopens is how many connections a case has besides the first one.
func reopens(c *cases.Case) (count int) {
	for _, step := range c.Script {
		if step.Op == cases.OpReopen {
			count++
		}
	}
	return count
}

// timersOf is how often a timer ran out in a case.
func timersOf(c *results.Case) (count int) {
	for _, e := range c.Transcript {
		if e.Event == "time is up" {
			count++
		}
	}
	return count
}

// waitedOut lists the cases that took as long as the deadline of an answer.
func waitedOut(r *record) (list []string) {
	for _, c := range r.Cases {
		if c.Duration >= r.Header.Config.Deadline {
			list = append(list, c.ID)
		}
	}
	return list
}

func (r *record) find(id string) *results.Case {
	i := slices.IndexFunc(r.Cases, func(c results.Case) bool { return c.ID == id })
	return &r.Cases[i]
}

func faultNamed(name string) *endpoint.Fault {
	list := endpoint.Faults()
	return list[slices.IndexFunc(list, func(f *endpoint.Fault) bool { return f.Name == name })]
}

// beginnings notes when each case began.
type beginnings struct {
	record
	at map[string]time.Time
}

func (b *beginnings) Begun(id string) { b.at[id] = time.Now() }

// distant makes every byte, and every end of a connection, travel for some time. arrived waits until all have.
func distant(connect runner.Connect, travel time.Duration) (distant runner.Connect, arrived func()) {
	var group sync.WaitGroup
	return func(ctx context.Context) (net.Conn, error) {
		far, err := connect(ctx)
		if err != nil {
			return nil, err
		}
		near, here := memconn.Pipe()
		group.Go(func() { relay(here, far.(*memconn.Conn), travel) })
		group.Go(func() { relay(far.(*memconn.Conn), here, travel) })
		return near, nil
	}, group.Wait
}

// relay passes on what comes from one connection to another one, a while later.
func relay(from, to *memconn.Conn, travel time.Duration) {
	type arrival struct {
		at    time.Time
		bytes []byte
		err   error
	}
	road := make(chan arrival, 1<<10)
	go func() {
		for {
			buf := make([]byte, 16<<10)
			n, err := from.Read(buf)
			road <- arrival{time.Now().Add(travel), buf[:n], err}
			if err != nil {
				close(road)
				return
			}
		}
	}()
	for a := range road {
		timer := time.NewTimer(time.Until(a.at))
		<-timer.C
		to.Write(a.bytes)
		switch {
		case errors.Is(a.err, io.EOF):
			to.CloseWrite()
		case errors.Is(a.err, syscall.ECONNRESET):
			to.Reset()
		}
	}
}
