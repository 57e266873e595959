package runner_test

import (
	"context"
	"net"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

var _ = Describe("the URL of a server", func() {
	DescribeTable("says where it is and what is asked of it", func(raw, url, connect, host, path string) {
		p := &proxy{answer: "HTTP/1.1 403 Forbidden\r\n\r\n"}
		dial := runner.Dial{Proxy: "http://" + listen(p.serve)}
		target, err := dial.Target(raw)
		Expect(err).NotTo(HaveOccurred())
		Expect(target.URL).To(Equal(url))
		Expect(target.Authority).To(Equal(host))
		Expect(target.Path).To(Equal(path))
		_, err = target.Connect(context.Background())
		Expect(err).To(MatchError(ContainSubstring("refuses a connection to " + connect + ": status \"403 Forbidden\"")))
		Expect(p.questions()).To(Equal([]string{"CONNECT " + connect}))
	},
		Entry(nil, "ws://a.example", "ws://a.example", "a.example:80", "a.example", "/"),
		Entry(nil, "wss://a.example", "wss://a.example", "a.example:443", "a.example", "/"),
		Entry(nil, "http://a.example/", "http://a.example/", "a.example:80", "a.example", "/"),
		Entry(nil, "https://a.example/", "https://a.example/", "a.example:443", "a.example", "/"),
		Entry(nil, "WSS://a.example/", "WSS://a.example/", "a.example:443", "a.example", "/"),
		Entry(nil, "ws://a.example:443/", "ws://a.example:443/", "a.example:443", "a.example:443", "/"),
		Entry(nil, "wss://a.example:80/", "wss://a.example:80/", "a.example:80", "a.example:80", "/"),
		Entry(nil, "wss://a.example:443/", "wss://a.example:443/", "a.example:443", "a.example", "/"),
		Entry(nil, "ws://a.example:/", "ws://a.example:/", "a.example:80", "a.example", "/"),
		Entry(nil, "ws://[::1]:80/", "ws://[::1]:80/", "[::1]:80", "[::1]", "/"),
		Entry(nil, "wss://[::1]/", "wss://[::1]/", "[::1]:443", "[::1]", "/"),
		Entry(nil, "ws://a.example/chat%20room?x=%31&y", "ws://a.example/chat%20room?x=%31&y", "a.example:80", "a.example", "/chat%20room?x=%31&y"),
		Entry(nil, "ws://a.example?x", "ws://a.example?x", "a.example:80", "a.example", "/?x"),
		Entry(nil, "wss://jane:s3cr3t@a.example/@x", "wss://a.example/@x", "a.example:443", "a.example", "/@x"),
	)

	DescribeTable("is refused in a sentence without its credentials if it makes no sense", func(raw, sentence string) {
		_, err := runner.ServerTarget(raw)
		Expect(err).To(MatchError(ContainSubstring(sentence)))
		Expect(err.Error()).NotTo(ContainSubstring("s3c"))
		Expect(err.Error()).NotTo(ContainSubstring("r3t"))
	},
		Entry(nil, "ftp://a/", `"ftp://a/" does not begin with ws://, wss:// or ws+unix://`),
		Entry(nil, "ftp://jane:s3cr3t@a/", `"ftp://a/" does not begin with ws://`),
		Entry(nil, "a.example:9001", `does not begin with ws://`),
		Entry(nil, "ws:///chat", `"ws:///chat" has no host`),
		Entry(nil, "ws://jane:s3cr3t@/chat", `"ws:///chat" has no host`),
		Entry(nil, "ws://jane:s3cr3t@a/#x", `"ws://a/#x" has a fragment`),
		Entry(nil, "ws://a/#", `"ws://a/#" has a fragment`),
		Entry(nil, "ws://a:x/", `"ws://a:x/" is no URL: invalid port ":x" after host`),
		Entry(nil, "ws://jane:s3c/r3t@a/", `"ws://a/" is no URL; in a user name or password all but letters and digits are percent-encoded`),
		Entry(nil, "ws://jane:s3c#r3t@a/", `"ws://a/" is no URL; in a user name or password`),
		Entry(nil, "ws://jane:s3c%r3t@a/", `"ws://a/" is no URL; in a user name or password`),
		Entry(nil, "ws+unix:///:/x", "is not ws+unix:///path/of/the/socket:/path"),
		Entry(nil, "ws+unix://run/x.sock:/x", "is not ws+unix:///path/of/the/socket:/path"),
	)

	It("has credentials, which become a field of every request", func() {
		target, err := runner.ServerTarget("ws://Aladdin:open%20sesame@a.example/")
		Expect(err).NotTo(HaveOccurred())
		Expect(target.Fields).To(HaveLen(1))
		Expect(target.Fields.Get("Authorization")).To(Equal("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "the example of RFC 7617")
	})

	DescribeTable("names a Unix socket, in it or beside it", func(pattern, host, path string, beside bool) {
		socket := filepath.Join(GinkgoT().TempDir(), "a b.sock")
		listener, err := net.Listen("unix", socket)
		Expect(err).NotTo(HaveOccurred())
		serveAll(listener, echoing(endpoint.Config{Path: "/chat"}))
		dial, url := runner.Dial{}, pattern
		if beside {
			dial.Unix = socket
		} else {
			url = "ws+unix://" + filepath.Dir(socket) + "/a%20b.sock" + pattern
		}
		target, err := dial.Target(url)
		Expect(err).NotTo(HaveOccurred())
		Expect(target.Authority).To(Equal(host))
		Expect(target.Path).To(Equal(path))
		conn, err := target.Connect(context.Background())
		Expect(err).NotTo(HaveOccurred())
		conn.Close()
	},
		Entry(nil, ":/chat?x=1", "localhost", "/chat?x=1", false),
		Entry(nil, ":/a:b", "localhost", "/a:b", false),
		Entry(nil, "", "localhost", "/", false),
		Entry(nil, "ws://a.example:9001/chat", "a.example:9001", "/chat", true),
	)

	DescribeTable("and the way there have to fit", func(dial runner.Dial, url, sentence string) {
		_, err := dial.Target(url)
		Expect(err).To(MatchError(ContainSubstring(sentence)))
		Expect(err.Error()).NotTo(ContainSubstring("s3cr3t"))
	},
		Entry(nil, runner.Dial{Unix: "/x"}, "ws+unix:///y:/", "names a socket already"),
		Entry(nil, runner.Dial{Unix: "/x", ConnectTo: "a:1"}, "ws://a/", "a Unix socket is on this machine"),
		Entry(nil, runner.Dial{Proxy: "http://a:1"}, "ws+unix:///y:/", "a Unix socket is on this machine"),
		Entry(nil, runner.Dial{ConnectTo: "a"}, "ws://a/", `"a" is not a host and a port`),
		Entry(nil, runner.Dial{ConnectTo: ":1"}, "ws://a/", `":1" is not a host and a port`),
		Entry(nil, runner.Dial{Proxy: "a:1"}, "ws://a/", `the proxy "a:1" is not at an http or https URL`),
		Entry(nil, runner.Dial{Proxy: "socks5://j:s3cr3t@a:1"}, "ws://a/", `the proxy "socks5://a:1" is not at an http or https URL`),
		Entry(nil, runner.Dial{Proxy: "http://j:s3cr3t@a:1/x"}, "ws://a/", `"http://a:1/x" is not http://[USER:PASSWORD@]HOST:PORT`),
		Entry(nil, runner.Dial{Proxy: "http://j:s3cr3t/@a:1"}, "ws://a/", `"http://a:1" is no URL of a proxy`),
		Entry(nil, runner.Dial{Insecure: true}, "ws://j:s3cr3t@a/", `"ws://a/" does without TLS`),
		Entry(nil, runner.Dial{ServerName: "b"}, "ws://a/", `"ws://a/" does without TLS`),
	)

	It("does not decide where the connection goes if something else is said", func() {
		conn, err := connect(&runner.Dial{ConnectTo: listen(hold)}, "ws://nowhere.invalid:1/")
		Expect(err).NotTo(HaveOccurred())
		Expect(conn.RemoteAddr().Network()).To(Equal("tcp"))
	})
})
