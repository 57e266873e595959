package judge_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/judge"
)

// defect is a Ping that a target has to fail the connection for.
var defect = cases.Send(cases.Ping("a defect"))

var _ = Describe("the fence", func() {
	fails := cases.FailedWith(closecode.ProtocolError)

	It("is a ping with a nonce, sent when nothing has come for a grace", func() {
		t := open(accepting(fails, defect))
		Expect(t.frames()).To(Equal([]string{"ping a defect"}))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		t.expires()
		Expect(t.frames()).To(ConsistOf(MatchRegexp("^ping fence [0-9a-f]{12}$")))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.act.Restart).To(BeTrue())
	})

	It("convicts a target that answers it, without waiting any longer", func() {
		t := open(accepting(fails, defect)).expires().pongs()
		Expect(t.frames()).To(Equal([]string{"close " + normal}), "the connection is closed politely")
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.fin().act.Done).To(BeTrue())
		r := t.result()
		Expect(r.Verdict).To(Equal(cases.Fail))
		Expect(r.Unmatched).To(BeTrue())
		Expect(r.Shaky).To(BeFalse())
		Expect(r.Observation.Fenced).To(BeTrue())
		Expect(r.Note).To(Equal("the target went on as if nothing had happened"))
	})

	It("is answered by nothing but its own pong", func() {
		t := open(accepting(fails, defect)).expires()
		t.gets(sent(frame.Pong, "fence 000000000000"))
		t.gets(sent(frame.Pong, ""))
		t.gets(sent(frame.Text, "fence"))
		Expect(t.act.Write).To(BeEmpty())
		Expect(t.result().Observation.Fenced).To(BeFalse())
	})

	It("has another nonce in every case, and the same one every time", func() {
		nonce := func(id string, seed uint64) string {
			c := accepting(fails, defect)
			c.ID = id
			return open(c, func(env *judge.Env) { env.Seed = seed }).expires().frames()[0]
		}
		Expect(nonce("s/1/a", 1)).To(Equal(nonce("s/1/a", 1)))
		Expect(nonce("s/1/a", 1)).NotTo(Equal(nonce("s/1/b", 1)))
		Expect(nonce("s/1/a", 1)).NotTo(Equal(nonce("s/1/a", 2)))
	})

	It("proves that a connection works which was just opened", func() {
		t := open(accepting(cases.Opens))
		Expect(t.frames()).To(ConsistOf(HavePrefix("ping fence ")))
		Expect(t.pongs().fin().result().Verdict).To(Equal(cases.Pass))
	})

	It("proves that a message was lost", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a")))).expires()
		Expect(t.frames()).To(ConsistOf(HavePrefix("ping fence ")))
		r := t.pongs().fin().result()
		Expect(r.Verdict).To(Equal(cases.Fail))
		Expect(r.Note).To(Equal("1 of 1 messages did not come back, but a ping sent behind them was answered"))
		Expect(r.Shaky).To(BeTrue(), "the message may have been late")
	})

	It("proves that a target lives on which echoes nothing", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a"))), func(env *judge.Env) { env.Offers = nil })
		Expect(t.frames()).To(Equal([]string{"text a", t.frames()[1]}))
		Expect(t.frames()[1]).To(HavePrefix("ping fence "), "at once: there is no echo to wait for")
		Expect(t.pongs().fin().result().Verdict).To(Equal(cases.Pass))
	})

	It("waits for an echo that may come behind its pong, where an echo is as good as a failure", func() {
		c := accepting(fails, cases.Send(cases.Text("a")))
		c.Accept = append(c.Accept, cases.Informs(cases.Answered, "takes it"))
		t := open(c).expires().pongs()
		Expect(t.act.Write).To(BeEmpty())
		t.gets(sent(frame.Text, "a"))
		Expect(t.frames()).To(Equal([]string{"close " + normal}))
		Expect(t.fin().result().Verdict).To(Equal(cases.Info))
	})

	DescribeTable("is not sent where it would not be read as a frame", func(steps ...cases.Step) {
		t := open(accepting(fails, steps...)).expires()
		Expect(t.act.Write).To(BeEmpty())
		Expect(t.act.Timer).To(Equal(judge.Deadline), "there is nothing but the deadline")
		t.expires()
		Expect(t.act.Write).To(BeEmpty(), "a Close frame would not be read either")
		Expect(t.act.EndWrite).To(BeTrue())
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(cases.Fail))
		Expect(t.result().Shaky).To(BeTrue())
	},
		Entry("behind a frame that declares more than it has", cases.Send(cases.Binary("Hel").Declares(100))),
		Entry("behind bytes that end in a header", cases.SendBytes("\x89")),
		Entry("behind bytes that end in a payload", cases.SendBytes("\x89\x85\x00\x00\x00\x00Hel")),
	)

	It("is sent behind bytes that end with a frame", func() {
		t := open(accepting(fails, cases.SendBytes("\x89\x80\x00\x00\x00\x00"))).expires()
		Expect(t.frames()).To(ConsistOf(HavePrefix("ping fence ")))
	})

	It("is not sent behind our own Close frame", func() {
		t := open(accepting(fails, cases.Send(cases.Close(closecode.Normal, ""), cases.Text("behind")))).expires()
		Expect(t.act.Write).To(BeEmpty())
	})

	It("is not sent behind our FIN", func() {
		t := open(accepting(fails, defect, cases.FIN()))
		Expect(t.act.EndWrite).To(BeTrue())
		Expect(t.expires().act.Write).To(BeEmpty())
	})
})
