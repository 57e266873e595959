// Package closecode knows the close codes of RFC 6455 section 7.4 and the registry that continues it.
package closecode

import "fmt"

// Registry is the date of the registry that the table is taken from
// (WebSocket Close Code Number Registry, https://www.iana.org/assignments/websocket/).
const Registry = "2026-06-10"

// Code is a close code: the first two bytes of the body of a Close frame.
type Code uint16

const (
	Normal           Code = 1000
	GoingAway        Code = 1001
	ProtocolError    Code = 1002
	UnsupportedData  Code = 1003
	NoStatus         Code = 1005 // never on the wire: the Close frame had no code
	Abnormal         Code = 1006 // never on the wire: there was no Close frame
	InvalidData      Code = 1007
	PolicyViolation  Code = 1008
	TooBig           Code = 1009
	MissingExtension Code = 1010
	InternalError    Code = 1011
	ServiceRestart   Code = 1012
	TryAgainLater    Code = 1013
	BadGateway       Code = 1014
	TLSFailure       Code = 1015 // never on the wire: the TLS handshake failed
)

// Class is what the specification says of a code in a Close frame.
type Class uint8

const (
	Unused     Class = iota // 0 to 999: not used (7.4.2)
	Registered              // has a meaning and may be sent
	Reserved                // 1004: set aside, without a meaning (7.4.1)
	Forbidden               // 1005, 1006, 1015: must never be sent (7.4.1)
	Unassigned              // up to 2999 without a meaning so far (7.4.2)
	Library                 // 3000 to 3999: for libraries and frameworks (7.4.2)
	Private                 // 4000 to 4999: for private use (7.4.2)
	Beyond                  // 5000 and above: outside every range (11.7)
)

var names = map[Code]string{
	Normal:           "normal closure",
	GoingAway:        "going away",
	ProtocolError:    "protocol error",
	UnsupportedData:  "unsupported data",
	1004:             "reserved",
	NoStatus:         "no status received",
	Abnormal:         "abnormal closure",
	InvalidData:      "invalid frame payload data",
	PolicyViolation:  "policy violation",
	TooBig:           "message too big",
	MissingExtension: "mandatory extension",
	InternalError:    "internal error",
	ServiceRestart:   "service restart",
	TryAgainLater:    "try again later",
	BadGateway:       "bad gateway",
	TLSFailure:       "tls handshake",
	3000:             "unauthorized",
	3003:             "forbidden",
	3008:             "timeout",
}

// Class tells what the specification and the registry say of the code.
func (c Code) Class() Class {
	switch {
	case c < 1000:
		return Unused
	case c == NoStatus || c == Abnormal || c == TLSFailure:
		return Forbidden
	case c == 1004:
		return Reserved
	case c <= BadGateway:
		return Registered
	case c < 3000:
		return Unassigned
	case c < 4000:
		return Library
	case c < 5000:
		return Private
	}
	return Beyond
}

// Later tells whether the code was registered after RFC 6455 among those of the protocol itself, so that an
// implementation may not know it. Codes from 3000 up need not be known.
func (c Code) Later() bool { return c >= ServiceRestart && c <= BadGateway }

// Name is the registered meaning, lower case, or empty.
func (c Code) Name() string { return names[c] }

// String is the number, with its meaning if it has one.
func (c Code) String() string {
	if name := c.Name(); name != "" {
		return fmt.Sprintf("%d (%s)", uint16(c), name)
	}
	return fmt.Sprintf("%d", uint16(c))
}
