package runner_test

import (
	"bytes"
	"net"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/handshake"
)

// behindProxy is a server that adds some lines to its 101, and answers two Host fields with something else.
func behindProxy(opens handshake.Fields, refusal string) func(net.Conn) {
	return func(conn net.Conn) {
		var in []byte
		buf := make([]byte, 4096)
		for !bytes.HasSuffix(in, []byte("\r\n\r\n")) {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			in = append(in, buf[:n]...)
		}
		if bytes.Count(in, []byte("\r\nHost:")) > 1 && refusal != "" {
			conn.Write([]byte(refusal))
			return
		}
		var head handshake.HeadReader
		head.Write(in)
		request, _ := handshake.ReadRequest(head.Head())
		response := handshake.NewAcceptance(request.Key())
		response.Fields = append(response.Fields, opens...)
		conn.Write(response.Append(nil))
		linger(conn)
	}
}

var _ = Describe("a proxy before the server", func() {
	const refusal, named, empty = "HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 400 Bad Request\r\nServer: front/2\r\n\r\n", ""
	server := handshake.Fields{{Name: "Server", Value: "back/1"}}

	DescribeTable("is named by what shows it", func(opens handshake.Fields, refusal string, notes ...string) {
		Expect(probed(serverOf(behindProxy(opens, refusal))).Notes).To(ContainElements(notes))
	},
		Entry("two servers", server, named, `a proxy stands before the server: the server is "back/1" in the 101, "front/2" in a refusal`),
		Entry("a server and one without a name", server, refusal, `a proxy may stand before the server: the server is "back/1" in the 101, none in a refusal`),
		Entry("one without a name and a server", handshake.Fields{}, named, `a proxy may stand before the server: the server is none in the 101, "front/2" in a refusal`),
		Entry("Via", handshake.Fields{{Name: "Via", Value: "1.1 a"}, {Name: "Via", Value: "1.1 b"}}, empty, `a proxy stands before the server: Via "1.1 a, 1.1 b"`),
	)

	DescribeTable("is not told of without evidence", func(opens handshake.Fields, refusal string) {
		Expect(probed(serverOf(behindProxy(opens, refusal))).Notes).NotTo(ContainElement(ContainSubstring("proxy")))
	},
		Entry("one server", handshake.Fields{{Name: "Server", Value: "front/2"}}, named),
		Entry("no names at all", handshake.Fields{}, refusal),
		Entry("a server that takes two Host fields", server, empty),
	)
})
