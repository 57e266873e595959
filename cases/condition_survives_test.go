package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

var _ = Describe("a target that has to survive", func() {
	sent := []cases.Sent{
		{Opcode: frame.Ping, Payload: payload.String("inside"), Hidden: true},
		{Opcode: frame.Ping, Payload: payload.String("no mask"), WrongMask: true},
		{Opcode: frame.Ping, Payload: payload.String("ordinary")},
	}
	pong := func(body string, answer int) cases.Received {
		return cases.Received{Opcode: frame.Pong, Head: []byte(body), Size: int64(len(body)), Whole: true, Answer: answer}
	}

	DescribeTable("may answer as it likes, but for", func(got cases.Received, survives bool, why string) {
		o := &cases.Observation{Opened: true, Sent: sent, Got: []cases.Received{got}}
		Expect(cases.Survives.Met(o)).To(Equal(survives))
		Expect(cases.SurvivesOpening.Met(o)).To(Equal(survives))
		Expect(cases.Why(cases.Outcomes(cases.Passes(cases.Survives)), o)).To(ContainSubstring(why))
	},
		Entry("a pong to a ping that was none", pong("inside", 0), false, `6 bytes "inside"`),
		Entry("a pong as long as an unmasked ping, of other bytes", pong("garbage", -1), false, `"garbage"`),
		Entry("nothing: a pong to an unmasked ping", pong("no mask", 1), true, ""),
		Entry("nothing: a pong to an ordinary ping", pong("ordinary", 2), true, ""),
		Entry("nothing: a pong that nobody asked for", pong("whatever it is", -1), true, ""),
		Entry("nothing: a message like a ping that was none", cases.Received{Opcode: frame.Text, Head: []byte("inside"), Size: 6, Whole: true, Answer: -1}, true, ""),
		Entry("nothing: a close", cases.Received{Opcode: frame.Close, Head: []byte("\x03\xea"), Size: 2, Whole: true, Answer: -1}, true, ""),
	)

	It("shows on an open connection, unless the opening is the question", func() {
		refused := &cases.Observation{}
		Expect(cases.Survives.Met(refused)).To(BeFalse())
		Expect(cases.SurvivesOpening.Met(refused)).To(BeTrue())
	})
})
