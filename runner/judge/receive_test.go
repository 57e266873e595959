package judge_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

var _ = Describe("what comes", func() {
	observe := func(in string, frames ...cases.Frame) *cases.Observation {
		return open(accepting(cases.Waits, cases.Send(frames...))).gets(in).result().Observation
	}

	DescribeTable("repeats what was sent", func(in string, answers []int, frames ...cases.Frame) {
		var list []int
		for _, s := range observe(in, frames...).Sent {
			list = append(list, s.Answers)
		}
		Expect(list).To(Equal(answers))
	},
		Entry("once", sent(frame.Text, "a"), []int{1}, cases.Text("a")),
		Entry("twice", sent(frame.Text, "a")+sent(frame.Text, "a"), []int{2}, cases.Text("a")),
		Entry("not with another type", sent(frame.Binary, "a"), []int{0}, cases.Text("a")),
		Entry("not with other bytes", sent(frame.Text, "b"), []int{0}, cases.Text("a")),
		Entry("not with more bytes", sent(frame.Text, "aa"), []int{0}, cases.Text("a")),
		Entry("not in half", sent(frame.Text, "ab")[:3], []int{0}, cases.Text("ab")),
		Entry("in fragments", "\x01\x01a\x80\x01b", []int{1}, cases.Text("ab")),
		Entry("of fragments", sent(frame.Text, "abc"), []int{1}, cases.Text("a").More(), cases.Cont("b").More(), cases.Cont("c")),
		Entry("the first that is not answered, if two are the same", sent(frame.Text, "a")+sent(frame.Text, "a"), []int{1, 1}, cases.Text("a"), cases.Text("a")),
		Entry("in another order", sent(frame.Text, "b")+sent(frame.Text, "a"), []int{1, 1}, cases.Text("a"), cases.Text("b")),
		Entry("by a pong", sent(frame.Pong, "p"), []int{1}, cases.Ping("p")),
		Entry("not by a pong with other bytes", sent(frame.Pong, "q"), []int{0}, cases.Ping("p")),
		Entry("not by a ping", sent(frame.Ping, "p"), []int{0}, cases.Ping("p")),
		Entry("the first of two pings that are the same", sent(frame.Pong, "p"), []int{1, 0}, cases.Ping("p"), cases.Ping("p")),
		Entry("a large message", sent(frame.Binary, string(payload.Binary(100_000).Bytes())), []int{1}, cases.BinaryOf(payload.Binary(100_000))),
		Entry("a large message with one byte wrong", sent(frame.Binary, string(payload.Binary(99_999).Bytes())+"!"), []int{0}, cases.BinaryOf(payload.Binary(100_000))),
		Entry("nothing where a message was only begun", sent(frame.Text, "a"), nil, cases.Text("a").More()),
		Entry("nothing where a frame was cut off", sent(frame.Text, "a"), nil, cases.Text("a").Declares(3)),
		Entry("nothing where a continuation stands alone", sent(frame.Text, "a"), nil, cases.Cont("a")),
	)

	It("is told with where it differs", func() {
		large := payload.Binary(100_000).Bytes()
		large[77_777] ^= 1
		o := observe(sent(frame.Binary, string(large)), cases.BinaryOf(payload.Binary(100_000)))
		Expect(o.Got[0].Differs).To(Equal(int64(77_777)))
		Expect(o.Got[0].Answer).To(Equal(-1))
	})

	It("is kept as far as it matters", func() {
		o := observe(sent(frame.Binary, strings.Repeat("x", 200_000)), cases.BinaryOf(payload.Binary(100_000)))
		Expect(o.Got[0].Size).To(Equal(int64(200_000)))
		Expect(len(o.Got[0].Head)).To(BeNumerically("<=", 4096))
		o = observe(strings.Repeat(sent(frame.Pong, ""), 1000)+sent(frame.Close, ""), cases.Ping("p"))
		Expect(len(o.Got)).To(BeNumerically("<=", 401))
		Expect(o.Got[len(o.Got)-1].Opcode).To(Equal(frame.Close), "the first close is kept in any case")
	})

	It("and breaks a rule is told once for each rule, whatever the case is about", func() {
		r := open(accepting(cases.Waits, cases.Send(cases.Text("a")))).gets("\x8a\x80\x00\x00\x00\x00\x8a\x80\x00\x00\x00\x00\xba\x00").result()
		var names []string
		for _, v := range r.Violations {
			names = append(names, v.Rule.Name)
		}
		Expect(names).To(ConsistOf(stream.Masked.Name, stream.RSV.Name))
		Expect(r.Violations[0].Saw).To(ContainSubstring("mask bit 1"))
	})
})

var _ = Describe("a target that never stops", func() {
	endless := func(t *talk, piece string) (bytes int) {
		for range 100_000 {
			if t.gets(piece).act.Done {
				return bytes + len(piece)
			}
			bytes += len(piece)
		}
		Fail("the judge listens for ever")
		return 0
	}

	DescribeTable("is left after so many bytes", func(most int, piece string) {
		t := open(accepting(cases.Answered, cases.Send(cases.Text("a"))))
		Expect(endless(t, piece)).To(BeNumerically("<=", most))
		r := t.result()
		Expect(r.Observation.Flooded).To(BeTrue())
		Expect(r.Verdict).To(Equal(cases.Fail))
		Expect(r.Note).To(Equal("the target sent more than any answer is worth"))
	},
		Entry("with pings", 20_000, sent(frame.Ping, "p")),
		Entry("with messages", 1_100_000, sent(frame.Text, strings.Repeat("x", 1000))),
		Entry("with fragments", 20_000, "\x01\x01a"),
		Entry("with one frame", 1_100_000, "\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"+strings.Repeat("x", 1000)),
		Entry("with empty frames in one piece", 40_000, strings.Repeat("\x8a\x00", 2500)),
	)

	DescribeTable("is left before the handshake is complete", func(most int, piece string) {
		t := begin(accepting(cases.Opens))
		Expect(endless(t, piece)).To(BeNumerically("<=", most))
		Expect(t.result().Observation.Flooded).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(cases.Fail))
	},
		Entry("with fields", 70_000, "X-Field: value\r\n"),
		Entry("with a line that never ends", 70_000, "HTTP/1.1 101 Switching"),
		Entry("with empty lines", 70_000, strings.Repeat("\r\n", 500)),
		Entry("with interim responses", 1_100_000, "HTTP/1.1 100 Continue\r\n\r\n"),
		Entry("with large interim responses in one piece", 1_200_000, strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 2500)),
	)

	It("may send as much as it was sent, and more for a request", func() {
		message := payload.Binary(3 << 20)
		t := open(accepting(cases.Answered, cases.Send(cases.BinaryOf(message))))
		t.gets(sent(frame.Binary, string(message.Bytes())))
		Expect(t.result().Observation.Flooded).To(BeFalse())
		t = open(accepting(cases.StartsClose(1000), cases.Ask("wsspec:send"), cases.AwaitClose()))
		t.gets(sent(frame.Text, strings.Repeat("x", 5<<20)))
		Expect(t.result().Observation.Flooded).To(BeFalse())
	})
})

var _ = Describe("the judge", func() {
	It("hands on what is known of the target", func() {
		c := accepting(cases.Answered, cases.Send(cases.Text("a"), cases.Text("b")))
		t := open(c)
		t.env.Unordered = true
		o := t.result().Observation
		Expect(o.Protocol).To(Equal("chat"))
		Expect(o.Offers).To(Equal(t.env.Offers))
		Expect(o.Unordered).To(BeFalse(), "what is known is taken once, at the beginning")
	})

	It("gives a breach the level of the row", func() {
		c := accepting(cases.FailedWith(1002), defect)
		for row, verdict := range map[string]cases.Verdict{must: cases.Fail, "6455-4.1-09": cases.Warn, "6455-2-03": cases.Info} {
			c.Covers = []string{row}
			Expect(open(c).expires().pongs().fin().result().Verdict).To(Equal(verdict))
		}
	})
})
