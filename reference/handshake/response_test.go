package handshake_test

import (
	"encoding/base64"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/token"
)

// response is the example of RFC 6455 section 1.2, which answers request.
const response = "HTTP/1.1 101 Switching Protocols\r\n" +
	"Upgrade: websocket\r\n" +
	"Connection: Upgrade\r\n" +
	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" +
	"Sec-WebSocket-Protocol: chat\r\n\r\n"

// refusal is a conforming 426.
const refusal = "HTTP/1.1 426 Upgrade Required\r\n" +
	"Upgrade: websocket\r\n" +
	"Connection: Upgrade, close\r\n" +
	"Sec-WebSocket-Version: 13\r\n" +
	"Content-Length: 0\r\n\r\n"

func answer(old, new string) func() string { return func() string { return with(response, old, new) } }

func answerWithout(field string) func() string {
	return func() string { return without(response, field) }
}

func answerPlus(line string) func() string { return func() string { return plus(response, line) } }

func refuse(old, new string) func() string { return func() string { return with(refusal, old, new) } }

// offer is the request of the example with an offer of extensions.
func offer() *handshake.Request {
	GinkgoHelper()
	r, findings := handshake.ReadRequest(headOf(plus(request, "Sec-WebSocket-Extensions: foo, bar; baz=1")))
	Expect(findings).To(BeEmpty())
	return r
}

var responseBreaches = []breach{
	{handshake.Fold, "a field on two lines", answerPlus("X: y\r\n z")},
	{handshake.ResponseForm, "a line that ends in LF", answer("websocket\r\n", "websocket\n")},
	{handshake.ResponseForm, "an empty line before", func() string { return "\r\n" + response }},
	{handshake.ResponseForm, "a space before a colon", answer("Upgrade:", "Upgrade :")},
	{handshake.ResponseForm, "no colon", answerPlus("nonsense")},
	{handshake.ResponseForm, "NUL", answerPlus("X: \x00")},
	{handshake.StatusLine, "no space behind the status", answer("101 Switching Protocols", "101")},
	{handshake.StatusLine, "no space behind the status of a refusal", refuse("426 Upgrade Required", "426")},
	{handshake.StatusLine, "a space inside the status", answer("101", "1 01")},
	{handshake.StatusLine, "two spaces", answer(" 101", "  101")},
	{handshake.StatusLine, "four digits", answer("101", "1011")},
	{handshake.StatusLine, "two digits", answer("101", "10")},
	{handshake.StatusLine, "a leading zero", answer("101", "099")},
	{handshake.StatusLine, "a sign", answer("101", "+99")},
	{handshake.StatusLine, "a word", answer("101", "one")},
	{handshake.StatusLine, "lower case", answer("HTTP/", "http/")},
	{handshake.StatusLine, "no version", answer("HTTP/1.1 ", "")},
	{handshake.AcceptUpgrade, "none", answerWithout("Upgrade")},
	{handshake.AcceptUpgrade, "another protocol", answer("websocket", "websockets")},
	{handshake.AcceptUpgrade, "one more", answer("websocket", "websocket, h2c")},
	{handshake.AcceptUpgrade, "twice", answerPlus("Upgrade: websocket")},
	{handshake.AcceptConnection, "none", answerWithout("Connection")},
	{handshake.AcceptConnection, "another option", answer("Connection: Upgrade", "Connection: keep-alive")},
	{handshake.Accept, "none", answerWithout("Sec-WebSocket-Accept")},
	{handshake.Accept, "the hash of another key", answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", handshake.AcceptFor("AAAAAAAAAAAAAAAAAAAAAA=="))},
	{handshake.Accept, "in lower case", answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "s3ppLmbitxaq9kygzzhzrbk+xoo=")},
	{handshake.AcceptRepeated, "the same again", answerPlus("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")},
	{handshake.ProtocolNotOffered, "another one", answer(": chat", ": quiet")},
	{handshake.ProtocolNotOffered, "in other case", answer(": chat", ": Chat")},
	{handshake.ProtocolForm, "a list", answer(": chat", ": chat, superchat")},
	{handshake.ProtocolForm, "empty", answer(": chat", ":")},
	{handshake.ProtocolRepeated, "two that were offered", answerPlus("Sec-WebSocket-Protocol: superchat")},
	{handshake.ExtensionsEmpty, "nothing", answerPlus("Sec-WebSocket-Extensions:")},
	{handshake.ExtensionsEmpty, "a comma", answerPlus("Sec-WebSocket-Extensions: ,")},
	{handshake.ExtensionsForm, "a parameter without a name", answerPlus("Sec-WebSocket-Extensions: foo; =1")},
	{handshake.ExtensionNotOffered, "another one", answerPlus("Sec-WebSocket-Extensions: qux")},
	{handshake.ExtensionNotOffered, "another one behind one that was offered", answerPlus("Sec-WebSocket-Extensions: foo, qux")},
	{handshake.EmptyElement, "in Connection", answer("Connection: Upgrade", "Connection: Upgrade,")},
	{handshake.EmptyElement, "in Sec-WebSocket-Extensions", answerPlus("Sec-WebSocket-Extensions: foo,, bar")},
	{handshake.EmptyElement, "in Upgrade of a refusal", refuse("Upgrade: websocket", "Upgrade: ,websocket")},
	{handshake.SwitchContentLength, "0", answerPlus("Content-Length: 0")},
	{handshake.SwitchTransferEncoding, "chunked", answerPlus("Transfer-Encoding: chunked")},
	{handshake.UpgradeRequired, "a 426", func() string { return without(refusal, "Upgrade") }},
	{handshake.UpgradeConnection, "a 426", refuse("Upgrade, close", "close")},
	{handshake.UpgradeConnection, "a 200", func() string { return without(with(refusal, "426", "200"), "Connection") }},
	{handshake.Allow, "a 405", refuse("426", "405")},
	{handshake.Authenticate, "a 401", refuse("426", "401")},
	{handshake.VersionListForm, "a word", refuse("Version: 13", "Version: thirteen")},
	{handshake.VersionListForm, "a leading zero behind one that is right", refuse("Version: 13", "Version: 13, 08")},
	{handshake.VersionListForm, "empty", refuse("Version: 13", "Version:")},
}

var _ = Describe("a response", func() {
	It("breaks every rule in one of the examples", func() {
		// These two need examples of their own, below.
		others := []breach{{rule: handshake.AcceptForm}, {rule: handshake.ProtocolUnasked}}
		Expect(missing(handshake.ResponseRules, append(others, responseBreaches...))).To(BeEmpty())
	})

	for _, b := range responseBreaches {
		It("that breaks "+b.rule.Name+" breaks nothing else: "+b.what, func() {
			_, findings := handshake.ReadResponse(headOf(b.wire()), offer())
			Expect(broken(findings)).To(Equal([]*reference.Rule{b.rule}))
			Expect(findings[0].Saw).NotTo(BeEmpty())
		})
	}

	DescribeTable("with an accept that is no hash at all breaks accept-form, and accept with it", func(value string) {
		_, findings := handshake.ReadResponse(headOf(answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", value)()), offer())
		Expect(broken(findings)).To(ConsistOf(handshake.AcceptForm, handshake.Accept))
	},
		Entry("empty", ""),
		Entry("no padding", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo"),
		Entry("19 bytes", base64.StdEncoding.EncodeToString(make([]byte, 19))),
		Entry("21 bytes", base64.StdEncoding.EncodeToString(make([]byte, 21))),
		Entry("in hexadecimal digits", "b37a4f2cc0624f1690f64606cf385945b2bec4ea"),
	)

	It("that names a subprotocol breaks protocol-unasked if none was offered", func() {
		plain, _ := handshake.ReadRequest(headOf(without(request, "Sec-WebSocket-Protocol")))
		_, findings := handshake.ReadResponse(headOf(response), plain)
		Expect(broken(findings)).To(Equal([]*reference.Rule{handshake.ProtocolUnasked}))
		_, findings = handshake.ReadResponse(headOf(without(response, "Sec-WebSocket-Protocol")), plain)
		Expect(findings).To(BeEmpty())
	})

	It("that names another subprotocol breaks protocol-not-offered if one alone was offered, too", func() {
		one, _ := handshake.ReadRequest(headOf(value("Sec-WebSocket-Protocol", "superchat")()))
		_, findings := handshake.ReadResponse(headOf(response), one)
		Expect(broken(findings)).To(Equal([]*reference.Rule{handshake.ProtocolNotOffered}))
	})

	It("may hash a key that is none as it likes, but has to answer it", func() {
		for _, key := range []string{"", "two words", "caf\xe9", "\x7f"} {
			odd, _ := handshake.ReadRequest(headOf(value("Sec-WebSocket-Key", key)()))
			_, findings := handshake.ReadResponse(headOf(response), odd)
			if key == "" {
				Expect(broken(findings)).To(ConsistOf(handshake.Accept), "an empty key is hashed like any other")
				continue
			}
			Expect(findings).To(BeEmpty())
			_, findings = handshake.ReadResponse(headOf(without(response, "Sec-WebSocket-Accept")), odd)
			Expect(broken(findings)).To(ConsistOf(handshake.Accept))
		}
		twice, _ := handshake.ReadRequest(headOf(plus(request, "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")))
		_, findings := handshake.ReadResponse(headOf(answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", handshake.AcceptFor("AAAAAAAAAAAAAAAAAAAAAA=="))()), twice)
		Expect(findings).To(BeEmpty())
	})

	It("may choose what a client asked for in a field that breaks the grammar", func() {
		const chosen = "Sec-WebSocket-Extensions: foo"
		for offered, broken := range map[string]bool{"foo;": false, "foo; =bar": false, "": true, ",": true, "bar": true} {
			asked, _ := handshake.ReadRequest(headOf(plus(request, "Sec-WebSocket-Extensions: "+offered)))
			_, findings := handshake.ReadResponse(headOf(plus(response, chosen)), asked)
			Expect(len(findings) > 0).To(Equal(broken), "asked for %q: %v", offered, findings)
		}
	})

	It("is one of HTTP/0.9, of which nothing is wrong, only if the request line has no version", func() {
		const content = "You need a browser\n\n"
		asked := &handshake.Request{Start: "GET /chat\r\n"}
		r, findings := handshake.ReadResponse(headOf(content), asked)
		Expect(findings).To(BeEmpty())
		Expect(r.Simple).To(BeTrue())

		r, findings = handshake.ReadResponse(headOf("HTTP/1.1 4000 No\r\n\r\n"), asked)
		Expect(broken(findings)).To(ContainElement(handshake.StatusLine))
		Expect(r.Simple).To(BeFalse())

		for _, versioned := range []*handshake.Request{offer(), {Start: "GET  HTTP/1.1\r\n"}} {
			r, findings = handshake.ReadResponse(headOf(content), versioned)
			Expect(broken(findings)).To(ContainElement(handshake.StatusLine))
			Expect(r.Simple).To(BeFalse())
		}
	})

	DescribeTable("that conforms breaks no rule", func(wire func() string) {
		_, findings := handshake.ReadResponse(headOf(wire()), offer())
		Expect(findings).To(BeEmpty())
	},
		Entry("the example of section 1.2", answer("", "")),
		Entry("an empty reason phrase", answer("Switching Protocols", "")),
		Entry("another reason phrase", answer("Switching Protocols", "Welcome  aboard")),
		Entry("field names and tokens in other case", answer("Upgrade: websocket\r\nConnection: Upgrade", "UPGRADE: WebSocket\r\nconnection: upgrade")),
		Entry("Connection as a list", answer("Connection: Upgrade", "Connection: keep-alive, Upgrade")),
		Entry("no subprotocol", answerWithout("Sec-WebSocket-Protocol")),
		Entry("the second subprotocol", answer(": chat", ": superchat")),
		Entry("an extension", answerPlus("Sec-WebSocket-Extensions: bar; baz=1")),
		Entry("an extension in other case, of which nothing is said", answerPlus("Sec-WebSocket-Extensions: Bar; baz=1")),
		Entry("two extensions over two lines", answerPlus("Sec-WebSocket-Extensions: bar\r\nSec-WebSocket-Extensions: foo")),
		Entry("unknown fields", answerPlus("Server: x\r\nY:")),
		Entry("a 100", func() string { return "HTTP/1.1 100 Continue\r\n\r\n" }),
		Entry("a 426", refuse("", "")),
		Entry("a 426 with several versions", refuse("Version: 13", "Version: 13, 8,\r\nSec-WebSocket-Version: 0")),
		Entry("a 403 without fields", func() string { return "HTTP/1.1 403 Forbidden\r\n\r\n" }),
		Entry("a 200 with a subprotocol, an extension and a wrong accept", func() string {
			return "HTTP/1.1 200 OK\r\nSec-WebSocket-Protocol: quiet\r\nSec-WebSocket-Extensions: qux\r\nSec-WebSocket-Accept: no\r\n\r\n"
		}),
		Entry("a 405 with an empty Allow", func() string { return "HTTP/1.1 405 Method Not Allowed\r\nAllow:\r\n\r\n" }),
		Entry("a 401 with a challenge", func() string { return "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n\r\n" }),
	)

	It("is quoted in findings without control characters and in a line of bounded size", func() {
		long := strings.Repeat("\x1b\x07", 10_000)
		for _, wire := range []string{
			answer("websocket", long)(), answer("Connection: Upgrade", "Connection: "+long)(), answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", long)(),
			answer(": chat", ": "+long)(), answerPlus("Sec-WebSocket-Extensions: " + long)(), answerPlus("Content-Length: " + long)(),
			answerPlus("Transfer-Encoding: " + long)(), answer("101", long)(), refuse("Version: 13", "Version: "+long)(),
			answerPlus("X: y\r\n " + long)(), answerPlus(long)(),
		} {
			_, findings := handshake.ReadResponse(headOf(wire), offer())
			Expect(findings).NotTo(BeEmpty())
			for _, f := range findings {
				Expect(len(f.Saw)).To(BeNumerically("<", 1000), f.Rule.Name)
				Expect(f.Saw).NotTo(MatchRegexp("[\\x00-\\x1f]"), f.Rule.Name)
			}
		}
	})

	It("is taken apart", func() {
		r, _ := handshake.ReadResponse(headOf(answerPlus("Sec-WebSocket-Extensions: bar; baz=1")()), offer())
		Expect(r.Accepts()).To(BeTrue())
		Expect([]any{r.Version, r.Status, r.Reason}).To(Equal([]any{"HTTP/1.1", 101, "Switching Protocols"}))
		Expect(r.Protocol()).To(Equal("chat"))
		Expect(r.Extensions()).To(HaveLen(1))
		Expect(r.Extensions()[0].String()).To(Equal("bar; baz=1"))
	})

	It("tells what was agreed about permessage-deflate, and what is wrong with it", func() {
		asked, _ := handshake.ReadRequest(headOf(plus(request, "Sec-WebSocket-Extensions: permessage-deflate")))
		r, findings := handshake.ReadResponse(headOf(response), asked)
		Expect(findings).To(BeEmpty())
		Expect(r.Deflate).To(BeNil())

		r, findings = handshake.ReadResponse(headOf(plus(response, "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover")), asked)
		Expect(findings).To(BeEmpty())
		Expect(r.Deflate.ServerNoContextTakeover).To(BeTrue())

		wire := plus(response, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10")
		_, findings = handshake.ReadResponse(headOf(wire), asked)
		Expect(broken(findings)).To(Equal([]*reference.Rule{permessagedeflate.ClientBitsUnasked}))
		Expect(findings[0].At).To(BeEquivalentTo(len(wire)))
	})

	DescribeTable("switches protocols with status 101 only", func(start string, accepts bool) {
		r, _ := handshake.ReadResponse(headOf(with(response, "HTTP/1.1 101 Switching Protocols", start)), offer())
		Expect(r.Accepts()).To(Equal(accepts))
	},
		Entry(nil, "HTTP/1.1 101 Switching Protocols", true),
		Entry(nil, "HTTP/1.1 101", true), // a broken rule, but no other status
		Entry(nil, "HTTP/1.1 200 OK", false),
		Entry(nil, "HTTP/1.1 100 Continue", false),
		Entry(nil, "HTTP/1.1 1011 Internal Error", false),
		Entry(nil, "HTTP/1.1 1 01", false),
		Entry(nil, "101 Switching Protocols", false),
		Entry(nil, "http/1.1 101 Switching Protocols", false),
	)

	It("that is written to accept conforms and reads the same", func() {
		written := handshake.NewAcceptance(offer().Key())
		wire := written.Append([]byte("before"))
		Expect(string(wire)).To(HavePrefix("before"))
		read, findings := handshake.ReadResponse(headOf(string(wire[len("before"):])), offer())
		Expect(findings).To(BeEmpty())
		Expect(read).To(Equal(written))
		Expect(read.Accepts()).To(BeTrue())
	})

	DescribeTable("that is written to refuse conforms and reads the same", func(status int) {
		written := handshake.NewRefusal(status, "No")
		read, findings := handshake.ReadResponse(headOf(string(written.Append(nil))), offer())
		Expect(findings).To(BeEmpty())
		Expect(read).To(Equal(written))
		Expect(read.Accepts()).To(BeFalse())
		options := []string{"close"}
		if status == 426 {
			options = []string{"Upgrade", "close"} // what Upgrade asks for
		}
		Expect(token.List(read.Fields.Values("Connection")...)).To(ConsistOf(options))
	}, Entry(nil, 400), Entry(nil, 401), Entry(nil, 403), Entry(nil, 404), Entry(nil, 405), Entry(nil, 426), Entry(nil, 431), Entry(nil, 505))

	It("that is written can break every form", func() {
		r := handshake.NewAcceptance("key")
		r.Start = "101\n"
		r.Fields = nil
		Expect(string(r.Append(nil))).To(Equal("101\n\r\n"))
	})
})

var _ = Describe("Sec-WebSocket-Accept", func() {
	It("is the one of RFC 6455 section 1.3", func() {
		Expect(handshake.AcceptFor("dGhlIHNhbXBsZSBub25jZQ==")).To(Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
	})

	It("answers the nonce of that example", func() {
		Expect(handshake.KeyFor([16]byte([]byte("the sample nonce")))).To(Equal("dGhlIHNhbXBsZSBub25jZQ=="))
	})
})
