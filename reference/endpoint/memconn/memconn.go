// Package memconn is a network in memory: connections with halves that end separately, resets and deadlines, so that
// an endpoint can be driven without a socket.
package memconn

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// capacity is how many bytes wait in one direction before a writer blocks.
const capacity = 64 << 10

// Conn is one end of a connection. Like TCP on Linux, closing it while bytes wait to be read resets the connection,
// and so does writing to an end that was closed.
type Conn struct {
	in, out *half
}

// Pipe returns the two ends of a new connection.
func Pipe() (*Conn, *Conn) {
	a, b := newHalf(), newHalf()
	return &Conn{in: a, out: b}, &Conn{in: b, out: a}
}

// half is one direction.
type half struct {
	mu     sync.Mutex
	change *sync.Cond

	buf    []byte
	ended  bool // the writer is done
	left   bool // and has closed its end
	reset  bool // the connection was reset
	closed bool // the reader is gone
	read   deadline
	write  deadline
}

func newHalf() *half {
	h := &half{}
	h.change = sync.NewCond(&h.mu)
	return h
}

// deadline wakes the half up when it has passed.
type deadline struct {
	timer  *time.Timer
	passed bool
}

func (d *deadline) set(h *half, t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d.stop()
	d.passed = false
	if !t.IsZero() {
		if wait := time.Until(t); wait <= 0 {
			d.passed = true
		} else {
			var timer *time.Timer
			timer = time.AfterFunc(wait, func() {
				h.mu.Lock()
				defer h.mu.Unlock()
				if d.timer != timer {
					return // it fired while another deadline was being set
				}
				d.passed = true
				h.change.Broadcast()
			})
			d.timer = timer
		}
	}
	h.change.Broadcast()
}

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}

// Read reads what the other end wrote. After its end comes io.EOF, after a reset ECONNRESET.
func (c *Conn) Read(p []byte) (int, error) {
	h := c.in
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.closed:
			return 0, net.ErrClosed
		case h.read.passed:
			return 0, os.ErrDeadlineExceeded
		case len(h.buf) > 0:
			n := copy(p, h.buf)
			h.buf = h.buf[:copy(h.buf, h.buf[n:])]
			h.change.Broadcast()
			return n, nil
		case h.reset:
			return 0, syscall.ECONNRESET
		case h.ended:
			return 0, io.EOF
		}
		h.change.Wait()
	}
}

// Write writes all of p, or fails.
func (c *Conn) Write(p []byte) (int, error) {
	h := c.out
	h.mu.Lock()
	written := 0
	for written < len(p) {
		switch {
		case h.left:
			h.mu.Unlock()
			return written, net.ErrClosed
		case h.ended:
			h.mu.Unlock()
			return written, syscall.EPIPE
		case h.reset:
			h.mu.Unlock()
			return written, syscall.ECONNRESET
		case h.closed:
			h.reset = true
			h.mu.Unlock()
			c.in.fail()
			return written, syscall.EPIPE
		case h.write.passed:
			h.mu.Unlock()
			return written, os.ErrDeadlineExceeded
		case len(h.buf) >= capacity:
			h.change.Wait()
		default:
			n := min(capacity-len(h.buf), len(p)-written)
			h.buf = append(h.buf, p[written:written+n]...)
			written += n
			h.change.Broadcast()
		}
	}
	h.mu.Unlock()
	return written, nil
}

func (h *half) fail() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reset = true
	h.change.Broadcast()
}

// CloseWrite ends our direction; the other one stays open.
func (c *Conn) CloseWrite() error {
	h := c.out
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	h.change.Broadcast()
	return nil
}

// Close ends both directions.
func (c *Conn) Close() error {
	h := c.in
	h.mu.Lock()
	unread := len(h.buf) > 0
	if h.closed {
		h.mu.Unlock()
		return nil
	}
	h.closed, h.buf = true, nil
	h.read.stop()
	h.change.Broadcast()
	h.mu.Unlock()
	if unread {
		c.out.fail()
	}
	h = c.out
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended, h.left = true, true
	h.write.stop()
	h.change.Broadcast()
	return nil
}

// Reset ends both directions at once with a reset.
func (c *Conn) Reset() error {
	c.out.fail()
	return c.Close()
}

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline makes reads fail from t on; zero for never.
func (c *Conn) SetReadDeadline(t time.Time) error { c.in.read.set(c.in, t); return nil }

// SetWriteDeadline makes writes fail from t on; zero for never.
func (c *Conn) SetWriteDeadline(t time.Time) error { c.out.write.set(c.out, t); return nil }

// LocalAddr and RemoteAddr return the address that all ends share.
func (c *Conn) LocalAddr() net.Addr  { return Addr{} }
func (c *Conn) RemoteAddr() net.Addr { return Addr{} }

// Addr is the address of everything in memory.
type Addr struct{}

func (Addr) Network() string { return "memory" }
func (Addr) String() string  { return "memory" }
