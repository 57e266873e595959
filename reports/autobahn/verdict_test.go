package autobahn_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

var _ = DescribeTable("A verdict becomes", func(c results.Case, behavior, behaviorClose string) {
	c.Autobahn = []string{"2.5"}
	entry := render(runOf(c), "Ducks").index()["Ducks"]["2.5"]
	Expect([]any{entry["behavior"], entry["behaviorClose"]}).To(Equal([]any{behavior, behaviorClose}))
},
	Entry("OK if the case passes", results.Case{Verdict: cases.Pass}, "OK", "OK"),
	Entry("FAILED in both columns if it fails, since some read only one", results.Case{Verdict: cases.Fail}, "FAILED", "FAILED"),
	Entry("FAILED if nothing could be judged, which is not green", results.Case{Verdict: cases.Inconclusive}, "FAILED", "FAILED"),
	Entry("FAILED if the fault is our own", results.Case{Verdict: cases.Error}, "FAILED", "FAILED"),
	Entry("FAILED if there is a verdict that nobody knows", results.Case{Verdict: "new"}, "FAILED", "FAILED"),
	Entry("UNIMPLEMENTED if the target lacks what it takes", results.Case{Verdict: cases.Skip}, "UNIMPLEMENTED", "OK"),
	Entry("INFORMATIONAL if the specification leaves it free", results.Case{Verdict: cases.Info}, "INFORMATIONAL", "INFORMATIONAL"),
	Entry("INFORMATIONAL if the case is disputed", results.Case{Verdict: cases.Fail, Disputed: "two readings"}, "INFORMATIONAL", "INFORMATIONAL"),
	Entry("OK if the case is disputed and passes", results.Case{Verdict: cases.Pass, Disputed: "two readings"}, "OK", "OK"),
	Entry("WRONG CODE if the target failed the connection with a code that does not fit",
		results.Case{Verdict: cases.Warn, Transcript: onWire(received(closing(1003)), fin)}, "OK", "WRONG CODE"),
	Entry("OK if the target failed the connection without a code",
		results.Case{Verdict: cases.Warn, Transcript: onWire(received("\x88\x00"), sent(closing(1000)), fin)}, "OK", "OK"),
	Entry("OK if the target ended the connection for a close frame with a reserved bit",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\xf8\x00"), fin)}, "OK", "OK"),
	Entry("OK if the target ended the connection for a close frame with fin=0",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x08\x00"), fin)}, "OK", "OK"),
	Entry("OK if the target ended the connection for a close frame with half a code",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x88\x01\x03"), fin)}, "OK", "OK"),
	Entry("OK if the target ended the connection for a close frame that is too long",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x88\x7e\x00\x7e\x03\xe8"+strings.Repeat("x", 124)), fin)}, "OK", "OK"),
	Entry("OK if the target ended the connection for a close frame whose reason is no text",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x88\x03\x03\xe8\xff"), fin)}, "OK", "OK"),
	Entry("WRONG CODE if the target answers a close frame with a code that nobody may send by another than it should",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent(closing(1004)), received(closing(1004)), fin)}, "OK", "WRONG CODE"),
	Entry("UNCLEAN if the target does not answer a close frame with a code of an application",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent(closing(4000)), fin)}, "OK", "UNCLEAN"),
	Entry("UNCLEAN if the target does not answer a close frame with a code of a library",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent(closing(3000)), fin)}, "OK", "UNCLEAN"),
	Entry("UNCLEAN if the target does not answer a close frame without a code",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x88\x00"), fin)}, "OK", "UNCLEAN"),
	Entry("UNCLEAN if the target does not answer the longest close frame",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x88\x7d\x03\xe8"+strings.Repeat("x", 123)), fin)}, "OK", "UNCLEAN"),
	Entry("WRONG CODE if the target closed first, and we only answered",
		results.Case{Verdict: cases.Warn, Transcript: onWire(received(closing(1003)), sent(closing(1003)), fin)}, "OK", "WRONG CODE"),
	Entry("OK if the target failed the connection by ending it, which Autobahn allows",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x89\x00"), fin)}, "OK", "OK"),
	Entry("OK if the target failed the connection by reset",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent("\x89\x00"), rst)}, "OK", "OK"),
	Entry("UNCLEAN if the target ended the connection in place of an answer to our close",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent(closing(1000)), fin)}, "OK", "UNCLEAN"),
	Entry("NON-STRICT if the target closed well, but advice was missed",
		results.Case{Verdict: cases.Warn, Transcript: onWire(sent(closing(1000)), received(closing(1000)), fin)}, "NON-STRICT", "OK"),
	Entry("NON-STRICT if the connection lives on",
		results.Case{Verdict: cases.Warn, Transcript: onWire(received("\x8a\x00"))}, "NON-STRICT", "OK"),
	Entry("WRONG CODE even if the target broke a rule that another case reports",
		results.Case{Verdict: cases.Warn, Breaches: []results.Breach{{Row: "6455-5.2-11"}}, Transcript: onWire(received(closing(1003)), fin)}, "OK", "WRONG CODE"),
	Entry("NON-STRICT if the case reports a rule that was broken somewhere, however the target closed",
		results.Case{Verdict: cases.Warn, Breaches: []results.Breach{{Row: "6455-5.2-11"}, {Row: "6455-5.2-12", Seen: 1}}, Transcript: onWire(received(closing(1003)), fin)}, "NON-STRICT", "OK"),
)

var _ = DescribeTable("A case to which Autobahn|Testsuite takes any answer is", func(verdict cases.Verdict, behavior, behaviorClose string) {
	for _, id := range []string{"7.1.6", "7.13.1", "7.13.2"} {
		entry := render(runOf(judged(id, verdict)), "Ducks").index()["Ducks"][id]
		Expect([]any{entry["behavior"], entry["behaviorClose"]}).To(Equal([]any{behavior, behaviorClose}))
	}
},
	Entry(nil, cases.Pass, "INFORMATIONAL", "INFORMATIONAL"),
	Entry(nil, cases.Info, "INFORMATIONAL", "INFORMATIONAL"),
	Entry(nil, cases.Warn, "INFORMATIONAL", "INFORMATIONAL"),
	Entry(nil, cases.Skip, "UNIMPLEMENTED", "OK"),
	Entry(nil, cases.Fail, "FAILED", "FAILED"),
)

var _ = Describe("An identifier that several cases cover", func() {
	pass := judged("2.5", cases.Pass, onWire(sent(closing(1000)), received(closing(1000)), fin)...)
	wrong := judged("2.5", cases.Warn, onWire(received(closing(1003)), fin)...)
	loose := judged("2.5", cases.Warn, onWire(received("\x8a\x00"))...)
	fail := judged("2.5", cases.Fail, onWire(received(closing(4000)), fin)...)
	skip, info := judged("2.5", cases.Skip), judged("2.5", cases.Info)
	unasked := skip
	unasked.Option = "--thorough"

	DescribeTable("takes the worst", func(behavior, behaviorClose string, code any, list ...results.Case) {
		for range list {
			list = append(list[1:], list[0]) // in whatever order they are
			entry := render(runOf(list...), "Ducks").index()["Ducks"]["2.5"]
			Expect([]any{entry["behavior"], entry["behaviorClose"]}).To(Equal([]any{behavior, behaviorClose}))
			if code == nil {
				Expect(entry["remoteCloseCode"]).To(BeNil())
			} else {
				Expect(entry["remoteCloseCode"]).To(BeNumerically("==", code))
			}
		}
	},
		Entry(nil, "OK", "OK", 1000, pass, pass),
		Entry(nil, "INFORMATIONAL", "INFORMATIONAL", nil, pass, info),
		Entry(nil, "UNIMPLEMENTED", "INFORMATIONAL", nil, skip, info, pass),
		Entry(nil, "NON-STRICT", "OK", nil, loose, skip, pass),
		Entry("but nothing of a case that nobody asked for", "OK", "OK", 1000, pass, unasked),
		Entry("unless there is no other", "UNIMPLEMENTED", "OK", nil, unasked, unasked),
		Entry(nil, "NON-STRICT", "WRONG CODE", 1003, loose, wrong, pass),
		Entry(nil, "FAILED", "FAILED", 4000, pass, wrong, fail, skip, info, loose),
	)

	It("tells of each of them", func() {
		other := pass
		other.ID, other.Got = "rfc6455/5.5/y", []string{"pong"}
		file := render(runOf(fail, other), "Ducks").file("Ducks", "2.5")
		Expect(file["wsspec"]).To(HaveLen(2))
		Expect(file["wsspec"].([]any)[0]).To(HaveKeyWithValue("verdict", "fail"))
		Expect(file["wsspec"].([]any)[1]).To(And(HaveKeyWithValue("id", "rfc6455/5.5/y"), HaveKeyWithValue("got", []any{"pong"})))
		Expect(file["result"]).To(Equal("rfc6455/5.5/x: fail"))
	})
})
