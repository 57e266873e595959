package runner_test

import (
	"net"
	"strings"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// onceBegun is an observer that raises a flag when the probe is over and the cases begin.
type onceBegun struct {
	record
	begun *atomic.Bool
}

func (o *onceBegun) Started(h results.Header) { o.record.Started(h); o.begun.Store(true) }

// fickle is an echo server that answers the message Hello wrongly where the plan for its connections says so, in the order
// in which it was sent; after the plan it is right.
func fickle(begun *atomic.Bool, plan string) func(net.Conn) {
	var asked atomic.Int32
	return func(conn net.Conn) {
		eachFrame(conn, func(opcode frame.Opcode, _ bool, body []byte) bool {
			answer := serverFrame(opcode, body)
			switch {
			case opcode == frame.Ping:
				answer = serverFrame(frame.Pong, body)
			case string(body) == "Hello" && begun.Load():
				switch n := int(asked.Add(1)) - 1; {
				case n >= len(plan) || plan[n] == '.':
				case plan[n] == 'x':
					answer = serverFrame(opcode, []byte("Hallo"))
				case plan[n] == 's':
					return true
				}
			}
			_, err := conn.Write(answer)
			return err == nil && opcode != frame.Close
		})
	}
}

var _ = Describe("an answer that is not the same every time", func() {
	const id = "rfc6455/5.6/text"

	judged := func(plan string) results.Case {
		r := &onceBegun{begun: new(atomic.Bool)}
		_, err := runIn(serverOf(fickle(r.begun, plan)), some(id), func(config *runner.Config) { config.Observer = r })
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Cases).To(HaveLen(1))
		return r.Cases[0]
	}

	DescribeTable("is judged by what can be repeated", func(plan string, verdict cases.Verdict, attempts int) {
		c := judged(plan)
		Expect(c.Verdict).To(Equal(verdict), c.Note)
		Expect(c.Attempts).To(Equal(attempts))
	},
		Entry("right", "...", cases.Pass, 1),
		Entry("wrong, wrong", "xxx", cases.Fail, 2),
		Entry("wrong, right, right", "x..", cases.Inconclusive, 3),
		Entry("wrong, right, wrong", "x.x", cases.Inconclusive, 3),
		Entry("silent, then right twice: it was time that decided", "s..", cases.Pass, 3),
		Entry("silent, right, silent", "s.s", cases.Inconclusive, 3),
		Entry("silent every time", "sss", cases.Fail, 2),
		Entry("silent, then wrong", "sxx", cases.Fail, 2),
	)

	It("is told with every answer", func() {
		c := judged("x..")
		Expect(c.Note).To(HavePrefix("the answers differ: fail, then pass, then pass; the first was: "))
		Expect(c.Note).To(ContainSubstring(`text, 5 bytes "Hallo"`))
		Expect(strings.Join(c.Got, "; ")).To(ContainSubstring(`text, 5 bytes "Hello"`))
	})

	It("leaves what depends on it open", func() {
		r := &onceBegun{begun: new(atomic.Bool)}
		_, err := runIn(serverOf(fickle(r.begun, "x..")), some("rfc6455/5.2/rsv1-text"), func(config *runner.Config) { config.Observer = r })
		Expect(err).NotTo(HaveOccurred())
		Expect(r.verdicts()).To(HaveKeyWithValue("rfc6455/5.2/rsv1-text", cases.Inconclusive))
		Expect(r.with(cases.Inconclusive)).To(ContainElement(ContainSubstring("its twin " + id)))
	})
})
