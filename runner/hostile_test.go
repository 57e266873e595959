package runner_test

import (
	"bytes"
	"context"
	"net"
	"runtime"
	"strings"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
)

// few are cases of every kind, for servers that take long to be judged by all of them.
var few = some("rfc6455/4.2.2/plain-handshake", "rfc6455/4.2.1/method-post", "rfc6455/5.6/text", "rfc6455/5.5.2/ping",
	"rfc6455/5.5.1/close-1000", "rfc6455/5.5/control-payload-125", "rfc6455/5.5/header-only-126", "rfc6455/7.1.1/server-ends-tcp", "rfc6455/5.2/declared-2-40")

// some makes a run one of the selected cases.
func some(selectors ...string) func(*runner.Config) {
	return func(config *runner.Config) {
		list, err := table.Select(selectors...)
		if err != nil {
			panic(err) // in a bubble nothing may fail otherwise
		}
		config.Cases = list
	}
}

var _ = Describe("a server that never stops", func() {
	// endless writes the same piece for ever, and counts the bytes that anybody took.
	endless := func(taken, longest *atomic.Int64, before func(net.Conn), piece string) func(net.Conn) {
		return func(conn net.Conn) {
			before(conn)
			written := int64(0)
			for {
				n, err := conn.Write([]byte(piece))
				written += int64(n)
				if err != nil {
					break
				}
			}
			taken.Add(written)
			for most := longest.Load(); written > most && !longest.CompareAndSwap(most, written); most = longest.Load() {
			}
		}
	}
	accepted := func(conn net.Conn) { accept(conn) }
	asked := func(conn net.Conn) { readRequest(conn) }

	// most is more than is ever read of one connection. What the probe sends, and asks a target to send, gives it room.
	const most = 16 << 20

	DescribeTable("is left, sooner or later, and costs no memory:", func(before func(net.Conn), piece string) {
		if len(piece) < 100 {
			bulk() // millions of frames
		}
		var taken, longest atomic.Int64
		var start, end runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&start)
		r, err := runIn(serverOf(endless(&taken, &longest, before, piece)), few)
		runtime.GC()
		runtime.ReadMemStats(&end)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Footer.Kind).To(Equal("footer"), "the run ends")
		Expect(r.with(cases.Pass, cases.Info)).To(BeEmpty())
		Expect(longest.Load()).To(BeNumerically(">", 0))
		Expect(longest.Load()).To(BeNumerically("<", most), "reading stops")
		kept := 0
		for _, c := range r.Cases {
			for _, e := range c.Transcript {
				kept += len(e.Bytes)
			}
		}
		Expect(kept).To(BeNumerically("<", 32<<10*len(r.Cases)), "little of it is kept")
		Expect(int64(end.HeapAlloc)-int64(start.HeapAlloc)).To(BeNumerically("<", 16<<20), "and nothing else: %d bytes were sent", taken.Load())
	},
		Entry("of noise in place of a response", asked, "\x00\x01\x02\x03"),
		Entry("of fields", asked, "X-Field: value\r\n"),
		Entry("of one field", asked, strings.Repeat("x", 1000)),
		Entry("of empty lines", asked, strings.Repeat("\r\n", 500)),
		Entry("of interim responses", asked, "HTTP/1.1 102 Processing\r\n\r\n"),
		Entry("of a response that has no beginning, before a request", func(net.Conn) {}, "HTTP/1.1 101 "),
		Entry("of pings", accepted, "\x89\x00"),
		Entry("of pongs", accepted, strings.Repeat("\x8a\x04pong", 100)),
		Entry("of messages", accepted, "\x81\x7e\x03\xe8"+strings.Repeat("x", 1000)),
		Entry("of empty fragments", accepted, "\x01\x00"),
		Entry("of one message", accepted, "\x01\x01x"+strings.Repeat("\x00\x01x", 1000)),
		Entry("of one frame", accepted, "\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"),
		Entry("of closes", accepted, "\x88\x02\x03\xe8"),
		Entry("of frames with everything wrong", accepted, "\xf3\xfe\x00\x01\x00\x00\x00\x00x"),
	)
})

var _ = Describe("a server that lies about lengths", func() {
	// lying echoes every message with another length in the header than the payload has.
	lying := func(header func(size int) []byte) func(net.Conn) {
		return func(conn net.Conn) {
			eachFrame(conn, func(opcode frame.Opcode, fin bool, body []byte) bool {
				switch opcode {
				case frame.Close:
					conn.Write(serverFrame(frame.Close, body))
					return false
				case frame.Ping:
					conn.Write(serverFrame(frame.Pong, body))
				default:
					if fin && len(body) < 100 {
						conn.Write(append(header(len(body)), body...))
					}
				}
				return true
			})
		}
	}

	DescribeTable("passes no case with an echo, and stops no run", func(header func(size int) []byte) {
		r, err := runIn(serverOf(lying(header)), few)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.verdicts()).To(HaveKeyWithValue("rfc6455/5.6/text", BeElementOf(cases.Fail, cases.Skip, cases.Inconclusive)))
		Expect(r.verdicts()).To(HaveKeyWithValue("rfc6455/5.5.2/ping", cases.Pass), "what is right remains right")
	},
		Entry("one byte more", func(size int) []byte { return []byte{0x81, byte(size + 1)} }),
		Entry("one byte less", func(size int) []byte { return []byte{0x81, byte(size - 1)} }),
		Entry("none", func(int) []byte { return []byte{0x81, 0} }),
		Entry("the largest", func(int) []byte { return []byte("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff") }),
		Entry("the impossible", func(int) []byte { return []byte("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff") }),
		Entry("a length of 16 bits", func(int) []byte { return []byte("\x81\x7e\xff\xff") }),
		Entry("a header and no more", func(int) []byte { return []byte{0x81} }),
	)

	It("in the fields of its responses is judged by its responses", func() {
		server := endpoint.NewServer(endpoint.Config{})
		r, err := runIn(serverOf(func(conn net.Conn) {
			server.ServeConn(&inserter{Conn: conn, after: "\r\n", field: "Content-Length: 9223372036854775807\r\n"})
		}), some("rfc6455"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Fail, cases.Inconclusive)).To(ConsistOf(HavePrefix("fail rfc6455/4.2.2/no-content-length")))
	})
})

// inserter puts a field into what a server writes first, behind its first line.
type inserter struct {
	net.Conn
	after, field string
	done         bool
}

func (i *inserter) Write(p []byte) (int, error) {
	if i.done || !bytes.HasPrefix(p, []byte("HTTP/1.1 101")) {
		return i.Conn.Write(p)
	}
	i.done = true
	_, err := i.Conn.Write(bytes.Replace(p, []byte(i.after), []byte(i.after+i.field), 1))
	return len(p), err
}

func (i *inserter) CloseWrite() error { return i.Conn.(interface{ CloseWrite() error }).CloseWrite() }

var _ = Describe("a server that closes at some byte", func() {
	It("of its response passes nothing, wherever that is", func() {
		length := len(handshake.NewAcceptance(handshake.KeyFor([16]byte{})).Append(nil))
		for i := range length + 1 {
			r, err := runIn(serverOf(func(conn net.Conn) {
				if key, _, ok := readRequest(conn); ok {
					conn.Write(handshake.NewAcceptance(key).Append(nil)[:i])
				}
			}), few)
			Expect(err).NotTo(HaveOccurred(), "%d bytes", i)
			Expect(r.with(cases.Pass, cases.Warn, cases.Info)).To(BeEmpty(), "%d bytes", i)
			Expect(r.verdicts()).To(HaveKeyWithValue("rfc6455/4.2.2/plain-handshake", cases.Fail), "%d bytes", i)
		}
	})

	It("of its echo passes no case with an echo, wherever that is", func() {
		for i := range len("\x81\x05Hello") {
			r, err := runIn(serverOf(func(conn net.Conn) {
				eachFrame(conn, func(opcode frame.Opcode, fin bool, body []byte) bool {
					if opcode == frame.Ping {
						conn.Write(serverFrame(frame.Pong, body))
						return true
					}
					echo := serverFrame(opcode, body)
					conn.Write(echo[:min(i, len(echo))])
					return false
				})
			}), few)
			Expect(err).NotTo(HaveOccurred(), "%d bytes", i)
			verdicts := r.verdicts()
			Expect(verdicts["rfc6455/5.6/text"]).NotTo(Equal(cases.Pass), "%d bytes", i)
			Expect(verdicts["rfc6455/5.5.2/ping"]).To(Equal(cases.Pass), "%d bytes", i)
		}
	})
})

var _ = Describe("a connection that cannot be opened", func() {
	It("is told in a sentence", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		address := listener.Addr().String()
		listener.Close()
		target, err := runner.ServerTarget("ws://" + address + "/")
		Expect(err).NotTo(HaveOccurred())
		r := &record{}
		err = runner.Run(context.Background(), configOf(target, r))
		Expect(err).To(MatchError(runner.ErrUnreachable))
		Expect(err).To(MatchError(And(HavePrefix("the target is unreachable: "), ContainSubstring(address), HaveSuffix("connection refused"))))
		Expect(r.Run).To(BeZero(), "the observer is told of no run")
	})
})
