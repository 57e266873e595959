package endpoint_test

import (
	"io"
	"net"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// transport connects us with the endpoint under test.
type transport struct {
	name string
	open func() (ours, theirs net.Conn)
}

var memory = transport{"memory", func() (net.Conn, net.Conn) { return memconn.Pipe() }}

// pipe has no halves that end separately.
var pipe = transport{"a pipe", net.Pipe}

var loopback = transport{"TCP", func() (net.Conn, net.Conn) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	defer listener.Close()
	ours, err := net.Dial("tcp", listener.Addr().String())
	Expect(err).NotTo(HaveOccurred())
	theirs, err := listener.Accept()
	Expect(err).NotTo(HaveOccurred())
	return ours, theirs
}}

// patience is how long a test waits for what has to come; it never waits for what must not.
const patience = time.Minute

// peer is the other side of the endpoint under test. It holds all that it reads against the rules of a stream.
type peer struct {
	net.Conn
	role reference.Role // ours

	in      []byte // what was read and not taken yet
	reader  stream.Reader
	message []byte
	key     byte

	done chan struct{} // closed when the endpoint has returned
	err  error         // what a client returned
}

// toServer connects us with a server.
func toServer(t transport, server *endpoint.Server) *peer {
	ours, theirs := t.open()
	p := &peer{Conn: ours, role: reference.Client, done: make(chan struct{})}
	p.reader.Sender = reference.Server
	go func() {
		defer close(p.done)
		server.ServeConn(theirs)
	}()
	p.SetDeadline(time.Now().Add(patience))
	return p
}

// toClient connects us with a client.
func toClient(t transport, config endpoint.Config) *peer {
	ours, theirs := t.open()
	p := &peer{Conn: ours, role: reference.Server, done: make(chan struct{})}
	p.reader.Sender = reference.Client
	go func() {
		defer close(p.done)
		p.err = endpoint.Echo(theirs, "server.example.com", "/chat", config)
	}()
	p.SetDeadline(time.Now().Add(patience))
	return p
}

// opened connects us with an endpoint of either role and does the opening handshake.
func opened(t transport, role reference.Role, config endpoint.Config) *peer {
	GinkgoHelper()
	if role == reference.Client {
		p := toClient(t, config)
		p.accept()
		return p
	}
	p := toServer(t, endpoint.NewServer(config))
	Expect(p.request(conforming()).Accepts()).To(BeTrue())
	return p
}

// stop ends the connection and waits for the endpoint.
func (p *peer) stop() {
	GinkgoHelper()
	p.Close()
	select {
	case <-p.done:
	case <-time.After(patience):
		Fail("the endpoint did not return")
	}
}

// conforming is a request that a server accepts.
func conforming() *handshake.Request {
	return handshake.NewRequest("server.example.com", "/chat", "dGhlIHNhbXBsZSBub25jZQ==")
}

// request sends a request and reads the response, which has to conform.
func (p *peer) request(r *handshake.Request) *handshake.Response {
	GinkgoHelper()
	p.write(r.Append(nil))
	return p.response(r)
}

func (p *peer) response(r *handshake.Request) *handshake.Response {
	GinkgoHelper()
	response, findings := handshake.ReadResponse(p.head(), r)
	Expect(findings).To(BeEmpty())
	return response
}

// accept reads the request of a client, which has to conform, and accepts it.
func (p *peer) accept() *handshake.Request {
	GinkgoHelper()
	request := p.requested()
	p.write(handshake.NewAcceptance(request.Key()).Append(nil))
	return request
}

func (p *peer) requested() *handshake.Request {
	GinkgoHelper()
	request, findings := handshake.ReadRequest(p.head())
	Expect(findings).To(BeEmpty())
	return request
}

// head reads the head of a message.
func (p *peer) head() *handshake.Head {
	GinkgoHelper()
	var reader handshake.HeadReader
	for {
		n, done := reader.Write(p.in)
		p.in = p.in[n:]
		if done {
			return reader.Head()
		}
		Expect(p.read()).To(Succeed())
	}
}

func (p *peer) read() error {
	buf := make([]byte, 4096)
	n, err := p.Read(buf)
	p.in = append(p.in, buf[:n]...)
	if n > 0 {
		return nil
	}
	return err
}

func (p *peer) write(b []byte) {
	GinkgoHelper()
	_, err := p.Write(b)
	Expect(err).NotTo(HaveOccurred())
}

// wire are frames as we send them. The mask bit of a frame whose Masked is set is the wrong way round.
func (p *peer) wire(frames ...frame.Frame) (b []byte) {
	for _, f := range frames {
		if p.role == reference.Client {
			f.Masked = !f.Masked
		}
		p.key += 51
		f.Key = [4]byte{p.key, 0x5a, 0xff, 0x01}
		b = f.Append(b)
	}
	return b
}

// unit is a whole message or a control frame.
type unit struct {
	opcode  frame.Opcode
	payload string
}

// next is what comes next; false at the end of the connection.
func (p *peer) next() (unit, bool) {
	GinkgoHelper()
	for {
		for len(p.in) > 0 {
			n, ev := p.reader.Next(p.in)
			p.in = p.in[n:]
			Expect(p.reader.Findings).To(BeEmpty(), "the endpoint breaks a rule itself")
			data := !p.reader.Header.Opcode.IsControl()
			if ev&stream.Data != 0 && data {
				p.message = append(p.message, p.reader.Payload...)
			}
			switch {
			case ev&stream.MessageEnd != 0:
				u := unit{p.reader.Message, string(p.message)}
				p.message = nil
				return u, true
			case ev&stream.ControlEnd != 0:
				return unit{p.reader.Header.Opcode, string(p.reader.Control)}, true
			}
		}
		switch err := p.read(); err {
		case nil:
		case io.EOF:
			Expect(p.reader.InFrame() || p.reader.InMessage()).To(BeFalse(), "the connection ends inside a frame or message")
			return unit{}, false
		default:
			Fail("waiting for a frame: " + err.Error())
		}
	}
}

// expect reads exactly these, in this order.
func (p *peer) expect(units ...unit) {
	GinkgoHelper()
	for _, want := range units {
		got, ok := p.next()
		Expect(ok).To(BeTrue(), "the connection ended where %v was to come", want)
		if len(want.payload) > 1000 { // nobody wants to read that
			Expect(got.opcode == want.opcode && got.payload == want.payload).To(BeTrue(), "a large message came back changed")
			continue
		}
		Expect(got).To(Equal(want))
	}
}

// alive shows that nothing waits to be read and that the endpoint lives: the next thing that comes is a pong.
func (p *peer) alive() {
	GinkgoHelper()
	p.write(p.wire(ping("are you there?")))
	p.expect(unit{frame.Pong, "are you there?"})
}

// ended reads the end of the connection. A server ends it by itself, a client leaves that to us.
func (p *peer) ended() {
	GinkgoHelper()
	if p.role == reference.Server {
		Expect(p.Conn.(interface{ CloseWrite() error }).CloseWrite()).To(Succeed())
	}
	u, more := p.next()
	Expect(more).To(BeFalse(), "%v came where the connection was to end", u)
}

func text(s string) frame.Frame   { return frame.New(frame.Text, payload.String(s)) }
func binary(s string) frame.Frame { return frame.New(frame.Binary, payload.String(s)) }
func more(s string) frame.Frame   { return frame.New(frame.Continuation, payload.String(s)) }
func ping(s string) frame.Frame   { return frame.New(frame.Ping, payload.String(s)) }
func pong(s string) frame.Frame   { return frame.New(frame.Pong, payload.String(s)) }

// part is the frame as a fragment that others follow.
func part(f frame.Frame) frame.Frame { f.Fin = false; return f }

// closing is a Close frame with that body.
func closing(body string) frame.Frame { return frame.New(frame.Close, payload.String(body)) }

// body is the body of a Close frame.
func body(code closecode.Code, reason string) string {
	return string(stream.AppendClose(nil, code, reason))
}

func closed(code closecode.Code) unit { return unit{frame.Close, body(code, "")} }
