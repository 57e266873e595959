// Package permessagedeflate is the negotiation of permessage-deflate (RFC 7692 section 7.1): what a client may offer,
// which offers a server has to decline, and what is wrong with an answer.
package permessagedeflate

import (
	"fmt"
	"strconv"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/extension"
)

// Name is the name of the extension.
const Name = "permessage-deflate"

// The parameters of section 7.1.
const (
	ServerNoContextTakeover = "server_no_context_takeover"
	ClientNoContextTakeover = "client_no_context_takeover"
	ServerMaxWindowBits     = "server_max_window_bits"
	ClientMaxWindowBits     = "client_max_window_bits"
)

// Params are the parameters of one offer, or of an answer: then they are what is agreed. The zero value is
// permessage-deflate without parameters: windows of 2^15 bytes that are kept from message to message.
type Params struct {
	ServerNoContextTakeover bool
	ClientNoContextTakeover bool
	ServerMaxWindowBits     int  // 0 if it is not there
	ClientMaxWindowBits     int  // 0 if it is not there or has no value
	ClientMaxWindowBitsBare bool // it is there without a value, which only an offer may have
}

// Defect is why an element is not a lawful one. A server declines an offer for it, a client fails the connection for
// it in an answer (section 7).
type Defect uint8

const (
	Sound    Defect = iota
	Unknown         // a parameter that is not defined
	Repeated        // a parameter that is there twice
	Invalid         // a value that is not allowed
)

// ElementError tells what is wrong with an element.
type ElementError struct {
	Defect Defect
	Param  string // its name
	Saw    string // lower case
}

func (e *ElementError) Error() string { return e.Saw }

// ReadOffer reads the parameters of an element of an offer. The error is an *ElementError.
func ReadOffer(e extension.Extension) (Params, error) { return read(e, true) }

// ReadAnswer reads the parameters of an element of an answer. The error is an *ElementError.
func ReadAnswer(e extension.Extension) (Params, error) { return read(e, false) }

func read(e extension.Extension, offer bool) (Params, error) {
	var p Params
	seen := map[string]bool{}
	for _, param := range e.Params {
		fail := func(defect Defect, format string) (Params, error) {
			shown := extension.Extension{Name: param.Name, Params: []extension.Param{param}}.String()
			return p, &ElementError{defect, param.Name, fmt.Sprintf(format, shown[len(param.Name)+2:])}
		}
		if seen[param.Name] {
			return fail(Repeated, "%s although that parameter is there before")
		}
		seen[param.Name] = true
		bits, valid := windowBits(param)
		switch param.Name {
		case ServerNoContextTakeover:
			p.ServerNoContextTakeover, valid = true, !param.HasValue
		case ClientNoContextTakeover:
			p.ClientNoContextTakeover, valid = true, !param.HasValue
		case ServerMaxWindowBits:
			p.ServerMaxWindowBits = bits
		case ClientMaxWindowBits:
			p.ClientMaxWindowBits = bits
			if offer && !param.HasValue {
				p.ClientMaxWindowBitsBare, valid = true, true
			}
		default:
			return fail(Unknown, "the unknown parameter %s")
		}
		if !valid {
			return fail(Invalid, "%s")
		}
	}
	return p, nil
}

// windowBits reads a decimal number from 8 to 15 without leading zeros.
func windowBits(param extension.Param) (int, bool) {
	bits, err := strconv.Atoi(param.Value)
	if err != nil || strconv.Itoa(bits) != param.Value || bits < deflate.MinWindowBits || bits > deflate.MaxWindowBits {
		return 0, false
	}
	return bits, true
}

// Extension is the element that has these parameters.
func (p Params) Extension() extension.Extension {
	e := extension.Extension{Name: Name}
	flag := func(name string, set bool) {
		if set {
			e.Params = append(e.Params, extension.Param{Name: name})
		}
	}
	number := func(name string, bits int) {
		if bits > 0 {
			e.Params = append(e.Params, extension.Param{Name: name, Value: strconv.Itoa(bits), HasValue: true})
		}
	}
	flag(ServerNoContextTakeover, p.ServerNoContextTakeover)
	flag(ClientNoContextTakeover, p.ClientNoContextTakeover)
	number(ServerMaxWindowBits, p.ServerMaxWindowBits)
	number(ClientMaxWindowBits, p.ClientMaxWindowBits)
	flag(ClientMaxWindowBits, p.ClientMaxWindowBitsBare && p.ClientMaxWindowBits == 0)
	return e
}

func (p Params) String() string { return p.Extension().String() }

// Accept is the answer of a server that takes every lawful offer: the first one that is, with all that it asks for.
func Accept(offered []extension.Extension) (Params, bool) {
	for _, e := range offered {
		if e.Name != Name {
			continue
		}
		if p, err := ReadOffer(e); err == nil {
			p.ClientMaxWindowBitsBare = false
			return p, true
		}
	}
	return Params{}, false
}

// Inflater reads the messages of a sender who keeps to what was agreed; nil if nothing was.
func (p *Params) Inflater(sender reference.Role) *deflate.Inflater {
	if p == nil {
		return nil
	}
	if sender == reference.Server {
		return &deflate.Inflater{WindowBits: p.ServerMaxWindowBits, NoContextTakeover: p.ServerNoContextTakeover}
	}
	return &deflate.Inflater{WindowBits: p.ClientMaxWindowBits, NoContextTakeover: p.ClientNoContextTakeover}
}

// Deflater writes the messages of a sender who keeps to what was agreed; nil if nothing was.
func (p *Params) Deflater(sender reference.Role) *deflate.Deflater {
	if p == nil {
		return nil
	}
	if sender == reference.Server {
		return &deflate.Deflater{WindowBits: p.ServerMaxWindowBits, NoContextTakeover: p.ServerNoContextTakeover}
	}
	return &deflate.Deflater{WindowBits: p.ClientMaxWindowBits, NoContextTakeover: p.ClientNoContextTakeover}
}
