package handshake_test

import (
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// request is the example of RFC 6455 section 1.2.
const request = "GET /chat HTTP/1.1\r\n" +
	"Host: server.example.com\r\n" +
	"Upgrade: websocket\r\n" +
	"Connection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
	"Origin: http://example.com\r\n" +
	"Sec-WebSocket-Protocol: chat, superchat\r\n" +
	"Sec-WebSocket-Version: 13\r\n\r\n"

// line is the request with another request line, value with another value of a field, more with one more line.
func line(start string) func() string {
	return func() string { return with(request, "GET /chat HTTP/1.1\r\n", start+"\r\n") }
}

func value(field, value string) func() string {
	return func() string { return with(without(request, field), "\r\n\r\n", "\r\n"+field+": "+value+"\r\n\r\n") }
}

func more(line string) func() string { return func() string { return plus(request, line) } }

func lacking(field string) func() string { return func() string { return without(request, field) } }

func edit(old, new string) func() string { return func() string { return with(request, old, new) } }

var requestBreaches = []breach{
	{handshake.BareLF, "a field that ends in LF", edit("websocket\r\n", "websocket\n")},
	{handshake.BareLF, "a request line that ends in LF", edit("HTTP/1.1\r\n", "HTTP/1.1\n")},
	{handshake.BareLF, "an empty line that ends in LF", func() string { return strings.TrimSuffix(plus(request, "X: y"), "\r\n\r\n") + "\n\r\n" }},
	{handshake.BareCR, "CR inside a value", edit("http://example.com", "http://\rexample.com")},
	{handshake.EmptyLineBefore, "an empty line", func() string { return "\r\n" + request }},
	{handshake.EmptyLineBefore, "an empty line that ends in LF", func() string { return "\n" + request }},
	{handshake.EmptyLineBefore, "several empty lines", func() string { return "\r\n\r\n\r\n" + request }},
	{handshake.SpaceBeforeFirst, "a space", edit("\r\nHost", "\r\n X: y\r\nHost")},
	{handshake.SpaceBeforeFirst, "a tab", edit("\r\nHost", "\r\n\tX: y\r\nHost")},
	{handshake.SpaceBeforeColon, "a space", edit("Upgrade:", "Upgrade :")},
	{handshake.SpaceBeforeColon, "a tab", edit("Upgrade:", "Upgrade\t:")},
	{handshake.Fold, "a line that begins with a space", edit("http://example.com", "http://\r\n example.com")},
	{handshake.Fold, "a line that begins with a tab", edit("chat, superchat", "chat,\r\n\tsuperchat")},
	{handshake.Fold, "a line of white space", more("X: y\r\n ")},
	{handshake.NUL, "in a value", edit("http://example.com", "http://\x00example.com")},
	{handshake.NoColon, "a line of one word", more("nonsense")},
	{handshake.FieldName, "a space", more("X Y: z")},
	{handshake.FieldName, "an empty name", more(": z")},
	{handshake.FieldName, "a parenthesis", more("X(Y): z")},
	{handshake.FieldName, "a byte beyond ASCII", more("X\xe9: z")},

	{handshake.RequestLine, "no version", line("GET /chat")},
	{handshake.RequestLine, "no method", line(" /chat HTTP/1.1")},
	{handshake.RequestLine, "no target", line("GET  HTTP/1.1")},
	{handshake.RequestLine, "an empty version", line("GET /chat ")},
	{handshake.RequestLine, "two spaces", line("GET  /chat HTTP/1.1")},
	{handshake.RequestLine, "a space before", line(" GET /chat HTTP/1.1")},
	{handshake.RequestLine, "a space behind", line("GET /chat HTTP/1.1 ")},
	{handshake.RequestLine, "a space in the target", line("GET /chat room HTTP/1.1")},
	{handshake.RequestLine, "tabs", line("GET\t/chat\tHTTP/1.1")},
	{handshake.Method, "POST", line("POST /chat HTTP/1.1")},
	{handshake.Method, "HEAD", line("HEAD /chat HTTP/1.1")},
	{handshake.Method, "lower case", line("get /chat HTTP/1.1")},
	{handshake.HTTPVersionForm, "lower case", line("GET /chat http/1.1")},
	{handshake.HTTPVersionForm, "no minor version", line("GET /chat HTTP/1")},
	{handshake.HTTPVersionForm, "two digits", line("GET /chat HTTP/1.11")},
	{handshake.HTTPVersionForm, "a comma", line("GET /chat HTTP/1,1")},
	{handshake.HTTPVersionForm, "a letter for the major version", line("GET /chat HTTP/x.1")},
	{handshake.HTTPVersionForm, "a letter for the minor version", line("GET /chat HTTP/1.x")},
	{handshake.HTTPVersionForm, "another protocol", line("GET /chat HTTQ/1.1")},
	{handshake.HTTPVersionOld, "1.0", line("GET /chat HTTP/1.0")},
	{handshake.HTTPVersionMajor, "0.9", line("GET /chat HTTP/0.9")},
	{handshake.HTTPVersionMajor, "2.0", line("GET /chat HTTP/2.0")},
	{handshake.Target, "no slash", line("GET chat HTTP/1.1")},
	{handshake.Target, "asterisk", line("GET * HTTP/1.1")},
	{handshake.Target, "a ws URI", line("GET ws://server.example.com/chat HTTP/1.1")},
	{handshake.Target, "a URI without a host", line("GET http:///chat HTTP/1.1")},
	{handshake.Target, "a URI with a user", line("GET http://me@server.example.com/chat HTTP/1.1")},
	{handshake.Target, "a URI with a port that is no number", line("GET http://server.example.com:x/chat HTTP/1.1")},
	{handshake.Target, "a character that has to be escaped", line("GET /<chat> HTTP/1.1")},
	{handshake.Target, "a quotation mark", line("GET /\"chat HTTP/1.1")},
	{handshake.Target, "DEL", line("GET /\x7f HTTP/1.1")},
	{handshake.Target, "a byte beyond ASCII", line("GET /\xe9 HTTP/1.1")},
	{handshake.Target, "a percent sign alone", line("GET /100% HTTP/1.1")},
	{handshake.Target, "an escape of one digit", line("GET /%4 HTTP/1.1")},
	{handshake.Target, "an escape whose first digit is none", line("GET /%g0 HTTP/1.1")},
	{handshake.Target, "an escape whose second digit is none", line("GET /%0g HTTP/1.1")},
	{handshake.TargetFragment, "in a path", line("GET /chat#room HTTP/1.1")},
	{handshake.TargetFragment, "in a query", line("GET /chat?x#room HTTP/1.1")},
	{handshake.TargetFragment, "in a URI", line("GET http://server.example.com/chat#room HTTP/1.1")},
	{handshake.TargetFragment, "in a URI without a path", line("GET http://server.example.com#room HTTP/1.1")},
	{handshake.Host, "none", lacking("Host")},
	{handshake.Host, "two", more("Host: server.example.com")},
	{handshake.Host, "a space inside", value("Host", "server example.com")},
	{handshake.Host, "a list", value("Host", "server.example.com, example.com")},
	{handshake.Host, "angle brackets", value("Host", "<server.example.com")},
	{handshake.Host, "a path", value("Host", "server.example.com/chat")},
	{handshake.Host, "a user", value("Host", "me@server.example.com")},
	{handshake.Host, "a port that is no number", value("Host", "server.example.com:80x")},
	{handshake.Host, "two ports", value("Host", "server.example.com:80:80")},
	{handshake.Host, "a port alone", value("Host", ":80")},
	{handshake.Host, "an IPv6 address without its end", value("Host", "[::1")},
	{handshake.Host, "brackets around nothing", value("Host", "[]")},
	{handshake.Host, "an IPv6 address with letters behind it", value("Host", "[::1]80")},
	{handshake.Host, "an IPv6 address with a port that is no number", value("Host", "[::1]:x")},
	{handshake.Host, "an IPv6 address that begins with another letter", value("Host", "[g::1]")},
	{handshake.Host, "a name in brackets", value("Host", "[server]")},
	{handshake.Host, "an IPv6 address without brackets", value("Host", "::1")},
	{handshake.HostEmpty, "nothing", value("Host", "")},
	{handshake.Upgrade, "none", lacking("Upgrade")},
	{handshake.Upgrade, "another protocol", value("Upgrade", "h2c")},
	{handshake.Upgrade, "another protocol with a version", value("Upgrade", "h2c/1")},
	{handshake.Upgrade, "a longer name", value("Upgrade", "websockets")},
	{handshake.UpgradeVersioned, "a version", value("Upgrade", "websocket/13")},
	{handshake.UpgradeVersioned, "a version in a list, in other case", value("Upgrade", "h2c, WebSocket/13")},
	{handshake.Connection, "none", lacking("Connection")},
	{handshake.Connection, "another option", value("Connection", "keep-alive")},
	{handshake.Connection, "a longer option", value("Connection", "upgrades")},
	{handshake.Key, "none", lacking("Sec-WebSocket-Key")},
	{handshake.Key, "empty", value("Sec-WebSocket-Key", "")},
	{handshake.Key, "15 bytes", value("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAA")},
	{handshake.Key, "17 bytes", value("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAAA=")},
	{handshake.Key, "18 bytes", value("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAAAA")},
	{handshake.Key, "no padding", value("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ")},
	{handshake.Key, "the alphabet of URLs", value("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j-_==")},
	{handshake.Key, "a space inside", value("Sec-WebSocket-Key", "dGhlIHNhbXBs ZSBub25jZQ==")},
	{handshake.KeyPadBits, "an unused bit set", value("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZR==")},
	{handshake.KeyPadBits, "the highest unused bit set", value("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZY==")},
	{handshake.KeyRepeated, "the same again", more("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")},
	{handshake.KeyRepeated, "one that is none, and one that is", func() string {
		return plus(with(request, "dGhlIHNhbXBsZSBub25jZQ==", "no"), "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
	}},
	{handshake.Version, "8", value("Sec-WebSocket-Version", "8")},
	{handshake.Version, "0", value("Sec-WebSocket-Version", "0")},
	{handshake.Version, "255", value("Sec-WebSocket-Version", "255")},
	{handshake.VersionForm, "none", lacking("Sec-WebSocket-Version")},
	{handshake.VersionForm, "empty", value("Sec-WebSocket-Version", "")},
	{handshake.VersionForm, "256", value("Sec-WebSocket-Version", "256")},
	{handshake.VersionForm, "a leading zero", value("Sec-WebSocket-Version", "013")},
	{handshake.VersionForm, "a list", value("Sec-WebSocket-Version", "13, 8")},
	{handshake.VersionRepeated, "the same again", more("Sec-WebSocket-Version: 13")},
	{handshake.Protocols, "empty", value("Sec-WebSocket-Protocol", "")},
	{handshake.Protocols, "commas alone", value("Sec-WebSocket-Protocol", ", ,")},
	{handshake.Protocols, "a space inside a name", value("Sec-WebSocket-Protocol", "super chat")},
	{handshake.Protocols, "a parameter in the second name", value("Sec-WebSocket-Protocol", "chat, superchat;v=2")},
	{handshake.ProtocolTwice, "in one list", value("Sec-WebSocket-Protocol", "chat, superchat, chat")},
	{handshake.ProtocolTwice, "over two lines", more("Sec-WebSocket-Protocol: superchat")},
	{handshake.Extensions, "empty", more("Sec-WebSocket-Extensions:")},
	{handshake.Extensions, "a parameter without a name", more("Sec-WebSocket-Extensions: foo; =1")},
	{handshake.Extensions, "an error on the second line", more("Sec-WebSocket-Extensions: foo\r\nSec-WebSocket-Extensions: bar bar")},
	{handshake.ContentLength, "empty", more("Content-Length:")},
	{handshake.ContentLength, "a word", more("Content-Length: five")},
	{handshake.ContentLength, "a sign", more("Content-Length: +0")},
	{handshake.ContentLength, "two that differ", more("Content-Length: 0\r\nContent-Length: 00")},
	{handshake.ContentLength, "too large a number", more("Content-Length: 9223372036854775808")},
	{handshake.RequestBody, "a length", more("Content-Length: 5")},
	{handshake.RequestBody, "a transfer coding", more("Transfer-Encoding: chunked")},
}

var _ = Describe("a request", func() {
	It("breaks every rule in one of the examples", func() {
		Expect(missing(handshake.RequestRules, requestBreaches)).To(BeEmpty())
	})

	for _, b := range requestBreaches {
		It("that breaks "+b.rule.Name+" breaks nothing else: "+b.what, func() {
			_, findings := handshake.ReadRequest(headOf(b.wire()))
			Expect(broken(findings)).To(Equal([]*reference.Rule{b.rule}))
			Expect(findings[0].Saw).NotTo(BeEmpty())
		})
	}

	DescribeTable("that conforms breaks no rule", func(wire func() string) {
		_, findings := handshake.ReadRequest(headOf(wire()))
		Expect(findings).To(BeEmpty())
	},
		Entry("the example of section 1.2", edit("", "")),
		Entry("field names in other case", func() string { return strings.NewReplacer("Sec-", "sEC-", "Host", "HOST").Replace(request) }),
		Entry("fields in other order", value("Host", "server.example.com")),
		Entry("no white space behind the colon", edit("Upgrade: ", "Upgrade:")),
		Entry("white space around a value", edit("Upgrade: websocket", "Upgrade: \t websocket \t ")),
		Entry("an unknown field with a colon, a byte beyond ASCII and no value", more("X: a:b\xe9\r\nY:")),
		Entry("no Origin", lacking("Origin")),
		Entry("no subprotocols", lacking("Sec-WebSocket-Protocol")),
		Entry("HTTP/1.2", line("GET /chat HTTP/1.2")),
		Entry("a query with escapes", line("GET /chat?%09%90%af%fa%AF%FA=/? HTTP/1.1")),
		Entry("an escape at the end", line("GET /%20 HTTP/1.1")),
		Entry("an http URI", line("GET http://server.example.com/chat HTTP/1.1")),
		Entry("an https URI with a port", line("GET HTTPS://server.example.com:443/chat HTTP/1.1")),
		Entry("a URI without a path", line("GET http://server.example.com HTTP/1.1")),
		Entry("a URI with a query alone", line("GET http://server.example.com?x=1 HTTP/1.1")),
		Entry("a URI in the query", line("GET /chat?http://other.example.com HTTP/1.1")),
		Entry("a host with a port", value("Host", "server.example.com:8080")),
		Entry("a host with a colon and no port", value("Host", "server.example.com:")),
		Entry("an IPv4 address", value("Host", "127.0.0.1")),
		Entry("an IPv6 address", value("Host", "[::1]")),
		Entry("an IPv6 address that ends as IPv4, with a port", value("Host", "[::FFFF:127.0.0.1]:80")),
		Entry("Upgrade in other case", value("Upgrade", "WebSocket")),
		Entry("Upgrade as a list", value("Upgrade", "h2c, websocket")),
		Entry("Upgrade over two lines", more("Upgrade: h2c")),
		Entry("Connection as a list in other case", value("Connection", "keep-alive,UPGRADE")),
		Entry("Connection over two lines", func() string {
			return plus(with(request, "Connection: Upgrade", "Connection: close"), "Connection: upgrade")
		}),
		Entry("a key of zero bytes", value("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")),
		Entry("a key of bytes FF", value("Sec-WebSocket-Key", "/////////////////////w==")),
		Entry("subprotocols over two lines", more("Sec-WebSocket-Protocol: megachat")),
		Entry("subprotocols that differ in case", value("Sec-WebSocket-Protocol", "chat, CHAT")),
		Entry("subprotocols with empty elements", value("Sec-WebSocket-Protocol", ",chat,, superchat,")),
		Entry("extensions", more("Sec-WebSocket-Extensions: foo; bar=\"2\"; baz, foo; bar=1")),
		Entry("a Content-Length of 0", more("Content-Length: 0")),
		Entry("a Content-Length of 18 digits", more("Content-Length: 000000000000000000")),
		Entry("the same Content-Length twice", more("Content-Length: 0\r\nContent-Length: 0")),
	)

	It("can break several rules", func() {
		_, findings := handshake.ReadRequest(headOf("POST chat HTTP/1.0\nHost : \r\n\r\n"))
		Expect(broken(findings)).To(ConsistOf(
			handshake.BareLF, handshake.SpaceBeforeColon, handshake.Method, handshake.HTTPVersionOld, handshake.Target,
			handshake.HostEmpty, handshake.Upgrade, handshake.Connection, handshake.Key, handshake.VersionForm))
	})

	It("breaks rules of its form at the end of the line, and rules of its content at the end of the head", func() {
		wire := with(with(request, "Upgrade:", "Upgrade :"), "/chat", "/chat#room")
		_, findings := handshake.ReadRequest(headOf(wire))
		Expect(findings).To(HaveLen(2))
		Expect(findings[0].At).To(BeEquivalentTo(strings.Index(wire, "Connection:")))
		Expect(findings[1].At).To(BeEquivalentTo(len(wire)))
	})

	It("is quoted in findings without control characters and in a line of bounded size", func() {
		long := strings.Repeat("\x1b\x07", 10_000)
		for _, wire := range []string{
			value("Upgrade", long)(), value("Connection", long)(), value("Sec-WebSocket-Key", long)(),
			value("Sec-WebSocket-Version", long)(), value("Sec-WebSocket-Protocol", long)(), more(long)(), more(long + ": x")(),
			value("Host", long)(), line("GET /" + long + " HTTP/1.1")(), line(long + " / HTTP/1.1")(), line("GET / " + long)(), line(long)(),
			more("Content-Length: " + long)(), more("Sec-WebSocket-Extensions: " + long)(),
		} {
			_, findings := handshake.ReadRequest(headOf(wire))
			Expect(findings).NotTo(BeEmpty())
			for _, f := range findings {
				Expect(len(f.Saw)).To(BeNumerically("<", 1000), f.Rule.Name)
				Expect(f.Saw).NotTo(MatchRegexp("[\\x00-\\x1f]"), f.Rule.Name)
			}
		}
	})

	It("is taken apart", func() {
		r, _ := handshake.ReadRequest(headOf(plus(plus(request, "Sec-WebSocket-Protocol: megachat"), "Sec-WebSocket-Extensions: foo; bar=1, baz")))
		Expect([]string{r.Method, r.Target, r.Version}).To(Equal([]string{"GET", "/chat", "HTTP/1.1"}))
		Expect(r.Key()).To(Equal("dGhlIHNhbXBsZSBub25jZQ=="))
		Expect(r.Protocols()).To(Equal([]string{"chat", "superchat", "megachat"}))
		Expect(r.Extensions()).To(HaveLen(2))
		Expect(r.Extensions()[0].String()).To(Equal("foo; bar=1"))
		Expect(r.Fields[0]).To(Equal(handshake.Field{Name: "Host", Value: "server.example.com"}))
	})

	DescribeTable("has a path", func(target, path string) {
		Expect((&handshake.Request{Target: target}).Path()).To(Equal(path))
	},
		Entry(nil, "/", "/"),
		Entry(nil, "/chat?x=http://y", "/chat?x=http://y"),
		Entry(nil, "http://server.example.com/chat?x", "/chat?x"),
		Entry(nil, "HTTPS://server.example.com:443/chat", "/chat"),
		Entry(nil, "http://server.example.com", "/"),
		Entry(nil, "http://server.example.com?x", "/?x"),
		Entry(nil, "http:///chat", "/chat"),
		Entry(nil, "ws://server.example.com/chat", "ws://server.example.com/chat"),
	)

	It("that is written conforms and reads the same", func() {
		written := handshake.NewRequest("server.example.com:80", "/chat?x", handshake.KeyFor([16]byte{1, 2, 3}))
		wire := written.Append([]byte("before"))
		Expect(string(wire)).To(HavePrefix("before"))
		read, findings := handshake.ReadRequest(headOf(string(wire[len("before"):])))
		Expect(findings).To(BeEmpty())
		Expect(read).To(Equal(written))
	})

	It("that is written can break every form", func() {
		r := handshake.NewRequest("server.example.com", "/", "key")
		r.Start = "GET\r"
		r.Fields = handshake.Fields{{Name: "X", Value: "y"}, {Raw: "no colon\n", Name: "unused"}}
		Expect(string(r.Append(nil))).To(Equal("GET\rX: y\r\nno colon\n\r\n"))
	})
})

var _ = Describe("a version", func() {
	It("is a number from 0 to 255", func() {
		for n := range 1100 {
			Expect(handshake.ValidVersion(strconv.Itoa(n))).To(Equal(n <= 255), "%d", n)
		}
	})

	DescribeTable("is nothing else", func(s string) { Expect(handshake.ValidVersion(s)).To(BeFalse()) },
		Entry(nil, ""), Entry(nil, "00"), Entry(nil, "013"), Entry(nil, "-1"), Entry(nil, "+13"), Entry(nil, "1 3"),
		Entry(nil, "13 "), Entry(nil, "0x1"), Entry(nil, "1/3"), Entry(nil, "1:3"), Entry(nil, "18446744073709551629"))
})
