package judge_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
)

var _ = Describe("a ping inside the payload that another frame declares", func() {
	script := cases.Send(cases.Opcode(frame.Binary, "").Form64().Declares(1<<40), cases.Ping("inside").Hidden())

	It("ends no frame: nothing is sent behind it that would be payload too", func() {
		t := open(accepting(cases.Survives, script)).expires()
		Expect(t.act.Done).To(BeTrue(), "a silence is an answer")
		Expect(t.written()).To(BeEmpty())
		Expect(t.judge.Result().Verdict).To(Equal(cases.Pass))
	})

	It("must not be answered", func() {
		t := open(accepting(cases.Survives, script)).gets(sent(frame.Pong, "inside")).expires()
		Expect(t.judge.Result().Verdict).To(Equal(cases.Fail))
	})
})

var _ = Describe("what a target has to survive", func() {
	It("is over when a ping behind it is answered", func() {
		t := open(accepting(cases.Survives, cases.Send(cases.Text("odd")))).expires()
		Expect(t.frames()).To(HaveExactElements(HavePrefix("ping fence ")))
		Expect(t.pongs().frames()).To(HaveExactElements(HavePrefix("close ")))
		Expect(t.judge.Result().Verdict).To(Equal(cases.Pass))
	})

	It("is sent as often as the step says, and answered as often", func() {
		t := open(accepting(cases.Survives, cases.Send(cases.Ping("x")).Times(20000).WithoutReading()))
		Expect(t.act.Unread).To(BeTrue())
		Expect(t.frames()).To(HaveLen(20000))
		for range 20000 {
			t.gets(sent(frame.Pong, "x"))
		}
		Expect(t.judge.Result().Observation.Flooded).To(BeFalse())
	})
})
