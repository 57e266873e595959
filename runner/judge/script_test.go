package judge_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/runner/judge"
)

var _ = Describe("a script", func() {
	last := cases.Send(cases.Ping("go on"))

	DescribeTable("waits for", func(step cases.Step, not, comes string, before ...cases.Step) {
		t := open(accepting(cases.Answered, append(before, step, last)...))
		Expect(t.frames()).NotTo(ContainElement("ping go on"))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		if not != "" {
			Expect(t.gets(not).frames()).NotTo(ContainElement("ping go on"))
		}
		Expect(t.gets(comes).frames()).To(ContainElement("ping go on"))
	},
		Entry("the echo of all messages", cases.Echoed(), sent(frame.Text, "a")+sent(frame.Text, "c"), sent(frame.Text, "b"),
			cases.Send(cases.Text("a"), cases.Text("b"))),
		Entry("the pong to the last ping", cases.Ponged(), sent(frame.Pong, "one"), sent(frame.Pong, "two"),
			cases.Send(cases.Ping("one")), cases.Send(cases.Ping("two"))),
		Entry("a text", cases.AwaitText("this"), sent(frame.Text, "that")+sent(frame.Binary, "this"), sent(frame.Text, "this"), cases.Ask("say this")),
		Entry("data, even if a frame has only begun", cases.AwaitData(), sent(frame.Pong, ""), sent(frame.Text, "data")[:2], cases.Ask("say this")),
		Entry("a ping", cases.AwaitPing(), sent(frame.Pong, ""), sent(frame.Ping, ""), cases.Ask("ping")),
		Entry("a close", cases.AwaitClose(), sent(frame.Ping, ""), sent(frame.Close, ""), cases.Ask("close")),
	)

	It("does not wait for the echo of a target that does not echo", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a")), cases.Echoed(), last), func(env *judge.Env) { env.Offers = nil })
		Expect(t.frames()).To(ContainElement("ping go on"))
	})

	It("lets a silence pass, whatever comes in it", func() {
		t := open(accepting(cases.Answered, cases.Quiet(), last))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.gets(sent(frame.Pong, "")).frames()).To(BeEmpty())
		Expect(t.expires().frames()).To(Equal([]string{"ping go on"}))
	})

	It("ends our half, and resets", func() {
		Expect(open(accepting(cases.Waits, cases.FIN())).act.EndWrite).To(BeTrue())
		t := open(accepting(cases.Waits, cases.Reset()))
		Expect(t.act.Abort).To(BeTrue())
		Expect(t.result().Observation.End).To(Equal(cases.GotRST))
	})

	It("cuts what it sends as the step says", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a")).Every(1)))
		Expect(t.act.Write[0].Cut).To(Equal(cases.Cut{Every: 1}))
	})

	It("sends bytes as they are, unmasked and all", func() {
		t := open(accepting(cases.Waits, cases.SendBytes("\x89\x00raw", cases.Ping(""))))
		Expect(t.written()).To(Equal("\x89\x00raw"))
		Expect(t.result().Observation.Sent).To(HaveLen(1), "what they amount to is known")
	})

	It("sends large payloads without holding them in memory, masked all the same", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.BinaryOf(payload.Binary(100_000)))))
		chunks := t.act.Write[0].Chunks
		Expect(chunks).To(HaveLen(2))
		Expect(chunks[0].Bytes).To(HaveLen(14))
		Expect(chunks[1].Payload.Size()).To(Equal(int64(100_000)))
		Expect(chunks[1].Key).NotTo(BeNil())
		Expect(t.frames()).To(Equal([]string{"binary " + string(payload.Binary(100_000).Bytes())}))
	})

	It("sends shares of the target's limit", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.ShareOfLimit(frame.Text, 150))), func(env *judge.Env) { env.Limit = 100 })
		Expect(t.frames()[0]).To(HaveLen(len("text ") + 150))
	})

	It("goes on with the next connection, and forgets the one before", func() {
		t := open(accepting(cases.ReportsCode(closecode.Normal, true), cases.Ask("wsspec:watch {nonce}"), cases.AwaitText("wsspec:watching {nonce}"),
			cases.Send(cases.Close(closecode.Normal, "")), cases.AwaitEnd(), cases.Reopen(), cases.Ask("wsspec:report {nonce}")))
		nonce := strings.TrimPrefix(t.frames()[0], "text wsspec:watch ")
		Expect(nonce).To(MatchRegexp("^[0-9a-f]{12}$"))
		Expect(t.gets(sent(frame.Text, "wsspec:watching "+nonce)).frames()).To(Equal([]string{"close " + normal}))
		first := t.judge.Request().Key()
		Expect(t.gets(sent(frame.Close, normal)).fin().act.Reopen).To(BeTrue())
		t.happens(judge.Event{Kind: judge.Connected})
		Expect(t.written()).To(HavePrefix("GET / HTTP/1.1\r\n"))
		Expect(t.judge.Request().Key()).NotTo(Equal(first), "every connection has a key of its own")
		t.gets(t.acceptance())
		Expect(t.frames()).To(Equal([]string{"text wsspec:report " + nonce}))
		Expect(t.result().Observation.End).To(Equal(cases.Open))
		Expect(t.gets(sent(frame.Text, "wsspec:closed 1000 clean")).fin().result().Verdict).To(Equal(cases.Pass))
	})

	It("takes nothing of the connection before for an answer on the next one", func() {
		t := open(accepting(cases.ReportsCode(closecode.Normal, true), cases.Ask("wsspec:watch"), cases.AwaitText("wsspec:watching"),
			cases.FIN(), cases.Reopen(), cases.Ask("wsspec:report")))
		t.gets(sent(frame.Text, "wsspec:watching") + sent(frame.Text, "wsspec:closed 1000 clean"))
		Expect(t.act.Reopen).To(BeTrue())
		Expect(t.result().Observation.Got).To(BeEmpty())
		t.happens(judge.Event{Kind: judge.Connected}).gets(t.acceptance())
		Expect(t.act.Done).To(BeFalse())
		Expect(t.expires().expires().expires().result().Verdict).To(Equal(cases.Fail))
	})

	It("ends where the target closes instead", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a")), cases.Echoed(), last)).gets(sent(frame.Close, protocol))
		Expect(t.frames()).To(Equal([]string{"close " + protocol}))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.fin().result().Observation.Done).To(BeFalse())
	})

	It("answers pings of the target by the way, unless a frame of ours is unfinished", func() {
		t := open(accepting(cases.Waits, cases.Send(cases.Text("a")))).gets(sent(frame.Ping, "are you there"))
		Expect(t.frames()).To(Equal([]string{"pong are you there"}))
		t = open(accepting(cases.Waits, cases.Send(cases.Binary("Hel").Declares(100)))).gets(sent(frame.Ping, "are you there"))
		Expect(t.act.Write).To(BeEmpty())
	})
})

var _ = Describe("a ping of ours that is thrown back", func() {
	It("is not answered: the answer would be thrown back too", func() {
		t := open(accepting(cases.Answered, cases.Send(cases.Ping("mine")))).gets(sent(frame.Ping, "mine"))
		Expect(t.act.Write).To(BeEmpty())
		Expect(t.gets(sent(frame.Ping, "theirs")).frames()).To(Equal([]string{"pong theirs"}))
	})

	It("is not answered if it is the fence", func() {
		t := open(accepting(cases.FailedWith(closecode.ProtocolError), cases.Send(cases.Text("a")))).expires()
		Expect(t.frames()).To(HaveLen(1))
		Expect(t.gets(sent(frame.Ping, t.frames()[0][len("ping "):])).act.Write).To(BeEmpty())
	})
})

var _ = Describe("the opening handshake", func() {
	opened := func(edits ...cases.Edit) string {
		c := accepting(cases.Opens)
		c.Opening.Request = edits
		return begin(c, func(env *judge.Env) { env.Path = "/chat?room=1" }).written()
	}

	It("is plain if the case says nothing else, with what the user adds", func() {
		t := begin(accepting(cases.Opens), func(env *judge.Env) {
			env.Fields = handshake.Fields{{Name: "Origin", Value: "http://wsspec.example"}}
		})
		Expect(t.written()).To(Equal(strings.ReplaceAll("GET / HTTP/1.1|Host: wsspec.example|Upgrade: websocket|Connection: Upgrade|"+
			"Sec-WebSocket-Key: "+t.judge.Request().Key()+"|Sec-WebSocket-Version: 13|Origin: http://wsspec.example||", "|", "\r\n")))
	})

	DescribeTable("fills in", func(edit cases.Edit, line string) {
		Expect(opened(edit)).To(ContainSubstring(line + "\r\n"))
	},
		Entry("the path, with its query", cases.Target("http://{authority}{path}{query}x=1"), "GET http://wsspec.example/chat?room=1&x=1 HTTP/1.1"),
		Entry("the subprotocol in another case", cases.Set("X", "{subprotocol} {SUBPROTOCOL}"), "X: chat CHAT"),
		Entry("the origin", cases.Set("X", "{origin}"), "X: http://wsspec.example"),
		Entry("nothing that has no braces", cases.Set("X", "origin"), "X: origin"),
	)

	It("fills in a question mark where the path has no query", func() {
		c := accepting(cases.Opens)
		c.Opening.Request = []cases.Edit{cases.Target("{path}{query}x=1")}
		Expect(begin(c).written()).To(HavePrefix("GET /?x=1 HTTP/1.1\r\n"))
	})

	DescribeTable("has another subprotocol that differs in case, or at all", func(known, other string) {
		c := accepting(cases.Opens)
		c.Opening.Request = []cases.Edit{cases.Set("X", "{SUBPROTOCOL}")}
		Expect(begin(c, func(env *judge.Env) { env.Protocol = known }).written()).To(ContainSubstring("X: " + other + "\r\n"))
	},
		Entry("lower case", "chat", "CHAT"), Entry("mixed case", "Chat", "CHAT"), Entry("upper case", "CHAT", "chat"), Entry("no letters", "42", "420"),
	)

	It("fills in the key of the request that it replaces", func() {
		c := accepting(cases.Opens)
		c.Opening.Bytes = "GET / HTTP/1.1\r\nSec-WebSocket-Key: {key}\r\n\r\n"
		t := begin(c)
		Expect(t.written()).To(Equal("GET / HTTP/1.1\r\nSec-WebSocket-Key: " + t.judge.Request().Key() + "\r\n\r\n"))
	})

	It("is judged by the key that was sent, whatever the plain one was", func() {
		c := accepting(cases.Opens)
		c.Opening.Request = []cases.Edit{cases.Set("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")}
		t := begin(c)
		t.gets(string(handshake.NewAcceptance("AAAAAAAAAAAAAAAAAAAAAA==").Append(nil)))
		Expect(t.result().Violations).To(BeEmpty())
		Expect(t.pongs().fin().result().Verdict).To(Equal(cases.Pass))
	})

	It("keeps its end back for a grace, and an answer before that is premature", func() {
		c := accepting(cases.Opens)
		c.Opening.Hold = 2
		t := begin(c)
		Expect(t.written()).To(HaveSuffix("Sec-WebSocket-Version: 13\r\n"))
		Expect(t.act.Timer).To(Equal(judge.Grace))
		Expect(t.expires().written()).To(Equal("\r\n"))
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		Expect(t.gets(t.acceptance()).pongs().fin().result().Verdict).To(Equal(cases.Pass))

		early := begin(c)
		early.gets(early.acceptance()[:1])
		Expect(early.result().Observation.Premature).To(BeTrue())
		Expect(early.gets(early.acceptance()[1:]).pongs().fin().result().Verdict).To(Equal(cases.Fail))
	})

	It("may have frames in the same segment, which count as sent", func() {
		c := accepting(cases.Answered)
		c.Opening.Behind = []cases.Frame{cases.Text("early")}
		t := begin(c)
		Expect(t.act.Write).To(HaveLen(1))
		t.gets(t.acceptance() + sent(frame.Text, "early"))
		Expect(t.result().Observation.Sent[0].Answers).To(Equal(1))
	})

	It("passes over interim responses", func() {
		t := begin(accepting(cases.Opens))
		t.gets("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" + t.acceptance())
		Expect(t.pongs().fin().result().Verdict).To(Equal(cases.Pass))
	})

	It("that is refused is over", func() {
		t := begin(accepting(cases.Refuses(404))).gets("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nNot here.")
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(cases.Pass))
	})

	It("that is refused leaves other questions open", func() {
		r := begin(accepting(cases.Answered, cases.Send(cases.Text("a")))).gets("HTTP/1.1 503 Busy\r\n\r\n").result()
		Expect(r.Verdict).To(Equal(cases.Inconclusive))
		Expect(r.Note).To(Equal(`the opening handshake failed: status 503 "Busy"`))
	})

	It("of a client is answered, with the first subprotocol that it offers", func() {
		t := begin(accepting(cases.Answered), func(env *judge.Env) { env.Target = reference.Client })
		Expect(t.act.Write).To(BeEmpty(), "the client begins")
		request := handshake.NewRequest("wsspec.example", "/", handshake.KeyFor([16]byte{1}))
		request.Fields = append(request.Fields, handshake.Field{Name: "Sec-WebSocket-Protocol", Value: "one, two"})
		t.gets(string(request.Append(nil)))
		Expect(t.written()).To(HavePrefix("HTTP/1.1 101 "))
		Expect(t.written()).To(ContainSubstring("Sec-WebSocket-Accept: " + handshake.AcceptFor(request.Key()) + "\r\n"))
		Expect(t.written()).To(ContainSubstring("Sec-WebSocket-Protocol: one\r\n"))
	})
})
