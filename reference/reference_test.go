package reference_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
)

var _ = DescribeTable("a role has a name and another side",
	func(role, peer reference.Role, name string) {
		Expect(role.Peer()).To(Equal(peer))
		Expect(role.String()).To(Equal(name))
	},
	EntryDescription("%[3]s"),
	Entry(nil, reference.Client, reference.Server, "client"),
	Entry(nil, reference.Server, reference.Client, "server"),
	Entry(nil, reference.Role(0), reference.Role(0), "nobody"),
)

var _ = Describe("a finding", func() {
	It("names the rule, its row, what was there, and where", func() {
		rule := &reference.Rule{Name: "long-control", Row: "6455-5.5-02"}
		Expect(rule.String()).To(Equal("long-control"))
		finding := reference.Finding{Rule: rule, At: 131, Saw: "a ping of 126 bytes"}
		Expect(finding.String()).To(Equal("long-control (6455-5.5-02): a ping of 126 bytes, at byte 131"))
	})
})
