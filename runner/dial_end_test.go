package runner_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner"
)

// watched is a connection below TLS that remembers its end.
type watched struct {
	*net.TCPConn
	ended bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.TCPConn.Read(p)
	w.ended = w.ended || errors.Is(err, io.EOF)
	return n, err
}

var _ = Describe("the end of a TLS connection", func() {
	ours := func(version uint16, serve func(below *watched, secured *tls.Conn)) net.Conn {
		GinkgoHelper()
		conn, err := connect(&runner.Dial{Insecure: true}, "wss://"+listen(func(conn net.Conn) {
			below := &watched{TCPConn: conn.(*net.TCPConn)}
			secured := tls.Server(below, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: version, MaxVersion: version})
			Expect(secured.Handshake()).To(Succeed())
			serve(below, secured)
		}))
		Expect(err).NotTo(HaveOccurred())
		return conn
	}

	type ending struct {
		serve    func(below *watched, secured *tls.Conn)
		err      error
		notified bool
	}
	untilNotified := func(below *watched, secured *tls.Conn) {
		_, err := io.Copy(io.Discard, secured)
		Expect(err).NotTo(HaveOccurred())
		Expect(below.ended).To(BeFalse(), "it was a close_notify, not a FIN")
	}
	endings := map[string]ending{
		"close_notify and FIN": {func(below *watched, secured *tls.Conn) {
			secured.CloseWrite()
			below.CloseWrite()
			hold(below)
		}, io.EOF, true},
		"FIN alone": {func(below *watched, _ *tls.Conn) {
			below.CloseWrite()
			hold(below)
		}, io.EOF, false},
		"FIN inside a record": {func(below *watched, _ *tls.Conn) {
			below.Write([]byte{23, 3, 3, 0, 50, 1, 2, 3})
			below.CloseWrite()
			hold(below)
		}, io.EOF, false},
		"RST": {func(below *watched, _ *tls.Conn) { below.SetLinger(0) }, syscall.ECONNRESET, false},
		"close_notify and RST": {func(below *watched, secured *tls.Conn) {
			secured.CloseWrite()
			below.SetLinger(0)
		}, syscall.ECONNRESET, true},
		"close_notify, and FIN when it is answered": {func(below *watched, secured *tls.Conn) {
			secured.CloseWrite()
			untilNotified(below, secured)
		}, io.EOF, true},
		"close_notify, and RST when it is answered": {func(below *watched, secured *tls.Conn) {
			secured.CloseWrite()
			untilNotified(below, secured)
			below.SetLinger(0)
		}, io.EOF, true},
		"close_notify, garbage and FIN": {func(below *watched, secured *tls.Conn) {
			secured.CloseWrite()
			below.Write([]byte("garbage"))
			below.CloseWrite()
			hold(below)
		}, io.EOF, true},
		"close_notify and silence": {func(below *watched, secured *tls.Conn) {
			secured.CloseWrite()
			untilNotified(below, secured)
			hold(below)
		}, os.ErrDeadlineExceeded, true},
		"silence": {func(below *watched, _ *tls.Conn) { hold(below) }, os.ErrDeadlineExceeded, false},
	}
	for name, e := range endings {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			It("is seen as it is: "+name+", "+tls.VersionName(version), func() {
				conn := ours(version, func(below *watched, secured *tls.Conn) {
					io.WriteString(secured, "bye")
					e.serve(below, secured)
				})
				wait := 5 * time.Second
				if errors.Is(e.err, os.ErrDeadlineExceeded) {
					wait = 100 * time.Millisecond
				}
				said := make([]byte, 3)
				Expect(io.ReadFull(conn, said)).To(Equal(3))
				Expect(string(said)).To(Equal("bye"))
				conn.SetReadDeadline(time.Now().Add(wait))
				for range 2 { // it stays so
					n, err := conn.Read(make([]byte, 10))
					Expect(n).To(BeZero())
					Expect(err).To(MatchError(e.err))
					Expect(runner.CloseNotified(conn)).To(Equal(e.notified))
				}
			})
		}
	}

	DescribeTable("is ours to choose", func(end func(net.Conn), notified bool, want error) {
		seen := make(chan error, 1)
		conn := ours(0, func(below *watched, secured *tls.Conn) {
			_, err := secured.Read(make([]byte, 1))
			if errors.Is(err, io.EOF) {
				Expect(!below.ended).To(Equal(notified))
				_, err = below.Read(make([]byte, 1))
			}
			seen <- err
		})
		end(conn)
		Expect(<-seen).To(MatchError(want))
	},
		Entry("our half of it", func(conn net.Conn) { conn.(interface{ CloseWrite() error }).CloseWrite() }, true, io.EOF),
		Entry("all of it", func(conn net.Conn) { conn.Close() }, true, io.EOF),
		Entry("by a reset", runner.Abort, false, syscall.ECONNRESET),
	)

	It("is waited for while a write waits for a server that does not read", func() {
		release := make(chan struct{})
		conn := ours(0, func(_ *watched, secured *tls.Conn) {
			secured.CloseWrite()
			<-release
		})
		DeferCleanup(func() { close(release) })
		wrote := make(chan error, 1)
		go func() {
			_, err := conn.Write(make([]byte, 64<<20))
			wrote <- err
		}()
		read := make(chan error, 1)
		go func() {
			conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
			_, err := conn.Read(make([]byte, 1))
			read <- err
		}()
		Eventually(read, 5*time.Second).Should(Receive(MatchError(os.ErrDeadlineExceeded)))
		Expect(conn.Close()).To(Succeed())
		Expect(<-wrote).To(HaveOccurred())
	})
})
