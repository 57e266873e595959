// Package inprocess reaches an http.Handler without a port: net/http serves it over connections in memory.
package inprocess

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/runner"
)

// Server serves a handler until it is closed.
type Server struct {
	http     http.Server
	listener *listener
	served   chan struct{}
	handlers running

	mu     sync.Mutex
	panics []Panic
}

// Panic is how a handler ended that did not return.
type Panic struct {
	Value any
	Stack []byte
}

// authority is what stands in Host. It is a loopback address, since some servers serve no others.
const authority = "127.0.0.1"

// Serve begins to serve a handler.
func Serve(handler http.Handler) *Server {
	s := &Server{listener: &listener{Listener: memconn.Listen(), open: map[*conn]bool{}}, served: make(chan struct{})}
	s.http.Handler = s.watched(handler)
	s.http.ErrorLog = log.New(io.Discard, "", 0) // what counts in it, the panics, is kept
	s.handlers.change = sync.NewCond(&s.handlers.mu)
	go func() {
		defer close(s.served)
		s.http.Serve(s.listener)
	}()
	return s
}

// watched is a handler whose panics are kept. They go on to net/http, which does with them what it always does.
func (s *Server) watched(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.handlers.add(1)
		defer s.handlers.add(-1)
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if err, ok := value.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				s.mu.Lock()
				s.panics = append(s.panics, Panic{value, debug.Stack()})
				s.mu.Unlock()
			}
			panic(value)
		}()
		handler.ServeHTTP(w, r)
	})
}

// Target is the handler as a target, with a path.
func (s *Server) Target(path string) *runner.Target {
	return &runner.Target{
		URL: "http.Handler at " + path, Role: reference.Server, Connect: s.listener.dial, Authority: authority, Path: path,
		Notes: []string{"the handler is served in this process, over connections in memory"},
	}
}

// TakePanics returns those that the handler had since it was last asked, in their order.
func (s *Server) TakePanics() []Panic {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.panics
	s.panics = nil
	return list
}

// Close ends all connections, those too that the handler has taken over, and waits for the handler to return. The error
// tells of handlers that do not, though there is nobody left whom they could serve.
func (s *Server) Close(patience time.Duration) error {
	s.http.Close()
	<-s.served
	s.listener.end()
	if left := s.handlers.wait(patience); left > 0 {
		return fmt.Errorf("%d calls of the handler go on %s after their connections ended", left, patience)
	}
	return nil
}

// running counts calls.
type running struct {
	mu     sync.Mutex
	change *sync.Cond
	count  int
}

func (r *running) add(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count += n
	r.change.Broadcast()
}

// wait waits until no call is left, or the time is up, and returns how many are left.
func (r *running) wait(patience time.Duration) int {
	var up atomic.Bool
	timer := time.AfterFunc(patience, func() {
		up.Store(true)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.change.Broadcast()
	})
	defer timer.Stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.count > 0 && !up.Load() {
		r.change.Wait()
	}
	return r.count
}

// listener keeps the ends of its connections that it hands out, since net/http forgets those that a handler takes over.
type listener struct {
	*memconn.Listener
	ports atomic.Uint32

	mu   sync.Mutex
	open map[*conn]bool
}

func (l *listener) dial(ctx context.Context) (net.Conn, error) { return l.Listener.Dial(ctx) }

func (l *listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: accepted.(*memconn.Conn), port: 1 + int(l.ports.Add(1)-1)%65535, left: l.forget}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[c] = true
	return c, nil
}

func (l *listener) forget(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
}

// end resets all connections.
func (l *listener) end() {
	l.mu.Lock()
	var list []*conn
	for c := range l.open {
		list = append(list, c)
	}
	l.mu.Unlock()
	for _, c := range list {
		c.Reset()
		c.Close()
	}
}

// conn has addresses that a handler can take apart, as it may want to.
type conn struct {
	*memconn.Conn
	port int
	left func(*conn)
}

func (c *conn) Close() error {
	c.left(c)
	return c.Conn.Close()
}

func (c *conn) LocalAddr() net.Addr  { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
func (c *conn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: c.port} }
