package runner

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/wsspec/wsspec/runner/results"
)

// secure does the TLS handshake with the server on a connection.
func (d *dialer) secure(ctx context.Context, conn net.Conn) (net.Conn, error) {
	asked := false
	config := d.verifying(d.at.host)
	if d.ServerName != "" {
		config.ServerName = d.ServerName
	}
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		if d.Certificate == nil {
			return &tls.Certificate{}, nil
		}
		return d.Certificate, nil
	}
	secured, err := handshakeTLS(ctx, conn, config)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &refusal{"the server did not answer the TLS handshake within " + d.Timeout.String() + "; if it does not speak TLS on this port, try " + d.at.inTheClear(), err}
		}
		says := explain(err, config.ServerName, d.at.inTheClear())
		if asked && d.Certificate == nil && isAlert(err) {
			says += "; it asked for a client certificate (--cert, --key)"
		}
		return nil, &refusal{says, err}
	}
	d.shown.CompareAndSwap(nil, describeTLS(secured.ConnectionState(), !d.Insecure, asked && d.Certificate == nil))
	return secured, nil
}

// proxyTLS is how a proxy is spoken to that wants TLS.
func (d *dialer) proxyTLS() *tls.Config { return d.verifying(d.proxy.Hostname()) }

func (d *dialer) verifying(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: d.Roots, InsecureSkipVerify: d.Insecure, NextProtos: []string{"http/1.1"}}
}

// handshakeTLS does a TLS handshake. It closes the connection if that fails.
func handshakeTLS(ctx context.Context, conn net.Conn, config *tls.Config) (*tlsConn, error) {
	raw := &rawConn{Conn: conn}
	c := &tlsConn{Conn: tls.Client(raw, config), raw: raw}
	if err := c.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// describeTLS is what a handshake showed.
func describeTLS(state tls.ConnectionState, verified, wantsCertificate bool) *results.TLS {
	shown := &results.TLS{Version: tls.VersionName(state.Version), Cipher: tls.CipherSuiteName(state.CipherSuite),
		ALPN: state.NegotiatedProtocol, Verified: verified, WantsCertificate: wantsCertificate}
	if len(state.PeerCertificates) > 0 {
		leaf := state.PeerCertificates[0]
		shown.Subject, shown.Issuer, shown.Expires = leaf.Subject.String(), leaf.Issuer.String(), leaf.NotAfter
	}
	return shown
}

// speaksTLS tells whether the server answers a TLS handshake where it was expected to speak without TLS.
func (d *dialer) speaksTLS(ctx context.Context) bool {
	conn, err := d.within(ctx, func(ctx context.Context) (net.Conn, error) {
		conn, err := d.open(ctx)
		if err != nil {
			return nil, err
		}
		return handshakeTLS(ctx, conn, &tls.Config{ServerName: d.at.host, InsecureSkipVerify: true})
	})
	if err != nil {
		return isAlert(err)
	}
	conn.Close()
	return true
}

// closeNotifyPatience is how long the FIN behind a close_notify is waited for before the close_notify is answered, which
// some servers want to see first. A FIN mostly comes in the same segment.
const closeNotifyPatience = 10 * time.Millisecond

// tlsConn is a TLS connection that tells the ends of TLS and of TCP apart. A read fails with io.EOF only after the FIN of
// the peer. What comes between its close_notify and that is not read as data.
type tlsConn struct {
	*tls.Conn
	raw *rawConn

	deadline time.Time   // of reads
	notified bool        // the peer sent close_notify
	replied  bool        // we answered it
	over     error       // how TCP ended after that; nil if it has not
	ended    atomic.Bool // our close_notify was sent, or is about to be
}

// rawConn is the connection below TLS. It remembers that it has ended.
type rawConn struct {
	net.Conn
	ended bool
}

func (r *rawConn) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	if n > 0 {
		return n, nil // an error will be there again
	}
	r.ended = r.ended || errors.Is(err, io.EOF)
	return 0, err
}

func (c *tlsConn) Read(p []byte) (int, error) {
	if c.notified {
		return 0, c.end()
	}
	n, err := c.Conn.Read(p)
	switch {
	case n > 0:
		return n, nil // an error will be there again
	case c.raw.ended:
		return 0, io.EOF // even in the middle of a record: FIN is FIN
	case errors.Is(err, io.EOF):
		c.notified = true
		return 0, c.end()
	}
	return 0, err
}

// end is the end of the TCP connection after the peer's close_notify. A socket tells of a reset only once.
func (c *tlsConn) end() error {
	if c.over != nil {
		return c.over
	}
	err := c.awaitEnd()
	if !isTimeout(err) {
		c.over = err
	}
	return err
}

// awaitEnd waits for the end of the TCP connection after the peer's close_notify, and answers that if it is what the peer
// waits for.
func (c *tlsConn) awaitEnd() error {
	var scrap [512]byte
	soon := time.Now().Add(closeNotifyPatience)
	for {
		until := c.deadline
		if !c.ended.Load() && (until.IsZero() || soon.Before(until)) {
			until = soon
		}
		c.raw.SetReadDeadline(until)
		_, err := c.raw.Read(scrap[:])
		switch {
		case err == nil:
		case isTimeout(err) && until.Equal(soon):
			c.replied = true
			c.ended.Store(true)
			go c.Conn.CloseWrite() // which waits for a write that goes on
		case c.replied && isReset(err):
			return io.EOF // a socket that is closed answers our close_notify by a reset
		default:
			return err
		}
	}
}

// CloseWrite ends our half: close_notify, then FIN.
func (c *tlsConn) CloseWrite() error {
	c.ended.Store(true)
	c.Conn.CloseWrite()
	if half, ok := c.raw.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// Reset resets the TCP connection, without a close_notify before.
func (c *tlsConn) Reset() error { abort(c.raw.Conn); return nil }

// SetReadDeadline makes reads fail from t on; zero for never.
func (c *tlsConn) SetReadDeadline(t time.Time) error {
	c.deadline = t
	return c.Conn.SetReadDeadline(t)
}

// SetDeadline sets the deadlines of reads and writes.
func (c *tlsConn) SetDeadline(t time.Time) error {
	c.deadline = t
	return c.Conn.SetDeadline(t)
}

// closeNotified tells whether the peer announced the end of a TLS connection by a close_notify.
func closeNotified(conn net.Conn) bool {
	c, ok := conn.(*tlsConn)
	return ok && c.notified
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
