package endpoint

import (
	"crypto/tls"
	"net"
)

// secure puts TLS between the session and its connection. Its handshake happens with the first read.
func (s *session) secure() {
	below := s.conn
	if s.b.clear {
		first := make([]byte, 1)
		n, _ := below.Read(first)
		s.conn = &begun{Conn: below, first: first[:n]}
		if n == 0 || first[0] != clientHello {
			return
		}
	}
	s.conn = &secured{Conn: tls.Server(s.conn, s.config.TLS), below: below, unannounced: s.b.unannounced}
}

// clientHello is the first byte of a TLS handshake: the type of its record.
const clientHello = 22

// secured is a TLS connection with halves like those of the connection below.
type secured struct {
	*tls.Conn
	below       net.Conn
	unannounced bool // it ends without a close_notify
	leaks       bool // what is written goes past TLS
}

func (c *secured) Write(p []byte) (int, error) {
	if c.leaks {
		return c.below.Write(p)
	}
	return c.Conn.Write(p)
}

// CloseWrite ends our half: close_notify, then FIN.
func (c *secured) CloseWrite() error {
	if !c.unannounced {
		c.Conn.CloseWrite()
	}
	closeWrite(c.below)
	return nil
}

// Close ends both halves.
func (c *secured) Close() error {
	if c.unannounced {
		return c.below.Close()
	}
	return c.Conn.Close()
}

// begun is a connection of which something was read already.
type begun struct {
	net.Conn
	first []byte
}

func (c *begun) Read(p []byte) (int, error) {
	if len(c.first) > 0 {
		n := copy(p, c.first)
		c.first = c.first[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

// CloseWrite ends our half of the connection.
func (c *begun) CloseWrite() error { closeWrite(c.Conn); return nil }
