package judge_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/runner/judge"
)

var _ = Describe("a series of messages", func() {
	const size = 100
	series := func(count, window int) cases.Step {
		s := cases.Series{Count: count, Size: size, Window: window}
		return cases.Stream(s, cases.TextOf(payload.JSON(s.Source())))
	}
	// message is what the n-th one carries.
	message := func(step cases.Step, n int) string { return string(step.Message(n).Payload().Bytes()) }
	echo := func(step cases.Step, n int) string { return sent(frame.Text, message(step, n)) }

	It("has as many messages on their way as the window has room for", func() {
		step := series(5, 2)
		t := open(accepting(cases.Answered, step, cases.Send(cases.Ping("behind"))))
		Expect(t.frames()).To(Equal([]string{"text " + message(step, 0), "text " + message(step, 1)}))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.gets(echo(step, 0)).frames()).To(Equal([]string{"text " + message(step, 2)}))
		Expect(t.gets(echo(step, 1)[:9]).frames()).To(BeEmpty())
		Expect(t.gets(echo(step, 1)[9:] + echo(step, 2)).frames()).To(Equal([]string{"text " + message(step, 3), "text " + message(step, 4)}))
		Expect(t.gets(echo(step, 3)).frames()).To(BeEmpty(), "there are no more")
		Expect(t.gets(echo(step, 4)).frames()).To(ContainElement("ping behind"))
	})

	It("is one of messages that differ", func() {
		step, seen := series(1000, 1), map[string]bool{}
		for n := range 1000 {
			Expect(message(step, n)).To(HaveLen(size))
			seen[message(step, n)] = true
		}
		Expect(seen).To(HaveLen(1000))
	})

	It("waits for no echo of a target that does not echo", func() {
		t := open(accepting(cases.Answered, series(5, 2), cases.Send(cases.Ping("behind"))), func(env *judge.Env) { env.Offers = nil })
		Expect(t.frames()).To(HaveLen(6))
	})

	It("may be one of several", func() {
		step := series(2, 2)
		t := open(accepting(cases.Answered, step, step))
		Expect(t.gets(echo(step, 0) + echo(step, 1)).frames()).To(Equal([]string{"text " + message(step, 0), "text " + message(step, 1)}))
	})

	// all plays a target that answers with the messages in a given order, and returns what the judge makes of it.
	all := func(order func(n int) int) *judge.Result {
		step := series(1000, 1000)
		t := open(accepting(cases.Answered, step))
		for n := range 1000 {
			t.gets(echo(step, order(n)))
		}
		return t.expires().expires().expires().result()
	}

	It("is answered by all of them", func() {
		Expect(all(func(n int) int { return n }).Verdict).To(Equal(cases.Pass))
	})

	DescribeTable("is not answered if late in it", func(order func(n int) int) {
		Expect(all(order).Verdict).To(Equal(cases.Fail))
	},
		Entry("two come in the wrong order", func(n int) int {
			switch n {
			case 900:
				return 901
			case 901:
				return 900
			}
			return n
		}),
		Entry("one comes twice and another never", func(n int) int { return n - n/999 }),
	)

	It("has a deadline that begins anew with every message", func() {
		step := series(3, 1)
		t := open(accepting(cases.Answered, step))
		Expect(t.gets(echo(step, 0)).act.Restart).To(BeTrue())
		t.expires()
		Expect(t.expires().expires().result().Note).To(ContainSubstring("1 of 2 messages did not come back"))
	})

	It("is no reason to wait once a wrong message came", func() {
		t := open(accepting(cases.Answered, series(3, 1))).gets(sent(frame.Text, "another"))
		Expect(t.act.Timer).To(Equal(judge.Grace))
	})
})
