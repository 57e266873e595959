package endpoint_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
)

// request is a change of the request that a server accepts.
type request func(*handshake.Request)

// set gives a field another value, or adds it.
func set(name, value string) request {
	return func(r *handshake.Request) {
		for i, f := range r.Fields {
			if f.Name == name {
				r.Fields[i].Value = value
				return
			}
		}
		r.Fields = append(r.Fields, handshake.Field{Name: name, Value: value})
	}
}

func add(name, value string) request {
	return func(r *handshake.Request) { r.Fields = append(r.Fields, handshake.Field{Name: name, Value: value}) }
}

func target(s string) request { return func(r *handshake.Request) { r.Target = s } }

func start(line string) request { return func(r *handshake.Request) { r.Start = line } }

func asIs(*handshake.Request) {}

var _ = Describe("the opening handshake of a server", func() {
	respond := func(config endpoint.Config, changes ...request) (*handshake.Response, *peer) {
		GinkgoHelper()
		p := toServer(memory, endpoint.NewServer(config))
		DeferCleanup(p.stop)
		r := conforming()
		for _, change := range changes {
			change(r)
		}
		return p.request(r), p
	}

	DescribeTable("accepts", func(config endpoint.Config, changes ...request) {
		response, p := respond(config, changes...)
		Expect(response.Accepts()).To(BeTrue())
		p.alive()
	},
		Entry("what conforms", endpoint.Config{}, asIs),
		Entry("an empty line before", endpoint.Config{}, start("\r\nGET /chat HTTP/1.1\r\n")),
		Entry("a key with unused bits set", endpoint.Config{}, set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZR==")),
		Entry("any origin if none is named", endpoint.Config{}, add("Origin", "http://anywhere.example")),
		Entry("no origin", endpoint.Config{Origins: []string{"http://example.com"}}),
		Entry("an origin that is named, in other case", endpoint.Config{Origins: []string{"http://other.example", "http://example.com"}}, add("Origin", "HTTP://example.COM")),
		Entry("its path with a query", endpoint.Config{Path: "/chat"}, target("/chat?room=1")),
		Entry("its path in an http URI", endpoint.Config{Path: "/chat"}, target("http://server.example.com/chat?room=1")),
		Entry("any path if none is named", endpoint.Config{}, target("/anything")),
		Entry("its credentials", endpoint.Config{Credentials: "Basic dTpw"}, add("Authorization", "Basic dTpw")),
		Entry("a client without a known subprotocol", endpoint.Config{Protocols: []string{"chat"}}, add("Sec-WebSocket-Protocol", "superchat")),
	)

	DescribeTable("refuses", func(status int, config endpoint.Config, changes ...request) {
		response, p := respond(config, changes...)
		Expect(response.Status).To(Equal(status))
		Expect(response.Reason).NotTo(BeEmpty())
		p.ended()
	},
		Entry("a malformed request line", 400, endpoint.Config{}, start("GET /chat\r\n")),
		Entry("another method", 405, endpoint.Config{}, start("POST /chat HTTP/1.1\r\n")),
		Entry("HTTP/1.0", 426, endpoint.Config{}, start("GET /chat HTTP/1.0\r\n")),
		Entry("HTTP/2.0", 505, endpoint.Config{}, start("GET /chat HTTP/2.0\r\n")),
		Entry("a target that is none", 400, endpoint.Config{}, target("chat")),
		Entry("no host", 400, endpoint.Config{}, set("Host", "a b")),
		Entry("an ordinary HTTP request", 426, endpoint.Config{}, set("Upgrade", "h2c")),
		Entry("a request without Connection", 400, endpoint.Config{}, set("Connection", "keep-alive")),
		Entry("a malformed key", 400, endpoint.Config{}, set("Sec-WebSocket-Key", "x")),
		Entry("another version", 426, endpoint.Config{}, set("Sec-WebSocket-Version", "8")),
		Entry("a malformed version", 400, endpoint.Config{}, set("Sec-WebSocket-Version", "thirteen")),
		Entry("a fold, which it need not", 400, endpoint.Config{}, set("X", "y\r\n z")),
		Entry("another path", 404, endpoint.Config{Path: "/chat"}, target("/chat/room")),
		Entry("another path in an http URI", 404, endpoint.Config{Path: "/chat"}, target("http://server.example.com/room")),
		Entry("no credentials", 401, endpoint.Config{Credentials: "Basic dTpw"}),
		Entry("wrong credentials", 401, endpoint.Config{Credentials: "Basic dTpw"}, add("Authorization", "Basic dTpx")),
		Entry("another origin", 403, endpoint.Config{Origins: []string{"http://example.com"}}, add("Origin", "http://example.com.evil.example")),
		Entry("two origins", 403, endpoint.Config{Origins: []string{"http://example.com"}}, add("Origin", "http://example.com"), add("Origin", "http://example.com")),
		Entry("a request of more than 64 KiB", 431, endpoint.Config{}, add("X", strings.Repeat("x", 64<<10))),
	)

	It("says which versions it speaks when it refuses another", func() {
		for _, version := range []string{"8", "thirteen"} {
			response, _ := respond(endpoint.Config{}, set("Sec-WebSocket-Version", version))
			Expect(response.Fields.Values("Sec-WebSocket-Version")).To(Equal([]string{"13"}))
		}
	})

	It("refuses what is no HTTP as soon as that shows", func() {
		for _, bytes := range []string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\x81\x85\x37\xfa\x21\x3d"} {
			p := toServer(memory, endpoint.NewServer(endpoint.Config{}))
			DeferCleanup(p.stop)
			p.write([]byte(bytes))
			Expect(p.response(conforming()).Status).To(Equal(400))
			p.ended()
		}
	})

	It("answers one request and no other when it refuses", func() {
		p := toServer(memory, endpoint.NewServer(endpoint.Config{}))
		DeferCleanup(p.stop)
		bad := conforming()
		bad.Method = "POST"
		p.write(conforming().Append(bad.Append(nil)))
		Expect(p.response(bad).Status).To(Equal(405))
		p.ended()
	})

	It("waits for the whole request, whatever the pieces", func() {
		inBubble(func() {
			p := toServer(memory, endpoint.NewServer(endpoint.Config{}))
			defer p.stop()
			r := conforming()
			for _, b := range r.Append(nil) {
				p.write([]byte{b})
			}
			Expect(p.response(r).Accepts()).To(BeTrue())
			p.alive()
		})
	})

	It("takes frames that come along with the request", func() {
		p := toServer(loopback, endpoint.NewServer(endpoint.Config{}))
		DeferCleanup(p.stop)
		r := conforming()
		p.write(append(r.Append(nil), p.wire(text("early"), ping("bird"))...))
		Expect(p.response(r).Accepts()).To(BeTrue())
		p.expect(unit{frame.Text, "early"}, unit{frame.Pong, "bird"})
	})

	It("answers Expect: 100-continue with a 100 before the 101", func() {
		p := toServer(memory, endpoint.NewServer(endpoint.Config{}))
		DeferCleanup(p.stop)
		r := conforming()
		set("Expect", "100-Continue")(r)
		p.write(r.Append(nil))
		Expect(p.response(r).Status).To(Equal(100))
		Expect(p.response(r).Accepts()).To(BeTrue())
		p.alive()
	})

	It("ends the connection without a response if the request does not end", func() {
		p := toServer(memory, endpoint.NewServer(endpoint.Config{}))
		DeferCleanup(p.stop)
		p.write([]byte("GET /chat HTTP/1.1\r\n"))
		Expect(p.Conn.(interface{ CloseWrite() error }).CloseWrite()).To(Succeed())
		p.ended()
	})

	DescribeTable("chooses the first subprotocol of the client that it knows", func(chosen string, offers ...string) {
		var changes []request
		for _, offer := range offers {
			changes = append(changes, add("Sec-WebSocket-Protocol", offer))
		}
		response, _ := respond(endpoint.Config{Protocols: []string{"chat", "superchat"}}, changes...)
		Expect(response.Protocol()).To(Equal(chosen))
	},
		Entry("the only one", "chat", "chat"),
		Entry("in the order of the client", "superchat", "superchat, chat"),
		Entry("behind one that is unknown", "chat", "megachat, chat"),
		Entry("on the second line", "chat", "megachat", "chat"),
		Entry("none in other case", "", "Chat"),
		Entry("none if none is offered", ""),
	)
})
