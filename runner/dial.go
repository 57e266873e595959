package runner

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/results"
)

// Dial is how a server is reached. The zero value goes straight to where the URL says.
type Dial struct {
	ConnectTo string        // host and port to connect to, whatever the URL says
	Unix      string        // path of a Unix socket to connect to, whatever the URL says
	Proxy     string        // URL of an HTTP proxy that is asked for a tunnel, or "env" for the one that the environment names
	Timeout   time.Duration // of opening one connection; 10 s if 0

	Roots       *x509.CertPool   // authorities that are believed; nil for those of the system
	Insecure    bool             // believe every certificate
	ServerName  string           // the name to ask for and to verify; empty for the host of the URL
	Certificate *tls.Certificate // shown to a server that asks for one
}

// Target is the server at a ws, wss or ws+unix URL. The error says in one sentence what is wrong with the URL, or with how
// it is to be reached. Credentials in the URL become a field of the requests.
func (d *Dial) Target(raw string) (*Target, error) {
	at, err := locate(raw)
	if err != nil {
		return nil, err
	}
	dialer, err := d.dialer(at)
	if err != nil {
		return nil, err
	}
	t := &Target{URL: at.url, Role: reference.Server, Connect: dialer.connect, Authority: at.authority, Path: at.path,
		Notes: dialer.notes(), dialer: dialer}
	if at.secure {
		t.Clear = dialer.reach
	}
	if at.user != nil {
		password, _ := at.user.Password()
		t.Fields = handshake.Fields{Basic(at.user.Username(), password)}
	}
	return t, nil
}

// Basic is the field with a user's name and password.
func Basic(user, password string) handshake.Field {
	return handshake.Field{Name: "Authorization", Value: "Basic " + basic(user, password)}
}

func basic(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}

// dialer opens connections to one server.
type dialer struct {
	Dial
	at      *location
	network string // of the first hop
	address string // of the server
	proxy   *url.URL
	shown   atomic.Pointer[results.TLS]
}

// defaultTimeout bounds the opening of a connection. A host that drops what is sent to it would take minutes.
const defaultTimeout = 10 * time.Second

func (d *Dial) dialer(at *location) (*dialer, error) {
	dialer := &dialer{Dial: *d, at: at, network: "tcp", address: net.JoinHostPort(at.host, at.port)}
	if dialer.Timeout <= 0 {
		dialer.Timeout = defaultTimeout
	}
	if err := dialer.route(); err != nil {
		return nil, err
	}
	if !at.secure && (d.Roots != nil || d.Insecure || d.ServerName != "" || d.Certificate != nil) && !dialer.secureProxy() {
		return nil, fmt.Errorf("%q does without TLS; a wss URL has certificates and server names", at.url)
	}
	return dialer, nil
}

// route decides where connections go.
func (d *dialer) route() error {
	socket := d.at.socket
	switch {
	case d.Unix != "" && socket != "":
		return fmt.Errorf("%q names a socket already", d.at.url)
	case d.Unix != "":
		socket = d.Unix
	}
	if socket != "" {
		if d.ConnectTo != "" || d.Proxy != "" {
			return errors.New("a Unix socket is on this machine: neither another address nor a proxy leads there")
		}
		d.network, d.address = "unix", socket
		return nil
	}
	if d.ConnectTo != "" {
		host, port, err := net.SplitHostPort(d.ConnectTo)
		if err != nil || host == "" || port == "" {
			return fmt.Errorf("%q is not a host and a port", d.ConnectTo)
		}
		d.address = d.ConnectTo
	}
	proxy, err := findProxy(d.Proxy, d.at)
	d.proxy = proxy
	return err
}

func (d *dialer) secureProxy() bool { return d.proxy != nil && d.proxy.Scheme == "https" }

// notes tell where connections go, if that is not where the URL says.
func (d *dialer) notes() []string {
	var notes []string
	if d.Unix != "" {
		notes = append(notes, "connected to the Unix socket "+d.Unix)
	}
	if d.ConnectTo != "" {
		notes = append(notes, "connected to "+d.ConnectTo+", whatever the URL says")
	}
	if d.proxy != nil {
		notes = append(notes, "connected through the proxy "+proxyName(d.proxy)+": the end of a connection is the one that the proxy shows")
	}
	if d.at.secure && d.ServerName != "" {
		notes = append(notes, "the server name in TLS is "+d.ServerName)
	}
	if d.at.secure && d.Insecure {
		notes = append(notes, "the certificate of the target was not verified")
	}
	return notes
}

// connect opens a connection as the URL says.
func (d *dialer) connect(ctx context.Context) (net.Conn, error) {
	return d.within(ctx, func(ctx context.Context) (net.Conn, error) {
		conn, err := d.open(ctx)
		if err != nil || !d.at.secure {
			return conn, err
		}
		return d.secure(ctx, conn)
	})
}

// reach opens a connection without TLS, whatever the URL says.
func (d *dialer) reach(ctx context.Context) (net.Conn, error) { return d.within(ctx, d.open) }

// within opens a connection in the time there is.
func (d *dialer) within(ctx context.Context, open func(context.Context) (net.Conn, error)) (net.Conn, error) {
	limited, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	conn, err := open(limited)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil && !errors.As(err, new(*refusal)):
		return nil, &refusal{fmt.Sprintf("no connection to %s could be opened within %s", d.where(), d.Timeout), err}
	}
	return nil, err
}

func (d *dialer) where() string {
	if d.proxy != nil {
		return d.address + " through the proxy " + proxyName(d.proxy)
	}
	return d.address
}

// open opens a connection to the server, through the proxy if there is one.
func (d *dialer) open(ctx context.Context) (net.Conn, error) {
	if d.proxy != nil {
		return d.tunnel(ctx)
	}
	return new(net.Dialer).DialContext(ctx, d.network, d.address)
}

// refusal is why a connection could not be opened, in one sentence.
type refusal struct {
	says  string
	cause error
}

func (r *refusal) Error() string { return r.says }
func (r *refusal) Unwrap() error { return r.cause }
