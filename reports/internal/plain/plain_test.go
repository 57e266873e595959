package plain_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/internal/plain"
)

var _ = Describe("A plain line", func() {
	DescribeTable("is", func(text, want string) { Expect(plain.Line(text)).To(Equal(want)) },
		Entry("the text itself if that is harmless", `Grüße, "世界" <&> 🙂`, `Grüße, "世界" <&> 🙂`),
		Entry("without controls", "a\r\n\tb\x1b[2J\x7f\u0085", `a\u000d\u000a\u0009b\u001b[2J\u007f\u0085`),
		Entry("without what turns the direction of text or has no width", "a\u202eb\u2066\u200b\ufeff\u00ad\U000e0001", `a\u202eb\u2066\u200b\ufeff\u00ad\ue0001`),
		Entry("without spaces that look like others", "a\u00a0b\u2003c\u2028d", `a\u00a0b\u2003c\u2028d`),
		Entry("with bytes that are no UTF-8 told from the character for them", "\xff\uFFFD\xc3", `\xff`+"\uFFFD"+`\xc3`),
		Entry("nothing of nothing", "", ""),
	)

	It("is bounded, and tells how much is left out", func() {
		Expect(plain.Line(strings.Repeat("ü", 600))).To(Equal(strings.Repeat("ü", 600)))
		Expect(plain.Line(strings.Repeat("ü", 1000))).To(Equal(strings.Repeat("ü", 600) + "… (800 bytes more)"))
	})

	It("has company up to a bound, without empty ones", func() {
		Expect(plain.Lines([]string{"a", "", "b\n"})).To(Equal([]string{"a", `b\u000a`}))
		many := plain.Lines(strings.Split(strings.Repeat("x ", 100)+"x", " "))
		Expect(many).To(HaveLen(21))
		Expect(many[20]).To(Equal("… (81 lines more)"))
	})
})
