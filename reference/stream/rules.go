package stream

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
)

// The rules for the frames of one side, in the order of RFC 6455.
var (
	Unmasked = &reference.Rule{Name: "unmasked", Row: "6455-5.1-01", Reaction: "6455-5.1-02",
		Answer: int(closecode.ProtocolError), Says: "a client masks every frame"}
	Masked = &reference.Rule{Name: "masked", Row: "6455-5.1-04", Reaction: "6455-5.1-05",
		Answer: int(closecode.ProtocolError), Says: "a server masks no frame"}
	RSV = &reference.Rule{Name: "rsv", Row: "6455-5.2-03", Reaction: "6455-5.2-04",
		Answer: int(closecode.ProtocolError), Says: "reserved bits are 0 unless a negotiated extension uses them"}
	ReservedOpcode = &reference.Rule{Name: "reserved-opcode", Row: "6455-5.2-06", Reaction: "6455-5.2-05",
		Answer: int(closecode.ProtocolError), Says: "opcodes 3 to 7 and B to F are reserved"}
	LengthTopBit = &reference.Rule{Name: "length-top-bit", Row: "6455-5.2-09", Reaction: "6455-5.2-09",
		Answer: int(closecode.ProtocolError), Says: "the most significant bit of a 64-bit length is 0"}
	LengthNotShortest = &reference.Rule{Name: "length-not-shortest", Row: "6455-5.2-11", Free: true,
		Answer: int(closecode.ProtocolError), Says: "a sender uses the shortest form of the length"}
	Orphan = &reference.Rule{Name: "orphan-continuation", Row: "6455-5.4-02", Reaction: "6455-5.4-02",
		Answer: int(closecode.ProtocolError), Says: "a continuation frame belongs to a message in progress"}
	Nested = &reference.Rule{Name: "nested-message", Row: "6455-5.4-09", Reaction: "6455-5.4-03",
		Answer: int(closecode.ProtocolError), Says: "a message ends before the next one begins"}
	LongControl = &reference.Rule{Name: "long-control", Row: "6455-5.5-02", Reaction: "6455-5.5-02",
		Answer: int(closecode.ProtocolError), Says: "a control frame has at most 125 bytes of payload"}
	FragmentedControl = &reference.Rule{Name: "fragmented-control", Row: "6455-5.5-03", Reaction: "6455-5.5-03",
		Answer: int(closecode.ProtocolError), Says: "a control frame is not fragmented"}
	CloseOneByte = &reference.Rule{Name: "close-one-byte", Row: "6455-5.5.1-03", Reaction: "6455-5.5.1-03",
		Answer: int(closecode.ProtocolError), Says: "the body of a Close frame is empty or starts with a two-byte code"}
	CloseReason = &reference.Rule{Name: "close-reason", Row: "6455-8.1-01", Reaction: "6455-8.1-01",
		Answer: int(closecode.InvalidData), Says: "a close reason is UTF-8"}
	DataAfterClose = &reference.Rule{Name: "data-after-close", Row: "6455-5.5.1-07", Free: true,
		Answer: int(closecode.ProtocolError), Says: "no data frame follows a Close frame"}
	CloseAfterClose = &reference.Rule{Name: "close-after-close", Row: "6455-5.5.1-09", Free: true, Remark: true,
		Answer: int(closecode.ProtocolError), Says: "one Close frame is enough"}
	InvalidText = &reference.Rule{Name: "invalid-text", Row: "6455-5.6-03", Reaction: "6455-8.1-01",
		Answer: int(closecode.InvalidData), Says: "a text message is UTF-8"}
	CodeNoStatus = &reference.Rule{Name: "close-code-1005", Row: "6455-7.4.1-08", Free: true,
		Answer: int(closecode.ProtocolError), Says: "1005 is never in a Close frame"}
	CodeAbnormal = &reference.Rule{Name: "close-code-1006", Row: "6455-7.4.1-09", Free: true,
		Answer: int(closecode.ProtocolError), Says: "1006 is never in a Close frame"}
	CodeTLS = &reference.Rule{Name: "close-code-1015", Row: "6455-7.4.1-17", Free: true,
		Answer: int(closecode.ProtocolError), Says: "1015 is never in a Close frame"}
	CodeReserved = &reference.Rule{Name: "close-code-1004", Row: "6455-7.4.1-07", Free: true, Remark: true,
		Answer: int(closecode.ProtocolError), Says: "1004 is reserved, without a meaning"}
	CodeUnused = &reference.Rule{Name: "close-code-below-1000", Row: "6455-7.4.2-01", Free: true,
		Answer: int(closecode.ProtocolError), Says: "close codes below 1000 are not used"}
	CodeUnassigned = &reference.Rule{Name: "close-code-unassigned", Row: "6455-7.4.2-02", Free: true, Remark: true,
		Answer: int(closecode.ProtocolError), Says: "1016 to 2999 are kept for later revisions and extensions"}
	CodeBeyond = &reference.Rule{Name: "close-code-above-4999", Row: "6455-11.7-01", Free: true, Remark: true,
		Answer: int(closecode.ProtocolError), Says: "a close code is at most 4999"}
)

// Rules is every rule of this package.
var Rules = []*reference.Rule{
	Unmasked, Masked, RSV, ReservedOpcode, LengthTopBit, LengthNotShortest, Orphan, Nested, LongControl,
	FragmentedControl, CloseOneByte, CloseReason, DataAfterClose, CloseAfterClose, InvalidText, CodeNoStatus,
	CodeAbnormal, CodeTLS, CodeReserved, CodeUnused, CodeUnassigned, CodeBeyond,
}

// codeRule is the rule that a code in a Close frame breaks, or nil.
func codeRule(code closecode.Code) *reference.Rule {
	switch code.Class() {
	case closecode.Unused:
		return CodeUnused
	case closecode.Reserved:
		return CodeReserved
	case closecode.Unassigned:
		return CodeUnassigned
	case closecode.Beyond:
		return CodeBeyond
	case closecode.Forbidden:
		switch code {
		case closecode.NoStatus:
			return CodeNoStatus
		case closecode.Abnormal:
			return CodeAbnormal
		default:
			return CodeTLS
		}
	}
	return nil
}
