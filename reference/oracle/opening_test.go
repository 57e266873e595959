package oracle_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
)

var _ = DescribeTable("an opening handshake",
	func(choice oracle.Choice, word string, change func(*handshake.Request), rules ...*reference.Rule) {
		request := handshake.NewRequest("server.example.com", "/", handshake.KeyFor([16]byte{}))
		change(request)
		var reader handshake.HeadReader
		reader.Write(request.Append(nil))
		got, findings := oracle.Opening(reader.Head())
		Expect(got).To(Equal(choice))
		Expect(got.String()).To(Equal(word))
		var broken []*reference.Rule
		for _, f := range findings {
			broken = append(broken, f.Rule)
		}
		Expect(broken).To(ConsistOf(rules))
	},
	Entry("that conforms is accepted", oracle.Accept, "accept", func(*handshake.Request) {}),
	Entry("that breaks a rule with a reaction is refused", oracle.Refuse, "refuse",
		func(r *handshake.Request) { r.Method = "POST" }, handshake.Method),
	Entry("that breaks a rule without one is accepted or refused", oracle.Either, "accept or refuse",
		func(r *handshake.Request) { r.Target = "/#x" }, handshake.TargetFragment),
	Entry("that breaks both is refused", oracle.Refuse, "refuse",
		func(r *handshake.Request) { r.Target, r.Version = "/#x", "HTTP/1.0" }, handshake.TargetFragment, handshake.HTTPVersionOld),
)
