package endpoint_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/frame"
)

// returned tells whether the endpoint has returned, once everybody waits.
func returned(p *peer) bool {
	synctest.Wait()
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// A bubble fails if a goroutine is left behind when the test is over: none of these needs to count them.
var _ = Describe("a connection", func() {
	for _, role := range []reference.Role{reference.Server, reference.Client} {
		for _, t := range []transport{memory, pipe} {
			Describe("of a "+role.String()+" over "+t.name, func() {
				DescribeTable("is over when we end it", func(say func(p *peer)) {
					inBubble(func() {
						p := opened(t, role, endpoint.Config{})
						say(p)
						Expect(returned(p)).To(BeFalse())
						p.Close()
						Expect(returned(p)).To(BeTrue())
					})
				},
					Entry("at once", func(*peer) {}),
					Entry("inside a frame", func(p *peer) { p.write(p.wire(text("text"))[:3]) }),
					Entry("inside a message", func(p *peer) { p.write(p.wire(part(text("text")))) }),
					Entry("behind a close", func(p *peer) {
						p.write(p.wire(closing(body(1000, ""))))
						p.expect(closed(1000))
					}),
					Entry("behind a failure", func(p *peer) {
						p.write(p.wire(more("")))
						p.expect(closed(1002))
					}),
					Entry("while it waits for our close", func(p *peer) {
						p.write(p.wire(text("wsspec:close 1000")))
						p.expect(closed(1000))
					}),
					Entry("while it sends more than we read", func(p *peer) {
						p.write(p.wire(text("wsspec:send 1000000 1000")))
						_, more := p.next()
						Expect(more).To(BeTrue())
					}),
				)

				It("is over after a while if we do not end it behind the closes", func() {
					inBubble(func() {
						p := opened(t, role, endpoint.Config{Linger: 7 * time.Second})
						p.write(p.wire(closing(body(1000, ""))))
						p.expect(closed(1000))
						begin := time.Now()
						<-p.done
						Expect(time.Since(begin)).To(Equal(7 * time.Second))
						p.Close()
					})
				})

				It("is over after a while if we do not end it behind a failure, whatever we send", func() {
					inBubble(func() {
						p := opened(t, role, endpoint.Config{})
						p.write(p.wire(more("")))
						p.expect(closed(1002))
						begin := time.Now()
						var err error
						for err == nil {
							_, err = p.Write(make([]byte, 1000))
							<-time.After(time.Second / 4)
						}
						<-p.done
						Expect(time.Since(begin)).To(BeNumerically("~", 2*time.Second, time.Second/2))
						p.Close()
					})
				})
			})
		}
	}

	for _, t := range []transport{memory, loopback} {
		It("carries no message behind a close, however many are on their way, over "+t.name, func() {
			for range 20 {
				p := opened(t, reference.Server, endpoint.Config{})
				p.write(p.wire(text("wsspec:send 1000000 1000"), closing(body(1000, ""))))
				for u, more := p.next(); more; u, more = p.next() { // which fails if one is
					Expect(u.opcode).To(Or(Equal(frame.Text), Equal(frame.Close)))
				}
				Expect(p.reader.Closed()).To(BeTrue())
				p.stop()
			}
		})
	}

	It("is ended by the server first", func() {
		inBubble(func() {
			p := opened(memory, reference.Server, endpoint.Config{})
			defer p.stop()
			p.write(p.wire(closing(body(1000, ""))))
			p.expect(closed(1000))
			synctest.Wait()
			_, err := p.Read(make([]byte, 1))
			Expect(err).To(Equal(io.EOF))
		})
	})

	It("is not ended by the client before the server does, unless it takes too long", func() {
		inBubble(func() {
			p := opened(memory, reference.Client, endpoint.Config{Linger: 7 * time.Second})
			p.write(p.wire(closing(body(1000, ""))))
			p.expect(closed(1000))
			begin := time.Now()
			_, err := p.Read(make([]byte, 1))
			Expect(err).To(Equal(io.EOF))
			Expect(time.Since(begin)).To(Equal(7 * time.Second))
			p.stop()
		})
	})

	It("has no time limit while it is open", func() {
		inBubble(func() {
			p := opened(memory, reference.Server, endpoint.Config{})
			defer p.stop()
			p.SetDeadline(time.Time{})
			<-time.After(24 * time.Hour)
			p.alive()
		})
	})

	It("that is refused is over when we end it", func() {
		inBubble(func() {
			p := toServer(memory, endpoint.NewServer(endpoint.Config{}))
			p.write([]byte("GET / HTTP/1.0\r\n\r\n"))
			p.head()
			Expect(returned(p)).To(BeFalse())
			p.Close()
			Expect(returned(p)).To(BeTrue())
		})
	})

	It("does not lose the close of a failure to what we go on sending", func() {
		// More than the buffers of TCP hold: an endpoint that just closed would reset the connection.
		p := opened(loopback, reference.Server, endpoint.Config{Linger: patience})
		defer p.stop()
		flooded := make(chan struct{})
		b := append(p.wire(more("")), make([]byte, 32<<20)...)
		go func() {
			defer close(flooded)
			p.Write(b)
		}()
		<-flooded
		p.expect(closed(1002))
		p.ended()
	})
})

// serving is a server in memory.
func serving(config endpoint.Config) (server *endpoint.Server, listener *memconn.Listener, served chan error) {
	server, listener, served = endpoint.NewServer(config), memconn.Listen(), make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	return server, listener, served
}

// dial opens a connection to a server in memory.
func dial(listener *memconn.Listener) *peer {
	GinkgoHelper()
	conn, err := listener.Dial(context.Background())
	Expect(err).NotTo(HaveOccurred())
	p := &peer{Conn: conn, role: reference.Client}
	p.reader.Sender = reference.Server
	Expect(p.request(conforming()).Accepts()).To(BeTrue())
	return p
}

var _ = Describe("a server", func() {
	It("serves connections beside each other", func() {
		inBubble(func() {
			server, listener, _ := serving(endpoint.Config{})
			a, b := dial(listener), dial(listener)
			a.write(a.wire(part(text("a"))))
			b.write(b.wire(text("b")))
			b.expect(unit{frame.Text, "b"})
			a.write(a.wire(more("a")))
			a.expect(unit{frame.Text, "aa"})
			listener.Close()
			server.Close()
		})
	})

	It("ends everything when it is closed, whatever it does", func() {
		inBubble(func() {
			server, listener, served := serving(endpoint.Config{})
			listener.Dial(context.Background()) // nothing comes
			half, _ := listener.Dial(context.Background())
			half.Write([]byte("GET / "))
			refused, _ := listener.Dial(context.Background())
			refused.Write([]byte("POST / HTTP/1.1\r\n\r\n"))
			dial(listener) // idle
			inFrame := dial(listener)
			inFrame.write(inFrame.wire(text("text"))[:3])
			sending := dial(listener)
			sending.write(sending.wire(text("wsspec:send 1000000 1000")))
			closing := dial(listener)
			closing.write(closing.wire(text("wsspec:close")))
			waiting := dial(listener)
			waiting.write(waiting.wire(text("wsspec:watch never")))
			asking := dial(listener)
			asking.write(asking.wire(text("wsspec:report never")))
			synctest.Wait()

			begin := time.Now()
			listener.Close()
			server.Close()
			Expect(<-served).To(Succeed())
			Expect(time.Since(begin)).To(BeZero(), "the server waited for a deadline")
		})
	})

	It("is closed when the last connection has ended", func() {
		inBubble(func() {
			server, listener := endpoint.NewServer(endpoint.Config{}), memconn.Listen()
			go server.Serve(slowListener{listener})
			dial(listener)
			begin := time.Now()
			listener.Close()
			server.Close()
			Expect(time.Since(begin)).To(Equal(time.Minute))
		})
	})

	It("takes no connection when it is closed", func() {
		inBubble(func() {
			server, listener, served := serving(endpoint.Config{})
			server.Close()
			server.Close() // once more is no harm
			conn, err := listener.Dial(context.Background())
			Expect(err).NotTo(HaveOccurred())
			_, err = conn.Read(make([]byte, 1))
			Expect(err).To(Equal(io.EOF))
			listener.Close()
			Expect(<-served).To(Succeed())
		})
	})

	It("hands on the error of its listener", func() {
		broken := errors.New("broken")
		Expect(endpoint.NewServer(endpoint.Config{}).Serve(brokenListener{err: broken})).To(MatchError(broken))
	})
})

// slowListener accepts connections that take a minute to notice that they are closed.
type slowListener struct{ net.Listener }

func (l slowListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return slowConn{conn}, err
}

type slowConn struct{ net.Conn }

func (c slowConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, net.ErrClosed) {
		<-time.After(time.Minute / 2) // once for the connection, once for its end
	}
	return n, err
}

type brokenListener struct {
	net.Listener
	err error
}

func (l brokenListener) Accept() (net.Conn, error) { return nil, l.err }
