package frame

import "fmt"

// Opcode says what a frame carries (RFC 6455 section 5.2): four bits.
type Opcode uint8

const (
	Continuation Opcode = 0x0
	Text         Opcode = 0x1
	Binary       Opcode = 0x2
	Close        Opcode = 0x8
	Ping         Opcode = 0x9
	Pong         Opcode = 0xA
)

// IsControl tells whether the most significant of the four bits is set: 8 to F.
func (o Opcode) IsControl() bool { return o&0x8 != 0 }

// IsReserved tells whether no specification gives the opcode a meaning: 3 to 7 and B to F.
func (o Opcode) IsReserved() bool { return o > Binary && o < Close || o > Pong }

func (o Opcode) String() string {
	switch o {
	case Continuation:
		return "continuation"
	case Text:
		return "text"
	case Binary:
		return "binary"
	case Close:
		return "close"
	case Ping:
		return "ping"
	case Pong:
		return "pong"
	}
	return fmt.Sprintf("opcode %X", uint8(o))
}
