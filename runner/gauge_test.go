package runner_test

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// gauge reads what a test makes up.
type gauge func() (runner.Usage, error)

func (g gauge) Read(context.Context) (runner.Usage, error) { return g() }

// gauged makes a run one with a gauge.
func gauged(read gauge) func(*runner.Config) {
	return func(config *runner.Config) { config.Gauge = read }
}

// watch is an observer that is told when a case begins.
type watch struct {
	record
	begun func(id string)
}

func (w *watch) Begun(id string) { w.begun(id) }

const mebi = 1 << 20

// few of resilience, of which the second is the one.
var brief = []string{"resilience/empty/between-two", "resilience/control/unsolicited-pongs", "resilience/utf8/invalid-text"}

var _ = Describe("a run with a gauge", func() {
	conforming := func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }

	It("tells what the target used", func() {
		readings := int64(0)
		r, err := runIn(conforming, some(brief...), gauged(func() (runner.Usage, error) {
			readings++
			memory := 31*mebi + readings
			if readings == 5 {
				memory = 99 * mebi
			}
			return runner.Usage{Memory: memory, CPU: time.Second + time.Duration(readings)*time.Millisecond}, nil
		}))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Footer.Usage).To(Equal(&results.Usage{Before: 31*mebi + 1, After: 31*mebi + readings, Peak: 99 * mebi, CPU: time.Duration(readings-1) * time.Millisecond}))
		measured := 0
		for _, c := range r.Cases {
			if c.Memory > 0 {
				measured++
				Expect(c.Memory).To(BeNumerically(">=", 31*mebi))
				Expect(c.CPU).To(And(BeNumerically(">", 0), BeNumerically("<", 20*time.Millisecond)), c.ID)
			}
		}
		Expect(measured).To(Equal(len(brief)))
	})

	It("tells nothing without one", func() {
		r, err := runIn(conforming, some(append(brief, "resilience/growth")...))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Footer.Usage).To(BeNil())
		Expect(r.with(cases.Skip)).To(HaveLen(3))
		Expect(r.with(cases.Skip)).To(HaveEach(And(HavePrefix("skip resilience/growth/memory-of-"),
			HaveSuffix("it is carried out with --pid or --metrics-url only"))))
	})

	It("goes on without one that is lost, and says so", func() {
		readings := 0
		r, err := runIn(conforming, some(append(brief, "resilience/growth/memory-of-pongs")...), gauged(func() (runner.Usage, error) {
			if readings++; readings > 9 {
				return runner.Usage{}, errors.New("process 7 has ended")
			}
			return runner.Usage{Memory: mebi, CPU: time.Second}, nil
		}))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Footer.Partial).To(BeEmpty())
		Expect(r.Footer.Usage.Lost).To(Equal("process 7 has ended"))
		Expect(readings).To(Equal(10), "what is lost is not asked again")
		Expect(r.verdicts()).To(HaveKeyWithValue("resilience/growth/memory-of-pongs", cases.Inconclusive))
		Expect(r.with(cases.Fail, cases.Warn)).To(BeEmpty())
	})

	// busy is a run in which the target uses a processor from the beginning of the second case on, for so long.
	busy := func(usual float64, share float64, long time.Duration) *record {
		var since time.Time
		begin := time.Time{}
		w := &watch{begun: func(id string) {
			if id == brief[1] && since.IsZero() {
				since = time.Now()
			}
		}}
		_, err := runIn(conforming, some(brief...), func(config *runner.Config) { config.Observer = w }, gauged(func() (runner.Usage, error) {
			if begin.IsZero() {
				begin = time.Now()
			}
			cpu := time.Duration(usual * float64(time.Since(begin)))
			if !since.IsZero() {
				cpu += time.Duration(share * float64(min(time.Since(since), long)))
			}
			return runner.Usage{Memory: mebi, CPU: cpu}, nil
		}))
		Expect(err).NotTo(HaveOccurred())
		return &w.record
	}

	It("fails the case after which the target spins, and no other", func() {
		r := busy(0, 1, time.Hour)
		Expect(r.with(cases.Fail)).To(ConsistOf("fail " + brief[1] + " the target spins: it uses 100 % of a processor with nothing to do, before it was 0 %"))
		Expect(r.with(cases.Pass, cases.Info)).To(HaveLen(len(r.Cases) - 1))
	})

	It("fails it where the target has other things to do as well", func() {
		r := busy(0.4, 1, time.Hour)
		Expect(r.with(cases.Fail)).To(ConsistOf(HavePrefix("fail " + brief[1])))
	})

	DescribeTable("fails nothing for work that has an end, or is little", func(usual, share float64, long time.Duration) {
		Expect(busy(usual, share, long).with(cases.Fail, cases.Warn, cases.Inconclusive)).To(BeEmpty())
	},
		Entry("a fraction of a second", 0.0, 1.0, 300*time.Millisecond),
		Entry("some seconds", 0.0, 1.0, 3*time.Second),
		Entry("little, but always", 0.0, 0.3, time.Hour),
		Entry("as much as before", 2.0, 0.2, time.Hour),
	)
})

var _ = Describe("the memory of the target", func() {
	// keeping is a server that takes memory for each pong for ever, and for each fragment while its connection is open.
	keeping := func(pong, fragment int64) (func() (*runner.Target, func()), gauge) {
		var memory atomic.Int64
		memory.Store(30 * mebi)
		serve := func(conn net.Conn) {
			held := int64(0)
			eachFrame(conn, func(opcode frame.Opcode, fin bool, body []byte) bool {
				switch opcode {
				case frame.Pong:
					memory.Add(pong)
				case frame.Continuation:
					held += fragment
					memory.Add(fragment)
				case frame.Ping:
					conn.Write(serverFrame(frame.Pong, body))
				case frame.Text:
					if fin {
						conn.Write(serverFrame(opcode, body))
					}
				case frame.Close:
					conn.Write(serverFrame(opcode, body))
					return false
				}
				return true
			})
			memory.Add(-held)
		}
		return serverOf(serve), func() (runner.Usage, error) { return runner.Usage{Memory: memory.Load(), CPU: time.Second}, nil }
	}

	DescribeTable("is warned of if much of it stays", func(pong, fragment int64, pongs, fragments cases.Verdict) {
		start, read := keeping(pong, fragment)
		r, err := runIn(start, gauged(read), some("resilience/growth/memory-of-pongs", "resilience/growth/memory-of-fragments-of-0", "resilience/growth/memory-of-fragments-of-1"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.verdicts()).To(HaveKeyWithValue("resilience/growth/memory-of-pongs", pongs))
		Expect(r.verdicts()).To(HaveKeyWithValue("resilience/growth/memory-of-fragments-of-0", fragments))
		Expect(r.verdicts()).To(HaveKeyWithValue("resilience/growth/memory-of-fragments-of-1", fragments))
	},
		Entry("none", int64(0), int64(0), cases.Pass, cases.Pass),
		Entry("what was sent", int64(0), int64(48), cases.Pass, cases.Pass),
		Entry("an object for each fragment", int64(0), int64(200), cases.Pass, cases.Info),
		Entry("a buffer for each pong", int64(16<<10), int64(0), cases.Warn, cases.Pass),
		Entry("a buffer for each fragment", int64(100), int64(16<<10), cases.Info, cases.Warn),
	)
})
