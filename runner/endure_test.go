package runner_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// treatment is what happens to a connection before it reaches the target.
type treatment uint8

const (
	refused treatment = iota + 1
	dropped
	late    // by two seconds
	notable // late, by less than a second
)

// treated keeps count of the connections since a case began, and treats them as it is told. It is an observer, and what
// connects to the target.
type treated struct {
	*record
	connect   runner.Connect
	treatment func(id string, n int) treatment

	mu    sync.Mutex
	id    string
	n     int
	begun []string
}

func (t *treated) Begun(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.id, t.n, t.begun = id, 0, append(t.begun, id)
}

func (t *treated) open(ctx context.Context) (net.Conn, error) {
	t.mu.Lock()
	how := t.treatment(t.id, t.n)
	t.n++
	t.mu.Unlock()
	switch how {
	case refused:
		return nil, syscall.ECONNREFUSED
	case late, notable:
		wait := map[treatment]time.Duration{late: 2 * time.Second, notable: 900 * time.Millisecond}[how]
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	conn, err := t.connect(ctx)
	if err == nil && how == dropped {
		conn.Close()
	}
	return conn, err
}

// runTreated runs cases against a conforming server, whose connections are treated.
func runTreated(treatment func(id string, n int) treatment, change ...func(*runner.Config)) *treated {
	t := &treated{treatment: treatment}
	r, err := runIn(func() (*runner.Target, func()) {
		target, stop := serverIn(serverConfig(nil))
		t.connect = target.Connect
		target.Connect = t.open
		return target, stop
	}, append(change, func(config *runner.Config) {
		t.record = config.Observer.(*record)
		config.Observer = t
	})...)
	Expect(err).NotTo(HaveOccurred())
	Expect(r).To(BeIdenticalTo(t.record))
	return t
}

// countedConn tells when it is closed.
type countedConn struct {
	net.Conn
	once   sync.Once
	closed func()
}

func (c *countedConn) Close() error {
	c.once.Do(c.closed)
	return c.Conn.Close()
}

// watchedConn tells how many bytes go each way.
type watchedConn struct {
	net.Conn
	wrote, read func(n int)
}

func (c *watchedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.wrote(n)
	return n, err
}

func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read(n)
	return n, err
}

// beginning is an observer that is told what begins.
type beginning struct {
	runner.Observer
	begun func(id string)
}

func (b *beginning) Begun(id string) {
	b.begun(id)
	b.Observer.Begun(id)
}

const enduring = "resilience/utf8/invalid-text"

// onConnections treats the given connections since the beginning of the case in question, and all behind the last if more is
// true.
func onConnections(how treatment, more bool, numbers ...int) func(string, int) treatment {
	return func(id string, n int) treatment {
		if id == enduring && (slices.Contains(numbers, n) || more && n > slices.Max(numbers)) {
			return how
		}
		return 0
	}
}

var _ = Describe("what a target has to endure", func() {
	It("comes behind everything else, also what waits for a second try", func() {
		const twin, waiting = "rfc6455/5.5/control-payload-125", "rfc6455/5.5/ping-payload-126"
		breaking := onConnections(refused, false, 1, 4)
		t := runTreated(func(id string, n int) treatment {
			if id == twin && n == 0 {
				return dropped
			}
			return breaking(id, n)
		}, some(waiting, "resilience/utf8", "resilience/lengths"), oneByOne)
		Expect(t.verdicts()).To(And(HaveKeyWithValue(waiting, cases.Pass), HaveKeyWithValue(enduring, cases.Fail)))
		first := slices.IndexFunc(t.begun, func(id string) bool { return cases.GradeOf(id) == cases.Resilience })
		Expect(t.begun[:first]).To(ContainElement(waiting))
		for _, id := range t.begun[first:] {
			Expect(cases.GradeOf(id)).To(Equal(cases.Resilience), id)
		}
	})

	It("is carried out one case at a time, however many may be otherwise", func() {
		open, most := 0, 0
		var mu sync.Mutex
		_, err := runIn(func() (*runner.Target, func()) {
			target, stop := serverIn(serverConfig(nil))
			connect := target.Connect
			target.Connect = func(ctx context.Context) (net.Conn, error) {
				conn, err := connect(ctx)
				mu.Lock()
				defer mu.Unlock()
				open++
				most = max(most, open)
				return &countedConn{Conn: conn, closed: func() { mu.Lock(); defer mu.Unlock(); open-- }}, err
			}
			return target, stop
		}, some("resilience/lengths"), func(config *runner.Config) {
			config.Jobs = 16
			config.Observer = &beginning{config.Observer, func(id string) {
				mu.Lock()
				defer mu.Unlock()
				if cases.GradeOf(id) == cases.Resilience && open == 0 {
					most = 0
				}
			}}
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(most).To(Equal(1))
	})

	// The first connection is that of the case, the second tells how the target is. If it is not well, it is looked at again,
	// up to four times, and the case carried out once more.
	DescribeTable("is decided by connections behind it:", func(treatment func(string, int) treatment, verdict cases.Verdict, note string) {
		t := runTreated(treatment, some("rfc6455/5.5.2/ping", enduring, "resilience/utf8/invalid-reason"), oneByOne)
		c := t.Cases[slices.IndexFunc(t.Cases, func(c results.Case) bool { return c.ID == enduring })]
		Expect(c.Verdict).To(Equal(verdict), c.Note)
		Expect(c.Note).To(Equal(note))
		Expect(t.verdicts()).To(And(HaveKeyWithValue("rfc6455/5.5.2/ping", cases.Pass), HaveKeyWithValue("resilience/utf8/invalid-reason", cases.Pass)))
		Expect(t.Footer.Partial).To(BeEmpty())
		Expect(t.Footer.Counts).To(Equal(map[cases.Verdict]int{cases.Pass: 1}))
	},
		Entry("all is well", onConnections(0, false, 1), cases.Pass, ""),
		Entry("refused once, which may be chance", onConnections(refused, false, 1), cases.Inconclusive,
			"the first time the target took no connection after it, the second time all was well"),
		Entry("dropped once, which may be chance", onConnections(dropped, false, 1), cases.Inconclusive,
			"the first time the target answered no handshake after it, the second time all was well"),
		Entry("refused twice", onConnections(refused, false, 1, 4), cases.Fail, "after it the target took no connection, twice"),
		Entry("refused, until the third look", onConnections(refused, false, 1, 2, 3, 6), cases.Fail, "after it the target took no connection, twice"),
		Entry("dropped twice", onConnections(dropped, false, 1, 4), cases.Fail, "after it the target answered no handshake, twice"),
		Entry("late twice", onConnections(late, false, 1, 4), cases.Fail, "after it the target took 2s for what takes 0s, twice"),
		Entry("late once, which may be chance", onConnections(late, false, 1), cases.Inconclusive,
			"the first time the target took 2s for what takes 0s after it, the second time all was well"),
		Entry("a little late, which happens", onConnections(notable, false, 1, 2, 3, 4), cases.Pass, ""),
	)

	It("fails with a target that is gone for good, and takes nothing from what was asked before", func() {
		t := runTreated(onConnections(refused, true, 1), some("rfc6455/5.5.2/ping", enduring, "resilience/utf8/invalid-reason"), oneByOne)
		Expect(t.with(cases.Fail)).To(Equal([]string{"fail " + enduring + " after it the target took no connection, and that did not change"}))
		Expect(t.with(cases.Inconclusive)).To(Equal([]string{"inconclusive resilience/utf8/invalid-reason not carried out: the target vanished"}))
		Expect(t.Footer.Partial).To(Equal("the target vanished"))
		Expect(t.Footer.Counts).To(Equal(map[cases.Verdict]int{cases.Pass: 1}))
		Expect(results.GateMust.Missed(&t.Run)).To(Equal([]cases.Grade{cases.Resilience}))
	})

	It("is not asked of a target that was unwell before", func() {
		t := runTreated(func(id string, n int) treatment {
			if id == "rfc6455/5.5.2/ping" && n == 2 {
				return dropped
			}
			return 0
		}, some(enduring), oneByOne)
		Expect(t.with(cases.Inconclusive)).To(Equal([]string{"inconclusive " + enduring + " fresh connections did not work before it either"}))
		Expect(t.Footer.Partial).To(BeEmpty())
	})

	It("changes nothing of what is told of conformance", func() {
		told := func(selectors ...string) []results.Case {
			r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(endpoint.FindFault("fails-with-1006"))) },
				some(selectors...), oneByOne)
			Expect(err).NotTo(HaveOccurred())
			var list []results.Case
			for _, c := range r.Cases {
				if c.Grade() == cases.Conformance {
					c.Index, c.Duration, c.Transcript = 0, 0, nil
					list = append(list, c)
				} else {
					Expect(c.Breaches).NotTo(BeEmpty(), "1006 was sent")
				}
			}
			slices.SortFunc(list, func(a, b results.Case) int { return strings.Compare(a.ID, b.ID) })
			return list
		}
		Expect(told("rfc6455/5.5.2/ping", "rfc6455/7.4", enduring)).To(Equal(told("rfc6455/5.5.2/ping", "rfc6455/7.4")))
	})

	It("puts load on a target with --stress only", func() {
		bulk()
		stressing := some("resilience/control/pongs-unread", "resilience/control/echoes-unread")
		r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, stressing)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Skip)).To(ConsistOf(
			"skip resilience/control/pongs-unread it is carried out with --stress only", "skip resilience/control/echoes-unread it is carried out with --stress only"))
		for fault, verdict := range map[string]cases.Verdict{"": cases.Pass, "dies-of-much-output": cases.Fail} {
			r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(endpoint.FindFault(fault))) }, stressing,
				func(config *runner.Config) { config.Stress = true })
			Expect(err).NotTo(HaveOccurred())
			Expect(r.verdicts()).To(And(HaveKeyWithValue("resilience/control/pongs-unread", verdict), HaveKeyWithValue("resilience/control/echoes-unread", verdict)), fault)
		}
	})

	It("reads nothing of what comes before all is written, where the case says so", func() {
		const much = 1 << 20
		var mu sync.Mutex
		written, early := 0, 0
		_, err := runIn(func() (*runner.Target, func()) {
			target, stop := serverIn(serverConfig(nil))
			connect := target.Connect
			target.Connect = func(ctx context.Context) (net.Conn, error) {
				conn, err := connect(ctx)
				count := &[2]int{}
				return &watchedConn{conn, func(n int) {
					mu.Lock()
					defer mu.Unlock()
					count[0] += n
					written = max(written, count[0])
				}, func(n int) {
					mu.Lock()
					defer mu.Unlock()
					if count[0] > 32<<10 && count[0] < 8<<20 { // in the middle of what the case sends
						early += n
					}
				}}, err
			}
			return target, stop
		}, some("resilience/control/pongs-unread"), func(config *runner.Config) { config.Stress, config.MaxSize = true, 32<<10 })
		Expect(err).NotTo(HaveOccurred())
		Expect(written).To(BeNumerically(">", 8*much))
		Expect(early).To(BeZero())
	})

	It("can be asked of servers only", func() {
		Expect(slices.DeleteFunc(table.For(reference.Client), func(c *cases.Case) bool { return c.Grade() != cases.Resilience })).To(BeEmpty())
	})
})
