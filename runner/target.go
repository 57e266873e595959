// Package runner puts a case table to a target: it opens connections, keeps time, and decides what runs beside what.
// What a case means is decided by package judge. The runner prints nothing.
package runner

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/results"
)

// Target is the endpoint under test.
type Target struct {
	URL       string // without credentials
	Role      reference.Role
	Connect   Connect
	Clear     Connect          // the same without TLS; nil for a target that does without it anyway
	Authority string           // host and port, as they stand in Host
	Path      string           // path and query
	Fields    handshake.Fields // added to every request
	Secrets   []string         // left out of everything that is written down, as are the values of secret fields
	Protocol  string           // a subprotocol that the target knows; offered in every request
	Origin    string           // an origin that the target accepts; sent in every request
	Notes     []string         // what a reader of the results should know of the way to the target

	dialer *dialer // nil if Connect comes from elsewhere
}

// ServerTarget is the server at a URL, reached straight. The error says in one sentence what is wrong with the URL.
func ServerTarget(raw string) (*Target, error) { return new(Dial).Target(raw) }

// tls tells what the target showed in its first TLS handshake; nil if there was none.
func (t *Target) tls() *results.TLS {
	if t.dialer == nil {
		return nil
	}
	return t.dialer.shown.Load()
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
	switch {
	case t.Origin != "":
		return t.Origin
	case t.Clear != nil:
		return "https://" + t.Authority
	}
	return "http://" + t.Authority
}
