package cases_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
)

var _ = Describe("in words", func() {
	DescribeTable("a frame is", func(words string, f cases.Frame) {
		Expect(f.String()).To(Equal(words))
	},
		Entry("its type and payload", `text, 5 bytes "Hello"`, cases.Text("Hello")),
		Entry("its type and one byte", `binary, 1 byte "\x00"`, cases.Binary("\x00")),
		Entry("empty", `ping, empty`, cases.Ping("")),
		Entry("long", `binary, 126 bytes "aaaaaaaaaaaaaaaaaaaaaaaa"…`, cases.Binary(strings.Repeat("a", 126))),
		Entry("as long as what is shown", `pong, 24 bytes "aaaaaaaaaaaaaaaaaaaaaaaa"`, cases.Pong(strings.Repeat("a", 24))),
		Entry("a fragment", `text fin=0, 3 bytes "Hel"`, cases.Text("Hel").More()),
		Entry("a last fragment", `continuation, 2 bytes "lo"`, cases.Cont("lo")),
		Entry("with reserved bits", `text rsv1 rsv3, 5 bytes "Hello"`, cases.Text("Hello").RSV(5)),
		Entry("with a reserved opcode", `opcode 3, 1 byte "a"`, cases.Opcode(3, "a")),
		Entry("with a length in 16 bits", `text 16-bit length, 5 bytes "Hello"`, cases.Text("Hello").Form16()),
		Entry("with a length in 64 bits", `text 64-bit length, 5 bytes "Hello"`, cases.Text("Hello").Form64()),
		Entry("with a length that is not its own", `text declaring 7 bytes, 5 bytes "Hello"`, cases.Text("Hello").Declares(7)),
		Entry("with the wrong mask bit", `text with the wrong mask bit, 5 bytes "Hello"`, cases.Text("Hello").WrongMask()),
		Entry("with a chosen masking-key", `text with masking-key 00ff0102, 5 bytes "Hello"`, cases.Text("Hello").Key([4]byte{0, 255, 1, 2})),
		Entry("a share of the limit", `text, 150 % of the smallest size that the target refuses`, cases.ShareOfLimit(frame.Text, 150)),
		Entry("a close", `close 1000 (normal closure) 3 bytes "bye"`, cases.Close(closecode.Normal, "bye")),
		Entry("a close without a reason", `close 1002 (protocol error)`, cases.Close(closecode.ProtocolError, "")),
		Entry("a close without a code", `close without a code`, cases.CloseBody("")),
		Entry("a close with half a code", `close with a body of one byte "\x03"`, cases.CloseBody("\x03")),
	)

	DescribeTable("a step is", func(words string, step cases.Step) {
		Expect(step.String()).To(Equal(words))
	},
		Entry("frames", `text, 1 byte "a" · ping, empty`, cases.Send(cases.Text("a"), cases.Ping(""))),
		Entry("the same frame several times", `3 times ping, empty · pong, empty`,
			cases.Send(cases.Ping(""), cases.Ping(""), cases.Ping(""), cases.Pong(""))),
		Entry("more frames than are worth listing", `text, 1 byte "1" · text, 1 byte "2" · text, 1 byte "3" · text, 1 byte "4" · text, 1 byte "5" · text, 1 byte "6" · and 2 more frames`,
			cases.Send(cases.Text("1"), cases.Text("2"), cases.Text("3"), cases.Text("4"), cases.Text("5"), cases.Text("6"), cases.Text("7"), cases.Text("8"))),
		Entry("as many frames as are listed", `text, 1 byte "1" · text, 1 byte "2" · text, 1 byte "3" · text, 1 byte "4" · text, 1 byte "5" · text, 1 byte "6"`,
			cases.Send(cases.Text("1"), cases.Text("2"), cases.Text("3"), cases.Text("4"), cases.Text("5"), cases.Text("6"))),
		Entry("bytes", `the bytes 8100`, cases.SendBytes("\x81\x00")),
		Entry("cut everywhere", `ping, empty, byte by byte`, cases.Send(cases.Ping("")).Every(1)),
		Entry("cut regularly", `ping, empty, in segments of 3 bytes`, cases.Send(cases.Ping("")).Every(3)),
		Entry("cut here and there", `ping, empty, cut at 1, 5`, cases.Send(cases.Ping("")).CutAt(1, 5)),
		Entry("a request", `the request "wsspec:close"`, cases.Ask("wsspec:close")),
		Entry("a wait for the echo", `(echo awaited)`, cases.Echoed()),
		Entry("a wait for the pong", `(pong awaited)`, cases.Ponged()),
		Entry("a wait for a text", `(text "a" awaited)`, cases.AwaitText("a")),
		Entry("a wait for data", `(data awaited)`, cases.AwaitData()),
		Entry("a wait for a ping", `(ping awaited)`, cases.AwaitPing()),
		Entry("a wait for a close", `(close awaited)`, cases.AwaitClose()),
		Entry("a wait for the end", `(end of the connection awaited)`, cases.AwaitEnd()),
		Entry("a silence", `(a silence)`, cases.Quiet()),
		Entry("a FIN", `FIN`, cases.FIN()),
		Entry("a RST", `RST`, cases.Reset()),
		Entry("a second connection", `(a second connection)`, cases.Reopen()),
	)

	DescribeTable("an opening handshake is", func(words string, o cases.Opening) {
		Expect(o.String()).To(Equal(words))
	},
		Entry("plain", `the plain handshake`, cases.Opening{}),
		Entry("changed", `a handshake with method "POST"; target "/x"; version "HTTP/1.0"; request line "GET /\r\n"; Host: "a"; another Host: "b"; no Upgrade`,
			cases.Opening{Request: []cases.Edit{cases.Method("POST"), cases.Target("/x"), cases.HTTPVersion("HTTP/1.0"), cases.StartLine("GET /\r\n"),
				cases.Set("Host", "a"), cases.Add("Host", "b"), cases.Drop("Upgrade")}}),
		Entry("rearranged", `a handshake with the line "a:b\r\n"; the line " c:d\r\n" before the first field; "\r\n" before the request line; the fields in the order B, A; field names in upper case; field names in lower case; 100 more fields`,
			cases.Opening{Request: []cases.Edit{cases.RawLine("a:b\r\n"), cases.RawFirst(" c:d\r\n"), cases.RawBefore("\r\n"), cases.Order("B", "A"),
				cases.UpperNames(), cases.LowerNames(), cases.Many(100, "X-", "v")}}),
		Entry("none", `a handshake with "\x16\x03" in place of a request`, cases.Opening{Bytes: "\x16\x03"}),
		Entry("delivered otherwise", `a handshake, byte by byte, the last 2 bytes after a silence, in the same segment ping, empty`,
			cases.Opening{Cut: cases.Cut{Every: 1}, Hold: 2, Behind: []cases.Frame{cases.Ping("")}}),
		Entry("without TLS where it is wanted", `a handshake, without TLS`, cases.Opening{Clear: true}),
		Entry("changed and delivered otherwise", `a handshake with no Host; no Origin, cut at 3`,
			cases.Opening{Request: []cases.Edit{cases.Drop("Host"), cases.Drop("Origin")}, Cut: cases.Cut{At: []int{3}}}),
		Entry("long", `a handshake with Cookie: "`+strings.Repeat("a", 120)+`…"`,
			cases.Opening{Request: []cases.Edit{cases.Set("Cookie", strings.Repeat("a", 130))}}),
	)

	DescribeTable("a condition is", func(words string, want cases.Want, c cases.Condition) {
		Expect(c.String()).To(Equal(words))
		Expect(c.Want()).To(Equal(want))
	},
		Entry("an answer", "messages echoed, the last ping answered, nothing else; the connection lives on", cases.WantAnswer, cases.Answered),
		Entry("a failure", "close 1002 (protocol error) or 1007 (invalid frame payload data)", cases.WantEnd,
			cases.FailedWith(closecode.ProtocolError, closecode.InvalidData)),
		Entry("another failure", "close with another code", cases.WantEnd, cases.FailedOtherwise),
		Entry("a drop", "connection dropped", cases.WantEnd, cases.Dropped),
		Entry("the answer to a close", "answered by a close 1000 (normal closure) or without a code", cases.WantClose,
			cases.ClosedWith(closecode.Normal, cases.NoCode)),
		Entry("any answer to a close", "answered by a close", cases.WantClose, cases.Closed),
		Entry("the answer to a close and nothing else", "answered by a close, nothing else answered", cases.WantClose, cases.WithoutAnswer(cases.Closed)),
		Entry("the end of TCP by a FIN", "a close, then the TCP connection ended by FIN", cases.WantTCPEnd, cases.EndsTCP),
		Entry("the end of TLS", "a close, then close_notify and the TCP connection ended by FIN", cases.WantTCPEnd, cases.EndsTLS),
		Entry("the end of TCP by a RST", "a close, then the TCP connection ended by RST", cases.WantTCPEnd, cases.ResetsTCP),
		Entry("the end of TCP behind ours", "a close, then the TCP connection ended after the other side had", cases.WantTCPEnd, cases.EndsTCPAfterUs),
		Entry("the bare end of TCP", "the TCP connection ended without a close", cases.WantTCPEnd, cases.DropsTCP),
		Entry("any end of TCP", "the end of the TCP connection", cases.WantTCPEnd, cases.EndsSomehow),
		Entry("silence", "nothing, the target waits", cases.WantSilence, cases.Waits),
		Entry("a report", `a report of code 1000, clean, reason "bye"`, cases.WantAnswer, cases.Reports(closecode.Normal, true, "bye")),
		Entry("a report of any reason", `a report of code 1006, unclean`, cases.WantAnswer, cases.ReportsCode(closecode.Abnormal, false)),
		Entry("the start of a close", "close 1000 (normal closure) or without a code, then it waits for the answer", cases.WantTCPEnd,
			cases.StartsClose(closecode.Normal, cases.NoCode)),
		Entry("the start of a close with a reason", `close 4999 with the reason "bye", then it waits for the answer`, cases.WantTCPEnd,
			cases.StartsCloseWith(4999, "bye")),
		Entry("the start of a close that does not wait", "close 1000 (normal closure), and the end of the TCP connection at once", cases.WantTCPEnd,
			cases.WithoutWaiting(cases.StartsClose(closecode.Normal))),
		Entry("an open connection", "101, and the connection works", cases.WantOpening, cases.Opens),
		Entry("a subprotocol", "101 with the known subprotocol", cases.WantOpening, cases.Selects),
		Entry("no subprotocol", "101 without a subprotocol", cases.WantOpening, cases.SelectsNone),
		Entry("no extension", "101 without an extension", cases.WantOpening, cases.OpensPlain),
		Entry("a refusal", "status 400 or 426", cases.WantOpening, cases.Refuses(400, 426)),
		Entry("any refusal", "a status from 200 to 499", cases.WantOpening, cases.RefusesSomehow),
		Entry("a broken refusal", "a status from 500 to 599", cases.WantOpening, cases.RefusesBroken),
		Entry("a refusal with a field", "status 426 with Sec-WebSocket-Version: 13", cases.WantOpening,
			cases.RefusesWith(cases.Refuses(426), "Sec-WebSocket-Version", "13")),
		Entry("content instead of a response", "content without a status, as in HTTP/0.9", cases.WantOpening, cases.AnswersSimply),
		Entry("a drop instead of a response", "connection dropped without a response", cases.WantOpening, cases.DropsHandshake),
		Entry("no response", "no response", cases.WantOpening, cases.IgnoresHandshake),
		Entry("a limit", "a limit was found", cases.WantOpening, cases.HasLimit),
		Entry("a cooperating target", "a cooperating target", cases.WantAnswer, cases.Cooperates),
	)

	It("outcomes say what they are short of a pass", func() {
		outcomes := cases.Outcomes(cases.Passes(cases.Dropped), cases.Warns(cases.Waits, "why"), cases.Informs(cases.Answered, "why"))
		Expect(cases.Allowed(outcomes[:2])).To(Equal("connection dropped; warn: nothing, the target waits"))
		Expect(outcomes[2].String()).To(HavePrefix("info: messages echoed"))
	})

	It("a case sends its handshake and steps", func() {
		c := &cases.Case{Opening: cases.Opening{Hold: 2}, Script: cases.Steps(cases.Send(cases.Ping("")), cases.FIN())}
		Expect(c.Sends()).To(Equal([]string{"a handshake, the last 2 bytes after a silence", "ping, empty", "FIN"}))
		Expect((&cases.Case{}).Sends()).To(Equal([]string{"the plain handshake"}))
		Expect((&cases.Case{Script: cases.Steps(cases.FIN())}).Sends()).To(Equal([]string{"FIN"}))
	})
})

// got is something that came and repeats nothing.
func got(opcode frame.Opcode, body string) cases.Received {
	return cases.Received{Opcode: opcode, Head: []byte(body), Size: int64(len(body)), Whole: true, Answer: -1, Differs: -1, At: 1500 * time.Microsecond}
}

// answers is got for what repeats something that was sent.
func answers(r cases.Received, sent int) cases.Received { r.Answer = sent; return r }

var _ = Describe("what came is described", func() {
	DescribeTable("frame by frame", func(words string, r cases.Received) {
		Expect(r.String()).To(Equal(words))
	},
		Entry("a message", `text, 5 bytes "Hello", after 1.5ms`, got(frame.Text, "Hello")),
		Entry("an empty pong", `pong, empty, after 1.5ms`, got(frame.Pong, "")),
		Entry("a close", `close 1002 (protocol error) 3 bytes "bad", after 1.5ms`, got(frame.Close, "\x03\xeabad")),
		Entry("a message of which the beginning is kept", `binary, 10000 bytes "abc\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"…, after 1.5ms`,
			cases.Received{Opcode: frame.Binary, Head: []byte("abc"), Size: 10000, Whole: true, Differs: -1, At: 1500 * time.Microsecond}),
		Entry("a message that was cut off", `text, 2 bytes "He", unfinished, after 10µs`,
			cases.Received{Opcode: frame.Text, Head: []byte("He"), Size: 2, Differs: -1, At: 12 * time.Microsecond}),
		Entry("a message that differs", `text, 5 bytes "Hallo", which differs from what was sent at offset 1, after 2.35s`,
			cases.Received{Opcode: frame.Text, Head: []byte("Hallo"), Size: 5, Whole: true, Differs: 1, At: 2345678 * time.Microsecond}),
		Entry("a message that differs at once", `text, 1 byte "b", which differs from what was sent at offset 0, after 1.5ms`,
			cases.Received{Opcode: frame.Text, Head: []byte("b"), Size: 1, Whole: true, At: 1500 * time.Microsecond}),
	)

	response := func(status int, fields ...handshake.Field) *handshake.Response {
		return &handshake.Response{Status: status, Reason: "Because", Fields: fields}
	}
	DescribeTable("as a whole", func(o cases.Observation, lines ...string) {
		if o.Finish == 0 {
			o.Finish = len(o.Got)
		}
		Expect(o.Describe()).To(HaveExactElements(lines))
	},
		Entry("no response", cases.Observation{}, "no response before the deadline"),
		Entry("a FIN for a response", cases.Observation{End: cases.GotFIN}, "no response, the connection ended by FIN"),
		Entry("a RST for a response", cases.Observation{End: cases.GotRST}, "no response, the connection ended by RST"),
		Entry("an endless response", cases.Observation{Flooded: true}, "more bytes than the head of any response has"),
		Entry("a refusal", cases.Observation{Response: response(404)}, `status 404 "Because"`),
		Entry("an acceptance with what it chose", cases.Observation{Opened: true, Fenced: true,
			Response: response(101, handshake.Field{Name: "Sec-WebSocket-Protocol", Value: "chat"}, handshake.Field{Name: "sec-websocket-extensions", Value: "x"})},
			`status 101 "Because", Sec-WebSocket-Protocol: "chat", Sec-WebSocket-Extensions: "x"`,
			"a later ping was answered: the connection lives on"),
		Entry("a premature acceptance", cases.Observation{Opened: true, Premature: true, Quiet: true, Response: response(101)},
			`status 101 "Because", before the request was complete`, "nothing more"),
		Entry("what is wrong with a response, once", cases.Observation{Opened: true, Late: true, Response: response(101), Got: []cases.Received{got(frame.Ping, "")},
			Wrong: []reference.Finding{{Saw: "one"}, {Saw: "one"}, {Saw: "other"}}},
			"wrong in the response: one", "wrong in the response: other", "ping, empty, after 1.5ms", "nothing more before the deadline"),
		Entry("the end by FIN", cases.Observation{Opened: true, Got: []cases.Received{got(frame.Ping, "")}, End: cases.GotFIN, EndFirst: true},
			"ping, empty, after 1.5ms", "the connection ended by FIN"),
		Entry("the end by RST", cases.Observation{Opened: true, End: cases.GotRST, EndFirst: true}, "the connection ended by RST"),
		Entry("an end that we had begun", cases.Observation{Opened: true, End: cases.GotFIN}),
		Entry("a reset that we had begun", cases.Observation{Opened: true, End: cases.GotRST}),
		Entry("a flood", cases.Observation{Opened: true, Flooded: true, Fenced: true}, "more than any answer is worth: wsspec stopped reading"),
		Entry("an answer that came only when we closed", cases.Observation{Opened: true, Fenced: true, Finish: 1,
			Got: []cases.Received{got(frame.Ping, ""), got(frame.Close, ""), got(frame.Text, "late"), got(frame.Text, "later")}},
			"ping, empty, after 1.5ms", `text, 4 bytes "late", after 1.5ms, when wsspec closed the connection`,
			"a later ping was answered: the connection lives on"),
	)

	It("up to a dozen frames and messages", func() {
		o := cases.Observation{Opened: true}
		for range 15 {
			o.Got = append(o.Got, got(frame.Ping, ""))
		}
		o.Finish = len(o.Got)
		lines := o.Describe()
		Expect(lines).To(HaveLen(13))
		Expect(lines[12]).To(Equal("and 3 more frames and messages"))
	})

	It("without quoting a payload as it stands", func() {
		Expect(cases.DescribePayload(payload.String("\x1b[31m\n"))).To(Equal(`6 bytes "\x1b[31m\n"`))
	})
})
