package runner

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// location is what a URL says about a server.
type location struct {
	url        string // as it was given, without credentials
	user       *url.Userinfo
	secure     bool
	host, port string
	authority  string // as it stands in Host
	socket     string // path of a Unix socket; empty for TCP
	path       string // path and query
}

// locate reads a URL. Errors hold no credentials.
func locate(raw string) (*location, error) {
	shown := WithoutUser(raw)
	u, err := url.Parse(raw)
	if err != nil {
		var reason *url.Error
		if strings.Contains(raw, "@") || !errors.As(err, &reason) { // the reason may quote a part of the password
			return nil, fmt.Errorf("%q is no URL; in a user name or password all but letters and digits are percent-encoded", shown)
		}
		return nil, fmt.Errorf("%q is no URL: %w", shown, reason.Err)
	}
	if u.Fragment != "" || strings.HasSuffix(raw, "#") {
		return nil, fmt.Errorf("%q has a fragment, which a ws URL has not", shown)
	}
	at := &location{url: shown, user: u.User, host: u.Hostname(), port: u.Port()}
	standard := "80"
	switch u.Scheme {
	case "ws", "http":
	case "wss", "https":
		at.secure, standard = true, "443"
	case "ws+unix":
		return at.onSocket(u)
	default:
		return nil, fmt.Errorf("%q does not begin with ws://, wss:// or ws+unix://", shown)
	}
	if at.host == "" {
		return nil, fmt.Errorf("%q has no host", shown)
	}
	at.authority = strings.TrimSuffix(strings.TrimSuffix(u.Host, ":"+standard), ":")
	if at.port == "" {
		at.port = standard
	}
	at.resource(u.EscapedPath(), u.RawQuery)
	return at, nil
}

// onSocket reads the path of a ws+unix URL: that of the socket, a colon, that of the resource. Host is localhost, as
// other clients have it.
func (at *location) onSocket(u *url.URL) (*location, error) {
	socket, path, _ := strings.Cut(u.EscapedPath(), ":")
	socket, err := url.PathUnescape(socket)
	if err != nil || u.Host != "" || strings.Trim(socket, "/") == "" {
		return nil, fmt.Errorf("%q is not ws+unix:///path/of/the/socket:/path", at.url)
	}
	at.authority, at.socket = "localhost", socket
	at.resource(path, u.RawQuery)
	return at, nil
}

// resource is the path and query of the request.
func (at *location) resource(path, query string) {
	at.path = path
	if at.path == "" {
		at.path = "/"
	}
	if query != "" {
		at.path += "?" + query
	}
}

// inTheClear is the URL of the same server without TLS, and overTLS the one with it.
func (at *location) inTheClear() string { return "ws" + at.url[strings.Index(at.url, ":"):] }
func (at *location) overTLS() string    { return "wss" + at.url[strings.Index(at.url, ":"):] }

// WithoutUser is a URL without the user name and password in it, even if it is malformed.
func WithoutUser(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw
	}
	end := strings.IndexAny(rest, "/?#")
	if _, err := url.Parse(raw); err != nil || end < 0 {
		end = len(rest)
	}
	if i := strings.LastIndex(rest[:end], "@"); i >= 0 {
		rest = rest[i+1:]
	}
	return scheme + "://" + rest
}
