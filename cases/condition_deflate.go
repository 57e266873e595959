package cases

import (
	"slices"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// Agrees is met if the connection opens with permessage-deflate. What is wrong with the answer is told by the cases that
// watch for it.
var Agrees Condition = agrees{}

// AgreesTo is met if the connection opens with permessage-deflate and parameters of which check, described by what, is
// true.
func AgreesTo(what string, check func(Agreed) bool) Condition { return agrees{what, check} }

type agrees struct {
	what  string
	check func(Agreed) bool
}

func (agrees) Want() Want { return WantOpening }

func (c agrees) String() string {
	if c.check == nil {
		return "101 with permessage-deflate"
	}
	return "101 with permessage-deflate and " + c.what
}

func (c agrees) Met(o *Observation) bool {
	return Opens.Met(o) && o.Response != nil && o.Response.Deflate != nil && (c.check == nil || c.check(*o.Response.Deflate))
}

// Declines is met if the connection opens without permessage-deflate. An answer that cannot be read does not decline. In a case that sends messages they are not sent
// then.
var Declines Condition = declines{}

type declines struct{}

func (declines) Want() Want     { return WantOpening }
func (declines) String() string { return "101 without permessage-deflate" }

func (declines) Met(o *Observation) bool {
	unreadable := slices.ContainsFunc(o.Wrong, func(f reference.Finding) bool { return f.Rule == handshake.ExtensionsForm })
	return o.Opened && o.Fenced && o.Response != nil && o.Response.Deflate == nil && !unreadable
}

// OffersDeflate offers permessage-deflate with the parameters, which begin with a semicolon if there are any.
func OffersDeflate(params string) Opening {
	return Opening{Request: []Edit{Set(handshake.FieldExtensions, "permessage-deflate"+params)}}
}
