package runner_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"net"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// overTLSWith serves TLS with a certificate, and holds the connection open.
func overTLSWith(certificate tls.Certificate, change ...func(*tls.Config)) func(net.Conn) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	for _, c := range change {
		c(config)
	}
	return func(conn net.Conn) { hold(tls.Server(conn, config)) }
}

var _ = Describe("TLS", func() {
	var known *authority
	BeforeEach(func() { known = newAuthority("known") })

	DescribeTable("is not believed blindly", func(server func() func(net.Conn), sentence ...string) {
		address := listen(server())
		url := "wss://" + address + "/"
		_, err := connect(&runner.Dial{Roots: known.pool()}, url)
		Expect(err).To(HaveOccurred())
		for _, part := range sentence {
			Expect(err.Error()).To(ContainSubstring(strings.ReplaceAll(part, "URL", "ws://"+address+"/")))
		}
		Expect(err.Error()).NotTo(ContainSubstring("\n"))
		if strings.Contains(err.Error(), "--insecure") {
			_, err = connect(&runner.Dial{Insecure: true}, url)
			Expect(err).NotTo(HaveOccurred(), "with --insecure")
		}
	},
		Entry("of an unknown authority", func() func(net.Conn) { return overTLSWith(newAuthority("other\x1b").sign(nil, "127.0.0.1")) },
			`the certificate "CN=the server" is signed by an authority that is not believed, "CN=other\x1b"; --ca FILE`),
		Entry("signed by itself", func() func(net.Conn) {
			made, err := endpoint.SelfSigned("127.0.0.1")
			Expect(err).NotTo(HaveOccurred())
			return overTLSWith(made)
		}, "is signed by itself, which is no authority that anybody knows; --ca FILE"),
		Entry("after it has expired", func() func(net.Conn) {
			return overTLSWith(known.sign(func(c *x509.Certificate) {
				c.NotBefore, c.NotAfter = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2021, 2, 3, 0, 0, 0, 0, time.UTC)
			}, "127.0.0.1"))
		}, `the certificate "CN=the server" expired on 2021-02-03; --insecure`),
		Entry("before it is valid", func() func(net.Conn) {
			return overTLSWith(known.sign(func(c *x509.Certificate) {
				c.NotBefore, c.NotAfter = time.Now().AddDate(1, 0, 0), time.Now().AddDate(2, 0, 0)
			}, "127.0.0.1"))
		}, `the certificate "CN=the server" is not valid before `, "; --insecure"),
		Entry("for another host", func() func(net.Conn) { return overTLSWith(known.sign(nil, "a.example", "192.0.2.1")) },
			`the certificate "CN=the server" is for "a.example", "192.0.2.1", not for "127.0.0.1"; --servername NAME`),
		Entry("for another purpose", func() func(net.Conn) {
			return overTLSWith(known.sign(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning} }, "127.0.0.1"))
		}, `the certificate of "127.0.0.1" cannot be verified: "`, "; --insecure"),
		Entry("of a server that refuses", func() func(net.Conn) {
			return overTLSWith(known.sign(nil, "127.0.0.1"), func(c *tls.Config) { c.NextProtos = []string{"acme-tls/1"} })
		}, `the server refuses the TLS handshake: alert "no application protocol"`),
		Entry("of a server that wants a client certificate", func() func(net.Conn) {
			return overTLSWith(known.sign(nil, "127.0.0.1"), func(c *tls.Config) {
				c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
			})
		}, `the server refuses the TLS handshake: alert "`, "; it asked for a client certificate (--cert, --key)"),
		Entry("of a WebSocket server without it", func() func(net.Conn) { return echoing(endpoint.Config{}) },
			"the server does not speak TLS on this port; try URL"),
		Entry("of a server that greets", func() func(net.Conn) {
			return func(conn net.Conn) { io.WriteString(conn, "220 mail.example ESMTP\r\n"); hold(conn) }
		}, "the server does not speak TLS on this port; try URL"),
		Entry("of a server that hangs up", func() func(net.Conn) { return func(net.Conn) {} },
			"the server ended the connection during the TLS handshake; if it does not speak TLS on this port, try URL"),
		Entry("of a server that resets", func() func(net.Conn) {
			return func(conn net.Conn) { conn.Read(make([]byte, 1)); conn.(*net.TCPConn).SetLinger(0) }
		}, "the server ended the connection during the TLS handshake; if"),
	)

	It("is not waited for without end", func() {
		url := "wss://" + listen(hold) + "/"
		_, err := connect(&runner.Dial{Timeout: 50 * time.Millisecond}, url)
		Expect(err).To(MatchError("the server did not answer the TLS handshake within 50ms; if it does not speak TLS on this port, try ws" +
			strings.TrimPrefix(url, "wss")))
	})

	It("asks for the host of the URL, or for the name that is given, and for HTTP/1.1", func() {
		asked := make(chan *tls.ClientHelloInfo, 1)
		url := "wss://b.example/"
		dial := runner.Dial{Roots: known.pool(), ConnectTo: listen(overTLSWith(known.sign(nil, "b.example", "c.example"), func(c *tls.Config) {
			c.NextProtos = []string{"h2", "http/1.1"}
			c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) { asked <- hello; return nil, nil }
		}))}
		conn, err := connect(&dial, url)
		Expect(err).NotTo(HaveOccurred())
		hello := <-asked
		Expect(hello.ServerName).To(Equal("b.example"))
		Expect(hello.SupportedProtos).To(Equal([]string{"http/1.1"}))
		Expect(conn.(interface{ ConnectionState() tls.ConnectionState }).ConnectionState().NegotiatedProtocol).To(Equal("http/1.1"))
		dial.ServerName = "c.example"
		_, err = connect(&dial, url)
		Expect(err).NotTo(HaveOccurred())
		Expect((<-asked).ServerName).To(Equal("c.example"))
		dial.ServerName = "d.example"
		_, err = connect(&dial, url)
		Expect(err).To(MatchError(ContainSubstring(`is for "b.example", "c.example", not for "d.example"`)))
	})

	It("shows a client certificate to a server that asks", func() {
		ours := known.sign(nil)
		address := listen(func(conn net.Conn) {
			config := &tls.Config{Certificates: []tls.Certificate{known.sign(nil, "127.0.0.1")}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: known.pool()}
			secured := tls.Server(conn, config)
			io.WriteString(secured, "you are in")
			hold(secured)
		})
		conn, err := connect(&runner.Dial{Roots: known.pool(), Certificate: &ours}, "wss://"+address)
		Expect(err).NotTo(HaveOccurred())
		said := make([]byte, 10)
		Expect(io.ReadFull(conn, said)).To(Equal(10))
		Expect(string(said)).To(Equal("you are in"))
	})

	It("is described in the results, with a warning where it was not verified or wants more than was given", func() {
		expires := time.Now().AddDate(1, 2, 3).UTC().Truncate(time.Second)
		certificate := known.sign(func(c *x509.Certificate) { c.Subject, c.NotAfter = pkix.Name{CommonName: "duck"}, expires }, "127.0.0.1")
		config := &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}, ClientAuth: tls.RequestClientCert,
			MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}
		url := "wss://" + listen(echoing(endpoint.Config{TLS: config})) + "/"
		run := func(dial runner.Dial) *record {
			r, target := &record{}, (*runner.Target)(nil)
			target, err := dial.Target(url)
			Expect(err).NotTo(HaveOccurred())
			configured := configOf(target, r)
			configured.Cases, err = table.Select("rfc6455/10.6")
			Expect(err).NotTo(HaveOccurred())
			Expect(runner.Run(context.Background(), configured)).To(Succeed())
			Expect(r.with(cases.Pass)).To(HaveLen(1))
			return r
		}
		r := run(runner.Dial{Roots: known.pool()})
		Expect(r.Header.Target.TLS).To(Equal(&results.TLS{Version: "TLS 1.2", Cipher: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", ALPN: "http/1.1",
			Subject: "CN=duck", Issuer: "CN=known", Expires: expires, Verified: true, WantsCertificate: true}))
		Expect(r.Header.Target.Notes).To(ConsistOf("the server asks for a client certificate and was given none (--cert, --key)"))
		ours := known.sign(nil)
		r = run(runner.Dial{Insecure: true, Certificate: &ours})
		Expect(r.Header.Target.TLS.Verified).To(BeFalse())
		Expect(r.Header.Target.Notes).To(ConsistOf("the certificate of the target was not verified"))
	})

	DescribeTable("on the port of a ws URL is named where it can be told", func(server func() func(net.Conn), said string) {
		address := listen(server())
		target, err := runner.ServerTarget("ws://" + address + "/chat")
		Expect(err).NotTo(HaveOccurred())
		r := &record{}
		config := configOf(target, r)
		config.Cases, config.Floor, config.Ceiling = table[:1], 100*time.Millisecond, 100*time.Millisecond
		err = runner.Run(context.Background(), config)
		if said == "" {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(MatchError(runner.ErrUnreachable))
		Expect(err).To(MatchError(ContainSubstring(strings.ReplaceAll(said, "URL", "wss://"+address+"/chat"))))
	},
		Entry("a server that drops what is no TLS", func() func(net.Conn) {
			return echoing(endpoint.Config{TLS: &tls.Config{Certificates: []tls.Certificate{certificate}}})
		}, "the server speaks TLS on this port; try URL"),
		Entry("a server that answers 400", func() func(net.Conn) {
			return func(conn net.Conn) {
				first := make([]byte, 1)
				conn.Read(first)
				if first[0] != 'G' {
					hold(tls.Server(&prefixed{conn, first}, &tls.Config{Certificates: []tls.Certificate{certificate}}))
					return
				}
				io.WriteString(conn, "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
			}
		}, "the server speaks TLS on this port; try URL"),
		Entry("a server that wants a client certificate too", func() func(net.Conn) {
			return overTLSWith(certificate, func(c *tls.Config) { c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12 })
		}, "the server speaks TLS on this port; try URL"),
		Entry("a server without TLS that refuses", func() func(net.Conn) { return echoing(endpoint.Config{Path: "/"}) }, ""),
		Entry("a server without TLS that drops everything", func() func(net.Conn) { return func(net.Conn) {} }, ""),
	)
})

// prefixed is a connection of which the first bytes were read already.
type prefixed struct {
	net.Conn
	first []byte
}

func (c *prefixed) Read(p []byte) (int, error) {
	if len(c.first) > 0 {
		n := copy(p, c.first)
		c.first = c.first[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}
