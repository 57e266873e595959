package memconn

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// Listener takes connections in memory.
type Listener struct {
	backlog chan *Conn
	closed  chan struct{}
	once    sync.Once
}

// Listen returns a listener.
func Listen() *Listener {
	return &Listener{backlog: make(chan *Conn, 128), closed: make(chan struct{})}
}

// Dial opens a connection to the listener. It fails with ECONNREFUSED once the listener is closed.
func (l *Listener) Dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := Pipe()
	select {
	case <-l.closed:
		return nil, syscall.ECONNREFUSED
	default:
	}
	select {
	case l.backlog <- theirs:
		select {
		case <-l.closed: // perhaps too late for Close to find it
			theirs.Reset()
		default:
		}
		return ours, nil
	case <-l.closed:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.backlog:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the listener and resets the connections that nobody has accepted.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	for {
		select {
		case conn := <-l.backlog:
			conn.Reset()
		default:
			return nil
		}
	}
}

// Addr is the address that all listeners share.
func (l *Listener) Addr() net.Addr { return Addr{} }
