package handshake

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/token"
)

// Response is the server's handshake, or its refusal.
type Response struct {
	Version string // of HTTP, such as HTTP/1.1
	Status  int
	Reason  string
	Start   string // for writing: the whole status line, line end included, in place of the three above
	Fields  Fields

	Simple  bool                      // of HTTP/0.9, which is content and nothing else
	Deflate *permessagedeflate.Params // what was agreed about permessage-deflate; nil if it is not in use
}

// NewAcceptance is a conforming 101 that answers a key.
func NewAcceptance(key string) *Response {
	return &Response{Version: "HTTP/1.1", Status: 101, Reason: "Switching Protocols", Fields: Fields{
		{Name: FieldUpgrade, Value: "websocket"},
		{Name: FieldConnection, Value: "Upgrade"},
		{Name: FieldAccept, Value: AcceptFor(key)},
	}}
}

// NewRefusal is a conforming refusal without content.
func NewRefusal(status int, reason string) *Response {
	r := &Response{Version: "HTTP/1.1", Status: status, Reason: reason}
	switch status {
	case 405:
		r.Fields = append(r.Fields, Field{Name: "Allow", Value: "GET"})
	case 426:
		r.Fields = append(r.Fields, Field{Name: FieldUpgrade, Value: "websocket"}, Field{Name: FieldVersion, Value: "13"})
	case 401:
		r.Fields = append(r.Fields, Field{Name: "WWW-Authenticate", Value: `Basic realm="wsspec"`})
	}
	connection := "close"
	if status == 426 {
		connection = "Upgrade, close"
	}
	r.Fields = append(r.Fields, Field{Name: FieldConnection, Value: connection}, Field{Name: "Content-Length", Value: "0"})
	return r
}

// Append appends the response as it goes over the wire.
func (r *Response) Append(dst []byte) []byte {
	if r.Start != "" {
		dst = append(dst, r.Start...)
	} else {
		dst = fmt.Appendf(dst, "%s %03d %s\r\n", r.Version, r.Status, r.Reason)
	}
	return r.Fields.append(dst)
}

// Accepts tells whether the response switches protocols. Whether it does so rightly is another question.
func (r *Response) Accepts() bool { return r.Status == 101 }

// Protocol is the subprotocol that the response names, or an empty string.
func (r *Response) Protocol() string { return r.Fields.Get(FieldProtocol) }

// Extensions are the extensions in use; none if the field breaks the grammar.
func (r *Response) Extensions() []extension.Extension {
	chosen, _ := extension.Parse(r.Fields.Values(FieldExtensions)...)
	return chosen
}

// ReadResponse takes a head apart as the response to a request and returns everything that is wrong with it.
func ReadResponse(h *Head, request *Request) (*Response, []reference.Finding) {
	if request.Simple() && !strings.HasPrefix(h.Start, "HTTP/") {
		return &Response{Simple: true}, nil
	}
	r := &Response{Fields: h.Fields}
	c := checker{at: int64(h.Size)}
	for _, f := range h.Findings {
		if f.Rule == Fold {
			c.found(Fold, "%s", f.Saw)
		} else {
			c.found(ResponseForm, "%s", f.Saw)
		}
	}
	c.statusLine(r, h.Start)
	if r.Accepts() {
		c.acceptance(r, request)
	} else {
		c.refusal(r)
	}
	if upgrades := r.Fields.Values(FieldUpgrade); len(upgrades) > 0 && r.Status != 101 &&
		!token.Contains(token.List(r.Fields.Values(FieldConnection)...), "upgrade") {
		c.found(UpgradeConnection, "Upgrade %s without Connection: upgrade", quoteAll(upgrades))
	}
	for _, name := range []string{FieldConnection, FieldUpgrade} {
		if values := r.Fields.Values(name); len(values) > 0 && token.HasEmpty(values...) {
			c.found(EmptyElement, "%s %s", name, quoteAll(values))
		}
	}
	return r, c.findings
}

func (c *checker) statusLine(r *Response, line string) {
	version, rest, _ := strings.Cut(line, " ")
	digits, reason, space := strings.Cut(rest, " ")
	r.Version, r.Reason = version, reason
	status, err := strconv.Atoi(digits)
	if _, _, ok := httpVersion(version); !ok || err != nil || len(digits) != 3 || status < 100 || digits[0] == '+' {
		c.found(StatusLine, "status line %s", quoteValue(line))
		return
	}
	r.Status = status
	if !space {
		c.found(StatusLine, "no space behind the status in %s", quoteValue(line))
	}
}

func (c *checker) acceptance(r *Response, request *Request) {
	if upgrades := r.Fields.Values(FieldUpgrade); len(upgrades) != 1 || !token.EqualFold(upgrades[0], "websocket") {
		c.found(AcceptUpgrade, "Upgrade %s", quoteAll(upgrades))
	}
	if values := r.Fields.Values(FieldConnection); !token.Contains(token.List(values...), "upgrade") {
		c.found(AcceptConnection, "Connection %s", quoteAll(values))
	}
	switch accepts := r.Fields.Values(FieldAccept); {
	case len(accepts) > 1:
		c.found(AcceptRepeated, "%d Sec-WebSocket-Accept lines", len(accepts))
	case len(accepts) == 0:
		c.found(Accept, "no Sec-WebSocket-Accept")
	case !plainKey(request):
		// Which bytes a server hashes of a key that is none is its own affair.
	case accepts[0] != AcceptFor(request.Key()):
		if hash, err := base64.StdEncoding.DecodeString(accepts[0]); err != nil || len(hash) != 20 {
			c.found(AcceptForm, "Sec-WebSocket-Accept %s", quoteValue(accepts[0]))
		}
		c.found(Accept, "Sec-WebSocket-Accept %s in answer to key %s", quoteValue(accepts[0]), quoteValue(request.Key()))
	}
	c.chosenProtocol(r, request)
	c.chosenExtensions(r, request)
	if lengths := r.Fields.Values("Content-Length"); len(lengths) > 0 {
		c.found(SwitchContentLength, "Content-Length %s", quoteAll(lengths))
	}
	if codings := r.Fields.Values("Transfer-Encoding"); len(codings) > 0 {
		c.found(SwitchTransferEncoding, "Transfer-Encoding %s", quoteAll(codings))
	}
}

// plainKey tells whether the request has one key, of characters that every reader of a field takes as they are.
func plainKey(request *Request) bool {
	keys := request.Fields.Values(FieldKey)
	return len(keys) == 1 && !strings.ContainsFunc(keys[0], func(r rune) bool { return r <= ' ' || r >= 0x7F })
}

func (c *checker) chosenProtocol(r *Response, request *Request) {
	values := r.Fields.Values(FieldProtocol)
	if len(values) == 0 {
		return
	}
	if len(values) > 1 {
		c.found(ProtocolRepeated, "%d Sec-WebSocket-Protocol lines", len(values))
	}
	offered := request.Protocols()
	if len(offered) == 0 {
		c.found(ProtocolUnasked, "Sec-WebSocket-Protocol %s", quoteAll(values))
	}
	for _, value := range values {
		switch {
		case !token.Valid(value):
			c.found(ProtocolForm, "Sec-WebSocket-Protocol %s", quoteValue(value))
		case len(offered) > 0 && !contains(offered, value):
			c.found(ProtocolNotOffered, "Sec-WebSocket-Protocol %s", quoteValue(value))
		}
	}
}

// contains compares as subprotocols are compared: with regard to case (RFC 7936 section 2).
func contains(list []string, s string) bool {
	for _, element := range list {
		if element == s {
			return true
		}
	}
	return false
}

func (c *checker) chosenExtensions(r *Response, request *Request) {
	values := r.Fields.Values(FieldExtensions)
	if len(values) == 0 {
		return
	}
	if len(token.List(values...)) == 0 {
		c.found(ExtensionsEmpty, "an empty Sec-WebSocket-Extensions")
		return
	}
	chosen, err := extension.Parse(values...)
	if err != nil {
		c.found(ExtensionsForm, "%s", syntaxError(err))
		return
	}
	if token.HasEmpty(values...) {
		c.found(EmptyElement, "%s %s", FieldExtensions, quoteAll(values))
	}
	offered := request.Extensions()
	if len(offered) == 0 && len(token.List(request.Fields.Values(FieldExtensions)...)) > 0 {
		offered = chosen // what was asked cannot be read, and whoever reads something in it did not choose it unasked
	}
	for _, e := range chosen {
		known := false
		for _, offer := range offered {
			known = known || token.EqualFold(offer.Name, e.Name) // nothing says whether case counts
		}
		if !known {
			c.found(ExtensionNotOffered, "extension %s", quoteValue(e.Name))
		}
	}
	answer := permessagedeflate.Judge(chosen, offered)
	r.Deflate = answer.Agreed
	for _, f := range answer.Findings {
		f.At = c.at
		c.findings = append(c.findings, f)
	}
}

func (c *checker) refusal(r *Response) {
	switch r.Status {
	case 401:
		if len(r.Fields.Values("WWW-Authenticate")) == 0 {
			c.found(Authenticate, "a 401 without WWW-Authenticate")
		}
	case 405:
		if len(r.Fields.Values("Allow")) == 0 {
			c.found(Allow, "a 405 without Allow")
		}
	case 426:
		if len(r.Fields.Values(FieldUpgrade)) == 0 {
			c.found(UpgradeRequired, "a 426 without Upgrade")
		}
	}
	if values := r.Fields.Values(FieldVersion); len(values) > 0 {
		list := token.List(values...)
		valid := len(list) > 0
		for _, version := range list {
			valid = valid && ValidVersion(version)
		}
		if !valid {
			c.found(VersionListForm, "Sec-WebSocket-Version %s", quoteAll(values))
		}
	}
}
