// Package endpoint is a conforming WebSocket echo server and client over a net.Conn, as strict as the ledger knows
// how to be, and a set of named faults: the same endpoint with one misbehaviour each.
//
// The server echoes every message, and understands the messages of a cooperating server (docs/cooperation.md).
package endpoint

import (
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Config is what an endpoint offers and demands. The zero value is an open echo endpoint without subprotocols.
type Config struct {
	Fault *Fault // one misbehaviour, or nil for a conforming endpoint

	Protocols   []string // subprotocols that a server knows or a client offers
	Path        string   // the only path that a server serves; empty for every path
	Origins     []string // origins that a server accepts besides none at all; empty for every origin
	Credentials string   // what a server demands as the value of Authorization; empty for nothing
	TextOnly    bool     // binary messages are refused with 1003

	TLS *tls.Config // a server speaks TLS, with this configuration; nil for no TLS

	MaxMessage int64         // largest message in bytes; 1 MiB if 0
	Linger     time.Duration // how long to wait for the peer's end of the connection after our own; 2 s if 0
	Seed       uint64        // of the masking-keys and the nonce of a client
}

func (c *Config) maxMessage() int64 {
	if c.MaxMessage == 0 {
		return 1 << 20
	}
	return c.MaxMessage
}

func (c *Config) linger() time.Duration {
	if c.Linger == 0 {
		return 2 * time.Second
	}
	return c.Linger
}

// Server serves connections until it is closed.
type Server struct {
	config  Config
	watches *watches
	trouble *trouble

	mu     sync.Mutex
	open   map[net.Conn]bool
	listen []net.Listener
	closed bool
	dead   bool // a fault made the process die: nothing is served any more
	group  sync.WaitGroup
}

// NewServer returns a server with the given configuration.
func NewServer(config Config) *Server {
	return &Server{config: config, watches: newWatches(), trouble: newTrouble(), open: map[net.Conn]bool{}}
}

// Serve accepts connections until the listener is closed. It returns nil after Close, else the listener's error.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	s.listen = append(s.listen, l)
	s.mu.Unlock()
	for {
		conn, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		s.group.Go(func() { s.ServeConn(conn) })
	}
}

// ServeConn serves one connection and returns when it has ended.
func (s *Server) ServeConn(conn net.Conn) {
	if !s.add(conn) {
		conn.Close()
		return
	}
	defer s.remove(conn)
	if !s.admit() {
		conn.Close()
		return
	}
	serve(conn, &s.config, s)
}

// Close ends every connection and waits until they have ended. The listener is the caller's to close.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	for conn := range s.open {
		conn.Close()
	}
	s.mu.Unlock()
	s.watches.close()
	s.trouble.close()
	s.group.Wait()
}

// die is what a crash of the process looks like from outside: every connection ends, no new one is taken.
func (s *Server) die() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead = true
	for _, l := range s.listen {
		l.Close()
	}
	for conn := range s.open {
		conn.Close()
	}
}

func (s *Server) add(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.dead {
		return false
	}
	s.open[conn] = true
	return true
}

func (s *Server) remove(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
}

// Echo runs a client on a fresh connection: the opening handshake for target on host, then an echo of every message
// until the connection has ended. It returns an error if the handshake fails.
func Echo(conn net.Conn, host, target string, config Config) error {
	return echo(conn, host, target, &config)
}

// keys makes masking-keys and nonces. The generator is cryptographically strong (section 5.3), the seed makes it
// repeatable.
type keys struct{ random *rand.ChaCha8 }

func newKeys(seed uint64) keys {
	var full [32]byte
	for i := range 8 {
		full[i] = byte(seed >> (8 * i))
	}
	return keys{rand.NewChaCha8(full)}
}

func (k keys) mask() (key [4]byte) {
	k.random.Read(key[:])
	return key
}

func (k keys) nonce() (nonce [16]byte) {
	k.random.Read(nonce[:])
	return nonce
}
