package runner_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"net/http"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

// listen starts a server on a free port that does one thing with every connection.
func listen(serve func(net.Conn)) (address string) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	serveAll(listener, serve)
	return listener.Addr().String()
}

// serveAll does one thing with every connection, until the test is over.
func serveAll(listener net.Listener, serve func(net.Conn)) {
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() {
				defer GinkgoRecover()
				defer conn.Close()
				serve(conn)
			})
		}
	})
	DeferCleanup(func() { listener.Close(); group.Wait() })
}

// echoing serves connections as the reference server does.
func echoing(config endpoint.Config) func(net.Conn) {
	server := endpoint.NewServer(config)
	DeferCleanup(server.Close)
	return server.ServeConn
}

// hold keeps a connection open, and silent, until the other side has ended it.
func hold(conn net.Conn) { io.Copy(io.Discard, conn) }

// connect opens one connection to the server at a URL.
func connect(dial *runner.Dial, url string) (net.Conn, error) {
	GinkgoHelper()
	target, err := dial.Target(url)
	Expect(err).NotTo(HaveOccurred())
	conn, err := target.Connect(context.Background())
	if err == nil {
		DeferCleanup(func() { conn.Close() })
	}
	return conn, err
}

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(name string) *authority {
	GinkgoHelper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Expect(err).NotTo(HaveOccurred())
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().AddDate(-20, 0, 0),
		NotAfter: time.Now().AddDate(20, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	Expect(err).NotTo(HaveOccurred())
	cert, err := x509.ParseCertificate(der)
	Expect(err).NotTo(HaveOccurred())
	return &authority{cert, key}
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// sign makes a certificate for hosts, with changes.
func (a *authority) sign(change func(*x509.Certificate), hosts ...string) tls.Certificate {
	GinkgoHelper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Expect(err).NotTo(HaveOccurred())
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "the server"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(1, 0, 0), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	Expect(err).NotTo(HaveOccurred())
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// proxy is an HTTP proxy that opens tunnels.
type proxy struct {
	mu      sync.Mutex
	asked   []string // host and port, and credentials if there were any
	answer  string   // in place of a tunnel
	forward string   // where every tunnel leads; empty for where it is asked for
}

// serve is the proxy's side of a connection.
func (p *proxy) serve(conn net.Conn) {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	p.mu.Lock()
	asked := request.Method + " " + request.RequestURI
	if value := request.Header.Get("Proxy-Authorization"); value != "" {
		asked += " " + value
	}
	p.asked = append(p.asked, asked)
	answer, to := p.answer, p.forward
	p.mu.Unlock()
	if to == "" {
		to = request.RequestURI
	}
	if answer != "" {
		io.WriteString(conn, answer)
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
		return
	}
	defer server.Close()
	io.WriteString(conn, "HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n")
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(server, conn)
		server.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(conn, server)
	conn.(interface{ CloseWrite() error }).CloseWrite()
	<-done
}

func (p *proxy) questions() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}
