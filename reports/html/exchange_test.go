package html_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/runner/results"
)

const (
	request  = "GET /chat HTTP/1.1\r\nHost: h\r\n\r\n"
	response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
)

func sent(bytes string) results.Entry     { return results.Entry{Dir: ">", Bytes: []byte(bytes)} }
func received(bytes string) results.Entry { return results.Entry{Dir: "<", Bytes: []byte(bytes)} }
func event(what string) results.Entry     { return results.Entry{Dir: "!", Event: what} }

// cut is an entry of which only the first bytes were kept.
func cut(e results.Entry, size int64) results.Entry { e.Size = size; return e }

// arrows are the arrows of a transcript, each as its direction and label.
func arrows(entries ...results.Entry) []string {
	var lines []string
	for _, a := range html.Diagram(entries) {
		sign := map[string]string{"out": "> ", "in": "< ", "event": "! "}[a.Class]
		lines = append(lines, sign+a.Label)
	}
	return lines
}

var _ = Describe("The exchange of a case", func() {
	opened := []results.Entry{sent(request), received(response)}
	frames := func(entries ...results.Entry) []string {
		lines := arrows(append(opened[:2:2], entries...)...)
		Expect(lines[:2]).To(Equal([]string{"> GET /chat HTTP/1.1", "< HTTP/1.1 101 Switching Protocols"}))
		return lines[2:]
	}

	DescribeTable("has an arrow for each frame", func(want []string, entries ...results.Entry) {
		Expect(frames(entries...)).To(Equal(want))
	},
		Entry("whole", []string{"< text, 5 bytes"}, received("\x81\x05hello")),
		Entry("masked", []string{"> ping, 1 byte"}, sent("\x89\x81\x01\x02\x03\x04a")),
		Entry("empty", []string{"< pong, 0 bytes"}, received("\x8a\x00")),
		Entry("of an unusual header", []string{"< opcode 3 fin=0 rsv1 rsv3 16-bit length, 2 bytes"}, received("\x53\x7e\x00\x02ab")),
		Entry("with a close code", []string{"< close 1002 (protocol error), 2 bytes"}, received("\x88\x02\x03\xea")),
		Entry("two in one segment", []string{"< text, 1 byte", "< binary, 1 byte"}, received("\x81\x01a\x82\x01b")),
		Entry("one in several segments", []string{"< text, 5 bytes, in 3 pieces"}, received("\x81"), received("\x05he"), received("llo")),
		Entry("one whose end shares a segment with the next", []string{"< text, 2 bytes, in 2 pieces", "< pong, 0 bytes"},
			received("\x81\x02a"), received("b\x8a\x00")),
		Entry("in both directions at once", []string{"> text, 2 bytes, in 2 pieces", "< pong, 0 bytes"},
			sent("\x81\x02a"), received("\x8a\x00"), sent("b")),
		Entry("unfinished", []string{"< text, 5 bytes, 2 of them so far", "! FIN"}, received("\x81\x05he"), event("FIN")),
		Entry("a part of a header", []string{"< 1 byte, no frame"}, received("\x81")),
		Entry("of a length that no target can have", []string{"< text, 18446744073709551615 bytes, 1 of them so far"},
			received("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xffa")),
		Entry("not all of which was kept", []string{"< text, 300 bytes", "< pong, 0 bytes"},
			cut(received("\x81\x7e\x01\x2cab"), 304), received("\x8a\x00")),
		Entry("none where too little was kept to tell them apart", []string{"< text, 2 bytes", "< 8 bytes, no frame, in 2 pieces"},
			cut(received("\x81\x02ab"), 10), received("\x8a\x00")),
	)

	DescribeTable("has handshakes of all kinds", func(want []string, entries ...results.Entry) {
		Expect(arrows(entries...)).To(Equal(want))
	},
		Entry("byte by byte", []string{"> GET / HTTP/1.1, in 4 pieces"}, sent("GET / HT"), sent("TP/1.1\r\n"), sent("\r"), sent("\n")),
		Entry("with an interim response", []string{"< HTTP/1.1 103 Early Hints", "< HTTP/1.1 101 Ok", "< pong, 0 bytes"},
			received("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Ok\r\n\r\n\x8a\x00")),
		Entry("refused, with a body that is no frame", []string{"> GET /chat HTTP/1.1", "< HTTP/1.1 400 Bad Request", "< 2 bytes behind the head"},
			sent(request), received("HTTP/1.1 400 Bad Request\r\n\r\n\x8a\x00")),
		Entry("with a body in the request before the frames", []string{"> GET / HTTP/1.1", "> 3 bytes behind the head", "> ping, 0 bytes", "< HTTP/1.1 101 Ok"},
			sent("GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\x89\x80\x00\x00\x00\x00"), received("HTTP/1.1 101 Ok\r\n\r\n")),
		Entry("with bytes behind a request that was never answered", []string{"> GET / HTTP/1.1", "> 2 bytes behind the head"},
			sent("GET / HTTP/1.1\r\n\r\n\x89\x00")),
		Entry("of two connections", []string{"! connected", "< HTTP/1.1 101 Ok", "< text, 3 bytes, 1 of them so far", "! connected", "< HTTP/1.1 101 Ok", "< pong, 0 bytes"},
			event("connected"), received("HTTP/1.1 101 Ok\r\n\r\n\x81\x03a"), event("connected"), received("HTTP/1.1 101 Ok\r\n\r\n\x8a\x00")),
		Entry("that do not end", []string{"< no response"}, received("no response")),
		Entry("of no bytes at all", nil),
	)

	It("has the beginning and the end of what is long", func() {
		var entries []results.Entry
		for range 100 {
			entries = append(entries, received("\x8a\x00"))
		}
		lines := frames(entries...)
		Expect(lines).To(HaveLen(21))
		Expect(lines[12]).To(Equal("! … 80 more steps …"))
	})

	It("takes no time for bytes that a file says were lost", func() {
		Expect(frames(cut(received("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), 1<<62))).To(HaveLen(1))
	})

	Describe("shows a frame", func() {
		last := func(entries ...results.Entry) html.Arrow {
			list := html.Diagram(append(opened[:2:2], entries...))
			return list[len(list)-1]
		}
		bitsOf := func(a html.Arrow) string {
			var parts []string
			for _, b := range a.Bits {
				parts = append(parts, b.Name+" "+b.Value+" "+b.Means)
			}
			return strings.Join(parts, "|")
		}

		It("bit by bit, with the fields behind the first 16 bits", func() {
			a := last(sent("\x01\xfe\x00\x7e\x01\x02\x03\x04" + strings.Repeat("a", 126)))
			Expect(bitsOf(a)).To(Equal("FIN 0 more follow|RSV 0 0 0 clear|opcode 0 0 0 1 text|MASK 1 masked|length 1 1 1 1 1 1 0 126: 16 bits follow"))
			Expect(a.Header).To(HaveLen(3))
			Expect(a.Header[0].Hex + ";" + a.Header[1].Hex + "=" + a.Header[1].Means + ";" + a.Header[2].Hex).To(Equal("01 fe;00 7e=126;01 02 03 04"))
			Expect(a.More).To(Equal("78 bytes more"))
		})

		It("with the length in 64 bits, and with reserved bits", func() {
			a := last(received("\xf2\x7f\x00\x00\x00\x00\x00\x00\x00\x01a"))
			Expect(bitsOf(a)).To(Equal("FIN 1 last|RSV 1 1 1 RSV1, 2, 3|opcode 0 0 1 0 binary|MASK 0 not masked|length 1 1 1 1 1 1 1 127: 64 bits follow"))
			Expect(a.Header[1].Means).To(Equal("1"))
		})

		It("with its payload as it is on the wire, and without its mask", func() {
			a := last(sent("\x81\x83\x01\x02\x03\x04" + "\x60\x60\x60"))
			Expect(a.Hex).To(HaveLen(1))
			Expect(a.Hex[0]).To(HavePrefix("60 60 60 "))
			Expect(a.Text).To(Equal("abc"))
		})

		It("with the reason of a close", func() {
			Expect(last(received("\x88\x05\x03\xe8bye")).Text).To(Equal("bye"))
		})

		It("with the time when it began", func() {
			late := received("\x8a\x00")
			late.At = 1500 * time.Microsecond
			Expect(last(late).Time).To(Equal("1.50 ms"))
		})
	})
})
