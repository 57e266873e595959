package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
)

// serving starts wsspec serve and returns where it says that it listens.
func serving(args ...string) string {
	GinkgoHelper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- execute(ctx, append([]string{"serve"}, args...), strings.NewReader(""), writer, writer)
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	Expect(err).NotTo(HaveOccurred(), line)
	go io.Copy(io.Discard, reader)
	DeferCleanup(func() { cancel(); Expect(<-done).To(Equal(exitMet)) })
	where, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	Expect(ok).To(BeTrue(), line)
	return where
}

// file writes a file and returns its name.
func file(content string) string {
	GinkgoHelper()
	name := filepath.Join(GinkgoT().TempDir(), "file")
	Expect(os.WriteFile(name, []byte(content), 0o600)).To(Succeed())
	return name
}

// hearing starts the reference server, and what comes to it can be read.
func hearing(config endpoint.Config) (address string, heard func() string) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	server, l := endpoint.NewServer(config), &ear{Listener: listener}
	go server.Serve(l)
	DeferCleanup(func() { listener.Close(); server.Close() })
	return listener.Addr().String(), func() string {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.heard.String()
	}
}

type ear struct {
	net.Listener
	mu    sync.Mutex
	heard bytes.Buffer
}

func (e *ear) Accept() (net.Conn, error) {
	conn, err := e.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &earConn{conn.(*net.TCPConn), e}, nil
}

type earConn struct {
	*net.TCPConn
	ear *ear
}

func (c *earConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	c.ear.mu.Lock()
	defer c.ear.mu.Unlock()
	c.ear.heard.Write(p[:n])
	return n, err
}

// tunnels starts an HTTP proxy that wants credentials.
func tunnels(credentials string) (address string) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != credentials {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		to, err := net.Dial("tcp", r.RequestURI)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer to.Close()
		conn, rest, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		done := make(chan struct{})
		go func() {
			defer close(done)
			io.Copy(to, rest)
			to.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(conn, to)
		conn.(*net.TCPConn).CloseWrite()
		<-done
	})}
	go server.Serve(listener)
	DeferCleanup(server.Close)
	return listener.Addr().String()
}

// forms are the ways in which a piece of a secret may show: as it is, in hexadecimal, in base64 at any offset.
func forms(secret string) []string {
	const piece = 6
	var list []string
	for i := range len(secret) - piece + 1 {
		part := secret[i : i+piece]
		list = append(list, part, fmt.Sprintf("%x", part), fmt.Sprintf("% x", part))
		for offset := range 3 {
			encoded := base64.RawStdEncoding.EncodeToString([]byte("???"[:offset] + part))
			list = append(list, encoded[(offset*8+5)/6:(offset+piece)*8/6])
		}
	}
	return list
}

// everything is all that a command line left behind: what it printed, and the files in a directory.
func everything(got outcome, dir string) string {
	GinkgoHelper()
	said := got.out + got.err
	Expect(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		said += path + string(content)
		return err
	})).To(Succeed())
	return said
}

var _ = Describe("The target", func() {
	DescribeTable("is passed over every transport, with nothing failed, missed or left open", func(where func() []string) {
		args := where()
		got := wsspec(append([]string{"run"}, append(args, "rfc6455")...)...)
		Expect(got.code).To(Equal(exitMet), got.out+got.err)
		Expect(got.out).To(MatchRegexp(`(?m)^\d+ info · \d+ skip · \d+ pass   in .* gate must: met\n$`), got.out)
		if strings.HasPrefix(args[0], "wss") {
			Expect(got.out).NotTo(ContainSubstring("does not offer: tls"))
			Expect(got.out).To(ContainSubstring(`TLS 1.3 · `))
			Expect(got.out).To(ContainSubstring(`certificate "CN=wsspec reference server" by itself until `))
		}
	},
		Entry("TLS, with any certificate", func() []string {
			return []string{serving("--tls", "--listen", "127.0.0.1:0"), "--insecure"}
		}),
		Entry("a Unix socket", func() []string {
			return []string{serving("--listen", "unix:"+filepath.Join(GinkgoT().TempDir(), "s"))}
		}),
		Entry("TLS through a proxy", func() []string {
			pem := filepath.Join(GinkgoT().TempDir(), "pem")
			return []string{serving("--tls", "--tls-cert-out", pem, "--listen", "127.0.0.1:0"), "--ca", pem,
				"--proxy", "http://jane:s3cr3t@" + tunnels("Basic amFuZTpzM2NyM3Q=")}
		}),
	)

	It("can be TLS on a Unix socket", func() {
		socket := filepath.Join(GinkgoT().TempDir(), "s")
		Expect(serving("--tls", "--listen", "unix:"+socket)).To(Equal("wss://localhost/ at --unix " + socket))
		got := wsspec("run", "wss://localhost/", "--unix", socket, "--insecure", "rfc6455/10.6", "rfc6455/7.1.1/close-notify")
		Expect(got.code).To(Equal(exitMet), got.out+got.err)
		Expect(got.out).To(ContainSubstring("note      connected to the Unix socket " + socket))
		Expect(got.out).To(ContainSubstring("note      the certificate of the target was not verified"))
	})

	It("shows a fault over TLS", func() {
		got := wsspec("run", serving("--tls", "--listen", "127.0.0.1:0", "--fault", "no-close-notify"), "--insecure", "rfc6455/7.1.1/close-notify", "--trace")
		Expect(got.code).To(Equal(exitMet), got.out+got.err)
		Expect(got.out).To(ContainSubstring("WARN  rfc6455/7.1.1/close-notify"))
		Expect(got.out).To(ContainSubstring("the connection ended by FIN, without a close_notify"))
	})

	DescribeTable("is not tested if it cannot be reached, which is told in a sentence", func(sentence string, args func() []string) {
		got := wsspec(append([]string{"run"}, args()...)...)
		Expect(got.code).To(Equal(exitUnreachable))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(MatchRegexp(`^wsspec: the target is unreachable: ` + sentence + `; nothing was tested\n$`))
		Expect(got.err).NotTo(ContainSubstring("s3cr3t"))
	},
		Entry(nil, `the certificate "CN=wsspec reference server" is signed by itself, .*--ca FILE.*--insecure.*`, func() []string {
			return []string{serving("--tls", "--listen", "127.0.0.1:0")}
		}),
		Entry(nil, `the server does not speak TLS on this port; try ws://127\.0\.0\.1:\d+/`, func() []string {
			return []string{"wss://jane:s3cr3t@" + strings.TrimPrefix(serve(""), "ws://")}
		}),
		Entry(nil, `the server speaks TLS on this port; try wss://127\.0\.0\.1:\d+/`, func() []string {
			return []string{"ws://jane:s3cr3t@" + strings.TrimPrefix(serving("--tls", "--listen", "127.0.0.1:0"), "wss://")}
		}),
		Entry(nil, `the proxy http://127\.0\.0\.1:\d+ wants credentials.*`, func() []string {
			return []string{serve(""), "--proxy", "http://jane:s3cr3t@" + tunnels("Basic other")}
		}),
		Entry(nil, `dial unix .*: connect: no such file or directory`, func() []string {
			return []string{"ws+unix://" + GinkgoT().TempDir() + "/none:/"}
		}),
	)

	DescribeTable("gets what it is told, and nobody else does", func(secret, sent string, tell func(secret, address string) []string) {
		address, heard := hearing(endpoint.Config{Path: "/"})
		dir := GinkgoT().TempDir()
		args := append([]string{"run"}, tell(secret, address)...)
		got := wsspec(append(args, "rfc6455/4.2.1", "rfc6455/4.2.2", "--trace", "-v", "--output", filepath.Join(dir, "out"), "--autobahn-report", filepath.Join(dir, "report"),
			"--format", "json", "--format", "jsonl", "--format", "junit", "--format", "text")...)
		Expect(got.code).To(Equal(exitMet), got.out+got.err)
		if sent != "" {
			Expect(heard()).To(ContainSubstring("\r\n" + sent + "\r\n"))
		}
		said := everything(got, dir)
		Expect(said).To(ContainSubstring("results.json"))
		Expect(said).To(ContainSubstring("Sec-WebSocket-Version: 13"), "the requests are shown")
		_, encoded, _ := strings.Cut(sent, "Basic ")
		for _, hidden := range []string{secret, encoded} {
			for _, form := range forms(hidden) {
				Expect(strings.Contains(said, form)).To(BeFalse(), "%q", form)
			}
		}
	},
		Entry("a user in the URL", "Zk8v-TqP3-xLm5", "Authorization: Basic amFuZTpaazh2LVRxUDMteExtNQ==", func(secret, address string) []string {
			return []string{"ws://jane:" + secret + "@" + address + "/"}
		}),
		Entry("a user", "Zk8v-TqP3-xLm5", "Authorization: Basic amFuZTpaazh2LVRxUDMteExtNQ==", func(secret, address string) []string {
			return []string{"ws://" + address + "/", "--basic", "jane:" + secret}
		}),
		Entry("a user from the environment", "Zk8v-TqP3-xLm5", "Authorization: Basic amFuZTpaazh2LVRxUDMteExtNQ==", func(secret, address string) []string {
			GinkgoT().Setenv("WSSPEC_TEST", "jane:"+secret)
			return []string{"ws://" + address + "/", "--basic", "env:WSSPEC_TEST"}
		}),
		Entry("a password from a file", "Zk8v-TqP3-xLm5", "Authorization: Basic amFuZTpaazh2LVRxUDMteExtNQ==", func(secret, address string) []string {
			return []string{"ws://" + address + "/", "--basic", "jane:@" + file(secret+"\n")}
		}),
		Entry("a token from a file", "Zk8vTqP3.xLm5/yW==", "Authorization: Bearer Zk8vTqP3.xLm5/yW==", func(secret, address string) []string {
			return []string{"ws://" + address + "/", "--bearer", "@" + file(secret+"\r\n")}
		}),
		Entry("cookies", "Zk8vTqP3xLm5", "Cookie: sid=Zk8vTqP3xLm5; theme=dark", func(secret, address string) []string {
			GinkgoT().Setenv("WSSPEC_TEST", secret)
			return []string{"ws://" + address + "/", "--cookie", "sid=env:WSSPEC_TEST", "--cookie", "theme=dark"}
		}),
		Entry("a field", "Zk8vTqP3xLm5", "X-Auth: Zk8vTqP3xLm5", func(secret, address string) []string {
			return []string{"ws://" + address + "/", "--header", "X-Auth: " + secret}
		}),
		Entry("a field that does not sound like a secret, from a file", "Zk8vTqP3xLm5", "X-Tenant: Zk8vTqP3xLm5", func(secret, address string) []string {
			return []string{"ws://" + address + "/", "--header", "X-Tenant: @" + file(secret)}
		}),
		Entry("a user of a proxy", "Zk8v-TqP3-xLm5", "", func(secret, address string) []string {
			return []string{"ws://" + address + "/", "--proxy", "http://jane:" + secret + "@" + tunnels("Basic amFuZTpaazh2LVRxUDMteExtNQ==")}
		}),
	)

	DescribeTable("is not guessed from flags that make no sense, and no secret in them is repeated", func(sentence string, args ...string) {
		got := wsspec(append([]string{"run"}, args...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(HavePrefix("wsspec: "))
		Expect(got.err).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
		Expect(got.err).NotTo(ContainSubstring("s3cr3t"))
	},
		Entry(nil, `--header "Authorization" is not 'Name: value'`, "ws://a/", "--header", "Authorization s3cr3t"),
		Entry(nil, `--header is not 'Name: value'`, "ws://a/", "--header", "s3cr3t"),
		Entry(nil, "--header X-A: there is nothing in env:WSSPEC_NONE", "ws://a/", "--header", "X-A: env:WSSPEC_NONE"),
		Entry(nil, "--header X-A: open /nowhere/x: no such file", "ws://a/", "--header", "X-A: @/nowhere/x"),
		Entry(nil, "--cookie is NAME=VALUE", "ws://a/", "--cookie", "s3cr3t"),
		Entry(nil, "--cookie is NAME=VALUE", "ws://a/", "--cookie", "a b=s3cr3t"),
		Entry(nil, "the value of --cookie a holds a semicolon", "ws://a/", "--cookie", "a=s3cr3t; b=c"),
		Entry(nil, "--basic is USER:PASSWORD", "ws://a/", "--basic", "s3cr3t"),
		Entry(nil, "the value of --basic holds a control character", "ws://a/", "--basic", "jane:s3cr3t\n"),
		Entry(nil, "the value of --bearer holds a space", "ws://a/", "--bearer", "Bearer s3cr3t"),
		Entry(nil, "--bearer gives a second Authorization", "ws://a/", "--basic", "jane:s3cr3t", "--bearer", "s3cr3t"),
		Entry(nil, "--basic gives a second Authorization", "ws://jane:s3cr3t@a/", "--basic", "jane:s3cr3t"),
		Entry(nil, "--header authorization gives a second authorization", "ws://jane:s3cr3t@a/", "--header", "authorization: s3cr3t"),
		Entry(nil, "--cookie gives a second Cookie", "ws://a/", "--header", "Cookie: a=s3cr3t", "--cookie", "b=s3cr3t"),
		Entry(nil, "there is one URL too many: ws://b/", "ws://a/", "ws://jane:s3cr3t@b/"),
		Entry(nil, "--cookie is for a URL", "--cookie", "a=s3cr3t"),
		Entry(nil, "--insecure is for a URL", "--insecure"),
		Entry(nil, "--ca: open /nowhere/x: no such file", "wss://a/", "--ca", "/nowhere/x"),
		Entry(nil, "holds no certificate in PEM", "wss://a/", "--ca", os.DevNull),
		Entry(nil, "[ca insecure] were all set", "wss://a/", "--ca", os.DevNull, "--insecure"),
		Entry(nil, "[cert key]", "wss://a/", "--cert", os.DevNull),
		Entry(nil, "--cert and --key: ", "wss://a/", "--cert", os.DevNull, "--key", os.DevNull),
		Entry(nil, `"ws://a/" does without TLS`, "ws://jane:s3cr3t@a/", "--insecure"),
		Entry(nil, `"a" is not a host and a port`, "ws://a/", "--connect-to", "a"),
		Entry(nil, "a Unix socket is on this machine", "ws://a/", "--unix", "/x", "--proxy", "http://jane:s3cr3t@b:1"),
		Entry(nil, `"http://b:1/x" is not http://[USER:PASSWORD@]HOST:PORT`, "ws://a/", "--proxy", "http://jane:s3cr3t@b:1/x"),
	)

	It("of wsspec serve over TLS has a certificate for where it listens, of its own", func() {
		name := filepath.Join(GinkgoT().TempDir(), "pem")
		url := serving("--tls", "--tls-cert-out", name, "--listen", "127.0.0.2:0")
		content, err := os.ReadFile(name)
		Expect(err).NotTo(HaveOccurred())
		block, rest := pem.Decode(content)
		Expect(block.Type).To(Equal("CERTIFICATE"))
		Expect(rest).To(BeEmpty(), "above all no private key")
		Expect(wsspec("run", url, "--ca", name, "rfc6455/10.6").code).To(Equal(exitMet))
		elsewhere := strings.Replace(url, "127.0.0.2", "localhost", 1)
		Expect(wsspec("run", elsewhere, "--connect-to", strings.TrimSuffix(strings.TrimPrefix(url, "wss://"), "/"), "--ca", name, "rfc6455/10.6").code).To(Equal(exitMet))
	})

	DescribeTable("of wsspec serve is refused in a sentence if it makes no sense", func(sentence string, args ...string) {
		got := wsspec(append([]string{"serve"}, args...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(ContainSubstring(sentence))
	},
		Entry(nil, `the fault "no-close-notify" shows over TLS only; add --tls`, "--fault", "no-close-notify"),
		Entry(nil, "--tls-cert-out goes with --tls", "--listen", "127.0.0.1:0", "--tls-cert-out", "x"),
		Entry(nil, "--tls-cert-out: open /nowhere/x: no such file", "--listen", "127.0.0.1:0", "--tls", "--tls-cert-out", "/nowhere/x"),
		Entry(nil, "--listen: listen unix /nowhere/x: ", "--listen", "unix:/nowhere/x"),
	)
})
