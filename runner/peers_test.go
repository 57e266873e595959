package runner_test

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// The peers are echo servers on libraries that nobody here wrote, and proxies in front of one (peers/README.md). For each
// there is a list of the cases that do not pass, with what the server does and the row that says so. A case that is not in
// the list, one in the list that passes, and one with another verdict are errors. The list of a proxy holds what differs
// from the list of the server behind it. A library that can compress has a second list for that.
//
// WSSPEC_UPDATE_PEERS=1 writes the lists anew. Read the bytes of every line that changes before you believe it.
var _ = Describe("servers that nobody here wrote", Label("peers"), func() {
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
					found := against(start(), asksOf([]string{"rfc6455/4.2.2/plain-handshake"}), 1).Header.Target
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

// What the peers are asked: everything that is about the protocol, and with permessage-deflate what that can change.
var (
	peerSelectors    = []string{"rfc6455", "rfc7692", "limits"}
	deflateSelectors = []string{"rfc7692", "limits", "rfc6455/9", "rfc6455/9.1", "rfc6455/5.2/rsv1-*"}
)

func asksOf(selectors []string) cases.Table {
	list, err := table.Select(selectors...)
	Expect(err).NotTo(HaveOccurred())
	return list.WithTwins(table)
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
	found := findingsOf(start, known, own, list)
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

// finding is a case that does not pass.
type finding struct {
	id, verdict, row, what string
}

// wavers tells whether the answers differed, and one of them was this: a server may answer pings before it has inflated a
// message, and on a busy machine that shows.
func (f finding) wavers(verdict string) bool {
	answers, ok := strings.CutPrefix(f.what, "the answers differ: ")
	answers, _, _ = strings.Cut(answers, ";")
	return ok && f.verdict == string(cases.Inconclusive) && slices.Contains(strings.Split(answers, ", then "), verdict)
}

// deadly tells whether the server process dies of the case.
func (f finding) deadly() bool { return strings.HasPrefix(f.what, "the process dies") }

// findingsOf runs cases against a peer, and returns what did not pass, or what differs from the list of the server behind
// it. Cases of which its process is known to die run on one of their own.
func findingsOf(start server, known, own []finding, list cases.Table) []finding {
	var deadly []string
	for _, f := range known {
		if f.deadly() {
			deadly = append(deadly, f.id)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(c *cases.Case) bool { return slices.Contains(deadly, c.ID) })
	r := against(start, rest, 8)
	Expect(r.Footer.Partial).To(BeEmpty(), "the run is complete: %v", r.with(cases.Fail))
	found := collect(r, own, nil)
	for _, id := range deadly {
		alone := against(start, cases.Table{table.Find(id)}, 1)
		if alone.Footer.Partial != "" { // the process died of the case, or of its twin just before
			found = append(found, finding{id, string(cases.Fail), table.Find(id).Covers[0], "the process dies"})
			continue
		}
		found = append(found, collect(alone, own, []string{id})...)
	}
	slices.SortFunc(found, func(a, b finding) int { return cmp.Compare(place(a.id), place(b.id)) })
	return found
}

func place(id string) int {
	return slices.IndexFunc(table, func(c *cases.Case) bool { return c.ID == id })
}

// against runs cases against a fresh process of a peer.
func against(start server, list cases.Table, jobs int) *record {
	url, stop := start()
	defer stop()
	target, err := runner.ServerTarget(url)
	Expect(err).NotTo(HaveOccurred())
	target.Protocol = subprotocol
	r := &record{}
	config := configOf(target, r)
	config.Cases, config.Jobs, config.Floor = list, jobs, 500*time.Millisecond
	Expect(runner.Run(context.Background(), config)).To(Succeed())
	return r
}

// collect lists what is not as in the other list, which for a server is empty: what did not pass. Of all cases or of some.
func collect(r *record, own []finding, only []string) []finding {
	var list []finding
	for _, c := range r.Cases {
		if only != nil && !slices.Contains(only, c.ID) {
			continue
		}
		expected, listed := verdictIn(own, c.ID)
		if string(c.Verdict) != expected && (c.Verdict != cases.Skip || listed) {
			list = append(list, finding{c.ID, string(c.Verdict), c.Row, describe(&c)})
		}
	}
	return list
}

// verdictIn is the verdict that a list has for a case. What is not listed passes, or is skipped.
func verdictIn(list []finding, id string) (verdict string, listed bool) {
	for _, f := range list {
		if f.id == id {
			return f.verdict, true
		}
	}
	return string(cases.Pass), false
}

// describe says in a line what the server did, without what differs from run to run.
func describe(c *results.Case) string {
	if strings.HasPrefix(c.Note, "the target died of it") {
		return "the process dies"
	}
	if c.Verdict == cases.Inconclusive {
		return c.Note
	}
	var parts []string
	for _, line := range c.Got {
		if before, _, ok := strings.Cut(line, ", after "); ok {
			line = before
		}
		parts = append(parts, line)
	}
	if strings.HasPrefix(c.Note, "seen ") {
		_, saw, _ := strings.Cut(c.Note, ": ")
		parts = []string{saw}
	}
	what := strings.Join(parts, "; ")
	for old, plain := range map[string]string{"the connection ended by FIN": "the connection ends", "the connection ended by RST": "the connection ends"} {
		what = strings.ReplaceAll(what, old, plain)
	}
	return what
}

const findingsHeader = "case\tverdict\trow\twhat the server does"

func findingsFile(name string) string { return filepath.Join("peers", "findings", name+".tsv") }

func readFindings(name string) ([]finding, error) {
	text, err := os.ReadFile(findingsFile(name))
	if err != nil {
		return nil, err
	}
	var list []finding
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		cells := strings.Split(line, "\t")
		switch {
		case i == 0 && line == findingsHeader:
		case len(cells) != 4:
			return nil, fmt.Errorf("%s line %d has %d columns, not 4", findingsFile(name), i+1, len(cells))
		default:
			list = append(list, finding{cells[0], cells[1], cells[2], cells[3]})
		}
	}
	return list, nil
}

// writeFindings writes a list anew. What was said of a case whose verdict is the same is kept.
func writeFindings(name string, known, found []finding) error {
	lines := []string{findingsHeader}
	for _, f := range found {
		if i := slices.IndexFunc(known, func(k finding) bool { return k.id == f.id && k.verdict == f.verdict }); i >= 0 {
			f.what = known[i].what
		}
		lines = append(lines, strings.Join([]string{f.id, f.verdict, f.row, f.what}, "\t"))
	}
	return os.WriteFile(findingsFile(name), []byte(strings.Join(lines, "\n")+"\n"), 0o666)
}

// differences compares verdicts, one sentence each. Cases that neither list has are as in the list of the server behind.
func differences(known, found, own []finding) []string {
	var list []string
	verdict := func(list []finding, id string) string {
		if v, listed := verdictIn(list, id); listed {
			return v
		}
		v, _ := verdictIn(own, id)
		return v
	}
	for _, f := range found {
		if v := verdict(known, f.id); v != f.verdict && !f.wavers(v) {
			list = append(list, fmt.Sprintf("%s was %s and is %s: %s", f.id, v, f.verdict, f.what))
		}
	}
	for _, f := range known {
		if _, still := verdictIn(found, f.id); !still {
			list = append(list, fmt.Sprintf("%s was %s and is in the list no more: %s", f.id, f.verdict, f.what))
		}
	}
	return list
}
