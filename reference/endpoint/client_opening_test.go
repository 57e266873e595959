package endpoint_test

import (
	"io"
	"net"
	"os"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/stream"
)

var _ = Describe("the opening handshake of a client", func() {
	connect := func(config endpoint.Config) *peer {
		p := toClient(memory, config)
		DeferCleanup(p.stop)
		return p
	}

	It("asks for the target on the host, and for the subprotocols", func() {
		r := connect(endpoint.Config{Protocols: []string{"chat", "superchat"}}).requested()
		Expect(r.Target).To(Equal("/chat"))
		Expect(r.Fields.Get("Host")).To(Equal("server.example.com"))
		Expect(r.Protocols()).To(Equal([]string{"chat", "superchat"}))
		Expect(r.Extensions()).To(BeEmpty())
	})

	It("asks for no subprotocol if it knows none", func() {
		Expect(connect(endpoint.Config{}).requested().Fields.Values("Sec-WebSocket-Protocol")).To(BeEmpty())
	})

	It("has a key that its seed decides", func() {
		key := func(seed uint64) string { return connect(endpoint.Config{Seed: seed}).requested().Key() }
		Expect(key(1)).To(Equal(key(1)))
		Expect(key(1)).NotTo(Equal(key(2)))
		Expect(key(1)).NotTo(Equal(key(1<<63 + 1)))
	})

	It("masks every frame with another key that its seed decides", func() {
		maskingKeys := func(seed uint64) (keys [][4]byte) {
			p := connect(endpoint.Config{Seed: seed})
			p.accept()
			for range 50 {
				p.write(p.wire(ping("")))
			}
			r := stream.Reader{}
			for len(keys) < 50 {
				if len(p.in) == 0 {
					Expect(p.read()).To(Succeed())
				}
				n, ev := r.Next(p.in)
				p.in = p.in[n:]
				if ev&stream.FrameEnd != 0 {
					keys = append(keys, r.Header.Key)
				}
			}
			return keys
		}
		first := maskingKeys(1)
		seen := map[[4]byte]bool{}
		for _, key := range first {
			seen[key] = true
		}
		Expect(seen).To(HaveLen(50), "a key came twice")
		Expect(maskingKeys(1)).To(Equal(first))
		Expect(maskingKeys(2)).NotTo(Equal(first))
	})

	DescribeTable("accepts", func(config endpoint.Config, respond func(key string) string) {
		p := connect(config)
		r := p.requested()
		p.write([]byte(respond(r.Key())))
		p.alive()
	},
		Entry("what conforms", endpoint.Config{}, func(key string) string { return accepting(key, "") }),
		Entry("a subprotocol that it offered", endpoint.Config{Protocols: []string{"chat", "superchat"}},
			func(key string) string { return accepting(key, "Sec-WebSocket-Protocol: superchat\r\n") }),
		Entry("interim responses before", endpoint.Config{}, func(key string) string {
			return "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + accepting(key, "")
		}),
		Entry("what breaks a rule without a reaction", endpoint.Config{}, func(key string) string { return accepting(key, "Content-Length: 0\r\n") }),
	)

	It("takes frames that come along with the response", func() {
		p := connect(endpoint.Config{})
		r := p.requested()
		p.write(append([]byte(accepting(r.Key(), "")), p.wire(text("early"))...))
		p.expect(unit{frame.Text, "early"})
	})

	It("takes a response whatever the pieces", func() {
		inBubble(func() {
			p := toClient(memory, endpoint.Config{})
			defer p.stop()
			for _, b := range []byte("HTTP/1.1 100 Continue\r\n\r\n" + accepting(p.requested().Key(), "")) {
				p.write([]byte{b})
			}
			p.alive()
		})
	})

	DescribeTable("gives up, says why, and sends no frame", func(why string, respond func(key string) string) {
		p := connect(endpoint.Config{Protocols: []string{"chat"}})
		r := p.requested()
		p.write([]byte(respond(r.Key())))
		rest, _ := io.ReadAll(p) // it may end by a reset, since nobody reads what came along
		Expect(rest).To(BeEmpty())
		<-p.done
		Expect(p.err).To(MatchError(ContainSubstring(why)))
	},
		Entry("a refusal", "the server refuses with status 403", func(string) string { return "HTTP/1.1 403 Forbidden\r\n\r\n" }),
		Entry("another success", "status 200", func(key string) string { return strings.Replace(accepting(key, ""), "101", "200", 1) }),
		Entry("the accept of another key", "accept", func(string) string { return accepting("AAAAAAAAAAAAAAAAAAAAAA==", "") }),
		Entry("no Upgrade", "accept-upgrade", func(key string) string { return strings.Replace(accepting(key, ""), "Upgrade: websocket\r\n", "", 1) }),
		Entry("a subprotocol that it did not offer", "protocol-not-offered",
			func(key string) string { return accepting(key, "Sec-WebSocket-Protocol: superchat\r\n") }),
		Entry("an extension that it did not offer", "extension-not-offered",
			func(key string) string { return accepting(key, "Sec-WebSocket-Extensions: foo\r\n") }),
		Entry("no HTTP", "status-line", func(string) string { return "SSH-2.0-OpenSSH_9.6\r\n\r\n" }),
		Entry("a head without end", "too large", func(string) string { return strings.Repeat("X: y\r\n", 11_000) }),
	)

	It("gives up when the connection ends before the response does", func() {
		p := connect(endpoint.Config{})
		p.requested()
		p.write([]byte("HTTP/1.1 101 Switching Protocols\r\n"))
		p.Close()
		<-p.done
		Expect(p.err).To(MatchError(io.EOF))
	})

	It("gives up when the connection is gone before the request is sent", func() {
		p := toClient(transport{open: func() (ours, theirs net.Conn) {
			ours, theirs = memory.open()
			ours.Close()
			return ours, theirs
		}}, endpoint.Config{})
		<-p.done
		Expect(p.err).To(MatchError(ContainSubstring("send the opening handshake")))
	})

	It("waits for the response for ten seconds, and as long as it takes for the first frame", func() {
		inBubble(func() {
			p := toClient(memory, endpoint.Config{})
			begin := time.Now()
			<-p.done
			Expect(p.err).To(MatchError(os.ErrDeadlineExceeded))
			Expect(time.Since(begin)).To(Equal(10 * time.Second))

			p = toClient(memory, endpoint.Config{})
			p.SetDeadline(time.Time{})
			p.accept()
			<-time.After(time.Hour)
			p.alive()
			p.stop()
		})
	})
})

// accepting is a response that accepts a key, with more lines.
func accepting(key, lines string) string {
	return strings.TrimSuffix(string(handshake.NewAcceptance(key).Append(nil)), "\r\n") + lines + "\r\n"
}
