package wsspectest

import (
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/results"
)

// Option changes what is asked, or how.
type Option func(*settings)

type settings struct {
	selected, skipped []string
	gate              results.Gate
	fields            handshake.Fields
	protocol, origin  string
	short             bool
	expectations      string // file
}

// Select asks for the cases that the selectors name only: an ID (rfc6455/5.5/ping-payload-126), a section (rfc6455/5.5), a
// specification (rfc6455), or a glob (rfc6455/**/*utf8*).
func Select(selectors ...string) Option {
	return func(s *settings) { s.selected = append(s.selected, selectors...) }
}

// Skip leaves out the cases that the selectors name.
func Skip(selectors ...string) Option {
	return func(s *settings) { s.skipped = append(s.skipped, selectors...) }
}

// Should fails a case whose SHOULD is missed, too, which is otherwise a remark.
func Should() Option { return func(s *settings) { s.gate = results.GateShould } }

// Expectations reads known failures from a file like wsspec.yaml, which see, and nothing else in it. A case that fails as expected
// is skipped; one that is expected to fail and does not, or fails otherwise, fails.
func Expectations(file string) Option { return func(s *settings) { s.expectations = file } }

// Short leaves out what takes long: resilience, and messages of more than 1 MiB. Run does so with -short.
func Short() Option { return func(s *settings) { s.short = true } }

// Header adds a field to every request.
func Header(name, value string) Option {
	return func(s *settings) { s.fields = append(s.fields, handshake.Field{Name: name, Value: value}) }
}

// Subprotocol names a subprotocol that the server knows. It is offered in every request.
func Subprotocol(name string) Option { return func(s *settings) { s.protocol = name } }

// Origin names an origin that the server accepts. It is sent in every request.
func Origin(origin string) Option { return func(s *settings) { s.origin = origin } }
