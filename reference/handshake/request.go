package handshake

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/token"
)

// The header fields of the handshake.
const (
	FieldUpgrade    = "Upgrade"
	FieldConnection = "Connection"
	FieldKey        = "Sec-WebSocket-Key"
	FieldAccept     = "Sec-WebSocket-Accept"
	FieldVersion    = "Sec-WebSocket-Version"
	FieldProtocol   = "Sec-WebSocket-Protocol"
	FieldExtensions = "Sec-WebSocket-Extensions"
)

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// AcceptFor is the Sec-WebSocket-Accept that answers a key (RFC 6455 section 4.2.2). The key is hashed as it is.
func AcceptFor(key string) string {
	sum := sha1.Sum([]byte(key + guid))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// KeyFor is the Sec-WebSocket-Key that carries a nonce.
func KeyFor(nonce [16]byte) string { return base64.StdEncoding.EncodeToString(nonce[:]) }

// Request is the client's handshake.
type Request struct {
	Method  string
	Target  string
	Version string // of HTTP, such as HTTP/1.1
	Start   string // for writing: the whole request line, line end included, in place of the three above
	Fields  Fields
}

// Simple tells whether the request line has no version, as in HTTP/0.9: the response may be one of HTTP/0.9 then.
func (r *Request) Simple() bool { return r.Start != "" && !strings.Contains(r.Start, "HTTP/") }

// NewRequest is a conforming request for a target on a host, with a fresh key.
func NewRequest(host, target, key string) *Request {
	return &Request{Method: "GET", Target: target, Version: "HTTP/1.1", Fields: Fields{
		{Name: "Host", Value: host},
		{Name: FieldUpgrade, Value: "websocket"},
		{Name: FieldConnection, Value: "Upgrade"},
		{Name: FieldKey, Value: key},
		{Name: FieldVersion, Value: "13"},
	}}
}

// Append appends the request as it goes over the wire.
func (r *Request) Append(dst []byte) []byte {
	if r.Start != "" {
		dst = append(dst, r.Start...)
	} else {
		dst = fmt.Appendf(dst, "%s %s %s\r\n", r.Method, r.Target, r.Version)
	}
	return r.Fields.append(dst)
}

// ReadRequest takes a head apart as a request and returns everything that is wrong with it.
func ReadRequest(h *Head) (*Request, []reference.Finding) {
	r := &Request{Fields: h.Fields}
	c := checker{findings: h.Findings, at: int64(h.Size)}
	parts := strings.Split(h.Start, " ")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		c.found(RequestLine, "request line %s", quoteValue(h.Start))
		return r, c.findings
	}
	r.Method, r.Target, r.Version = parts[0], parts[1], parts[2]
	c.requestLine(r)
	c.host(r)
	c.upgrade(r)
	c.key(r)
	c.version(r)
	c.protocols(r)
	c.extensions(r)
	c.content(r)
	return r, c.findings
}

// Key is the value of Sec-WebSocket-Key.
func (r *Request) Key() string { return r.Fields.Get(FieldKey) }

// Protocols are the offered subprotocols in the client's order of preference.
func (r *Request) Protocols() []string { return token.List(r.Fields.Values(FieldProtocol)...) }

// Extensions are the offered extensions in the client's order of preference; none if the field breaks the grammar.
func (r *Request) Extensions() []extension.Extension {
	offers, _ := extension.Parse(r.Fields.Values(FieldExtensions)...)
	return offers
}

type checker struct {
	findings []reference.Finding
	at       int64
}

func (c *checker) found(rule *reference.Rule, format string, args ...any) {
	c.findings = append(c.findings, reference.Finding{Rule: rule, At: c.at, Saw: fmt.Sprintf(format, args...)})
}

func (c *checker) requestLine(r *Request) {
	if r.Method != "GET" {
		c.found(Method, "method %s", quoteValue(r.Method))
	}
	switch major, minor, ok := httpVersion(r.Version); {
	case !ok:
		c.found(HTTPVersionForm, "version %s", quoteValue(r.Version))
	case major != '1':
		c.found(HTTPVersionMajor, "version %s", quoteValue(r.Version))
	case minor == '0':
		c.found(HTTPVersionOld, "version %s", quoteValue(r.Version))
	}
	authority, _, absolute := absoluteForm(r.Target)
	switch path := r.Path(); {
	case absolute && (authority == "" || !validHost(authority)), !strings.HasPrefix(path, "/"), !validTarget(path):
		c.found(Target, "target %s", quoteValue(r.Target))
	case strings.Contains(path, "#"):
		c.found(TargetFragment, "target %s", quoteValue(r.Target))
	}
}

// absoluteForm splits an http or https URI into its authority and what follows.
func absoluteForm(target string) (authority, rest string, ok bool) {
	scheme, after, ok := strings.Cut(target, "://")
	if !ok || !token.EqualFold(scheme, "http") && !token.EqualFold(scheme, "https") {
		return "", "", false
	}
	if end := strings.IndexAny(after, "/?#"); end >= 0 {
		return after[:end], after[end:], true
	}
	return after, "", true
}

// Path is the resource name that the target asks for: path and query, without scheme and host.
func (r *Request) Path() string {
	if _, rest, ok := absoluteForm(r.Target); ok {
		if !strings.HasPrefix(rest, "/") {
			rest = "/" + rest
		}
		return rest
	}
	return r.Target
}

// validTarget tells whether only characters of a URI are in s, and every percent sign begins an escape.
func validTarget(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
		case c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// httpVersion takes a version such as HTTP/1.1 apart (RFC 9112 section 2.3).
func httpVersion(s string) (major, minor byte, ok bool) {
	if len(s) != len("HTTP/1.1") || s[:5] != "HTTP/" || !isDigit(s[5]) || s[6] != '.' || !isDigit(s[7]) {
		return 0, 0, false
	}
	return s[5], s[7], true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (c *checker) host(r *Request) {
	hosts := r.Fields.Values("Host")
	switch {
	case len(hosts) == 0:
		c.found(Host, "no Host")
	case len(hosts) > 1:
		c.found(Host, "%d Host lines", len(hosts))
	case hosts[0] == "":
		c.found(HostEmpty, "an empty Host")
	case !validHost(hosts[0]):
		c.found(Host, "Host %s", quoteValue(hosts[0]))
	}
}

// validHost tells whether s is a host and an optional port (RFC 9110 section 7.2).
func validHost(s string) bool {
	host, port := s, ""
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 2 {
			return false
		}
		for i := 1; i < end; i++ {
			if !isHex(s[i]) && s[i] != ':' && s[i] != '.' {
				return false
			}
		}
		host, port = "", s[end+1:]
		if port != "" && port[0] != ':' {
			return false
		}
		port = strings.TrimPrefix(port, ":")
	} else if i := strings.IndexByte(s, ':'); i >= 0 {
		host, port = s[:i], s[i+1:]
		if host == "" {
			return false
		}
	}
	for i := range len(port) {
		if !isDigit(port[i]) {
			return false
		}
	}
	return validTarget(host) && !strings.ContainsAny(host, "/?#@[],:")
}

func (c *checker) upgrade(r *Request) {
	values := r.Fields.Values(FieldUpgrade)
	if elements := token.List(values...); !token.Contains(elements, "websocket") {
		versioned := false
		for _, element := range elements {
			name, _, ok := strings.Cut(element, "/")
			versioned = versioned || ok && token.EqualFold(name, "websocket")
		}
		if versioned {
			c.found(UpgradeVersioned, "Upgrade %s", quoteAll(values))
		} else {
			c.found(Upgrade, "Upgrade %s", quoteAll(values))
		}
	}
	if values := r.Fields.Values(FieldConnection); !token.Contains(token.List(values...), "upgrade") {
		c.found(Connection, "Connection %s", quoteAll(values))
	}
}

func (c *checker) key(r *Request) {
	keys := r.Fields.Values(FieldKey)
	if len(keys) > 1 {
		c.found(KeyRepeated, "%d Sec-WebSocket-Key lines", len(keys))
		return
	}
	if len(keys) == 0 {
		c.found(Key, "no Sec-WebSocket-Key")
		return
	}
	if nonce, err := base64.StdEncoding.DecodeString(keys[0]); err != nil || len(nonce) != 16 || len(keys[0]) != 24 {
		c.found(Key, "Sec-WebSocket-Key %s", quoteValue(keys[0]))
	} else if strings.IndexByte("AQgw", keys[0][21]) < 0 {
		c.found(KeyPadBits, "Sec-WebSocket-Key %s", quoteValue(keys[0]))
	}
}

func (c *checker) version(r *Request) {
	versions := r.Fields.Values(FieldVersion)
	switch {
	case len(versions) > 1:
		c.found(VersionRepeated, "%d Sec-WebSocket-Version lines", len(versions))
	case len(versions) == 0:
		c.found(VersionForm, "no Sec-WebSocket-Version")
	case !ValidVersion(versions[0]):
		c.found(VersionForm, "Sec-WebSocket-Version %s", quoteValue(versions[0]))
	case versions[0] != "13":
		c.found(Version, "Sec-WebSocket-Version %s", versions[0])
	}
}

// ValidVersion tells whether s is a version: a number from 0 to 255 without leading zeros (section 4.3).
func ValidVersion(s string) bool {
	if s == "" || len(s) > 3 || len(s) > 1 && s[0] == '0' {
		return false
	}
	n := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n <= 255
}

func (c *checker) protocols(r *Request) {
	values := r.Fields.Values(FieldProtocol)
	if len(values) == 0 {
		return
	}
	offered := token.List(values...)
	if len(offered) == 0 {
		c.found(Protocols, "Sec-WebSocket-Protocol %s", quoteAll(values))
	}
	seen := map[string]bool{}
	for _, name := range offered {
		if !token.Valid(name) {
			c.found(Protocols, "subprotocol %s", quoteValue(name))
			return
		}
		if seen[name] {
			c.found(ProtocolTwice, "subprotocol %s twice", quoteValue(name))
		}
		seen[name] = true
	}
}

func (c *checker) extensions(r *Request) {
	values := r.Fields.Values(FieldExtensions)
	if len(values) == 0 {
		return
	}
	if _, err := extension.Parse(values...); err != nil {
		c.found(Extensions, "%s", syntaxError(err))
	}
}

// syntaxError says the error of package extension in a bounded line.
func syntaxError(err error) string {
	e := err.(*extension.SyntaxError) // Parse returns no other
	return fmt.Sprintf("%s at offset %d of %s", e.Reason, e.Offset, quoteValue(e.Value))
}

func (c *checker) content(r *Request) {
	lengths := r.Fields.Values("Content-Length")
	for i, length := range lengths {
		if length == "" || strings.Trim(length, "0123456789") != "" || i > 0 && length != lengths[0] || len(length) > 18 {
			c.found(ContentLength, "Content-Length %s", quoteAll(lengths))
			return
		}
	}
	if len(lengths) > 0 && strings.Trim(lengths[0], "0") != "" || len(r.Fields.Values("Transfer-Encoding")) > 0 {
		c.found(RequestBody, "a request with content")
	}
}

// quoteLine, quoteValue and quoteAll make bytes of the peer safe to print and short.
func quoteLine(line []byte) string { return quoteValue(string(line)) }

func quoteValue(s string) string {
	const shown = 80
	if len(s) > shown {
		return fmt.Sprintf("%q… (%d bytes)", s[:shown], len(s))
	}
	return fmt.Sprintf("%q", s)
}

func quoteAll(values []string) string {
	if len(values) == 0 {
		return "missing"
	}
	return quoteValue(strings.Join(values, "\n"))
}
