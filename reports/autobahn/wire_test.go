package autobahn_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// fileOf is the file of a case with a transcript.
func fileOf(transcript []results.Entry) map[string]any {
	GinkgoHelper()
	return render(runOf(judged("2.5", cases.Pass, transcript...)), "Ducks").file("Ducks", "2.5")
}

// cutOff is something received of which not everything was kept.
func cutOff(bytes string, lost int) results.Entry {
	e := received(bytes)
	e.Size = int64(len(bytes) + lost)
	return e
}

var _ = DescribeTable("The close code of the target is", func(code any, entries ...results.Entry) {
	got := fileOf(onWire(entries...))["remoteCloseCode"]
	if code == nil {
		Expect(got).To(BeNil())
	} else {
		Expect(got).To(BeNumerically("==", code))
	}
},
	Entry("that of its close frame", 1002, received(closing(1002)), fin),
	Entry("that of its first close frame", 1002, received(closing(1002)+closing(1000))),
	Entry("that of a close frame that comes byte by byte", 1002, received("\x88"), received("\x02"), received("\x03"), received("\xea")),
	Entry("that of a close frame in the segment of the handshake's end", 1002, received(""), received("\x8a\x00"+closing(1002))),
	Entry("that of a masked close frame, which is a breach, but a code", 1002, received("\x88\x82\x01\x02\x03\x04\x02\xe8")),
	Entry("none without a code", nil, received("\x88\x00")),
	Entry("none with half a code", nil, received("\x88\x01\x03")),
	Entry("none without a close frame", nil, received("\x8a\x00"), fin),
	Entry("none of ours", nil, sent(closing(1000)), fin),
	Entry("none if it did not come as a whole", nil, received("\x88\x02\x03")),
	Entry("none inside another frame", nil, received("\x82\x06"+closing(1002)+"..")),
	Entry("that behind a payload of which the end was not kept", 1001,
		cutOff("\x82\x7e\x01\x00"+strings.Repeat("x", 6), 250), received(closing(1001))),
	Entry("that behind a payload of which nothing was kept but its beginning and its end", 1001,
		cutOff("\x82\x7e\x01\x00", 200), received(strings.Repeat("x", 56)+closing(1001))),
	Entry("none behind bytes that were not kept and were no payload", nil,
		cutOff("\x8a\x00", 3), received(closing(1001))),
	Entry("none if a header was not kept as a whole", nil,
		cutOff("\x82\x7e", 2), received(closing(1001))),
	Entry("none behind more lost bytes than the payload has", nil,
		cutOff("\x82\x7e\x01\x00", 257), received(closing(1001))),
	Entry("that of the last connection", 1002,
		received(closing(1000)), connected, request, response, received(closing(1002))),
	Entry("that behind an interim response", 1002,
		connected, request, received("HTTP/1.1 100 Continue\r\n\r\n"), response, received(closing(1002))),
	Entry("none in the body of a response that refuses", nil,
		connected, request, received("HTTP/1.1 400 Bad Request\r\n\r\n"+closing(1002)), received(closing(1002))),
)

var _ = Describe("The record of a connection", func() {
	It("tells the messages and control frames that came", func() {
		file := fileOf(onWire(received("\x01\x02he\x89\x01p\x80\x03llo"), received("\x8a\x02\xff\xfe\x82\x01\x00\x81\x00"), received(closing(1000))))
		Expect(file["received"]).To(Equal([]any{
			[]any{"ping", "p"}, []any{"message", "hello", false}, []any{"pong", "0xfffe"}, []any{"message", "\x00", true}, []any{"message", "", false},
		}))
		Expect(file["rxFrameStats"]).To(Equal(map[string]any{"0": 1.0, "1": 2.0, "2": 1.0, "8": 1.0, "9": 1.0, "10": 1.0}))
	})

	It("shows no more than 64 bytes, whole characters if it is text", func() {
		long := strings.Repeat("a", 63) + "\u00e9" + strings.Repeat("b", 40)
		file := fileOf(onWire(received("\x81"+string(rune(len(long)))+long), received("\x82\x50"+strings.Repeat("\xff", 80))))
		Expect(file["received"]).To(Equal([]any{
			[]any{"message", strings.Repeat("a", 63), false}, []any{"message", "0x" + strings.Repeat("ff", 64), true}}))
	})

	It("has both heads, and counts what was written and read by size", func() {
		file := fileOf(onWire(sent("\x89\x00"), sent("\x8a\x00"), received("\x8a\x00"), cutOff("\x82\x7e\x01\x00", 256)))
		Expect(file["httpRequest"]).To(Equal(string(request.Bytes)))
		Expect(file["httpResponse"]).To(Equal(string(response.Bytes)))
		Expect(file["txOctetStats"]).To(Equal(map[string]any{"27": 1.0, "2": 2.0}))
		Expect(file["rxOctetStats"]).To(Equal(map[string]any{"56": 1.0, "2": 1.0, "260": 1.0}))
		Expect(file["txFrameStats"]).To(Equal(map[string]any{"9": 1.0, "10": 1.0}))
	})

	It("has the heads whole if they came in pieces, and frames behind them", func() {
		transcript := []results.Entry{connected}
		for _, b := range request.Bytes {
			transcript = append(transcript, sent(string(b)))
		}
		for _, b := range response.Bytes {
			transcript = append(transcript, received(string(b)))
		}
		file := fileOf(append(transcript, received(closing(1002))))
		Expect(file["httpRequest"]).To(Equal(string(request.Bytes)))
		Expect(file["httpResponse"]).To(Equal(string(response.Bytes)))
		Expect(file["remoteCloseCode"]).To(BeNumerically("==", 1002))
	})

	It("has the head of a response that refuses, and not what follows it", func() {
		const head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 6\r\n\r\n"
		file := fileOf([]results.Entry{connected, request, received(head + "no"), received("\r\n\r\n")})
		Expect(file["httpResponse"]).To(Equal(head))
		Expect(file["rxFrameStats"]).To(BeEmpty())
	})

	It("logs octets and frames in their order", func() {
		Expect(fileOf(onWire(sent("\x89\x81\x01\x02\x03\x04\x60"), received("\x8a\x01a")))["wirelog"]).To(HaveExactElements(
			HaveExactElements("TO", HaveExactElements(BeNumerically("==", 27), HavePrefix("474554")), false),
			HaveExactElements("RO", HaveExactElements(BeNumerically("==", 56), HavePrefix("485454"))),
			HaveExactElements("TO", HaveExactElements(BeNumerically("==", 7), "89810102030460"), false),
			HaveExactElements("TF", HaveExactElements(BeNumerically("==", 1), "a"), BeNumerically("==", 9), true, BeNumerically("==", 0), true, "01020304"),
			HaveExactElements("RO", HaveExactElements(BeNumerically("==", 3), "8a0161")),
			HaveExactElements("RF", HaveExactElements(BeNumerically("==", 1), "a"), BeNumerically("==", 10), true, BeNumerically("==", 0), false, BeNil()),
		))
	})

	DescribeTable("knows of a close for which the transcript had no room", func(closed results.Close, want map[string]any, entries ...results.Entry) {
		c := judged("2.5", cases.Pass, onWire(append(entries, cutOff("\x82\x7e\x01\x00", 300))...)...)
		c.Closed = &closed
		file := render(runOf(c), "Ducks").file("Ducks", "2.5")
		for key, value := range want {
			if value == nil {
				Expect(file[key]).To(BeNil(), key)
			} else {
				Expect(file[key]).To(BeEquivalentTo(value), key)
			}
		}
	},
		Entry("in answer to ours", results.Close{Code: 1000, Reason: "bye"}, map[string]any{
			"remoteCloseCode": 1000.0, "remoteCloseReason": "bye", "wasClean": true, "closedByMe": true, "resultClose": "the target answered the close with 1000"}),
		Entry("before ours", results.Close{Code: 1011, First: true}, map[string]any{
			"remoteCloseCode": 1011.0, "remoteCloseReason": nil, "wasClean": false, "closedByMe": false, "resultClose": "the target closed with 1011"}),
		Entry("without a code", results.Close{}, map[string]any{
			"remoteCloseCode": nil, "wasClean": true, "resultClose": "the target answered the close with no code"}),
		Entry("but believes the transcript as far as it goes", results.Close{Code: 1000}, map[string]any{"remoteCloseCode": 1002.0},
			received(closing(1002))),
	)

	DescribeTable("tells who closed, and how", func(entries []results.Entry, want map[string]any) {
		file := fileOf(entries)
		for key, value := range want {
			if value == nil {
				Expect(file[key]).To(BeNil(), key)
			} else {
				Expect(file[key]).To(BeEquivalentTo(value), key)
			}
		}
	},
		Entry("we first", onWire(sent(closing(1000)), received("\x88\x05\x03\xe8bye"), fin), map[string]any{
			"closedByMe": true, "droppedByMe": false, "wasClean": true, "wasNotCleanReason": nil, "resultClose": "the target answered the close with 1000",
			"localCloseCode": 1000.0, "localCloseReason": nil, "remoteCloseCode": 1000.0, "remoteCloseReason": "bye", "wasServerConnectionDropTimeout": false}),
		Entry("the target first", onWire(received(closing(1002)), sent(closing(1002)), fin), map[string]any{
			"closedByMe": false, "wasClean": true, "resultClose": "the target closed with 1002"}),
		Entry("the target without an answer of ours", onWire(received(closing(1002)), fin), map[string]any{
			"closedByMe": false, "wasClean": false, "localCloseCode": nil, "wasNotCleanReason": "the target closed with 1002"}),
		Entry("nobody", onWire(sent("\x89\x00"), rst), map[string]any{
			"closedByMe": false, "wasClean": false, "droppedByMe": false, "resultClose": "the target ended the connection without a close frame"}),
		Entry("we, without an answer", onWire(sent(closing(1000)), timeout), map[string]any{
			"closedByMe": true, "wasCloseHandshakeTimeout": true, "wasOpenHandshakeTimeout": false, "wasServerConnectionDropTimeout": false, "droppedByMe": true}),
		Entry("both, and nobody ends the connection", onWire(sent(closing(1000)), received(closing(1000)), timeout), map[string]any{
			"wasCloseHandshakeTimeout": false, "wasServerConnectionDropTimeout": true, "wasClean": true}),
		Entry("nobody, since it never opened", []results.Entry{connected, request, timeout}, map[string]any{
			"wasOpenHandshakeTimeout": true, "wasCloseHandshakeTimeout": false, "resultClose": "the connection was not opened"}),
	)
})
