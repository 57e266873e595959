package cases_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/handshake"
)

var _ = Describe("an edit of the request", func() {
	// apply edits a request of two fields and writes it with "|" for the end of a line.
	apply := func(edits ...cases.Edit) string {
		r := handshake.NewRequest("a.example", "/path", "key")
		r.Fields = handshake.Fields{{Name: "Host", Value: "a.example"}, {Name: "Upgrade", Value: "websocket"}}
		fill := func(s string) string { return strings.ReplaceAll(s, "{path}", "/path") }
		before := ""
		for _, e := range edits {
			before += e.Apply(r, fill)
		}
		return strings.ReplaceAll(before+string(r.Append(nil)), "\r\n", "|")
	}

	DescribeTable("changes", func(request string, edits ...cases.Edit) {
		Expect(apply(edits...)).To(Equal(request))
	},
		Entry("nothing if there is none", "GET /path HTTP/1.1|Host: a.example|Upgrade: websocket||"),
		Entry("the method", "POST /path HTTP/1.1|Host: a.example|Upgrade: websocket||", cases.Method("POST")),
		Entry("the target, in which braces are filled", "GET /path/x HTTP/1.1|Host: a.example|Upgrade: websocket||", cases.Target("{path}/x")),
		Entry("the version", "GET /path HTTP/1.0|Host: a.example|Upgrade: websocket||", cases.HTTPVersion("HTTP/1.0")),
		Entry("the whole request line", "GET  /path|Host: a.example|Upgrade: websocket||", cases.StartLine("GET  {path}\r\n")),
		Entry("a field where it stands, whatever its case", "GET /path HTTP/1.1|Host: b|Upgrade: websocket||", cases.Set("HOST", "b")),
		Entry("a field that is not there yet", "GET /path HTTP/1.1|Host: a.example|Upgrade: websocket|Origin: b||", cases.Set("Origin", "b")),
		Entry("nothing of a field to which another is added", "GET /path HTTP/1.1|Host: a.example|Upgrade: websocket|Host: b||", cases.Add("Host", "b")),
		Entry("all fields of a name into none, whatever their case", "GET /path HTTP/1.1|Upgrade: websocket||", cases.Add("host", "b"), cases.Drop("HOST")),
		Entry("the end by a line as it stands", "GET /path HTTP/1.1|Host: a.example|Upgrade: websocket|no colon||", cases.RawLine("no colon\r\n")),
		Entry("the beginning by a line as it stands", "GET /path HTTP/1.1| folded|Host: a.example|Upgrade: websocket||", cases.RawFirst(" folded\r\n")),
		Entry("what stands before the request", "||GET /path HTTP/1.1|Host: a.example|Upgrade: websocket||", cases.RawBefore("\r\n"), cases.RawBefore("\r\n")),
		Entry("the order, in which the others follow as they stood", "GET /path HTTP/1.1|X: 1|Upgrade: websocket|Host: a.example||",
			cases.Add("X", "1"), cases.Order("x", "upgrade")),
		Entry("all names to upper case", "GET /path HTTP/1.1|HOST: a.example|UPGRADE: websocket||", cases.UpperNames()),
		Entry("all names to lower case", "GET /path HTTP/1.1|host: a.example|upgrade: websocket||", cases.LowerNames()),
		Entry("the number of fields", "GET /path HTTP/1.1|Host: a.example|Upgrade: websocket|X-1: v|X-2: v||", cases.Many(2, "X-", "v")),
	)

	It("makes an opening that is not plain", func() {
		for what, o := range map[string]cases.Opening{
			"an edit": {Request: []cases.Edit{cases.UpperNames()}}, "bytes": {Bytes: "x"}, "a cut": {Cut: cases.Cut{At: []int{1}}},
			"a pause": {Hold: 1}, "a frame behind it": {Behind: []cases.Frame{cases.Ping("")}},
			"the lack of TLS": {Clear: true},
		} {
			Expect(o.Plain()).To(BeFalse(), what)
		}
		Expect(new(cases.Opening).Plain()).To(BeTrue())
	})
})
