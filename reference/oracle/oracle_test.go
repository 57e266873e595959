package oracle_test

import (
	"bytes"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	. "github.com/onsi/gomega/gstruct"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reference/stream"
)

const never = oracle.Never

var _ = Describe("what follows from a stream", func() {
	item := func(opcode frame.Opcode, size, end int64, code closecode.Code) OmegaMatcher {
		return MatchFields(IgnoreExtras, Fields{"Opcode": Equal(opcode), "Size": Equal(size), "End": Equal(end), "Code": Equal(code), "Tainted": BeFalse()})
	}

	It("is an answer to every message, ping and close", func() {
		e := expect(wire("8102 4142 8902 4344 8a01 45 0201 46 8900 0000 8002 4748 8804 0fa0 4941"))
		Expect(e.Items).To(HaveExactElements(
			item(frame.Text, 2, 4, 0),
			item(frame.Ping, 2, 8, 0),
			item(frame.Ping, 0, 16, 0),
			item(frame.Binary, 3, 22, 0),
			item(frame.Close, 4, 28, 4000),
		))
		Expect(e.Closed).To(BeEquivalentTo(28))
		Expect(e.Sent).To(BeEquivalentTo(28))
		Expect(e.Defect).To(BeNil())
		Expect(e.Odd).To(BeFalse())
		Expect(e.Cut).To(BeFalse())
		Expect(e.Pending).To(BeZero())
	})

	It("is nothing before the first byte", func() {
		var r oracle.Reader
		Expect(*r.Expectation()).To(Equal(oracle.Expectation{Closed: never}))
	})

	It("is the first of two closes", func() {
		Expect(expect(wire("8800 8802 03e8")).Closed).To(BeEquivalentTo(2))
	})

	DescribeTable("knows what is not complete", func(digits string, cut bool, pending int) {
		e := expect(wire(digits))
		Expect(e.Cut).To(Equal(cut))
		Expect(e.Pending).To(BeEquivalentTo(pending))
	},
		Entry("a whole message", "8102 4142", false, 0),
		Entry("half a header", "81", true, 0),
		Entry("a frame without its last byte", "8102 41", true, 2),
		Entry("a message without its last fragment", "0103 414243", true, 3),
		Entry("a fragment of which half is there", "0103 414243 0004 4445", true, 7),
		Entry("half a ping between fragments", "0103 414243 8902 41", true, 4),
	)

	DescribeTable("is a failure, from the byte that proves it to the one that must not pass unnoticed",
		func(digits string, rule *reference.Rule, early, late int, codes ...closecode.Code) {
			if late < 0 {
				Expect(expect(wire(digits)).Defect).To(PointTo(Equal(oracle.Defect{Rule: rule, Early: int64(early), Late: never, Codes: codes})))
				return
			}
			b := wire(digits)
			Expect(expect(b).Defect).To(PointTo(Equal(oracle.Defect{Rule: rule, Early: int64(early), Late: int64(late), Codes: codes})))
			// One byte before, it might still be on its way.
			if before := expect(b[:late-1]).Defect; before != nil {
				Expect(before.Late).To(Equal(never))
			}
		},
		Entry("a header is judged by the end of its frame", "8100 c203 414243", stream.RSV, 3, 7, closecode.ProtocolError),
		Entry("an empty frame ends with its header", "8100 c200", stream.RSV, 3, 4, closecode.ProtocolError),
		Entry("a frame that has not ended may be waited for", "c203 4142", stream.RSV, 1, -1, closecode.ProtocolError),
		Entry("a frame that cannot end, too", "827f 8000000000000000", stream.LengthTopBit, 3, -1, closecode.ProtocolError),
		Entry("a long ping", "897e 007e"+zeros(126), stream.LongControl, 2, 130, closecode.ProtocolError),
		Entry("a message inside a message", "0100 8101 41", stream.Nested, 3, 5, closecode.ProtocolError),
		Entry("an orphan that has more fragments", "0000 0000", stream.Orphan, 1, 2, closecode.ProtocolError),
		Entry("a fragmented ping", "0902 4142", stream.FragmentedControl, 1, 4, closecode.ProtocolError),
		Entry("a close of one byte", "8801 03", stream.CloseOneByte, 2, 3, closecode.ProtocolError),
		Entry("a reason that is no UTF-8", "8804 03e8 ff41", stream.CloseReason, 5, 6, closecode.InvalidData),
		Entry("text is judged by the end of its message", "8104 41ff4142", stream.InvalidText, 4, 6, closecode.InvalidData),
		Entry("text whose next fragment may still come", "0104 41ff4142", stream.InvalidText, 4, -1, closecode.InvalidData),
		Entry("text that goes on for fragments and pings", "0101 ff 8901 41 0001 41 8001 41", stream.InvalidText, 3, 12, closecode.InvalidData),
		Entry("text that ends inside a character", "0102 41c3 8000", stream.InvalidText, 6, 6, closecode.InvalidData),
		Entry("text that a message inside it interrupts", "0101 ff 8101 41", stream.InvalidText, 3, 6, closecode.InvalidData, closecode.ProtocolError),
		Entry("two things in a header: both codes fit", "c301 41", stream.RSV, 1, 3, closecode.ProtocolError, closecode.ProtocolError),
		Entry("two defects of a frame: both codes fit", "8185 00000000 ff41424344", stream.Masked, 2, 11, closecode.ProtocolError, closecode.InvalidData),
		Entry("what comes behind a failure does not count", "c200 8101 ff", stream.RSV, 1, 2, closecode.ProtocolError),
	)

	It("may be overlooked where no reaction is stated", func() {
		e := expect(wire("827e 0001 41 8101 42 897e 0001 43 8901 44 8802 03ed"))
		Expect(e.Defect).To(BeNil())
		Expect(e.Odd).To(BeTrue())
		var tainted []bool
		for _, i := range e.Items {
			tainted = append(tainted, i.Tainted)
		}
		Expect(tainted).To(Equal([]bool{true, false, true, false, true}))
	})

	It("taints a message of which a fragment is odd, and not the ping inside or the message behind", func() {
		e := expect(wire("0201 41 8900 007e 0001 42 8001 43 8200"))
		Expect(e.Items).To(HaveExactElements(
			HaveField("Tainted", false), HaveField("Tainted", true), HaveField("Tainted", false)))
	})

	It("is no failure behind our close, where nothing is processed any more", func() {
		e := expect(wire("8802 03e8 c301 41 8101 ff 0900"))
		Expect(e.Defect).To(BeNil())
		Expect(e.Odd).To(BeTrue())
	})

	It("is a failure in our close and before it", func() {
		Expect(expect(wire("8803 03e8 ff")).Defect).NotTo(BeNil())
		Expect(expect(wire("c200 8802 03e8")).Defect).NotTo(BeNil())
	})

	It("does not become due behind our close", func() {
		// The text ends behind the close, where nobody reads.
		e := expect(wire("0101 ff 8800 8001 41"))
		Expect(e.Defect).To(PointTo(HaveField("Late", never)))
	})

	It("is the same whatever the pieces", func() {
		for _, digits := range []string{
			"8102 4142 8902 4344 0201 46 8900 0000 8002 4748 8804 0fa0 4941",
			"0101 ff 8901 41 0001 41 8001 41",
			"0201 41 8900 007e 0001 42 8001 43 8200",
			"8185 00000000 ff41424344",
			"c203 4142",
		} {
			b := wire(digits)
			whole := expect(b)
			for cut := range b {
				r := oracle.Reader{Sender: reference.Server}
				r.Write(bytes.Clone(b[:cut]))
				r.Write(bytes.Clone(b[cut:]))
				Expect(r.Expectation()).To(Equal(whole), "%s cut at %d", digits, cut)
			}
			r := oracle.Reader{Sender: reference.Server}
			for i := range b {
				r.Write(bytes.Clone(b[i : i+1]))
			}
			Expect(r.Expectation()).To(Equal(whole), "%s byte by byte", digits)
		}
	})
})

// zeros are the digits of so many zero bytes.
func zeros(n int) string { return string(bytes.Repeat([]byte("00"), n)) }
