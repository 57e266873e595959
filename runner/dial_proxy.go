package runner

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"golang.org/x/net/http/httpproxy"
)

// findProxy reads the URL of a proxy, or finds the one that the environment names for a server. It is nil for none.
func findProxy(raw string, at *location) (*url.URL, error) {
	if raw == "" {
		return nil, nil
	}
	u, err := url.Parse(raw)
	shown := WithoutUser(raw)
	if raw == "env" {
		scheme := map[bool]string{false: "http", true: "https"}[at.secure]
		u, err = httpproxy.FromEnvironment().ProxyFunc()(&url.URL{Scheme: scheme, Host: net.JoinHostPort(at.host, at.port)})
		if u == nil && err == nil {
			return nil, nil
		}
		shown = "the proxy that the environment names"
		if u != nil {
			shown = WithoutUser(u.String())
		}
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is no URL of a proxy", shown)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("the proxy %q is not at an http or https URL", shown)
	case u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%q is not http://[USER:PASSWORD@]HOST:PORT", shown)
	}
	return u, nil
}

// proxyAddress is the host and port of a proxy.
func proxyAddress(proxy *url.URL) string {
	port := proxy.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[proxy.Scheme]
	}
	return net.JoinHostPort(proxy.Hostname(), port)
}

// proxyName is the URL of a proxy without credentials.
func proxyName(proxy *url.URL) string { return proxy.Scheme + "://" + proxy.Host }

// mostProxyHead is the largest head of an answer to CONNECT.
const mostProxyHead = 64 << 10

// tunnel asks the proxy for a connection to the server.
func (d *dialer) tunnel(ctx context.Context) (net.Conn, error) {
	name := proxyName(d.proxy)
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", proxyAddress(d.proxy))
	if err != nil {
		return nil, fmt.Errorf("the proxy %s: %w", name, err)
	}
	if d.secureProxy() {
		if conn, err = handshakeTLS(ctx, conn, d.proxyTLS()); err != nil {
			return nil, &refusal{"the proxy " + name + ": " + explain(err, d.proxy.Hostname(), "http://"+d.proxy.Host), err}
		}
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	err = d.askForTunnel(conn)
	if !stop() {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// askForTunnel sends CONNECT and reads the answer.
func (d *dialer) askForTunnel(conn net.Conn) error {
	name := proxyName(d.proxy)
	request := "CONNECT " + d.address + " HTTP/1.1\r\nHost: " + d.address + "\r\n"
	if user := d.proxy.User; user != nil {
		password, _ := user.Password()
		request += "Proxy-Authorization: Basic " + basic(user.Username(), password) + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		return &refusal{"the proxy " + name + " ended the connection before it could be asked for " + d.address, err}
	}
	// Nothing behind the answer may be read here: it is the server's.
	response, err := http.ReadResponse(bufio.NewReader(io.LimitReader(oneByOne{conn}, mostProxyHead)), &http.Request{Method: http.MethodConnect})
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isReset(err):
		return &refusal{"the proxy " + name + " ended the connection without an answer to CONNECT", err}
	case err != nil:
		return &refusal{name + " does not answer like an HTTP proxy", err}
	case response.StatusCode == http.StatusProxyAuthRequired:
		return &refusal{says: fmt.Sprintf("the proxy %s wants credentials, other ones than were given: status 407; they stand in its URL, http://USER:PASSWORD@HOST:PORT", name)}
	case response.StatusCode < 200 || response.StatusCode > 299:
		return &refusal{says: fmt.Sprintf("the proxy %s refuses a connection to %s: status %q", name, d.address, response.Status)}
	}
	return nil
}

// oneByOne reads one byte at a time.
type oneByOne struct{ io.Reader }

func (r oneByOne) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }
