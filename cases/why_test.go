package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
)

var _ = Describe("why an answer is not acceptable", func() {
	var (
		opening  = cases.Outcomes(cases.Passes(cases.Opens))
		refusal  = cases.Outcomes(cases.Passes(cases.RefusesSomehow))
		answer   = cases.Outcomes(cases.Passes(cases.Answered))
		failure  = cases.Outcomes(cases.Passes(cases.FailedWith(closecode.ProtocolError)))
		closing  = cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal)))
		endOfTCP = cases.Outcomes(cases.Passes(cases.EndsTCP))
		text     = sends(frame.Text, "a")
		ping     = sends(frame.Ping, "p")
	)
	status := func(status int) func(*cases.Observation) {
		return func(o *cases.Observation) {
			o.Response, o.Opened = &handshake.Response{Status: status}, status == 101
		}
	}

	DescribeTable("is said in a clause", func(why string, accept []cases.Outcome, o *cases.Observation) {
		_, acceptable := cases.Judge(accept, o)
		Expect(acceptable).To(BeFalse(), "there is nothing to explain")
		Expect(cases.Why(accept, o)).To(Equal(why))
	},
		Entry("a flood", "the target sent more than any answer is worth", answer, seen(func(o *cases.Observation) { o.Flooded = true })),

		Entry("an answer to half a request", "the answer came before the request was complete", opening,
			seen(status(101), func(o *cases.Observation) { o.Premature = true })),
		Entry("silence to the handshake", "the target neither answered the handshake nor ended the connection", opening, seen(unopened, late)),
		Entry("an end without a response", "the target ended the connection without an answer to the handshake", opening, seen(unopened, ends(cases.GotFIN))),
		Entry("a refusal of what is fine", "the handshake was refused with status 403", opening, seen(status(403))),
		Entry("a refusal of another kind", "status 503 is not a fitting answer", refusal, seen(status(503))),
		Entry("an acceptance of what is not fine", "the handshake was accepted", refusal, seen(status(101), fenced)),
		Entry("a wrong hash", "the hash of something else", opening, seen(status(101), fenced, func(o *cases.Observation) {
			o.Wrong = []reference.Finding{{Rule: handshake.StatusLine, Saw: "no reason"}, {Rule: handshake.Accept, Saw: "the hash of something else"}}
		})),
		Entry("a connection that does not work", "the handshake was accepted, but the connection does not work: a ping was not answered", opening,
			seen(status(101), late)),
		Entry("another subprotocol", "the handshake was accepted with the wrong choice", cases.Outcomes(cases.Passes(cases.Selects)), seen(status(101), fenced)),

		Entry("no connection", "the connection was not opened", answer, seen(unopened)),
		Entry("something nobody sent", `a message came that repeats none that was sent: text, 1 byte "b", after 1.5ms`, answer,
			seen(text, gets(frame.Text, "b"), fenced)),
		Entry("an echo too many", "message 2 of those sent came back 2 times", answer,
			seen(ping, text, sends(frame.Text, "b"), getsBack(1), getsBack(2), getsBack(2), fenced)),
		Entry("a close for a message", "the target closed the connection, although there is nothing wrong with what was sent", answer,
			seen(text, closes(protocol), ends(cases.GotFIN))),
		Entry("an end for a message", "the target ended the connection, although there is nothing wrong with what was sent", answer,
			seen(text, ends(cases.GotRST))),
		Entry("a lost message", "1 of 2 messages did not come back, but a ping sent behind them was answered", answer,
			seen(text, sends(frame.Text, "b"), getsBack(1), fenced)),
		Entry("silence to a message", "1 of 1 messages did not come back before the deadline", answer, seen(text, late)),
		Entry("silence to a ping", "the last ping was not answered", answer, seen(ping, late)),
		Entry("another order", "the messages came back in another order", answer,
			seen(text, sends(frame.Text, "b"), getsBack(1), getsBack(0), fenced)),
		Entry("what a cooperating target got wrong speaks for itself", "", cases.Outcomes(cases.Passes(cases.ReportsCode(closecode.Normal, true))),
			seen(asks, gets(frame.Text, "wsspec:closed 1001 clean"))),

		Entry("going on", "the target went on as if nothing had happened", failure, seen(ping, fenced)),
		Entry("an answer to what it has to refuse", "the target answered what it has to refuse", failure, seen(ping, getsBack(0), closes(protocol))),
		Entry("another code", "code 1000 (normal closure) does not fit", failure, seen(ping, closes(normal))),
		Entry("half a code", "the close frame is malformed", failure, seen(ping, closes("\x03"))),
		Entry("silence to a defect", "the target neither closed nor ended the connection before the deadline", failure, seen(ping, late)),
		Entry("a bare end where a close is demanded speaks for itself", "", failure, seen(ping, ends(cases.GotFIN))),

		Entry("an end too early", "the connection ended before every step was carried out", closing, seen(undone, ends(cases.GotFIN))),
		Entry("silence to a close", "the target did not close before the deadline", closing, seen(weClose, late)),
		Entry("a bare end for a close", "the target ended the connection without a close frame", closing, seen(weClose, ends(cases.GotFIN))),
		Entry("an open TCP connection", "the TCP connection stays open after the close", endOfTCP, seen(weClose, closes(normal), late)),
		Entry("a code that must not be sent", "code 1005 (no status received) must not be sent", closing, seen(weClose, closes(noStatus))),
		Entry("another code for a close speaks for itself", "", closing, seen(weClose, closes(protocol))),
	)

	It("does not blame a target that is known to send messages of its own", func() {
		Expect(cases.Why(answer, seen(chatty, text, gets(frame.Text, "b"), fenced))).To(HavePrefix("1 of 1 messages did not come back"))
	})
})
