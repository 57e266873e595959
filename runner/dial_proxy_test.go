package runner_test

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

// secured serves connections over TLS.
func secured(certificate tls.Certificate, serve func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		c := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate}})
		defer c.Close()
		serve(c)
	}
}

var _ = Describe("an HTTP proxy", func() {
	DescribeTable("carries what is tested", func(scheme, proxyScheme string) {
		known := newAuthority("known")
		config := endpoint.Config{Path: "/"}
		if scheme == "wss" {
			config.TLS = &tls.Config{Certificates: []tls.Certificate{known.sign(nil, "ws.example")}}
		}
		p := &proxy{forward: listen(echoing(config))}
		serve := p.serve
		if proxyScheme == "https" {
			serve = secured(known.sign(nil, "127.0.0.1"), p.serve)
		}
		dial := &runner.Dial{Proxy: proxyScheme + "://jane:s3cr3t%20w0rd@" + listen(serve)}
		if scheme == "wss" || proxyScheme == "https" {
			dial.Roots = known.pool()
		}
		target, err := dial.Target(scheme + "://ws.example:9001/")
		Expect(err).NotTo(HaveOccurred())
		r := &record{}
		configured := configOf(target, r)
		configured.Cases, err = table.Select("rfc6455/4.2.2", "rfc6455/7.1.1", "rfc6455/5.6")
		Expect(err).NotTo(HaveOccurred())
		Expect(runner.Run(context.Background(), configured)).To(Succeed())
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(r.with(cases.Pass)).NotTo(BeEmpty())
		Expect(r.Header.Target.Notes).To(ContainElement(HavePrefix("connected through the proxy " + proxyScheme + "://127.0.0.1:")))
		Expect(p.questions()).To(HaveEach("CONNECT ws.example:9001 Basic amFuZTpzM2NyM3QgdzByZA=="))
	},
		Entry(nil, "ws", "http"),
		Entry(nil, "wss", "http"),
		Entry(nil, "ws", "https"),
		Entry(nil, "wss", "https"),
	)

	DescribeTable("that opens no tunnel is named in a sentence, without its password", func(serve func(net.Conn), sentence string) {
		address := listen(serve)
		_, err := connect(&runner.Dial{Proxy: "http://jane:s3cr3t@" + address, Timeout: 300 * time.Millisecond}, "wss://ws.example/")
		Expect(err).To(MatchError(ContainSubstring(strings.ReplaceAll(sentence, "PROXY", "http://"+address))))
		Expect(err.Error()).NotTo(ContainSubstring("s3cr3t"))
		Expect(err.Error()).NotTo(ContainSubstring("\n"))
	},
		Entry("it refuses", (&proxy{answer: "HTTP/1.1 403 No\x1bway\r\n\r\n"}).serve, `the proxy PROXY refuses a connection to ws.example:443: status "403 No\x1bway"`),
		Entry("it wants other credentials", (&proxy{answer: "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n"}).serve,
			"the proxy PROXY wants credentials, other ones than were given: status 407"),
		Entry("it hangs up", func(conn net.Conn) { conn.Read(make([]byte, 4096)) }, "the proxy PROXY ended the connection without an answer to CONNECT"),
		Entry("it hangs up in the answer", (&proxy{answer: "HTTP/1.1 200 OK\r\nVia:"}).serve, "the proxy PROXY ended the connection without an answer to CONNECT"),
		Entry("it is no proxy", (&proxy{answer: "220 mail.example ESMTP\r\n"}).serve, "PROXY does not answer like an HTTP proxy"),
		Entry("it says nothing", hold, "no connection to ws.example:443 through the proxy PROXY could be opened within 300ms"),
		Entry("the server behind it does not speak TLS", (&proxy{answer: "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n"}).serve,
			"the server does not speak TLS on this port; try ws://ws.example/"),
	)

	It("that is not there is named too", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		listener.Close()
		_, err = connect(&runner.Dial{Proxy: "http://" + listener.Addr().String()}, "ws://ws.example/")
		Expect(err).To(MatchError(And(HavePrefix("the proxy http://"+listener.Addr().String()+": "), ContainSubstring("connection refused"))))
	})

	It("over TLS is not believed blindly", func() {
		address := listen(secured(newAuthority("other").sign(nil, "127.0.0.1"), (&proxy{}).serve))
		_, err := connect(&runner.Dial{Proxy: "https://" + address}, "ws://ws.example/")
		Expect(err).To(MatchError(ContainSubstring("the proxy https://" + address + `: the certificate "CN=the server" is signed by an authority that is not believed, "CN=other"`)))
	})

	It("loses nothing that the server says at once", func() {
		address := listen((&proxy{answer: "HTTP/1.1 200 OK\r\n\r\nhello"}).serve)
		conn, err := connect(&runner.Dial{Proxy: "http://" + address}, "ws://ws.example/")
		Expect(err).NotTo(HaveOccurred())
		said := make([]byte, 10)
		n, err := conn.Read(said)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(said[:n])).To(Equal("hello"))
	})

	DescribeTable("of the environment is taken if that is wanted, and only then", func(url, wanted string, used bool) {
		p := &proxy{answer: "HTTP/1.1 403 No\r\n\r\n"}
		GinkgoT().Setenv("HTTP_PROXY", "http://"+listen(p.serve))
		GinkgoT().Setenv("HTTPS_PROXY", "http://"+listen(p.serve))
		GinkgoT().Setenv("NO_PROXY", "far.invalid")
		_, err := connect(&runner.Dial{Proxy: wanted}, url)
		Expect(err).To(HaveOccurred())
		if used {
			Expect(p.questions()).To(HaveLen(1))
			return
		}
		Expect(p.questions()).To(BeEmpty())
	},
		Entry(nil, "ws://ws.invalid/", "env", true),
		Entry(nil, "wss://ws.invalid/", "env", true),
		Entry(nil, "ws://far.invalid/", "env", false),
		Entry(nil, "ws://ws.invalid/", "", false),
	)
})
