package runner_test

import (
	"context"
	"net"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// probed runs as little as can be, and returns what the probe has found.
func probed(start func() (*runner.Target, func())) results.Target {
	GinkgoHelper()
	r, err := runIn(start, some("rfc6455/4.2.2/plain-handshake"))
	Expect(err).NotTo(HaveOccurred())
	return r.Header.Target
}

// replying is a server that answers pings and closes, and does something with every message.
func replying(message func(conn net.Conn, opcode frame.Opcode, body []byte) (goOn bool)) func() (*runner.Target, func()) {
	return serverOf(func(conn net.Conn) {
		eachFrame(conn, func(opcode frame.Opcode, _ bool, body []byte) bool {
			switch opcode {
			case frame.Ping:
				conn.Write(serverFrame(frame.Pong, body))
			case frame.Close:
				conn.Write(serverFrame(frame.Close, body))
				return false
			case frame.Text, frame.Binary:
				return message(conn, opcode, slices.Clone(body))
			}
			return true
		})
	})
}

func echo(conn net.Conn, opcode frame.Opcode, body []byte) bool {
	conn.Write(serverFrame(opcode, body))
	return true
}

// refuseOver closes the connection at a message of more than so many bytes, and echoes the others.
func refuseOver(limit int) func(net.Conn, frame.Opcode, []byte) bool {
	return func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
		if len(body) > limit {
			conn.Write(serverFrame(frame.Close, []byte("\x03\xf1")))
			return false
		}
		return echo(conn, opcode, body)
	}
}

var _ = Describe("the probe", func() {
	DescribeTable("finds what a server does with messages", func(message func(net.Conn, frame.Opcode, []byte) bool, offers ...cases.Capability) {
		Expect(probed(replying(message)).Offers).To(ConsistOf(offers))
	},
		Entry("echoes all", echo, cases.Echo, cases.TakesText, cases.TakesBinary),
		Entry("takes all and says nothing", func(net.Conn, frame.Opcode, []byte) bool { return true }, cases.TakesText, cases.TakesBinary),
		Entry("echoes text and refuses binary messages", func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			if opcode == frame.Binary {
				conn.Write(serverFrame(frame.Close, []byte("\x03\xeb")))
				return false
			}
			return echo(conn, opcode, body)
		}, cases.Echo, cases.TakesText, cases.TextOnly),
		Entry("echoes binary messages and refuses text", func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			return opcode == frame.Binary && echo(conn, opcode, body)
		}, cases.Echo, cases.TakesBinary),
		Entry("echoes text and swallows binary messages", func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			return opcode == frame.Binary || echo(conn, opcode, body)
		}, cases.Echo, cases.TakesText),
		Entry("echoes wrongly, which is for the cases to find", func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			return echo(conn, opcode, []byte(strings.ToUpper(string(body))))
		}, cases.Echo, cases.TakesText, cases.TakesBinary),
		Entry("drops the connection at every message", func(net.Conn, frame.Opcode, []byte) bool { return false }),
		Entry("has a limit", refuseOver(300<<10), cases.Echo, cases.TakesText, cases.TakesBinary, cases.Limits),
	)

	DescribeTable("finds the limit of messages, between two sizes", func(limit int, taken, refused int64) {
		found := probed(replying(refuseOver(limit)))
		Expect([]int64{found.LargestSeen, found.Limit}).To(Equal([]int64{taken, refused}))
	},
		Entry("none", 1<<40, int64(2<<20), int64(0)),
		Entry("above the largest that is usual", 2<<20-1, int64(1<<20), int64(2<<20)),
		Entry("in the middle", 300<<10, int64(256<<10), int64(512<<10)),
		Entry("at a size that is tried", 256<<10, int64(256<<10), int64(512<<10)),
		Entry("below the first that is tried", 100<<10, int64(64<<10), int64(128<<10)),
		Entry("small", 2000, int64(1<<10), int64(4<<10)),
		Entry("at the smallest that is tried", 125, int64(125), int64(1<<10)),
	)

	It("skips what is too large for the server, and says why", func() {
		r, err := runIn(replying(refuseOver(2000)), some("rfc6455/5.2/text-65536"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.with(cases.Skip)).To(ContainElement("skip rfc6455/5.2/text-65536 it needs a message of 65536 bytes; the target takes 1024"))
	})

	It("finds out that messages come back in another order", func() {
		var swapped func(conn net.Conn, opcode frame.Opcode, body []byte) bool
		var held []byte
		swapped = func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			if strings.HasSuffix(string(body), "message 1") {
				held = body
				return true
			}
			echo(conn, opcode, body)
			if strings.HasSuffix(string(body), "message 2") {
				echo(conn, opcode, held)
			}
			return true
		}
		Expect(probed(replying(swapped)).Unordered).To(BeTrue())
		Expect(probed(replying(echo)).Unordered).To(BeFalse())
	})

	It("finds out that messages come unasked", func() {
		Expect(probed(replying(func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			return echo(conn, frame.Text, []byte("somebody said something")) && echo(conn, opcode, body)
		})).Chatty).To(BeTrue())
		Expect(probed(replying(echo)).Chatty).To(BeFalse())
	})

	It("finds out that pings are not answered", func() {
		found := probed(serverOf(func(conn net.Conn) { accept(conn); linger(conn) }))
		Expect(found.Notes).To(ContainElement("pings are not answered"))
		Expect(found.RoundTrip).To(BeZero())
		Expect(probed(replying(echo)).Notes).NotTo(ContainElement("pings are not answered"))
	})

	DescribeTable("finds what a server demands", func(config endpoint.Config, offers []cases.Capability, notes ...string) {
		found := probed(func() (*runner.Target, func()) { return serverIn(config) })
		policies := slices.DeleteFunc(slices.Clone(found.Offers), func(c cases.Capability) bool {
			return !slices.Contains([]cases.Capability{cases.Subprotocol, cases.OriginPolicy, cases.Auth}, c)
		})
		Expect(policies).To(ConsistOf(offers))
		Expect(found.Notes).To(ConsistOf(notes))
	},
		Entry("all", serverConfig(nil), []cases.Capability{cases.Subprotocol, cases.OriginPolicy, cases.Auth}),
		Entry("nothing", endpoint.Config{}, nil, "the subprotocol chat is not chosen by the target", "every origin is accepted", "the target does not ask for credentials"),
		Entry("an origin", endpoint.Config{Origins: []string{origin}}, []cases.Capability{cases.OriginPolicy},
			"the subprotocol chat is not chosen by the target", "the target does not ask for credentials"),
	)

	It("finds out that every subprotocol is agreed to", func() {
		server := endpoint.NewServer(endpoint.Config{})
		found := probed(func() (*runner.Target, func()) {
			target, stop := serverOf(func(conn net.Conn) {
				server.ServeConn(&inserter{Conn: conn, after: "\r\n", field: "Sec-WebSocket-Protocol: chat\r\n"})
			})()
			target.Protocol = subprotocol
			return target, stop
		})
		Expect(found.Offers).NotTo(ContainElement(cases.Subprotocol))
		Expect(found.Notes).To(ContainElement("the target agrees to every subprotocol"))
	})

	It("finds out what a cooperating server does when it is told to", func() {
		Expect(probed(func() (*runner.Target, func()) { return serverIn(endpoint.Config{}) }).Offers).To(ContainElements(
			cases.ClosesOnRequest, cases.SendsOnRequest, cases.PingsOnRequest, cases.FailsOnRequest, cases.ReportsOnRequest))
		Expect(probed(replying(func(conn net.Conn, opcode frame.Opcode, body []byte) bool {
			if string(body) == "wsspec:hello" {
				return echo(conn, opcode, []byte("wsspec:ready ping dance"))
			}
			return echo(conn, opcode, body)
		})).Offers).To(ConsistOf(cases.Echo, cases.TakesText, cases.TakesBinary, cases.PingsOnRequest))
	})

	It("says why the plain handshake failed, and asks no more", func() {
		connections := 0
		found := probed(func() (*runner.Target, func()) {
			target, stop := serverOf(answering("HTTP/1.1 503 Busy\r\nServer: none/1\r\n\r\n"))()
			connect := target.Connect
			target.Connect = func(ctx context.Context) (net.Conn, error) {
				connections++
				return connect(ctx)
			}
			return target, stop
		})
		Expect(found.Refused).To(Equal(`status 503 "Busy"`))
		Expect(found.Server).To(Equal("none/1"))
		Expect(found.Offers).To(BeEmpty())
		Expect(connections).To(BeNumerically("<", 6))
	})

	It("knows the timers of a run from the round-trip time, within bounds", func() {
		r, err := runIn(replying(echo), some("rfc6455/4.2.2/plain-handshake"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Header.Config.Deadline).To(BeNumerically(">=", r.Header.Config.Grace*2))
		Expect(r.Header.Config.Deadline.Seconds()).To(And(BeNumerically(">=", 1), BeNumerically("<=", 5)))
	})
})
