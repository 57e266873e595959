package runner_test

import (
	"math/rand/v2"
	"net"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/stream"
	"github.com/wsspec/wsspec/runner/results"
)

// Servers that do one thing with whoever comes. Whatever the table asks, they have no answer to it, only a habit.
var _ = Describe("a pass has to be earned", func() {
	DescribeTable("and is not, nor is anything believed, of a server that", func(serve func(net.Conn)) {
		r, err := runIn(serverOf(serve))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Pass, cases.Info)).To(BeEmpty())
		Expect(r.with(cases.Fail)).NotTo(BeEmpty())
		Expect(r.Footer.Partial).To(BeEmpty())
		Expect(results.GateMust.Judge(&r.Run)).To(Equal(results.Missed))
		told := ids(nil)
		for _, c := range r.Cases {
			told = append(told, c.ID)
		}
		slices.Sort(told)
		Expect(told).To(Equal(slices.Sorted(slices.Values(ids(asked.For(reference.Server))))), "every case is told once")
	},
		Entry("never answers a handshake", linger),
		Entry("drops whoever connects", func(net.Conn) {}),
		Entry("drops whoever has sent a request", func(conn net.Conn) { readRequest(conn) }),
		Entry("refuses everybody with 400", answering("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
		Entry("refuses everybody with 426", answering("HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n")),
		Entry("welcomes everybody with 200", answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello")),
		Entry("accepts everybody with the hash of nothing", answering(string(handshake.NewAcceptance("").Append(nil)))),
		Entry("accepts everybody and is silent", func(conn net.Conn) { accept(conn); linger(conn) }),
		Entry("accepts everybody before anybody has asked", func(conn net.Conn) {
			conn.Write(handshake.NewAcceptance("").Append(nil))
			linger(conn)
		}),
		Entry("drops everybody after the 101", func(conn net.Conn) { accept(conn) }),
		Entry("resets everybody after the 101", func(conn net.Conn) {
			accept(conn)
			conn.(interface{ Reset() error }).Reset()
		}),
		Entry("closes with 1002 after the 101", func(conn net.Conn) {
			accept(conn)
			conn.Write(serverFrame(frame.Close, []byte("\x03\xea")))
			linger(conn)
		}),
		Entry("closes with 1000 at the first frame", closingWith("\x03\xe8")),
		Entry("closes with 1002 at the first frame", closingWith("\x03\xea")),
		Entry("closes with 1007 at the first frame", closingWith("\x03\xef")),
		Entry("drops the connection at the first frame", func(conn net.Conn) {
			eachFrame(conn, func(frame.Opcode, bool, []byte) bool { return false })
		}),
		Entry("answers everything by the same pong", func(conn net.Conn) {
			eachFrame(conn, func(frame.Opcode, bool, []byte) bool {
				_, err := conn.Write(serverFrame(frame.Pong, []byte("pong")))
				return err == nil
			})
		}),
		Entry("answers everything by the same message", func(conn net.Conn) {
			eachFrame(conn, func(frame.Opcode, bool, []byte) bool {
				_, err := conn.Write(serverFrame(frame.Text, []byte("message")))
				return err == nil
			})
		}),
		Entry("sends noise after the 101", func(conn net.Conn) {
			accept(conn)
			random := rand.NewChaCha8([32]byte{1})
			noise := make([]byte, 4096)
			for err := error(nil); err == nil; _, err = conn.Write(noise) {
				random.Read(noise)
			}
		}),
	)

	It("and is, by a server that answers every frame by a pong, only where nothing but a pong is asked for", func() {
		r, err := runIn(serverOf(func(conn net.Conn) {
			eachFrame(conn, func(_ frame.Opcode, _ bool, body []byte) bool {
				_, err := conn.Write(serverFrame(frame.Pong, body[:min(len(body), stream.MaxControl)]))
				return err == nil
			})
		}), some("rfc6455"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Header.Target.Offers).NotTo(ContainElement(cases.Echo))
		Expect(unearned(r, map[cases.Want]string{
			cases.WantOpening: "", // it opens a connection that works: pings are answered
			cases.WantAnswer:  "", // it takes messages, and does not claim to echo them; pings are answered
			// It waits for the rest of a frame, as it may.
			cases.WantSilence: "rfc6455/5.2/declared-",
			// It ends its half when the other half has ended.
			cases.WantTCPEnd: "rfc6455/7.1.1/end-",
		})).To(BeEmpty())
		Expect(r.verdicts()).To(HaveKeyWithValue("rfc6455/5.5.1/close-1000", cases.Fail))
	})

	It("and is, by a server that mirrors every byte after the 101, only by the echo of a message or a close", func() {
		r, err := runIn(serverOf(func(conn net.Conn) {
			rest, _ := accept(conn)
			buf := make([]byte, 4096)
			for n, err := copy(buf, rest), error(nil); err == nil; n, err = conn.Read(buf) {
				conn.Write(buf[:n])
			}
		}), some("rfc6455"))
		Expect(err).NotTo(HaveOccurred())
		Expect(unearned(r, map[cases.Want]string{
			cases.WantAnswer:  "", // the same message came back, if masked, which is told once
			cases.WantClose:   "", // so did the close
			cases.WantSilence: "rfc6455/5.2/declared-",
			cases.WantTCPEnd:  "rfc6455/7.1.1/",
		})).To(BeEmpty())
		for _, c := range r.Cases {
			if c.Verdict == cases.Pass && slices.ContainsFunc(table.Find(c.ID).Script, pings) {
				Fail(c.ID + " passes, although no ping was ever answered")
			}
		}
		Expect(r.verdicts()).To(And(
			HaveKeyWithValue("rfc6455/5.1/mask-bit", cases.Fail), HaveKeyWithValue("rfc6455/5.5.2/ping", cases.Fail)))
	})
})

// unearned lists the passes of cases that want something else than what is given, or another ID than begins like that.
func unearned(r *record, given map[cases.Want]string) []string {
	var list []string
	for _, c := range r.Cases {
		prefix, ok := given[table.Find(c.ID).Accept[0].When.Want()]
		if c.Verdict == cases.Pass && !(ok && strings.HasPrefix(c.ID, prefix)) {
			list = append(list, c.ID)
		}
	}
	return list
}

// pings tells whether a step sends a Ping, and not inside a frame that is not complete.
func pings(s cases.Step) bool {
	for _, f := range s.Frames {
		if !f.Whole() {
			return false
		}
		if f.Header().Opcode == frame.Ping {
			return true
		}
	}
	return false
}

// answering is a server that has the same answer to every request.
func answering(response string) func(net.Conn) {
	return func(conn net.Conn) {
		if _, _, ok := readRequest(conn); ok {
			conn.Write([]byte(response))
			linger(conn)
		}
	}
}

// closingWith is a server that closes the connection at the first frame.
func closingWith(body string) func(net.Conn) {
	return func(conn net.Conn) {
		eachFrame(conn, func(frame.Opcode, bool, []byte) bool {
			conn.Write(serverFrame(frame.Close, []byte(body)))
			return false
		})
	}
}
