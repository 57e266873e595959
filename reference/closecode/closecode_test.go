package closecode_test

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/closecode"
)

var _ = Describe("a close code", func() {
	DescribeTable("with a row of its own in RFC 6455 or the registry",
		func(number uint16, constant closecode.Code, class closecode.Class, name string, later bool) {
			code := closecode.Code(number)
			Expect(constant).To(Equal(code))
			Expect(code.Class()).To(Equal(class))
			Expect(code.Name()).To(Equal(name))
			Expect(code.String()).To(Equal(fmt.Sprintf("%d (%s)", number, name)))
			Expect(code.Later()).To(Equal(later))
		},
		EntryDescription("%[1]d"),
		Entry(nil, uint16(1000), closecode.Normal, closecode.Registered, "normal closure", false),
		Entry(nil, uint16(1001), closecode.GoingAway, closecode.Registered, "going away", false),
		Entry(nil, uint16(1002), closecode.ProtocolError, closecode.Registered, "protocol error", false),
		Entry(nil, uint16(1003), closecode.UnsupportedData, closecode.Registered, "unsupported data", false),
		Entry(nil, uint16(1004), closecode.Code(1004), closecode.Reserved, "reserved", false),
		Entry(nil, uint16(1005), closecode.NoStatus, closecode.Forbidden, "no status received", false),
		Entry(nil, uint16(1006), closecode.Abnormal, closecode.Forbidden, "abnormal closure", false),
		Entry(nil, uint16(1007), closecode.InvalidData, closecode.Registered, "invalid frame payload data", false),
		Entry(nil, uint16(1008), closecode.PolicyViolation, closecode.Registered, "policy violation", false),
		Entry(nil, uint16(1009), closecode.TooBig, closecode.Registered, "message too big", false),
		Entry(nil, uint16(1010), closecode.MissingExtension, closecode.Registered, "mandatory extension", false),
		Entry(nil, uint16(1011), closecode.InternalError, closecode.Registered, "internal error", false),
		Entry(nil, uint16(1012), closecode.ServiceRestart, closecode.Registered, "service restart", true),
		Entry(nil, uint16(1013), closecode.TryAgainLater, closecode.Registered, "try again later", true),
		Entry(nil, uint16(1014), closecode.BadGateway, closecode.Registered, "bad gateway", true),
		Entry(nil, uint16(1015), closecode.TLSFailure, closecode.Forbidden, "tls handshake", false),
		// Registered late, but in a range that RFC 6455 opens to everybody: no implementation has a reason to refuse them.
		Entry(nil, uint16(3000), closecode.Code(3000), closecode.Library, "unauthorized", false),
		Entry(nil, uint16(3003), closecode.Code(3003), closecode.Library, "forbidden", false),
		Entry(nil, uint16(3008), closecode.Code(3008), closecode.Library, "timeout", false),
	)

	DescribeTable("without one belongs to its range",
		func(first, last int, class closecode.Class) {
			rows := map[int]bool{3000: true, 3003: true, 3008: true}
			for number := first; number <= last; number++ {
				code := closecode.Code(number)
				Expect(code.Class()).To(Equal(class), "%d", number)
				Expect(code.Later()).To(BeFalse(), "%d", number)
				if !rows[number] {
					Expect(code.Name()).To(BeEmpty(), "%d", number)
					Expect(code.String()).To(Equal(fmt.Sprint(number)))
				}
			}
		},
		EntryDescription("%[1]d to %[2]d"),
		Entry(nil, 0, 999, closecode.Unused),
		Entry(nil, 1016, 2999, closecode.Unassigned),
		Entry(nil, 3000, 3999, closecode.Library),
		Entry(nil, 4000, 4999, closecode.Private),
		Entry(nil, 5000, 65535, closecode.Beyond),
	)
})
