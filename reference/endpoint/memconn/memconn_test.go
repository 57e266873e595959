package memconn_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/net/nettest"

	"github.com/wsspec/wsspec/reference/endpoint/memconn"
)

// TestConn is what the Go project asks of every net.Conn.
func TestConn(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := memconn.Pipe()
		return a, b, func() { a.Close(); b.Close() }, nil
	})
}

// conn is a connection whose halves end separately.
type conn interface {
	net.Conn
	CloseWrite() error
}

// network opens connections of one kind.
type network struct {
	name  string
	open  func() (a, b conn)
	reset func(conn)
}

var memory = network{
	"memory",
	func() (conn, conn) { a, b := memconn.Pipe(); return a, b },
	func(c conn) { Expect(c.(*memconn.Conn).Reset()).To(Succeed()) },
}

// loopback is there to show that what is expected of the connections in memory is what TCP does.
var loopback = network{
	"TCP",
	func() (conn, conn) {
		GinkgoHelper()
		if runtime.GOOS != "linux" {
			Skip("resets differ in detail elsewhere")
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		defer listener.Close()
		a, err := net.Dial("tcp", listener.Addr().String())
		Expect(err).NotTo(HaveOccurred())
		b, err := listener.Accept()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { a.Close(); b.Close() })
		return a.(*net.TCPConn), b.(*net.TCPConn)
	},
	func(c conn) {
		Expect(c.(*net.TCPConn).SetLinger(0)).To(Succeed())
		Expect(c.Close()).To(Succeed())
	},
}

// send writes text, which has to succeed.
func send(c conn, text string) {
	GinkgoHelper()
	n, err := c.Write([]byte(text))
	Expect(err).NotTo(HaveOccurred())
	Expect(n).To(Equal(len(text)))
}

// receive reads text of that size, which has to succeed.
func receive(c conn, size int) string {
	GinkgoHelper()
	p := make([]byte, size)
	_, err := io.ReadFull(c, p)
	Expect(err).NotTo(HaveOccurred())
	return string(p)
}

// readError is the error of a read that has to find nothing.
func readError(c conn) error {
	GinkgoHelper()
	n, err := c.Read(make([]byte, 1))
	Expect(n).To(BeZero())
	return err
}

var (
	closedHere = MatchError(net.ErrClosed)
	wasReset   = MatchError(syscall.ECONNRESET)
	brokenPipe = MatchError(syscall.EPIPE)
)

var _ = Describe("a connection", func() {
	for _, n := range []network{memory, loopback} {
		Describe("over "+n.name, func() {
			var a, b conn
			BeforeEach(func() { a, b = n.open() })

			It("carries bytes both ways", func() {
				send(a, "there")
				send(b, "back")
				Expect(receive(b, 5)).To(Equal("there"))
				Expect(receive(a, 4)).To(Equal("back"))
			})

			It("hands out what fits and keeps the rest", func() {
				send(a, "abc")
				Expect(receive(b, 1)).To(Equal("a"))
				Expect(receive(b, 2)).To(Equal("bc"))
			})

			It("ends one half with a FIN behind the last byte, and the other half lives on", func() {
				send(a, "last")
				Expect(a.CloseWrite()).To(Succeed())
				Expect(receive(b, 4)).To(Equal("last"))
				Expect(readError(b)).To(Equal(io.EOF))
				Expect(readError(b)).To(Equal(io.EOF))
				send(b, "still here")
				Expect(receive(a, 10)).To(Equal("still here"))
				_, err := a.Write([]byte("x"))
				Expect(err).To(brokenPipe)
			})

			It("is closed with a FIN if nothing waits to be read", func() {
				send(a, "last")
				Expect(a.Close()).To(Succeed())
				Expect(receive(b, 4)).To(Equal("last"))
				Expect(readError(b)).To(Equal(io.EOF))
			})

			It("is closed with a RST if something waits to be read", func() {
				send(b, "ab")
				Expect(receive(a, 1)).To(Equal("a"))
				Expect(a.Close()).To(Succeed())
				Expect(readError(b)).To(wasReset)
			})

			It("keeps what came before a RST", func() {
				send(a, "abc")
				Expect(receive(b, 1)).To(Equal("a"))
				n.reset(a)
				Expect(receive(b, 2)).To(Equal("bc"))
				Expect(readError(b)).To(wasReset)
			})

			It("is reset for a reader that waits", func() {
				got := make(chan error, 1)
				go func() {
					_, err := b.Read(make([]byte, 1))
					got <- err
				}()
				n.reset(a)
				Expect(<-got).To(wasReset)
			})

			It("fails writes to an end that is gone", func() {
				Expect(a.Close()).To(Succeed())
				Expect(readError(b)).To(Equal(io.EOF))
				var err error
				for err == nil { // TCP notices when the answer to the first write comes
					_, err = b.Write([]byte("x"))
				}
				Expect(err).To(Or(brokenPipe, wasReset))
			})

			It("fails everything at the end that was closed", func() {
				send(b, "x")
				Expect(a.Close()).To(Succeed())
				Expect(readError(a)).To(closedHere)
				_, err := a.Write([]byte("x"))
				Expect(err).To(closedHere)
			})

			It("wakes up its own reader when it is closed", func() {
				got := make(chan error, 1)
				go func() {
					_, err := a.Read(make([]byte, 1))
					got <- err
				}()
				Expect(a.Close()).To(Succeed())
				Expect(<-got).To(closedHere)
			})

			It("makes a writer wait that nobody reads from, and tells how much it took", func() {
				big := bytes.Repeat([]byte("0123456"), 4<<20)
				var n int
				var err error
				done := make(chan struct{})
				go func() {
					n, err = a.Write(big)
					close(done)
				}()
				Expect(receive(b, 1)).To(Equal("0"))
				Expect(a.SetWriteDeadline(time.Unix(1, 0))).To(Succeed())
				<-done
				Expect(err).To(MatchError(os.ErrDeadlineExceeded))
				Expect(n).To(And(BeNumerically(">", 0), BeNumerically("<", len(big))))
				Expect(a.CloseWrite()).To(Succeed())
				got, err := io.ReadAll(b)
				Expect(err).NotTo(HaveOccurred())
				Expect(bytes.Equal(got, big[1:n])).To(BeTrue())
			})

			It("forgets a deadline that has passed when it is lifted", func() {
				Expect(a.SetDeadline(time.Unix(1, 0))).To(Succeed())
				Expect(readError(a)).To(MatchError(os.ErrDeadlineExceeded))
				_, err := a.Write([]byte("x"))
				Expect(err).To(MatchError(os.ErrDeadlineExceeded))
				Expect(a.SetDeadline(time.Time{})).To(Succeed())
				send(a, "x")
				send(b, "y")
				Expect(receive(a, 1)).To(Equal("y"))
			})

			It("has separate deadlines for reading and writing", func() {
				Expect(a.SetReadDeadline(time.Unix(1, 0))).To(Succeed())
				send(a, "x")
				Expect(a.SetReadDeadline(time.Time{})).To(Succeed())
				Expect(a.SetWriteDeadline(time.Unix(1, 0))).To(Succeed())
				send(b, "y")
				Expect(receive(a, 1)).To(Equal("y"))
			})

			It("says of a deadline that it is a timeout", func() {
				Expect(a.SetReadDeadline(time.Unix(1, 0))).To(Succeed())
				var timeout net.Error
				Expect(errors.As(readError(a), &timeout)).To(BeTrue())
				Expect(timeout.Timeout()).To(BeTrue())
			})
		})
	}

	Describe("in memory", func() {
		It("takes 64 KiB before a writer waits", func() {
			inBubble(func() {
				a, b := memconn.Pipe()
				n, err := a.Write(make([]byte, 64<<10))
				Expect(n).To(Equal(64 << 10))
				Expect(err).NotTo(HaveOccurred())
				written := false
				go func() { a.Write([]byte("x")); written = true }()
				synctest.Wait()
				Expect(written).To(BeFalse())
				_, err = b.Read(make([]byte, 1))
				Expect(err).NotTo(HaveOccurred())
				synctest.Wait()
				Expect(written).To(BeTrue())
			})
		})

		It("wakes up at its deadline, not before and not after", func() {
			inBubble(func() {
				a, _ := memconn.Pipe()
				start := time.Now()
				a.SetReadDeadline(start.Add(time.Hour))
				Expect(readError(a)).To(MatchError(os.ErrDeadlineExceeded))
				Expect(time.Since(start)).To(Equal(time.Hour))
			})
		})

		It("heeds a deadline that is set or moved while it waits", func() {
			inBubble(func() {
				a, _ := memconn.Pipe()
				start := time.Now()
				a.SetReadDeadline(start.Add(time.Hour))
				var took time.Duration
				done := make(chan struct{})
				go func() {
					a.Read(make([]byte, 1))
					took = time.Since(start)
					close(done)
				}()
				synctest.Wait()
				a.SetReadDeadline(start.Add(time.Minute))
				<-done
				Expect(took).To(Equal(time.Minute))
			})
		})

		It("does not confuse a deadline that just passed with the next one", func() {
			inBubble(func() {
				for range 1000 {
					a, b := memconn.Pipe()
					at := time.Now().Add(time.Second)
					a.SetReadDeadline(at)
					<-time.After(time.Until(at)) // the timer of the deadline runs now, too
					a.SetReadDeadline(time.Time{})
					synctest.Wait()
					b.Write([]byte("x"))
					_, err := a.Read(make([]byte, 1))
					Expect(err).NotTo(HaveOccurred())
				}
			})
		})

		It("wakes up a writer that waits when the other end is closed", func() {
			inBubble(func() {
				a, b := memconn.Pipe()
				var err error
				done := make(chan struct{})
				go func() {
					_, err = a.Write(make([]byte, 65<<10))
					close(done)
				}()
				synctest.Wait()
				b.Close()
				<-done
				Expect(err).To(Or(brokenPipe, wasReset))
			})
		})

		It("wakes up its own writer when it is closed", func() {
			inBubble(func() {
				a, _ := memconn.Pipe()
				var n int
				var err error
				done := make(chan struct{})
				go func() {
					n, err = a.Write(make([]byte, 65<<10))
					close(done)
				}()
				synctest.Wait()
				a.Close()
				<-done
				Expect(err).To(closedHere)
				Expect(n).To(Equal(64 << 10))
			})
		})

		It("may be closed and reset again", func() {
			a, b := memconn.Pipe()
			Expect(a.Close()).To(Succeed())
			Expect(a.Close()).To(Succeed())
			Expect(a.Reset()).To(Succeed())
			Expect(b.Close()).To(Succeed())
		})

		It("is reset in both directions", func() {
			a, b := memconn.Pipe()
			Expect(a.Reset()).To(Succeed())
			_, err := b.Write([]byte("x"))
			Expect(err).To(Or(brokenPipe, wasReset))
			Expect(readError(b)).To(wasReset)
			Expect(readError(a)).To(closedHere)
		})

		It("has an address", func() {
			a, _ := memconn.Pipe()
			Expect(a.LocalAddr().Network()).To(Equal("memory"))
			Expect(a.RemoteAddr().String()).NotTo(BeEmpty())
		})
	})
})
