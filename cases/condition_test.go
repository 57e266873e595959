package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
)

// seen is an observation of an open connection on which every step was carried out, with some changes.
func seen(changes ...func(*cases.Observation)) *cases.Observation {
	o := &cases.Observation{Target: reference.Server, Offers: cases.Capabilities{cases.Echo}, Opened: true, Done: true, Finish: -1}
	for _, change := range changes {
		change(o)
	}
	if o.Finish < 0 {
		o.Finish = len(o.Got)
	}
	return o
}

// Things that happen, in their order.
func sends(opcode frame.Opcode, body string) func(*cases.Observation) {
	return func(o *cases.Observation) {
		o.LastSent, o.LastGot = len(o.Sent), len(o.Got)
		o.Sent = append(o.Sent, cases.Sent{Opcode: opcode, Payload: payload.String(body)})
	}
}

func asks(o *cases.Observation) { sends(frame.Text, "wsspec:")(o); o.Sent[o.LastSent].Asked = true }

func gets(opcode frame.Opcode, body string) func(*cases.Observation) {
	return func(o *cases.Observation) { o.Got = append(o.Got, got(opcode, body)) }
}

func getsBack(i int) func(*cases.Observation) {
	return func(o *cases.Observation) {
		opcode := o.Sent[i].Opcode
		if opcode == frame.Ping {
			opcode = frame.Pong
		}
		o.Sent[i].Answers++
		o.Got = append(o.Got, answers(got(opcode, string(o.Sent[i].Payload.Bytes())), i))
	}
}

func getsHalf(o *cases.Observation) {
	half := got(frame.Text, "ha")
	half.Whole = false
	o.Got = append(o.Got, half)
}

func closes(body string) func(*cases.Observation) { return gets(frame.Close, body) }

func ends(how cases.End) func(*cases.Observation) {
	return func(o *cases.Observation) { o.End, o.EndFirst = how, true }
}

func endsAfterUs(o *cases.Observation) { o.End = cases.GotFIN }
func politely(o *cases.Observation)    { o.End, o.EndFirst, o.Polite = cases.GotFIN, true, true }
func weClose(o *cases.Observation)     { o.WeClosed = true }
func fenced(o *cases.Observation)      { o.Fenced, o.Finish = true, len(o.Got) }
func quiet(o *cases.Observation)       { o.Quiet = true }
func late(o *cases.Observation)        { o.Late = true }
func behind(o *cases.Observation)      { o.Behind = true }
func undone(o *cases.Observation)      { o.Done = false }
func unopened(o *cases.Observation)    { o.Opened = false }
func chatty(o *cases.Observation)      { o.Chatty = true }
func unordered(o *cases.Observation)   { o.Unordered = true }
func noEcho(o *cases.Observation)      { o.Offers = nil }
func ofClient(o *cases.Observation)    { o.Target = reference.Client }

const (
	normal   = "\x03\xe8"
	protocol = "\x03\xea"
	noStatus = "\x03\xed" // 1005, which must not be sent
)

var _ = Describe("conditions", func() {
	named := map[string]cases.Condition{
		"Answered": cases.Answered, "Failed1002": cases.FailedWith(closecode.ProtocolError), "FailedOtherwise": cases.FailedOtherwise,
		"Dropped": cases.Dropped, "Closed1000": cases.ClosedWith(closecode.Normal), "ClosedEmpty": cases.ClosedWith(cases.NoCode),
		"Closed": cases.Closed, "EndsTCP": cases.EndsTCP, "ResetsTCP": cases.ResetsTCP, "EndsTCPAfterUs": cases.EndsTCPAfterUs,
		"DropsTCP": cases.DropsTCP, "EndsSomehow": cases.EndsSomehow, "Waits": cases.Waits,
	}
	// met are the names of the conditions that an observation meets.
	met := func(o *cases.Observation) []string {
		list := []string{}
		for name, c := range named {
			if c.Met(o) {
				list = append(list, name)
			}
		}
		return list
	}
	text := sends(frame.Text, "a")

	DescribeTable("are met by", func(o *cases.Observation, names ...string) {
		Expect(met(o)).To(ConsistOf(names))
	},
		Entry("nothing at all", seen()),
		Entry("an echo and a sign of life", seen(text, getsBack(0), fenced), "Answered"),
		Entry("an echo and silence to the sign of life", seen(text, getsBack(0), late), "Answered"),
		Entry("a pong", seen(sends(frame.Ping, "p"), getsBack(0)), "Answered"),
		Entry("a pong where two pings were sent, but for the first", seen(sends(frame.Ping, "p"), sends(frame.Ping, "q"), getsBack(0))),
		Entry("a pong where two pings were sent, for the last", seen(sends(frame.Ping, "p"), sends(frame.Ping, "q"), getsBack(1)), "Answered"),
		Entry("a sign of life without the echo", seen(text, fenced)),
		Entry("a sign of life of a target that does not echo", seen(noEcho, text, fenced), "Answered"),
		Entry("an echo of half a message", seen(text, getsHalf, fenced)),
		Entry("an echo that comes twice", seen(text, getsBack(0), getsBack(0), fenced)),
		Entry("an echo with something nobody sent", seen(text, getsBack(0), gets(frame.Text, "stray"), fenced)),
		Entry("an echo with a ping of its own", seen(text, getsBack(0), gets(frame.Ping, ""), fenced), "Answered"),
		Entry("an echo with something nobody sent, of a target that is known for it", seen(chatty, text, gets(frame.Text, "stray"), getsBack(0), fenced), "Answered"),
		Entry("something nobody sent and no echo, of a target that is known for it", seen(chatty, text, gets(frame.Text, "stray"), fenced)),
		Entry("an echo with half of something nobody sent, of a target that is known for it", seen(chatty, text, getsBack(0), getsHalf, fenced), "Answered"),
		Entry("echoes in order", seen(text, sends(frame.Text, "b"), getsBack(0), getsBack(1), fenced), "Answered"),
		Entry("echoes out of order", seen(text, sends(frame.Text, "b"), getsBack(1), getsBack(0), fenced)),
		Entry("echoes out of order of a target that is known for it", seen(unordered, text, sends(frame.Text, "b"), getsBack(1), getsBack(0), fenced), "Answered"),
		Entry("an echo, then a close", seen(text, getsBack(0), closes(normal), ends(cases.GotFIN)), "EndsTCP", "EndsSomehow"),
		Entry("an echo, then the end of the connection", seen(text, getsBack(0), ends(cases.GotFIN)), "DropsTCP", "EndsSomehow"),
		Entry("an echo on a connection that never opened", seen(unopened, text, getsBack(0), fenced)),

		Entry("close 1002 and FIN", seen(text, closes(protocol), ends(cases.GotFIN)), "Failed1002", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("close 1002 and RST", seen(text, closes(protocol), ends(cases.GotRST)), "Failed1002", "FailedOtherwise", "ResetsTCP", "EndsSomehow"),
		Entry("close 1002 and a RST that answers what we sent behind it", seen(text, closes(protocol), behind, ends(cases.GotRST)),
			"Failed1002", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("close 1002 and no end", seen(text, closes(protocol), late), "Failed1002", "FailedOtherwise"),
		Entry("close 1002 and the end only after ours", seen(text, closes(protocol), endsAfterUs), "Failed1002", "FailedOtherwise", "EndsTCPAfterUs", "EndsSomehow"),
		Entry("close 1002 of a client, which leaves the end to us", seen(ofClient, text, closes(protocol), endsAfterUs),
			"Failed1002", "FailedOtherwise", "EndsTCP", "EndsTCPAfterUs", "EndsSomehow"),
		Entry("close 1002 before the defect was sent", seen(closes(protocol), text, ends(cases.GotFIN)), "EndsTCP", "EndsSomehow"),
		Entry("close 1002 behind an answer to the defect", seen(text, getsBack(0), closes(protocol), ends(cases.GotFIN)), "EndsTCP", "EndsSomehow"),
		Entry("close 1002 behind a message that nobody sent", seen(text, gets(frame.Text, "stray"), closes(protocol), ends(cases.GotFIN)), "EndsTCP"),
		Entry("close 1002 behind a message that nobody sent, of a target that is known for it",
			seen(chatty, text, gets(frame.Text, "stray"), closes(protocol), ends(cases.GotFIN)), "Failed1002", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("close 1002 while we were closing", seen(text, fenced, closes(protocol), politely), "EndsSomehow"),
		Entry("close 1002 on a connection that never opened", seen(unopened, text, closes(protocol), ends(cases.GotFIN))),
		Entry("close 1002 behind an earlier echo that came twice",
			seen(sends(frame.Text, "b"), getsBack(0), getsBack(0), text, closes(protocol), ends(cases.GotFIN)), "EndsTCP", "EndsSomehow"),
		Entry("close 1002 behind an earlier echo", seen(sends(frame.Text, "b"), getsBack(0), text, closes(protocol), ends(cases.GotFIN)),
			"Failed1002", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("close 1001 and FIN", seen(text, closes("\x03\xe9"), ends(cases.GotFIN)), "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("an empty close and FIN", seen(text, closes(""), ends(cases.GotFIN)), "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("a close with a code that must not be sent", seen(text, closes(noStatus), ends(cases.GotFIN)), "EndsTCP"),
		Entry("a close with half a code", seen(text, closes("\x03"), ends(cases.GotFIN)), "EndsTCP"),

		Entry("FIN", seen(text, ends(cases.GotFIN)), "Dropped", "DropsTCP", "EndsSomehow"),
		Entry("RST", seen(text, ends(cases.GotRST)), "Dropped", "DropsTCP", "EndsSomehow"),
		Entry("FIN before every step was carried out", seen(undone, text, ends(cases.GotFIN))),
		Entry("FIN behind an answer to the defect", seen(text, getsBack(0), ends(cases.GotFIN)), "DropsTCP", "EndsSomehow"),
		Entry("FIN behind a sign of life", seen(text, fenced, ends(cases.GotFIN)), "DropsTCP", "EndsSomehow"),
		Entry("FIN behind ours", seen(text, endsAfterUs), "EndsSomehow"),
		Entry("FIN because we closed", seen(text, fenced, politely), "EndsSomehow"),

		Entry("our close answered", seen(weClose, closes(normal), ends(cases.GotFIN)), "Closed", "Closed1000", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("our close answered without a code", seen(weClose, closes(""), ends(cases.GotFIN)), "Closed", "ClosedEmpty", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("our close answered by half a code", seen(weClose, closes("\x03"), ends(cases.GotFIN)), "EndsTCP"),
		Entry("our close answered behind an echo that came twice", seen(text, getsBack(0), getsBack(0), weClose, closes(normal), ends(cases.GotFIN)), "EndsTCP", "EndsSomehow"),
		Entry("our close answered by another code", seen(weClose, closes(protocol), ends(cases.GotFIN)), "Closed", "Failed1002", "FailedOtherwise", "EndsTCP", "EndsSomehow"),
		Entry("our close answered by a code that must not be sent", seen(weClose, closes(noStatus), ends(cases.GotFIN)), "EndsTCP"),
		Entry("our close answered behind an echo", seen(text, weClose, getsBack(0), closes(normal), ends(cases.GotFIN)), "Closed", "Closed1000", "EndsTCP", "EndsSomehow"),
		Entry("our close answered behind a message that nobody sent", seen(weClose, gets(frame.Text, "stray"), closes(normal), ends(cases.GotFIN)), "EndsTCP"),
		Entry("a close without one of ours", seen(closes(normal), ends(cases.GotFIN)), "FailedOtherwise", "EndsTCP", "EndsSomehow"),

		Entry("silence for a grace", seen(text, quiet), "Waits"),
		Entry("silence until the deadline", seen(text, late), "Waits"),
		Entry("silence after an echo", seen(text, getsBack(0), quiet), "Answered"),
		Entry("silence, then FIN", seen(text, quiet, ends(cases.GotFIN)), "Dropped", "DropsTCP", "EndsSomehow"),
	)

	It("without an answer narrows a close", func() {
		c := cases.WithoutAnswer(cases.Closed)
		Expect(c.Met(seen(text, weClose, closes(normal)))).To(BeTrue())
		Expect(c.Met(seen(text, weClose, getsBack(0), closes(normal)))).To(BeFalse())
		Expect(c.Met(seen(text, closes(normal)))).To(BeFalse())
	})

	DescribeTable("giving up", func(o *cases.Observation, givesUp, unchanged bool) {
		Expect(cases.GivesUp.Met(o)).To(Equal(givesUp))
		Expect(cases.GivesUpUnchanged.Met(o)).To(Equal(unchanged))
	},
		Entry("by a close", seen(text, closes(protocol)), true, true),
		Entry("by the end of the connection", seen(text, ends(cases.GotFIN)), true, true),
		Entry("before every step was carried out", seen(undone, text, ends(cases.GotRST)), true, true),
		Entry("behind an echo", seen(text, getsBack(0), closes(normal)), true, true),
		Entry("behind a ping of its own", seen(text, gets(frame.Ping, ""), closes(normal)), true, true),
		Entry("behind a message that is not ours any more", seen(text, gets(frame.Text, "b"), closes(protocol)), true, false),
		Entry("behind half a message", seen(text, getsHalf, ends(cases.GotFIN)), true, false),
		Entry("not at all", seen(text, getsBack(0), fenced), false, false),
		Entry("because we closed", seen(text, fenced, politely), false, false),
		Entry("of a connection that never opened", seen(unopened, text, ends(cases.GotFIN)), false, false),
	)

	DescribeTable("the start of a close", func(o *cases.Observation, starts, startsWithReason, withoutWaiting bool) {
		c := cases.StartsClose(closecode.Normal, cases.NoCode)
		Expect(c.Met(o)).To(Equal(starts))
		Expect(cases.StartsCloseWith(closecode.Normal, "bye").Met(o)).To(Equal(startsWithReason))
		Expect(cases.WithoutWaiting(c).Met(o)).To(Equal(withoutWaiting))
	},
		Entry("with a code", seen(asks, closes(normal)), true, false, false),
		Entry("with a code and a reason", seen(asks, closes(normal+"bye")), true, true, false),
		Entry("with another reason", seen(asks, closes(normal+"by")), true, false, false),
		Entry("without a code", seen(asks, closes("")), true, false, false),
		Entry("with half a code", seen(asks, closes("\x03")), false, false, false),
		Entry("with another code", seen(asks, closes(protocol+"bye")), false, false, false),
		Entry("and the end at once", seen(undone, asks, closes(normal), ends(cases.GotFIN)), false, false, true),
		Entry("and the end at once, with another code", seen(undone, asks, closes(protocol), ends(cases.GotFIN)), false, false, false),
		Entry("not at all", seen(asks, ends(cases.GotFIN)), false, false, false),
	)

	DescribeTable("a report", func(text string, whole, exact, anyReason bool) {
		o := seen(asks, gets(frame.Text, text))
		o.Got[0].Whole = whole
		Expect(cases.Reports(closecode.Normal, true, "bye").Met(o)).To(Equal(exact))
		Expect(cases.ReportsCode(closecode.Normal, true).Met(o)).To(Equal(anyReason))
	},
		Entry("of what happened", "wsspec:closed 1000 clean bye", true, true, true),
		Entry("that leaves open whether it was clean", "wsspec:closed 1000 unknown bye", true, true, true),
		Entry("of another reason", "wsspec:closed 1000 clean good bye", true, false, true),
		Entry("of no reason", "wsspec:closed 1000 clean", true, false, true),
		Entry("of an unclean end", "wsspec:closed 1000 unclean bye", true, false, false),
		Entry("of another code", "wsspec:closed 10000 clean bye", true, false, false),
		Entry("that was cut off", "wsspec:closed 1000 clean bye", false, false, false),
	)

	It("a report is a text message", func() {
		Expect(cases.ReportsCode(closecode.Normal, true).Met(seen(asks, gets(frame.Binary, "wsspec:closed 1000 clean")))).To(BeFalse())
	})

	It("a cooperating target says that it is ready", func() {
		Expect(cases.Cooperates.Met(seen(asks, gets(frame.Text, "wsspec:ready close")))).To(BeTrue())
		Expect(cases.Cooperates.Met(seen(asks, gets(frame.Text, "wsspec:hello")))).To(BeFalse())
	})

	It("the first outcome that is met wins", func() {
		accept := cases.Outcomes(cases.Passes(cases.FailedWith(closecode.ProtocolError)), cases.Warns(cases.FailedOtherwise, "other"), cases.Warns(cases.Dropped, "drop"))
		both, ok := cases.Judge(accept, seen(text, closes(protocol)))
		Expect(ok).To(BeTrue())
		Expect(both.Verdict).To(Equal(cases.Pass))
		second, _ := cases.Judge(accept, seen(text, closes(normal)))
		Expect(second.Note).To(Equal("other"))
		_, ok = cases.Judge(accept, seen(text, fenced))
		Expect(ok).To(BeFalse())
	})
})

var _ = Describe("conditions of the opening handshake", func() {
	response := func(status int, fields ...string) func(*cases.Observation) {
		return func(o *cases.Observation) {
			o.Opened = status == 101
			o.Response = &handshake.Response{Status: status}
			for i := 0; i < len(fields); i += 2 {
				o.Response.Fields = append(o.Response.Fields, handshake.Field{Name: fields[i], Value: fields[i+1]})
			}
		}
	}
	simple := func(o *cases.Observation) { o.Opened, o.Response = false, &handshake.Response{Simple: true} }
	wrong := func(rule *reference.Rule) func(*cases.Observation) {
		return func(o *cases.Observation) { o.Wrong = append(o.Wrong, reference.Finding{Rule: rule}) }
	}
	premature := func(o *cases.Observation) { o.Premature = true }
	flooded := func(o *cases.Observation) { o.Flooded = true }
	knows := func(o *cases.Observation) { o.Protocol = "chat" }
	named := map[string]cases.Condition{
		"Opens": cases.Opens, "OpensPlain": cases.OpensPlain, "Selects": cases.Selects, "SelectsNone": cases.SelectsNone,
		"Refuses400": cases.Refuses(400, 426), "RefusesSomehow": cases.RefusesSomehow, "RefusesBroken": cases.RefusesBroken,
		"Version": cases.RefusesWith(cases.RefusesSomehow, "Sec-WebSocket-Version", "13"),
		"Drops":   cases.DropsHandshake, "Ignores": cases.IgnoresHandshake, "Simple": cases.AnswersSimply, "HasLimit": cases.HasLimit,
	}

	DescribeTable("are met by", func(o *cases.Observation, names ...string) {
		list := []string{}
		for name, c := range named {
			if c.Met(o) {
				list = append(list, name)
			}
		}
		Expect(list).To(ConsistOf(names))
	},
		Entry("a connection that works", seen(response(101), fenced), "Opens", "OpensPlain", "SelectsNone"),
		Entry("a connection that does not work", seen(response(101), late)),
		Entry("a connection that is dropped", seen(response(101), ends(cases.GotFIN))),
		Entry("an answer before the request was complete", seen(response(101), premature, fenced)),
		Entry("a wrong Sec-WebSocket-Accept", seen(response(101), wrong(handshake.Accept), fenced)),
		Entry("two Sec-WebSocket-Accept", seen(response(101), wrong(handshake.AcceptRepeated), fenced)),
		Entry("something else wrong, for which there are other cases", seen(response(101), wrong(handshake.StatusLine), fenced), "Opens", "OpensPlain", "SelectsNone"),
		Entry("the known subprotocol", seen(knows, response(101, "Sec-WebSocket-Protocol", "chat"), fenced), "Opens", "OpensPlain", "Selects"),
		Entry("another subprotocol", seen(knows, response(101, "Sec-WebSocket-Protocol", "Chat"), fenced), "Opens", "OpensPlain"),
		Entry("the known subprotocol twice", seen(knows, response(101, "Sec-WebSocket-Protocol", "chat", "Sec-WebSocket-Protocol", "chat"), fenced), "Opens", "OpensPlain"),
		Entry("an extension", seen(response(101, "sec-websocket-extensions", "x"), fenced), "Opens", "SelectsNone"),
		Entry("a target with a limit", seen(func(o *cases.Observation) { o.Offers = cases.Capabilities{cases.Limits} }, response(101), fenced),
			"Opens", "OpensPlain", "SelectsNone", "HasLimit"),
		Entry("status 400", seen(response(400)), "Refuses400", "RefusesSomehow"),
		Entry("status 426 with the versions as a list", seen(response(426, "sec-websocket-version", "8, 13")), "Refuses400", "RefusesSomehow", "Version"),
		Entry("status 426 with another version", seen(response(426, "Sec-WebSocket-Version", "1, 3")), "Refuses400", "RefusesSomehow"),
		Entry("status 200", seen(response(200)), "RefusesSomehow"),
		Entry("content without a status", seen(simple), "Simple"),
		Entry("status 499", seen(response(499)), "RefusesSomehow"),
		Entry("status 500", seen(response(500)), "RefusesBroken"),
		Entry("status 599", seen(response(599)), "RefusesBroken"),
		Entry("status 600", seen(response(600))),
		Entry("status 199", seen(response(199))),
		Entry("FIN", seen(unopened, ends(cases.GotFIN)), "Drops"),
		Entry("RST", seen(unopened, ends(cases.GotRST)), "Drops"),
		Entry("an end that we began", seen(unopened, endsAfterUs)),
		Entry("silence", seen(unopened, late), "Ignores"),
		Entry("an endless response", seen(unopened, flooded)),
	)
})
