package plain_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/internal/plain"
)

var _ = Describe("An inert text", func() {
	DescribeTable("is", func(text, want string) { Expect(plain.Inert(text)).To(Equal(want)) },
		Entry("the text itself if that is no command", "a::b ## c #[d] ##\n::", "a::b ## c #[d] ##\n\\u003a:"),
		Entry("without commands of GitHub Actions", "::error::x\n  ::stop-commands::y\n\u3000\u00a0::z", "\\u003a:error::x\n  \\u003a:stop-commands::y\n\u3000\u00a0\\u003a:z"),
		Entry("without older ones, which stand anywhere", "a ##[error]b ###[c", `a \u0023#[error]b #\u0023#[c`),
		Entry("without those of Azure Pipelines and TeamCity", "##vso[a]##teamcity[b", `\u0023#vso[a]\u0023#teamcity[b`),
	)

	It("is what becomes of a plain line", func() {
		Expect(plain.Line(" ::error::x ##[y]")).To(Equal(` \u003a:error::x \u0023#[y]`))
	})
})
