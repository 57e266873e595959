package judge_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/judge"
)

var _ = Describe("a close_notify", func() {
	const normal = "\x03\xe8"
	closing := cases.Steps(cases.Send(cases.Close(closecode.Normal, "")))

	DescribeTable("counts with the FIN behind it", func(notified bool, verdict cases.Verdict) {
		t := open(accepting(cases.EndsTLS, closing...)).gets(sent(frame.Close, normal)).happens(judge.Event{Kind: judge.FIN, CloseNotify: notified})
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(verdict))
	},
		Entry(nil, true, cases.Pass),
		Entry(nil, false, cases.Fail),
	)

	refusal := func() *talk {
		c := accepting(cases.RefusalEndsTLS)
		c.Opening = cases.Opening{Request: []cases.Edit{cases.Drop("Sec-WebSocket-Key")}}
		return begin(c).gets("HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nHe").gets("llo")
	}

	DescribeTable("counts behind a refusal, whatever content that has", func(notified bool, verdict cases.Verdict) {
		t := refusal()
		Expect(t.act.Done).To(BeFalse())
		Expect(t.act.Timer).To(Equal(judge.Deadline))
		t.happens(judge.Event{Kind: judge.FIN, CloseNotify: notified})
		Expect(t.act.Done).To(BeTrue())
		Expect(t.result().Verdict).To(Equal(verdict))
		Expect(t.result().Violations).To(BeEmpty())
	},
		Entry(nil, true, cases.Pass),
		Entry(nil, false, cases.Fail),
	)

	It("is waited for no longer than a deadline behind a refusal", func() {
		t := refusal().expires()
		Expect(t.act.Done).To(BeTrue())
		Expect(cases.RefusalStays.Met(t.result().Observation)).To(BeTrue())
	})

	It("counts for its own connection only", func() {
		t := open(accepting(cases.EndsTLS, cases.AwaitEnd(), cases.Reopen(), closing[0])).happens(judge.Event{Kind: judge.FIN, CloseNotify: true})
		Expect(t.act.Reopen).To(BeTrue())
		t.happens(judge.Event{Kind: judge.Connected})
		t.gets(t.acceptance()).gets(sent(frame.Close, normal)).fin()
		Expect(t.result().Verdict).To(Equal(cases.Fail))
		Expect(t.result().Observation.CloseNotify).To(BeFalse())
	})
})
