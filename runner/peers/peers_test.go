package peers_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// The peers are echo servers on libraries that nobody here wrote, and proxies in front of one (README.md). For each
// there is a list of the cases that do not pass, with what the server does and the row that says so. A case that is not in
// the list, one in the list that passes, and one with another verdict are errors. The list of a proxy holds what differs
// from the list of the server behind it. A library that can compress has a second list for that.
//
// WSSPEC_UPDATE_PEERS=1 writes the lists anew. Read the bytes of every line that changes before you believe it.
// WSSPEC_KEEP_PEERS=DIR keeps the results there.
var _ = Describe("servers that nobody here wrote", func() {
	for _, p := range peers {
		Context("", Ordered, func() {
			var start func(args ...string) server
			BeforeAll(func() {
				if testing.Short() {
					Skip("in short mode no other server is started")
				}
				start = p.build()
			})
			It("finds in "+p.name+" what is known of it", func() {
				expectFindings(p.name, p.behind, start(), asksOf(peerSelectors))
			})
			if p.behind != "" {
				It("tells of "+p.name+" in the results", func() {
					found := against(start(), asksOf([]string{"rfc6455/4.2.2/plain-handshake"})).Header.Target
					Expect(append(found.Notes, found.Server)).To(ContainElement(ContainSubstring(p.shows)))
				})
			}
			if p.deflate {
				It("finds in "+p.name+"+deflate what is known of it", func() {
					expectFindings(p.name+"+deflate", "", start("deflate"), asksOf(deflateSelectors))
				})
			}
		})
	}
})

var table = all.Table()

// What the peers are asked: everything that is about the protocol, and with permessage-deflate what that can change.
var (
	peerSelectors    = []string{"rfc6455", "rfc7692", "limits", "resilience"}
	deflateSelectors = []string{"rfc7692", "limits", "rfc6455/9", "rfc6455/9.1", "rfc6455/5.2/rsv1-*"}
)

// asksOf leaves out what grows: how long that takes is as much up to the machine.
func asksOf(selectors []string) cases.Table {
	list, err := table.Select(selectors...)
	Expect(err).NotTo(HaveOccurred())
	return slices.DeleteFunc(list.WithTwins(table), func(c *cases.Case) bool { return c.Growth != nil })
}

// peer is a server to be built and started.
type peer struct {
	name    string
	build   func() func(args ...string) server // skips the test where something is missing
	deflate bool                               // its library has permessage-deflate
	behind  string                             // the peer that a proxy stands in front of
	shows   string                             // what the results tell of that proxy
}

// server starts a fresh process, and returns where it listens and how it is stopped.
type server func() (url string, stop func())

var peers = []peer{
	{name: "gorilla", build: goPeer("gorilla"), deflate: true},
	{name: "coder", build: goPeer("coder"), deflate: true},
	{name: "gobwas", build: goPeer("gobwas"), deflate: true},
	{name: "gws", build: goPeer("gws"), deflate: true},
	{name: "xnet", build: goPeer("xnet")},
	{name: "ws", build: npmPeer("ws"), deflate: true},
	{name: "websocket", build: npmPeer("websocket")},
	{name: "faye-websocket", build: npmPeer("faye-websocket"), deflate: true},
	{name: "websockets", build: pythonPeer("websockets"), deflate: true},
	{name: "tornado", build: pythonPeer("tornado"), deflate: true},
	{name: "aiohttp", build: pythonPeer("aiohttp"), deflate: true},
	// With permessage-deflate it aborts, at an empty message always, and at others sometimes: no list would be true.
	{name: "libwebsockets", build: cPeer("libwebsockets")},
	{name: "tomcat", build: javaPeer("TomcatEcho", "libtomcat10-java", "tomcat10-*.jar"), deflate: true},
	{name: "jetty", build: javaPeer("JettyEcho", "libjetty9-extra-java", "jetty9-*.jar", "servlet-api.jar"), deflate: true},
	{name: "nginx", build: proxied(nginx), behind: backend, shows: "nginx/"},
	{name: "haproxy", build: proxied(haproxy), behind: backend, shows: "none in a refusal"},
	{name: "httpd", build: proxied(httpd), behind: backend, shows: "Apache/"},
}

// expectFindings holds what a peer does against its list, or writes the list anew.
func expectFindings(name, behind string, start server, list cases.Table) {
	known, err := readFindings(name)
	Expect(err).NotTo(HaveOccurred())
	var own []finding
	if behind != "" {
		own, err = readFindings(behind)
		Expect(err).NotTo(HaveOccurred())
	}
	found, run := findingsOf(start, known, own, list)
	keep(name, run)
	if os.Getenv("WSSPEC_UPDATE_PEERS") != "" {
		Expect(writeFindings(name, known, found)).To(Succeed())
		return
	}
	Expect(differences(known, found, own)).To(BeEmpty())
}

// process is a peer that is a program.
func process(command []string) server {
	return func() (url string, stop func()) {
		c := exec.Command(command[0], command[1:]...)
		in, err := c.StdinPipe()
		Expect(err).NotTo(HaveOccurred())
		out, err := c.StdoutPipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Start()).To(Succeed())
		line, err := bufio.NewReader(out).ReadString('\n')
		Expect(err).NotTo(HaveOccurred(), "the peer says where it listens")
		go io.Copy(io.Discard, out)
		address := strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
		return "ws://" + address + "/", func() {
			in.Close() // that is how a peer is told to end
			c.Wait()
		}
	}
}

// against runs cases against a fresh process of a peer.
func against(start server, list cases.Table, change ...func(*runner.Config)) *results.Run {
	url, stop := start()
	defer stop()
	target, err := runner.ServerTarget(url)
	Expect(err).NotTo(HaveOccurred())
	target.Protocol = "chat"
	collector := &results.Collector{}
	config := runner.Config{Target: target, Tool: "wsspec", Table: table, Cases: list, Jobs: 8, Floor: 500 * time.Millisecond, Ceiling: 5 * time.Second,
		Seed: 1, Observer: collector}
	for _, c := range change {
		c(&config)
	}
	Expect(runner.Run(context.Background(), config)).To(Succeed())
	return &collector.Run
}

// alone is for a case of which the process dies: nobody starts it again, so there is little to wait for.
func alone(config *runner.Config) { config.Jobs, config.Ceiling = 1, time.Second }
