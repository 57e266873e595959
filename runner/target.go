// Package runner puts a case table to a target: it opens connections, keeps time, and decides what runs beside what.
// What a case means is decided by package judge. The runner prints nothing.
package runner

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Target is the endpoint under test.
type Target struct {
	URL       string
	Role      reference.Role
	Connect   Connect
	Authority string           // host and port, as they stand in Host
	Path      string           // path and query
	Fields    handshake.Fields // added to every request
	Secrets   []string         // left out of everything that is written down, as are the values of secret fields
	Protocol  string           // a subprotocol that the target knows; offered in every request
	Origin    string           // an origin that the target accepts; sent in every request
}

// ServerTarget is the server at a ws URL. The error says in one sentence what is wrong with the URL.
func ServerTarget(raw string) (*Target, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%q is no URL: %w", raw, err)
	}
	switch {
	case u.Scheme == "wss" || u.Scheme == "https":
		return nil, fmt.Errorf("%q wants TLS, which wsspec does not speak yet; use a ws URL", raw)
	case u.Scheme != "ws" && u.Scheme != "http":
		return nil, fmt.Errorf("%q does not begin with ws://", raw)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%q has no host", raw)
	case u.User != nil:
		return nil, fmt.Errorf("%q has a user name, which a ws URL has not; use --header 'Authorization: …'", u.Redacted())
	case u.Fragment != "":
		return nil, fmt.Errorf("%q has a fragment, which a ws URL has not", raw)
	}
	port := u.Port()
	if port == "" {
		port = "80"
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	address := net.JoinHostPort(u.Hostname(), port)
	return &Target{
		URL:       raw,
		Role:      reference.Server,
		Authority: strings.TrimSuffix(u.Host, ":80"),
		Path:      path,
		Connect: func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", address)
		},
	}, nil
}

// fields are the header fields that are added to every request.
func (t *Target) fields() handshake.Fields {
	fields := append(handshake.Fields(nil), t.Fields...)
	if t.Origin != "" {
		fields = append(fields, handshake.Field{Name: "Origin", Value: t.Origin})
	}
	if t.Protocol != "" {
		fields = append(fields, handshake.Field{Name: handshake.FieldProtocol, Value: t.Protocol})
	}
	return fields
}

// origin is an origin that the target accepts, as far as anybody knows: its own if the user named none.
func (t *Target) origin() string {
	if t.Origin != "" {
		return t.Origin
	}
	return "http://" + t.Authority
}
