package judge_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/judge"
)

var _ = Describe("the deadline", func() {
	It("of the handshake ends the case", func() {
		t := begin(accepting(cases.Answered))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.expires().act.Done).To(BeTrue())
		r := t.result()
		Expect(r.Verdict).To(Equal(cases.Inconclusive))
		Expect(r.Note).To(Equal("the opening handshake failed: no response before the deadline"))
		Expect(r.Shaky).To(BeTrue())
	})

	It("of the handshake is a verdict where the handshake is the question", func() {
		r := begin(accepting(cases.Opens)).expires().result()
		Expect(r.Verdict).To(Equal(cases.Fail))
		Expect(r.Note).To(Equal("the target neither answered the handshake nor ended the connection"))
	})

	It("of a target that is silent to a defect and to the fence", func() {
		t := open(accepting(cases.FailedWith(closecode.ProtocolError), defect)).expires().expires()
		Expect(t.frames()).To(Equal([]string{"close " + normal}))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.expires().act.Done).To(BeTrue())
		r := t.result()
		Expect(r.Verdict).To(Equal(cases.Fail))
		Expect(r.Note).To(Equal("the target neither closed nor ended the connection before the deadline"))
		Expect(r.Shaky).To(BeTrue())
	})

	It("of a target that is silent to a message and to the fence", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a")))).expires().expires()
		Expect(t.frames()).To(Equal([]string{"close " + normal}), "there is no third question")
		Expect(t.expires().act.Done).To(BeTrue())
		Expect(t.result().Note).To(Equal("1 of 1 messages did not come back before the deadline"))
	})

	It("of a step that waits ends the case", func() {
		t := open(accepting(cases.FailedWith(closecode.ProtocolError), cases.Send(cases.Text("first")), cases.Echoed(), defect))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.expires().frames()).To(Equal([]string{"close " + normal}))
		r := t.fin().result()
		Expect(r.Verdict).To(Equal(cases.Inconclusive), "it never came to the defect")
		Expect(r.Note).To(HavePrefix("it did not come to the defect: "))
	})

	It("starts again only for progress towards an echo", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("Hello, Hello"))))
		echo := sent(frame.Text, "Hello, Hello")
		Expect(t.gets(echo[:5]).act.Restart).To(BeTrue())
		Expect(t.gets("zz").act.Restart).To(BeFalse(), "that is no echo any more")
		t = open(accepting(cases.Answered, cases.Send(cases.Text("Hello"))))
		Expect(t.gets(sent(frame.Ping, "chatter")).act.Restart).To(BeTrue(), "a pong was written")
		Expect(t.gets(sent(frame.Pong, "chatter")).act.Restart).To(BeFalse())
	})
})

var _ = Describe("the end of a connection", func() {
	fails := func() *cases.Case {
		c := accepting(cases.FailedWith(closecode.ProtocolError), defect)
		c.Accept = append(c.Accept, cases.Warns(cases.Dropped, "no close frame"))
		return c
	}

	DescribeTable("is FIN, RST or silence, three facts", func(end func(*talk) *talk, how cases.End, verdict cases.Verdict, shaky bool) {
		t := end(open(fails()))
		Expect(t.act.Done).To(BeTrue())
		r := t.result()
		Expect(r.Observation.End).To(Equal(how))
		Expect(r.Verdict).To(Equal(verdict))
		Expect(r.Shaky).To(Equal(shaky))
	},
		Entry("FIN", (*talk).fin, cases.GotFIN, cases.Warn, false),
		Entry("RST", (*talk).rst, cases.GotRST, cases.Warn, false),
		Entry("silence", func(t *talk) *talk { return t.expires().expires().expires() }, cases.Open, cases.Fail, true),
		Entry("FIN behind the fence", func(t *talk) *talk { return t.expires().fin() }, cases.GotFIN, cases.Warn, false),
		Entry("RST behind the fence, which may have overtaken a close", func(t *talk) *talk { return t.expires().rst() }, cases.GotRST, cases.Warn, true),
		Entry("FIN behind the close that we sent at last", func(t *talk) *talk { return t.expires().expires().fin() }, cases.GotFIN, cases.Fail, true),
	)

	It("behind a close with the right code is a pass, by whatever it comes", func() {
		for _, end := range []func(*talk) *talk{(*talk).fin, (*talk).rst, (*talk).expires} {
			t := open(fails()).gets(sent(frame.Close, protocol))
			Expect(t.frames()).To(Equal([]string{"close " + protocol}), "the close is answered with its own code")
			Expect(t.act.Timer).To(Equal(judge.Grace))
			Expect(end(t).act.Done).To(BeTrue())
			Expect(t.result().Verdict).To(Equal(cases.Pass))
		}
	})

	DescribeTable("of a closing target is waited for behind an answer", func(body, answer string) {
		Expect(open(fails()).gets(sent(frame.Close, body)).frames()).To(Equal([]string{"close " + answer}))
	},
		Entry("with the code, without the reason", protocol+"reason", protocol),
		Entry("without a code, if it has none", "", ""),
		Entry("without a code, if it has half of one", "\x03", ""),
		Entry("without a code that may not be sent", "\x03\xed", ""),
		Entry("without a code that is not used", "\x00\x01", ""),
	)

	It("inside a message is told, and the message is unfinished", func() {
		c := accepting(cases.Answered, cases.Send(cases.Text("Hello")))
		r := open(c).gets(sent(frame.Text, "Hello")[:4]).fin().result()
		Expect(r.Observation.Got).To(HaveLen(1))
		Expect(r.Observation.Got[0].Whole).To(BeFalse())
		Expect(r.Verdict).To(Equal(cases.Fail))
	})

	It("inside the script is the end of the case", func() {
		r := open(accepting(cases.Answered, cases.Send(cases.Text("a")), cases.Echoed(), cases.Send(cases.Text("b")))).fin().result()
		Expect(r.Observation.Done).To(BeFalse())
		Expect(r.Verdict).To(Equal(cases.Fail))
	})

	It("that the script waits for is a step like others", func() {
		t := open(accepting(cases.ReportsCode(closecode.Normal, true), cases.Send(cases.Close(closecode.Normal, "")), cases.AwaitEnd(), cases.Reopen(),
			cases.Ask("wsspec:report")))
		t.gets(sent(frame.Close, normal))
		Expect(t.act.Reopen).To(BeFalse())
		Expect(t.fin().act.Reopen).To(BeTrue())
	})

	It("is the last thing: nothing that comes later counts", func() {
		t := open(fails()).gets(sent(frame.Close, protocol)).fin()
		Expect(t.gets(sent(frame.Text, "late")).act).To(Equal(judge.Action{Done: true}))
		Expect(t.rst().act).To(Equal(judge.Action{Done: true}))
		Expect(t.result().Observation.End).To(Equal(cases.GotFIN))
		Expect(t.result().Observation.Got).To(HaveLen(1))
	})
})

var _ = Describe("a connection that lives on is closed politely", func() {
	answered := func() *talk {
		return open(accepting(cases.Answered, cases.Send(cases.Text("a")))).gets(sent(frame.Text, "a"))
	}

	It("with 1000, as soon as the answer is there", func() {
		t := answered()
		Expect(t.frames()).To(Equal([]string{"close " + normal}))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.act.Done).To(BeFalse())
	})

	DescribeTable("and how the target takes that changes nothing", func(take func(*talk) *talk) {
		t := take(answered())
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(cases.Pass))
		Expect(t.result().Shaky).To(BeFalse())
	},
		Entry("an answer and FIN", func(t *talk) *talk { return t.gets(sent(frame.Close, normal)).fin() }),
		Entry("FIN", (*talk).fin),
		Entry("RST", (*talk).rst),
		Entry("silence", (*talk).expires),
		Entry("an answer and silence", func(t *talk) *talk { return t.gets(sent(frame.Close, normal)).expires() }),
	)

	It("and the end that follows is ours, not the target's", func() {
		o := answered().fin().result().Observation
		Expect(o.Polite).To(BeTrue())
		Expect(cases.DropsTCP.Met(o)).To(BeFalse())
	})

	It("and the answer gives the end another grace", func() {
		t := answered().gets(sent(frame.Close, normal))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.act.Restart).To(BeTrue())
		Expect(t.act.Write).To(BeEmpty())
	})

	It("and rules that the target breaks then count all the same", func() {
		r := answered().gets("\x8a\x80\x00\x00\x00\x00").fin().result()
		Expect(r.Violations).To(HaveLen(1))
		Expect(r.Verdict).To(Equal(cases.Pass), "of this case")
	})
})

var _ = Describe("the end of TCP, where it is the question", func() {
	ends := func() *cases.Case {
		return &cases.Case{ID: "s/1/end", Covers: []string{must}, Script: cases.Steps(cases.Send(cases.Text("defect"))), Accept: cases.Outcomes(
			cases.Passes(cases.EndsTCP),
			cases.Informs(cases.ResetsTCP, "resets"),
			cases.Warns(cases.EndsTCPAfterUs, "waits for us"),
			cases.Informs(cases.DropsTCP, "drops"),
		)}
	}

	It("is waited for until the deadline at once", func() {
		Expect(open(ends()).act.Timer).To(Equal(judge.Deadline))
	})

	It("is not disturbed by an answer to the close of a server for a grace", func() {
		t := open(ends()).gets(sent(frame.Close, protocol))
		Expect(t.act.Write).To(BeEmpty())
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.act.Restart).To(BeTrue())
		Expect(t.fin().result().Verdict).To(Equal(cases.Pass))
	})

	It("comes at last, behind our answer and then our FIN, from a server that waits for them", func() {
		t := open(ends()).gets(sent(frame.Close, protocol)).expires()
		Expect(t.frames()).To(Equal([]string{"close " + protocol}))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		t.expires()
		Expect(t.act.EndWrite).To(BeTrue())
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.act.Restart).To(BeTrue())
		t.fin()
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(cases.Warn))
		Expect(t.result().Note).To(Equal("waits for us"))
	})

	It("of a server that never ends it is a breach", func() {
		t := open(ends()).gets(sent(frame.Close, protocol)).expires().expires().expires()
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(cases.Fail))
		Expect(t.result().Note).To(Equal("the TCP connection stays open after the close"))
	})

	DescribeTable("by a server", func(verdict cases.Verdict, end func(*talk) *talk) {
		Expect(end(open(ends())).result().Verdict).To(Equal(verdict))
	},
		Entry("that resets it", cases.Info, func(t *talk) *talk { return t.gets(sent(frame.Close, protocol)).rst() }),
		Entry("that answers our answer by a reset, being gone", cases.Pass, func(t *talk) *talk { return t.gets(sent(frame.Close, protocol)).expires().rst() }),
		Entry("that drops it", cases.Info, (*talk).fin),
		Entry("that never closes", cases.Fail, func(t *talk) *talk { return t.expires().expires() }),
	)

	It("is left to us by a client: both are ended at once", func() {
		t := open(ends(), func(env *judge.Env) { env.Target = reference.Client }).gets(sentByClient(frame.Close, protocol))
		Expect(t.frames()).To(Equal([]string{"close " + protocol}))
		Expect(t.act.EndWrite).To(BeTrue())
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.fin().result().Verdict).To(Equal(cases.Pass))
	})
})
