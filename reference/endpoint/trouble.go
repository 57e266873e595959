package endpoint

import (
	"net"
	"sync"
	"time"
)

// ailment is what ails a whole server for a while, because of what one connection did.
type ailment uint8

const (
	well   ailment = iota
	killed         // the process died, and is being restarted: connections are dropped
	stuck          // whoever accepts connections is busy: nobody reads the requests of new ones
	mute           // whoever reads frames is busy: handshakes are answered, and nothing behind them
	tired          // every new connection waits
)

// How long an ailment lasts, and how long new connections wait for a tired server.
const (
	restart = 500 * time.Millisecond
	spell   = 6 * time.Second
	yawn    = 2 * time.Second
)

// trouble is the health of a server.
type trouble struct {
	mu    sync.Mutex
	what  ailment
	until time.Time
	over  chan struct{} // closed with the server
	once  sync.Once
}

func newTrouble() *trouble { return &trouble{over: make(chan struct{})} }

func (t *trouble) begin(what ailment, lasts time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.what, t.until = what, time.Now().Add(lasts)
}

// now is what ails the server, and for how much longer.
func (t *trouble) now() (ailment, time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if left := time.Until(t.until); left > 0 {
		return t.what, left
	}
	return well, 0
}

func (t *trouble) close() { t.once.Do(func() { close(t.over) }) }

// pause waits, but not for longer than the server is there.
func (t *trouble) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.over:
	}
}

// admit treats a new connection as the health of the server has it; false drops it.
func (s *Server) admit() bool {
	switch what, left := s.trouble.now(); what {
	case killed:
		return false
	case stuck:
		s.trouble.pause(left)
	case tired:
		s.trouble.pause(yawn)
	}
	return true
}

// attend keeps a connection waiting behind its handshake for as long as the server is mute.
func (s *Server) attend() {
	if what, left := s.trouble.now(); what == mute {
		s.trouble.pause(left)
	}
}

// crash ends every connection, as if the process had died and was restarted by whoever watches over it.
func (s *Server) crash() {
	s.trouble.begin(killed, restart)
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.open {
		reset(conn)
	}
}

// reset ends a connection the way a process that dies does.
func reset(conn net.Conn) {
	if c, ok := conn.(interface{ Reset() error }); ok {
		c.Reset()
		return
	}
	conn.Close()
}

// stick, hush and tire make the server stuck, mute and tired.
func (s *Server) stick() { s.trouble.begin(stuck, spell) }
func (s *Server) hush()  { s.trouble.begin(mute, spell) }
func (s *Server) tire()  { s.trouble.begin(tired, spell) }
