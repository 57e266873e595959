package results_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner/results"
)

var _ = Describe("what was seen of a case", func() {
	DescribeTable("is a line without", func(want, note string, got ...string) {
		Expect((&results.Case{Note: note, Got: got}).Saw()).To(Equal(want))
	},
		Entry("times", "pong, 126 bytes; a later ping was answered", "it went on", "pong, 126 bytes, after 0.4 ms", "a later ping was answered"),
		Entry("the way in which TCP ends", `close 1002; the connection ends`, "", "close 1002", "the connection ended by RST"),
		Entry("the way in which TCP ends, in the middle", "no response, the connection ends, without a close_notify", "", "no response, the connection ended by FIN, without a close_notify"),
		Entry("where a broken rule was seen, and how often", "a mask: 4 bytes", "seen in 12 cases, first in rfc6455/5.5/one: a mask: 4 bytes", "pong"),
		Entry("how it was found out that it died", "the process dies", "the target died of it; it took no connection right after", "nothing"),
		Entry("measures", "the time grows with the power * of the number of fragments", "the time grows with the power 2.1 of the number of fragments",
			"no fragments: 0.1 ms", "1000 fragments: 3 ms", "2000 fragments: no answer before the deadline"),
		Entry("how long it took", "the target took * for what takes *", "the target took 1.234s for what takes 80µs"),
		Entry("bytes that are no text", "a\uFFFDb", "", "a\xffb"),
		Entry("anything, if nothing is known", "", ""),
	)
})
