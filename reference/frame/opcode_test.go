package frame_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/frame"
)

var _ = DescribeTable("the sixteen opcodes",
	func(bits uint8, name string, control, reserved bool) {
		opcode := frame.Opcode(bits)
		Expect(opcode.String()).To(Equal(name))
		Expect(opcode.IsControl()).To(Equal(control))
		Expect(opcode.IsReserved()).To(Equal(reserved))
	},
	EntryDescription("%[1]X is %[2]s"),
	Entry(nil, uint8(0x0), "continuation", false, false),
	Entry(nil, uint8(0x1), "text", false, false),
	Entry(nil, uint8(0x2), "binary", false, false),
	Entry(nil, uint8(0x3), "opcode 3", false, true),
	Entry(nil, uint8(0x4), "opcode 4", false, true),
	Entry(nil, uint8(0x5), "opcode 5", false, true),
	Entry(nil, uint8(0x6), "opcode 6", false, true),
	Entry(nil, uint8(0x7), "opcode 7", false, true),
	Entry(nil, uint8(0x8), "close", true, false),
	Entry(nil, uint8(0x9), "ping", true, false),
	Entry(nil, uint8(0xA), "pong", true, false),
	Entry(nil, uint8(0xB), "opcode B", true, true),
	Entry(nil, uint8(0xC), "opcode C", true, true),
	Entry(nil, uint8(0xD), "opcode D", true, true),
	Entry(nil, uint8(0xE), "opcode E", true, true),
	Entry(nil, uint8(0xF), "opcode F", true, true),
)
