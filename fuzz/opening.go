package fuzz

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference/handshake"
)

// Opening is the opening handshake of a scenario.
type Opening struct {
	Variant uint8 // index of what is asked for, or done wrong
	Every   uint8 // size of the segments; 0 for one segment
}

func (o Opening) canonical() Opening {
	o.Variant %= uint8(len(variants))
	return o
}

func (o Opening) String() string { return variants[o.canonical().Variant].name }

// variant is a way to open a connection. What a server has to do with it follows from its bytes.
type variant struct {
	name   string
	change func(r *handshake.Request)
}

// due tells whether a server that accepts the plainest request has no reason to refuse this one: it differs in nothing that
// a server may have a policy about.
func (o Opening) due() bool {
	v := o.canonical().Variant
	return v < lawful && !slices.Contains([]string{"odd-fields", "query"}, variants[v].name)
}

// variants begin with those that open a connection. New ones go to the end: the index stands in corpus files.
var variants = []variant{
	{"plain", func(*handshake.Request) {}},
	{"deflate", offering("permessage-deflate; client_max_window_bits")},
	{"deflate-bare", offering("permessage-deflate")},
	{"deflate-no-takeover", offering("permessage-deflate; server_no_context_takeover; client_no_context_takeover")},
	{"deflate-server-9", offering("permessage-deflate; server_max_window_bits=9; client_max_window_bits")},
	{"deflate-client-9", offering("permessage-deflate; client_max_window_bits=9")},
	{"deflate-fallback", offering("permessage-deflate; server_max_window_bits=16, permessage-deflate; server_no_context_takeover")},
	{"deflate-unknown-parameter", offering("permessage-deflate; x=1")},
	{"deflate-twice", offering("permessage-deflate; server_max_window_bits=10, permessage-deflate")},
	{"extension-unknown", offering("x-wsspec; a=1; b=\"two\"")},
	{"upgrade-case", setting(handshake.FieldUpgrade, "WebSocket")},
	{"connection-list", setting(handshake.FieldConnection, "keep-alive, Upgrade")},
	{"connection-list-without-spaces", setting(handshake.FieldConnection, "keep-alive,upgrade")},
	{"names-in-lower-case", func(r *handshake.Request) {
		for i := range r.Fields {
			r.Fields[i].Name = strings.ToLower(r.Fields[i].Name)
		}
	}},
	{"fields-reversed", func(r *handshake.Request) { slices.Reverse(r.Fields) }},
	{"odd-fields", func(r *handshake.Request) {
		r.Fields = append(r.Fields, handshake.Field{Name: "X-Empty"}, handshake.Field{Name: "x!#$%&'*+-.^_`|~1", Value: "a:b,\tc"})
	}},
	{"query", func(r *handshake.Request) { r.Target += "?wsspec=%22&a=b" }},

	{"extension-grammar", offering("permessage-deflate; =")},
	{"no-upgrade", without(handshake.FieldUpgrade)},
	{"no-connection", without(handshake.FieldConnection)},
	{"connection-substring", setting(handshake.FieldConnection, "notupgrade")},
	{"no-key", without(handshake.FieldKey)},
	{"key-15-bytes", setting(handshake.FieldKey, "AAAAAAAAAAAAAAAAAAAA")},
	{"key-no-base64", setting(handshake.FieldKey, "!!!!!!!!!!!!!!!!!!!!!!==")},
	{"key-twice", func(r *handshake.Request) {
		r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldKey, Value: "AAAAAAAAAAAAAAAAAAAAAA=="})
	}},
	{"no-version", without(handshake.FieldVersion)},
	{"version-99", setting(handshake.FieldVersion, "99")},
	{"version-013", setting(handshake.FieldVersion, "013")},
	{"post", func(r *handshake.Request) { r.Method = "POST" }},
	{"http-1.0", func(r *handshake.Request) { r.Version = "HTTP/1.0" }},
	{"no-host", without("Host")},
	{"space-before-colon", func(r *handshake.Request) {
		r.Fields = append(r.Fields, handshake.Field{Raw: "X-Space : 1\r\n"})
	}},
	{"deflate-window-8", offering("permessage-deflate; server_max_window_bits=8")},
	{"deflate-window-quoted", offering("permessage-deflate; server_max_window_bits=\"10\"")},
	{"protocols-empty", func(r *handshake.Request) {
		r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldProtocol})
	}},
}

// lawful is how many of them a server accepts, and every connection to it can be opened with; the others break a rule, or
// try the grammar.
const lawful = 17

func offering(extensions string) func(*handshake.Request) {
	return func(r *handshake.Request) {
		r.Fields = append(r.Fields, handshake.Field{Name: handshake.FieldExtensions, Value: extensions})
	}
}

func setting(name, value string) func(*handshake.Request) {
	return func(r *handshake.Request) {
		for i := range r.Fields {
			if r.Fields[i].Name == name {
				r.Fields[i].Value = value
			}
		}
	}
}

func without(name string) func(*handshake.Request) {
	return func(r *handshake.Request) {
		r.Fields = slices.DeleteFunc(r.Fields, func(f handshake.Field) bool { return f.Name == name })
	}
}

// request is the opening handshake for a host, with fields that the target wants in every request.
func (o Opening) request(host, target string, extra handshake.Fields, nonce [16]byte) *handshake.Request {
	r := handshake.NewRequest(host, target, handshake.KeyFor(nonce))
	variants[o.canonical().Variant].change(r)
	r.Fields = append(r.Fields, extra...)
	return r
}
