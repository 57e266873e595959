// Package server is a test as users write it; the tests of wsspectest look at what it prints.
package server

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"golang.org/x/net/websocket"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/wsspectest"
)

// echo is a handler on a library that keeps less than the whole specification.
var echo = websocket.Server{Handler: func(c *websocket.Conn) { io.Copy(c, c) }}

func TestHandler(t *testing.T) { wsspectest.Run(t, wsspectest.Handler(echo)) }

func TestPanics(t *testing.T) {
	wsspectest.Run(t, wsspectest.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-WebSocket-Version") != "13" {
			panic("another version")
		}
		echo.ServeHTTP(w, r)
	})), wsspectest.Select("rfc6455/4.2.1"))
}

// TestOptions has a server that opens connections only as it is told.
func TestOptions(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/chat", func(w http.ResponseWriter, r *http.Request) {
		h := r.Header
		if h.Get("X-Token") != "secret" || h.Get("Origin") != "https://example.com" || h.Get("Sec-WebSocket-Protocol") != "chat" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		echo.ServeHTTP(w, r)
	})
	wsspectest.Run(t, wsspectest.HandlerAt("/chat", mux), wsspectest.Select("rfc6455/5.5/control-payload-125"),
		wsspectest.Header("X-Token", "secret"), wsspectest.Origin("https://example.com"), wsspectest.Subprotocol("chat"))
}

func TestReached(t *testing.T) {
	server := httptest.NewTLSServer(echo)
	t.Cleanup(server.Close)
	wsspectest.Run(t, wsspectest.Reached(&runner.Dial{Insecure: true}, server.URL), wsspectest.Select("rfc6455/5.5/control-payload-125"))
}

// reference starts the reference server, with the fault that the environment names.
func reference(t *testing.T) wsspectest.Target {
	fault := endpoint.FindFault(os.Getenv("FAULT"))
	server := endpoint.NewServer(endpoint.Config{Fault: fault})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { listener.Close(); server.Close() })
	return wsspectest.URL("ws://" + listener.Addr().String() + "/")
}

func TestURL(t *testing.T) {
	wsspectest.Run(t, reference(t), wsspectest.Select("rfc6455/5.5", "rfc6455/7.1.7"))
}

func TestShould(t *testing.T) {
	wsspectest.Run(t, reference(t), wsspectest.Select("rfc6455/5.5", "rfc6455/7.1.7"), wsspectest.Should())
}

func TestSkip(t *testing.T) {
	wsspectest.Run(t, reference(t), wsspectest.Select("rfc6455/5.5"), wsspectest.Skip("rfc6455/5.5/*126"))
}

func TestExpectations(t *testing.T) {
	wsspectest.Run(t, reference(t), wsspectest.Select("rfc6455/5.5"), wsspectest.Expectations(os.Getenv("EXPECTATIONS")))
}

// TestBeside has two runs beside each other.
func TestBeside(t *testing.T) {
	for _, name := range []string{"one", "other"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wsspectest.Run(t, reference(t), wsspectest.Select("rfc6455/5.5"))
		})
	}
}

func TestNothing(t *testing.T) {
	wsspectest.Run(t, wsspectest.Handler(echo), wsspectest.Select("rfc7692/7.1.1"))
}

// TestHangs has a server that takes connections and does nothing with them.
func TestHangs(t *testing.T) {
	wsspectest.Run(t, wsspectest.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })))
}

// TestDies has a server that is gone after some connections.
func TestDies(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := endpoint.NewServer(endpoint.Config{})
	t.Cleanup(server.Close)
	go server.Serve(&mortal{listener, 40})
	wsspectest.Run(t, wsspectest.URL("ws://"+listener.Addr().String()+"/"), wsspectest.Select("rfc6455/5.5"))
}

type mortal struct {
	net.Listener
	left int
}

func (m *mortal) Accept() (net.Conn, error) {
	if m.left--; m.left < 0 {
		m.Close()
	}
	return m.Listener.Accept()
}

// TestPort has the handler behind a port, as a server of its own.
func TestPort(t *testing.T) {
	server := httptest.NewServer(echo)
	t.Cleanup(server.Close)
	wsspectest.Run(t, wsspectest.URL(server.URL))
}

func TestGone(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	wsspectest.Run(t, wsspectest.URL("ws://"+listener.Addr().String()+"/"))
}

func TestNoSuchCase(t *testing.T) {
	wsspectest.Run(t, wsspectest.Handler(echo), wsspectest.Select("rfc6455/5.5/ping-payload-1"))
}
