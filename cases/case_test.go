package cases_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

var _ = Describe("a case", func() {
	It("has its specification and section in its ID", func() {
		c := &cases.Case{ID: "rfc6455/5.5.1/close-1000"}
		Expect(c.Spec()).To(Equal("rfc6455"))
		Expect(c.Section()).To(Equal("5.5.1"))
	})

	// Rows by level: those of MUST bind, then comes advice, then what is left free; the first of the strongest counts.
	const (
		may, should, shouldNot = "6455-2-03", "6455-4.1-09", "6455-7.1.7-08"
		must, mustNot, plain   = "6455-5.1-01", "6455-5.1-04", "6455-2-01"
	)
	DescribeTable("breaks the strongest of its rows", func(row string, verdict cases.Verdict, covers ...string) {
		c := &cases.Case{Covers: covers}
		Expect(c.Row().ID).To(Equal(row))
		Expect(c.Level()).To(Equal(requirements.Find(row).Level))
		Expect(cases.Breach(c.Level())).To(Equal(verdict))
	},
		Entry("a MUST behind advice", must, cases.Fail, should, may, must),
		Entry("a MUST without the keyword behind advice", plain, cases.Fail, should, plain),
		Entry("the first of two that bind", must, cases.Fail, must, mustNot),
		Entry("advice behind what is free", should, cases.Warn, may, should),
		Entry("the first of two pieces of advice", should, cases.Warn, should, shouldNot),
		Entry("a row that the ledger does not have counts for nothing", may, cases.Info, "6455-99-01", may),
	)

	It("that covers no row, as a question of the probe, breaks nothing", func() {
		c := &cases.Case{}
		Expect(c.Row()).To(BeNil())
		Expect(c.Level()).To(Equal(requirements.May))
	})

	DescribeTable("needs a target that takes what it sends", func(needs []cases.Capability, frames ...cases.Frame) {
		c := &cases.Case{Needs: []cases.Capability{cases.Echo}, Script: cases.Steps(cases.Send(frames...))}
		Expect(c.AllNeeds()).To(Equal(append([]cases.Capability{cases.Echo}, needs...)))
		Expect(c.Needs).To(HaveLen(1), "the case itself is not changed")
	},
		Entry("text", []cases.Capability{cases.TakesText}, cases.Text("a"), cases.Text("b")),
		Entry("binary messages", []cases.Capability{cases.TakesBinary}, cases.Binary("a")),
		Entry("both", []cases.Capability{cases.TakesBinary, cases.TakesText}, cases.Binary("a"), cases.Text("b")),
		Entry("nothing where the target may refuse it", nil, cases.Binary("a").Refusable()),
		Entry("nothing for what everybody takes", nil, cases.Ping("a"), cases.Pong("b"), cases.Cont("c"), cases.CloseBody("")),
	)

	DescribeTable("measures its largest message", func(size int64, steps ...cases.Step) {
		c := &cases.Case{Script: steps}
		Expect(c.Largest()).To(Equal(size))
	},
		Entry("a frame", int64(300), cases.Send(cases.BinaryOf(payload.Binary(300)))),
		Entry("all fragments of a message, in several steps, whatever comes between them", int64(300),
			cases.Send(cases.TextOf(payload.Text(100)).More()), cases.Send(cases.Ping("between"), cases.ContOf(payload.Text(200)))),
		Entry("each message by itself", int64(200),
			cases.Send(cases.TextOf(payload.Text(200)), cases.TextOf(payload.Text(150)))),
		Entry("no control frame, however long", int64(0), cases.Send(cases.Opcode(frame.Ping, string(make([]byte, 500))))),
		Entry("no message that is measured by the target's own limit", int64(0), cases.Send(cases.ShareOfLimit(frame.Text, 150))),
	)

	It("is for the side that it names, or for both", func() {
		both, server := &cases.Case{}, &cases.Case{Side: reference.Server}
		Expect(both.For(reference.Server) && both.For(reference.Client)).To(BeTrue())
		Expect(server.For(reference.Server)).To(BeTrue())
		Expect(server.For(reference.Client)).To(BeFalse())
	})

	It("that measures by the target's limit sends that share of it", func() {
		f := cases.ShareOfLimit(frame.Binary, 150).Sized(1000)
		Expect(f.Payload().Size()).To(Equal(int64(1500)))
		Expect(f.Header().Length).To(Equal(uint64(1500)))
		Expect(f.Header().Opcode).To(Equal(frame.Binary))
		Expect(cases.Text("as it is").Sized(1000).Payload().Size()).To(Equal(int64(8)))
	})
})

var _ = Describe("a frame of a case", func() {
	key := [4]byte{1, 2, 3, 4}
	draw := func() [4]byte { return key }
	chosen := [4]byte{9, 9, 9, 9}

	DescribeTable("on the wire", func(f cases.Frame, sender reference.Role, masked bool, with [4]byte) {
		wire := f.Wire(sender, draw)
		Expect(wire.Masked).To(Equal(masked))
		Expect(wire.Key).To(Equal(with))
	},
		Entry("of a client is masked with a fresh key", cases.Text("a"), reference.Client, true, key),
		Entry("of a client is masked with the key that the case chose", cases.Text("a").Key(chosen), reference.Client, true, chosen),
		Entry("of a server is not masked", cases.Text("a"), reference.Server, false, [4]byte{}),
		Entry("of a server has no key, though the case chose one for clients", cases.Text("a").Key(chosen), reference.Server, false, [4]byte{}),
		Entry("of a client with the wrong mask bit is not masked", cases.Text("a").WrongMask(), reference.Client, false, [4]byte{}),
		Entry("of a server with the wrong mask bit is masked", cases.Text("a").WrongMask(), reference.Server, true, key),
	)

	It("is changed in a copy", func() {
		whole := cases.Text("a")
		whole.More().RSV(4).Form64().Declares(7)
		Expect(whole).To(Equal(cases.Text("a")))
	})

	It("is whole if its payload is as long as it declares", func() {
		Expect(cases.Text("Hello").Whole()).To(BeTrue())
		Expect(cases.Text("Hello").Declares(6).Whole()).To(BeFalse())
		Expect(cases.Text("Hello").Declares(4).Whole()).To(BeFalse())
	})
})

var _ = Describe("verdicts", func() {
	DescribeTable("of a breach follow from the level of the rule", func(level requirements.Level, verdict cases.Verdict) {
		Expect(cases.Breach(level)).To(Equal(verdict))
	},
		Entry(nil, requirements.Must, cases.Fail),
		Entry(nil, requirements.MustNot, cases.Fail),
		Entry(nil, requirements.MustPlain, cases.Fail),
		Entry(nil, requirements.Should, cases.Warn),
		Entry(nil, requirements.ShouldNot, cases.Warn),
		Entry(nil, requirements.May, cases.Info),
	)

	It("say something of the target, or not", func() {
		judged := map[cases.Verdict]bool{}
		for _, v := range cases.Verdicts {
			judged[v] = v.Judged()
		}
		Expect(judged).To(Equal(map[cases.Verdict]bool{
			cases.Pass: true, cases.Fail: true, cases.Warn: true, cases.Info: true,
			cases.Skip: false, cases.Inconclusive: false, cases.Error: false,
		}))
	})
})

var _ = Describe("capabilities", func() {
	offers := cases.Capabilities{cases.Echo, cases.TakesText}

	It("are there or missing, in the order of the needs", func() {
		Expect(offers.Has(cases.Echo)).To(BeTrue())
		Expect(offers.Has(cases.Auth)).To(BeFalse())
		Expect(offers.Missing([]cases.Capability{cases.Limits, cases.Echo, cases.Auth})).To(Equal([]cases.Capability{cases.Limits, cases.Auth}))
		Expect(offers.Missing([]cases.Capability{cases.Echo})).To(BeEmpty())
	})
})
