package endpoint_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// step is what we send, and what has to come back.
type step struct {
	send []frame.Frame
	want []unit
}

// conversation is what we say to an endpoint, after the opening handshake.
type conversation struct {
	what   string
	steps  []step
	ends   bool // the endpoint ends the connection then; if not it lives on
	config endpoint.Config
}

func frames(f ...frame.Frame) []frame.Frame { return f }
func units(u ...unit) []unit                { return u }

// one is a conversation of one step.
func one(send []frame.Frame, want ...unit) []step { return []step{{send, want}} }

// fails is a conversation in which a defect stands between two messages: the one before is echoed, nothing behind is
// answered.
func fails(what string, code closecode.Code, defect ...frame.Frame) conversation {
	send := append(append(frames(text("before")), defect...), text("after"), ping("after"), closing(body(1000, "")))
	return conversation{what: what, ends: true, steps: one(send, unit{frame.Text, "before"}, closed(code))}
}

func with(f frame.Frame, change func(*frame.Frame)) frame.Frame { change(&f); return f }

func wrongMask(f *frame.Frame)  { f.Masked = true } // see peer.wire
func rsv2(f *frame.Frame)       { f.RSV = frame.RSV2 }
func notLast(f *frame.Frame)    { f.Fin = false }
func wideLength(f *frame.Frame) { f.Form = frame.Form64 }

// allBytes is every byte there is.
var allBytes = func() string {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}()

var conversations = []conversation{
	{what: "text is echoed", steps: one(frames(text("Hello, \u00e9\u20ac\U0001f600")), unit{frame.Text, "Hello, \u00e9\u20ac\U0001f600"})},
	{what: "an empty text is echoed", steps: one(frames(text("")), unit{frame.Text, ""})},
	{what: "binary is echoed", steps: one(frames(binary(allBytes)), unit{frame.Binary, allBytes})},
	{what: "an empty binary is echoed", steps: one(frames(binary("")), unit{frame.Binary, ""})},
	{what: "a fragmented text is echoed with characters cut in two",
		steps: one(frames(part(text("caf\xc3")), part(more("")), part(more("\xa9 \xe2\x82")), more("\xac")), unit{frame.Text, "caf\u00e9 \u20ac"})},
	{what: "a fragmented binary is echoed", steps: one(frames(part(binary("")), part(more("\xff")), more("")), unit{frame.Binary, "\xff"})},
	{what: "messages are echoed in their order", steps: one(frames(text("1"), binary("2"), part(text("3")), more("4"), text("")),
		unit{frame.Text, "1"}, unit{frame.Binary, "2"}, unit{frame.Text, "34"}, unit{frame.Text, ""})},
	{what: "one message after the other is echoed", steps: []step{
		{frames(text("1")), units(unit{frame.Text, "1"})}, {frames(text("2")), units(unit{frame.Text, "2"})}}},

	{what: "a ping is answered", steps: one(frames(ping("data")), unit{frame.Pong, "data"})},
	{what: "an empty ping is answered", steps: one(frames(ping("")), unit{frame.Pong, ""})},
	{what: "the largest ping is answered, with any bytes", steps: one(frames(ping(allBytes[131:])), unit{frame.Pong, allBytes[131:]})},
	{what: "a ping between fragments is answered at once", steps: []step{
		{frames(part(text("a")), ping("between")), units(unit{frame.Pong, "between"})}, {frames(more("b")), units(unit{frame.Text, "ab"})}}},
	{what: "a pong is ignored", steps: one(frames(pong(""), pong("nobody asked"), text("x")), unit{frame.Text, "x"})},
	{what: "a pong between fragments is ignored", steps: one(frames(part(text("a")), pong("b"), more("c")), unit{frame.Text, "ac"})},

	{what: "a close is answered with its code and reason", ends: true,
		steps: one(frames(closing(body(4999, "caf\u00e9"))), unit{frame.Close, body(4999, "caf\u00e9")})},
	{what: "an empty close is answered with an empty one", ends: true, steps: one(frames(closing("")), unit{frame.Close, ""})},
	{what: "the largest close is answered", ends: true,
		steps: one(frames(closing(body(1000, allBytes[:123]))), unit{frame.Close, body(1000, allBytes[:123])})},
	{what: "a close is answered with a code that came after RFC 6455", ends: true, steps: one(frames(closing(body(1014, ""))), closed(1014))},
	{what: "a close between fragments is answered", ends: true, steps: one(frames(part(text("a")), closing(body(1001, ""))), closed(1001))},
	{what: "nothing behind a close is answered", ends: true,
		steps: one(frames(text("before"), closing(body(1000, "")), text("after"), ping("after"), closing("")), unit{frame.Text, "before"}, closed(1000))},

	fails("the wrong mask bit fails the connection", 1002, with(text("x"), wrongMask)),
	fails("the wrong mask bit of an empty ping fails the connection", 1002, with(ping(""), wrongMask)),
	fails("a reserved bit fails the connection", 1002, with(text("x"), rsv2)),
	fails("a reserved bit of a pong fails the connection", 1002, with(pong("x"), rsv2)),
	fails("a reserved opcode fails the connection", 1002, frame.New(3, nil)),
	fails("a reserved control opcode fails the connection", 1002, frame.New(0xB, nil)),
	fails("a length of 2^63 fails the connection before the payload", 1002, with(binary(""), func(f *frame.Frame) { f.Length = 1 << 63 })),
	fails("a length that is not the shortest fails the connection", 1002, with(text("x"), wideLength)),
	fails("a continuation without a message fails the connection", 1002, more("x")),
	fails("a message inside a message fails the connection", 1002, part(text("x")), text("y")),
	fails("a ping of 126 bytes fails the connection", 1002, ping(allBytes[:126])),
	fails("a fragmented ping fails the connection", 1002, with(ping("x"), notLast)),
	fails("a close of one byte fails the connection", 1002, closing("\x03")),
	fails("a close reason that is no UTF-8 fails the connection", 1007, closing(body(1000, "\xff"))),
	fails("text that is no UTF-8 fails the connection", 1007, text("caf\xe9!")),
	fails("text that ends inside a character fails the connection", 1007, text("caf\xc3")),
	fails("text that is no UTF-8 fails the connection before its end", 1007, part(text("\xff")), ping("x")),
	fails("a surrogate fails the connection", 1007, part(text("\xed")), more("\xa0\x80")),
	fails("the code 999 fails the connection", 1002, closing(body(999, ""))),
	fails("the code 1004 fails the connection", 1002, closing(body(1004, ""))),
	fails("the code 1005 fails the connection", 1002, closing(body(1005, ""))),
	fails("the code 1006 fails the connection", 1002, closing(body(1006, ""))),
	fails("the code 1015 fails the connection", 1002, closing(body(1015, ""))),
	fails("the code 1016 fails the connection", 1002, closing(body(1016, ""))),
	fails("the code 5000 fails the connection", 1002, closing(body(5000, ""))),

	{what: "a message of the largest size is echoed", config: endpoint.Config{MaxMessage: 10},
		steps: one(frames(text("0123456789"), part(text("01234")), more("56789")), unit{frame.Text, "0123456789"}, unit{frame.Text, "0123456789"})},
	{what: "a larger message fails the connection before its payload", config: endpoint.Config{MaxMessage: 10}, ends: true,
		steps: one(frames(with(text(""), func(f *frame.Frame) { f.Length = 11 })), closed(1009))},
	{what: "a larger message in fragments fails the connection", config: endpoint.Config{MaxMessage: 10}, ends: true,
		steps: one(frames(part(text("012345")), with(more(""), func(f *frame.Frame) { f.Length = 5 })), closed(1009))},
	{what: "a message that is larger than any fails the connection", config: endpoint.Config{MaxMessage: 10}, ends: true,
		steps: one(frames(part(text("01")), with(more(""), func(f *frame.Frame) { f.Length = 1<<63 - 1 })), closed(1009))},
	{what: "a message of 1 MiB is small enough, and one byte more is not", ends: true,
		steps: one(frames(with(binary(""), func(f *frame.Frame) { f.Length = 1<<20 + 1 })), closed(1009))},
	{what: "binary is refused by an endpoint for text", config: endpoint.Config{TextOnly: true}, ends: true,
		steps: one(frames(text("x"), part(binary("")), ping(""), more("")), unit{frame.Text, "x"}, unit{frame.Pong, ""}, closed(1003))},

	{what: "cooperation: an endpoint that is told to close closes, with code and reason", ends: true, steps: []step{
		{frames(text("wsspec:close 4000 good bye")), units(unit{frame.Close, body(4000, "good bye")})},
		{frames(closing(body(4000, "good bye"))), nil}}},
	{what: "cooperation: an endpoint that is told to close without a code sends none", ends: true, steps: []step{
		{frames(text("wsspec:close")), units(unit{frame.Close, ""})}, {frames(closing(body(1000, ""))), nil}}},
	{what: "cooperation: between its close and ours it answers nothing", ends: true, steps: []step{
		{frames(text("wsspec:close 1001"), text("x"), ping("x")), units(closed(1001))},
		{frames(text("y"), ping("y"), closing(body(1001, ""))), nil}}},
	{what: "cooperation: a reason is cut at the end of a character", ends: true, steps: []step{
		{frames(text("wsspec:close 1000 " + strings.Repeat("\u20ac", 41) + "x")), units(unit{frame.Close, body(1000, strings.Repeat("\u20ac", 41))})},
		{frames(closing(body(1000, ""))), nil}}},
	{what: "cooperation: a reason is cut before a character that does not fit", ends: true, steps: []step{
		{frames(text("wsspec:close 1000 x" + strings.Repeat("\u20ac", 41))), units(unit{frame.Close, body(1000, "x"+strings.Repeat("\u20ac", 40))})},
		{frames(closing(body(1000, ""))), nil}}},
	{what: "cooperation: a code that must not be sent is not sent",
		steps: one(frames(text("wsspec:close 1005"), text("wsspec:close 999"), text("wsspec:close 5000"), text("wsspec:close x"), text("wsspec:close 66536")))},
	{what: "cooperation: messages are sent", steps: one(frames(text("wsspec:send 3 5")),
		unit{frame.Text, "xxxxx"}, unit{frame.Text, "xxxxx"}, unit{frame.Text, "xxxxx"})},
	{what: "cooperation: messages that cannot be sent are echoed", steps: one(frames(text("wsspec:send 1"), text("wsspec:send 1 -1"), text("wsspec:send -1 1"), text("wsspec:send 1 1048577")),
		unit{frame.Text, "wsspec:send 1"}, unit{frame.Text, "wsspec:send 1 -1"}, unit{frame.Text, "wsspec:send -1 1"}, unit{frame.Text, "wsspec:send 1 1048577"})},
	{what: "cooperation: a ping is sent", steps: one(frames(text("wsspec:ping some data")), unit{frame.Ping, "some data"})},
	{what: "cooperation: the largest ping is sent, and a larger one is echoed",
		steps: one(frames(text("wsspec:ping "+allBytes[:125]), text("wsspec:ping "+allBytes[:126])),
			unit{frame.Ping, allBytes[:125]}, unit{frame.Text, "wsspec:ping " + allBytes[:126]})},
	{what: "cooperation: the application fails", ends: true, steps: one(frames(text("wsspec:fail"), text("after")), closed(1011))},
	{what: "cooperation: what nobody understands is echoed", steps: one(frames(text("wsspec:sing"), text("wsspec:"), text("wsspec"), binary("wsspec:fail")),
		unit{frame.Text, "wsspec:sing"}, unit{frame.Text, "wsspec:"}, unit{frame.Text, "wsspec"}, unit{frame.Binary, "wsspec:fail"})},
}

// hold says the conversation to an endpoint, in pieces of that size.
func (c *conversation) hold(p *peer, size int) {
	GinkgoHelper()
	for _, s := range c.steps {
		b := p.wire(s.send...)
		for len(b) > 0 {
			n := min(size, len(b))
			p.write(b[:n])
			b = b[n:]
		}
		p.expect(s.want...)
	}
	if c.ends {
		p.ended()
		return
	}
	p.alive()
}

var _ = Describe("an endpoint", func() {
	for _, role := range []reference.Role{reference.Server, reference.Client} {
		for _, t := range []transport{memory, loopback} {
			Describe("that is a "+role.String()+", over "+t.name, func() {
				for _, c := range conversations {
					It(c.what, func() {
						p := opened(t, role, c.config)
						defer p.stop()
						c.hold(p, 1<<20)
					})
				}

				It("echoes messages of all sizes", func() {
					p := opened(t, role, endpoint.Config{})
					defer p.stop()
					for _, size := range []int64{1, 124, 125, 126, 127, 4095, 4096, 65535, 65536, 100_000, 1 << 20} {
						for _, f := range []frame.Frame{frame.New(frame.Text, payload.Text(size)), frame.New(frame.Binary, payload.Binary(size))} {
							sent := make(chan error, 1)
							b := p.wire(f)
							go func() {
								_, err := p.Write(b)
								sent <- err
							}()
							p.expect(unit{f.Opcode, string(f.Payload.Bytes())})
							Expect(<-sent).To(Succeed())
						}
					}
					p.alive()
				})

				It("echoes many messages that come at once", func() {
					p := opened(t, role, endpoint.Config{})
					defer p.stop()
					var b []byte
					var want []unit
					for i := range 2000 {
						s := strings.Repeat("x", i%200)
						b = append(b, p.wire(text(s))...)
						want = append(want, unit{frame.Text, s})
					}
					sent := make(chan error, 1)
					go func() {
						_, err := p.Write(b)
						sent <- err
					}()
					p.expect(want...)
					Expect(<-sent).To(Succeed())
				})

				It("ends the connection without a close when we end it so", func() {
					p := opened(t, role, endpoint.Config{})
					defer p.stop()
					p.write(p.wire(text("x"), part(text("never finished"))))
					p.expect(unit{frame.Text, "x"})
					Expect(p.Conn.(interface{ CloseWrite() error }).CloseWrite()).To(Succeed())
					u, more := p.next()
					Expect(more).To(BeFalse(), "%v", u)
				})
			})
		}

		Describe("that is a "+role.String()+", byte by byte", func() {
			for _, c := range conversations {
				It(c.what, func() {
					inBubble(func() {
						p := opened(memory, role, c.config)
						defer p.stop()
						c.hold(p, 1)
					})
				})
			}
		})

		Describe("that is a "+role.String()+", over a pipe without halves", func() {
			It("echoes, and closes when both have sent a close", func() {
				inBubble(func() {
					p := opened(pipe, role, endpoint.Config{})
					p.write(p.wire(text("x")))
					p.expect(unit{frame.Text, "x"})
					p.write(p.wire(closing(body(1000, ""))))
					p.expect(closed(1000))
					p.stop()
				})
			})
		})
	}

	It("has a conversation about every rule of a stream that it reads", func() {
		var broken []*reference.Rule
		for _, c := range conversations {
			for _, role := range []reference.Role{reference.Server, reference.Client} {
				p := peer{role: role}
				r := stream.Reader{Sender: role}
				for _, s := range c.steps {
					for in := p.wire(s.send...); len(in) > 0; {
						n, _ := r.Next(in)
						in = in[n:]
						for _, f := range r.Findings {
							broken = append(broken, f.Rule)
						}
					}
				}
			}
		}
		for _, rule := range stream.Rules {
			Expect(broken).To(ContainElement(rule), rule.Name)
		}
	})
})
