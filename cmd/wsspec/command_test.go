package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner/results"
)

// outcome is what a command line leaves behind.
type outcome struct {
	code     int
	out, err string
}

func wsspec(args ...string) outcome { return wsspecContext(context.Background(), args...) }

func wsspecContext(ctx context.Context, args ...string) outcome {
	var out, errOut bytes.Buffer
	code := execute(ctx, args, strings.NewReader(""), &out, &errOut)
	return outcome{code, out.String(), errOut.String()}
}

// serve starts the reference server, with a fault if one is named, and returns its URL.
func serve(fault string) string {
	GinkgoHelper()
	config := endpoint.Config{Path: "/"}
	if fault != "" {
		config.Fault = endpoint.FindFault(fault)
		Expect(config.Fault).NotTo(BeNil())
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	server := endpoint.NewServer(config)
	go server.Serve(listener)
	DeferCleanup(func() { listener.Close(); server.Close() })
	return "ws://" + listener.Addr().String() + "/"
}

// nobody is a URL on which nobody listens.
func nobody() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	defer listener.Close()
	return "ws://" + listener.Addr().String() + "/"
}

var _ = Describe("The command line", func() {
	DescribeTable("is refused in a sentence if it makes no sense", func(sentence string, args ...string) {
		got := wsspec(args...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(got.err).To(HavePrefix("wsspec: "))
		Expect(got.err).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
	},
		Entry(nil, `unknown command "frobnicate" for "wsspec"`, "frobnicate"),
		Entry(nil, "unknown flag: --frobnicate; 'wsspec run --help' lists the flags", "run", "--frobnicate"),
		Entry(nil, "--gate is must or should, not \"may\"", "run", "--gate", "may"),
		Entry(nil, "--jobs is 1 at least, not 0", "run", "--jobs", "0"),
		Entry(nil, "--timeout and --min-timeout are longer than nothing", "run", "--timeout", "0s"),
		Entry(nil, "invalid argument \"soon\" for \"--timeout\"", "run", "--timeout", "soon"),
		Entry(nil, "--format is one of badge, badge-json, github, html, json, jsonl, junit, markdown, sarif, tap, text, site, not \"pdf\"", "run", "--format", "pdf"),
		Entry(nil, "a site is a directory: name one for all reports with --output", "run", "--format", "site"),
		Entry(nil, "standard output takes one --format", "run", "--format", "json", "--format", "junit"),
		Entry(nil, "--header \"Cookie\" is not 'Name: value'", "run", "ws://127.0.0.1:1/", "--header", "Cookie"),
		Entry(nil, "holds a line end or NUL", "run", "ws://127.0.0.1:1/", "--header", "A: b\r\nHost: c"),
		Entry(nil, "--subprotocol \"a b\" is no token", "run", "ws://127.0.0.1:1/", "--subprotocol", "a b"),
		Entry(nil, "--origin is for a URL", "run", "--origin", "http://a"),
		Entry(nil, "one URL too many: ws://b/", "run", "ws://a/", "ws://b/"),
		Entry(nil, "\"ftp://127.0.0.1/\" does not begin with ws://", "run", "ftp://127.0.0.1/"),
		Entry(nil, "no case matches \"rfc6455/99\"", "run", "rfc6455/99"),
		Entry(nil, "'wsspec list' shows all cases", "run", "rfc6455/5.5/no-such-case"),
		Entry(nil, "[quiet verbose] were all set", "run", "-q", "-v"),
		Entry(nil, "there is no fault \"nope\"; 'wsspec serve --faults' lists all", "serve", "--fault", "nope"),
		Entry(nil, "but ", "serve", "--fault", "long-contro"),
		Entry(nil, "--listen", "serve", "--listen", "127.0.0.1:notaport"),
		Entry(nil, "--max-message is 1 at least", "serve", "--max-message", "0"),
		Entry(nil, "rfc6455/99", "list", "rfc6455/99"),
		Entry(nil, "no case matches \"autobahn:5.99\"; the nearest is autobahn:5.9; 'wsspec list --autobahn' shows all identifiers", "run", "autobahn:5.99"),
		Entry(nil, "'wsspec list --autobahn' shows all identifiers", "list", "--autobahn", "autobahn:8.1"),
		Entry(nil, "--format is text or json, not \"junit\"", "list", "--autobahn", "--format", "junit"),
		Entry(nil, "--agent is the name in the report that --autobahn-report writes", "run", "--agent", "a"),
		Entry(nil, "--autobahn-report: ", "run", "--autobahn-report", "/dev/null/x"),
		Entry(nil, "6455-99-01", "explain", "6455-99-01"),
	)

	It("runs against the built-in server, all green", func() {
		if testing.Short() {
			Skip("in short mode no table is carried out as a whole")
		}
		got := wsspec("run", "-q")
		Expect(got.code).To(Equal(exitMet), got.out)
		Expect(got.out).To(MatchRegexp(`^resilience: (\d+) of (\d+) held   \d+ skip · \d+ pass\n\d+ info · \d+ skip · \d+ pass   in .* gate must: met\n$`))
	})

	It("exits with 1 if a MUST is broken, and names the case", func() {
		got := wsspec("run", serve("long-control"), "rfc6455/5.5")
		Expect(got.code).To(Equal(exitMissed))
		Expect(got.out).To(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-126"))
		Expect(got.out).To(HaveSuffix("gate must: missed\n"))
	})

	DescribeTable("counts a warning with the stricter gate only", func(gate string, code int) {
		got := wsspec("run", serve("fails-by-drop"), "rfc6455/5.5/ping-payload-126", "--gate", gate)
		Expect(got.out).To(ContainSubstring("1 warn"))
		Expect(got.code).To(Equal(code))
	}, Entry(nil, "must", exitMet), Entry(nil, "should", exitMissed))

	It("exits with 3 if nobody listens", func() {
		got := wsspec("run", nobody())
		Expect(got.code).To(Equal(exitUnreachable))
		Expect(got.err).To(MatchRegexp(`^wsspec: the target is unreachable: .*connection refused; nothing was tested\n$`))
	})

	It("exits with 3 if it is interrupted at once", func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		got := wsspecContext(ctx, "run")
		Expect(got.code).To(Equal(exitUnreachable))
	})

	It("carries out just what a selector names, with the twins", func() {
		got := wsspec("run", "rfc6455/5.5/ping-payload-126", "--format", "jsonl")
		Expect(got.code).To(Equal(exitMet))
		run, err := results.Read(strings.NewReader(got.out))
		Expect(err).NotTo(HaveOccurred())
		var ids []string
		for _, c := range run.Cases {
			ids = append(ids, c.ID)
		}
		Expect(ids).To(ConsistOf("rfc6455/5.5/control-payload-125", "rfc6455/5.5/ping-payload-126"))
	})

	It("shows the bytes of the selected case, and not those of its twin", func() {
		got := wsspec("run", "rfc6455/5.5/ping-payload-126", "--trace")
		Expect(got.out).To(ContainSubstring("89 fe 00 7e"))
		Expect(got.out).NotTo(ContainSubstring("PASS  rfc6455/5.5/control-payload-125"))
	})

	It("redacts credentials everywhere", func() {
		dir := GinkgoT().TempDir()
		got := wsspec("run", serve(""), "rfc6455/4.2.2", "--trace", "-v", "--output", dir, "--format", "json", "--format", "junit", "--format", "text",
			"--header", "Authorization: Bearer s3cr3t-t0k3n", "--header", "Cookie: sid=s3cr3t-c00k13")
		Expect(got.code).To(Equal(exitMet), got.out+got.err)
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		Expect(err).NotTo(HaveOccurred())
		Expect(files).To(HaveLen(4))
		said := got.out + got.err
		for _, file := range files {
			content, err := os.ReadFile(file)
			Expect(err).NotTo(HaveOccurred())
			said += string(content)
		}
		Expect(said).NotTo(ContainSubstring("s3cr3t"))
		Expect(said).NotTo(ContainSubstring("czNjcjN0")) // base64, as in JSON
	})

	It("writes every format into the output directory, which all tell the same", func() {
		dir := filepath.Join(GinkgoT().TempDir(), "new", "results")
		got := wsspec("run", "rfc6455/5.5", "--output", dir, "--format", "json", "--format", "junit", "--format", "text", "--format", "jsonl", "--format", "site")
		Expect(got.code).To(Equal(exitMet), got.err)
		lines, err := os.Open(filepath.Join(dir, "results.jsonl"))
		Expect(err).NotTo(HaveOccurred())
		defer lines.Close()
		run, err := results.Read(lines)
		Expect(err).NotTo(HaveOccurred())
		content, err := os.ReadFile(filepath.Join(dir, "results.json"))
		Expect(err).NotTo(HaveOccurred())
		var document results.Run
		Expect(json.Unmarshal(content, &document)).To(Succeed())
		Expect(len(document.Cases)).To(Equal(len(run.Cases)))
		text, err := os.ReadFile(filepath.Join(dir, "report.txt"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(text)).To(Equal(got.out))
		xml, err := os.ReadFile(filepath.Join(dir, "junit.xml"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(xml)).To(ContainSubstring(fmt.Sprintf(`tests="%d"`, len(run.Cases))))
		Expect(filepath.Join(dir, "site", "index.html")).To(BeARegularFile())
	})

	It("leaves a valid, partial result behind when it is interrupted", func() {
		dir := GinkgoT().TempDir()
		ctx, cancel := context.WithCancel(context.Background())
		url := serveThenCall(cancel, 40)
		got := wsspecContext(ctx, "run", url, "--output", dir, "--format", "junit", "--jobs", "2")
		Expect(got.code).To(Equal(exitUnreachable), got.out)
		Expect(got.out).To(ContainSubstring("PARTIAL   interrupted"))
		lines, err := os.Open(filepath.Join(dir, "results.jsonl"))
		Expect(err).NotTo(HaveOccurred())
		defer lines.Close()
		run, err := results.Read(lines)
		Expect(err).NotTo(HaveOccurred())
		Expect(run.Footer.Partial).To(Equal("interrupted"))
		Expect(run.Cases).To(HaveLen(run.Header.Cases))
	})

	It("says so when the output cannot be written", func() {
		got := wsspec("run", "rfc6455/5.5", "--output", os.DevNull+"/x")
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(HavePrefix("wsspec: --output: "))
	})

	It("quotes what others wrote, on either stream, without letting a terminal or a CI system act upon it", func() {
		var b bytes.Buffer
		complain(&b, errors.New("the target says ##[error]x\x1b[2J\n::error::y"))
		Expect(b.String()).To(Equal(`wsspec: the target says \u0023#[error]x\u001b[2J` + "\n" + `\u003a:error::y` + "\n"))
		b.Reset()
		Expect(sayDeviations([]oracle.Deviation{{Kind: "kind", Violation: true, Saw: "Upgrade ##[error]\x1b[2J"}}, streams{out: &b})).NotTo(Succeed())
		Expect(b.String()).To(HaveSuffix("\n      Upgrade " + `\u0023#[error]\u001b[2J` + "\n"))
	})

	It("names a file that cannot be written once", func() {
		full := errors.New("no space left on device")
		Expect(named("report.html", full)).To(MatchError("write report.html: no space left on device"))
		Expect(named("report.html", &fs.PathError{Op: "write", Path: "report.html", Err: full})).To(MatchError("write report.html: no space left on device"))
	})

	DescribeTable("says so when standard output is full or closed", func(args ...string) {
		full := errors.New("no space left on device")
		var errOut bytes.Buffer
		Expect(execute(context.Background(), args, strings.NewReader(""), fullWriter{full}, &errOut)).To(Equal(exitInternal))
		Expect(errOut.String()).To(ContainSubstring("no space left on device"))
	},
		Entry(nil, "run", "rfc6455/5.5"),
		Entry(nil, "run", "rfc6455/5.5", "--format", "junit"),
		Entry(nil, "list"),
		Entry(nil, "explain", "rfc6455/5.5/ping-payload-126"),
		Entry(nil, "serve", "--faults"),
	)

	It("lists what there is, and explains all of it", func() {
		if testing.Short() {
			Skip("in short mode not every case is explained: one after the other shows no race")
		}
		got := wsspec("list")
		Expect(got.code).To(Equal(exitMet))
		for _, c := range table() {
			Expect(got.out).To(ContainSubstring(c.ID + " "))
			explained := wsspec("explain", c.ID)
			Expect(explained.code).To(Equal(exitMet))
			Expect(explained.out).To(ContainSubstring(c.Title))
			Expect(explained.out).To(ContainSubstring(c.Covers[0]))
		}
	})

	It("explains a requirement with the cases that prove it, or why none can", func() {
		Expect(wsspec("explain", "6455-5.5-02").out).To(ContainSubstring("rfc6455/5.5/ping-payload-126"))
	})

	It("completes selectors and faults", func() {
		Expect(wsspec("__complete", "run", "rfc6455/5.5/ping-payload-12").out).To(ContainSubstring("rfc6455/5.5/ping-payload-126\ta ping with 126"))
		Expect(wsspec("__complete", "serve", "--fault", "long").out).To(ContainSubstring("long-control\t"))
		Expect(wsspec("__complete", "run", "--gate", "").out).To(ContainSubstring("should"))
	})

	It("serves until it is interrupted, and says where and with which fault", func() {
		ctx, cancel := context.WithCancel(context.Background())
		reader, writer := io.Pipe()
		done := make(chan int)
		go func() {
			done <- execute(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--fault", "long-control"}, strings.NewReader(""), writer, io.Discard)
		}()
		line := make([]byte, 200)
		n, err := reader.Read(line)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(line[:n])).To(MatchRegexp(`^listening on ws://127\.0\.0\.1:\d+/\n$`))
		n, err = reader.Read(line)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(line[:n])).To(HavePrefix("fault long-control: "))
		cancel()
		Expect(<-done).To(Equal(exitMet))
	})
})

// serveThenCall starts a conforming server that calls at a connection.
func serveThenCall(call func(), at int) string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	server := endpoint.NewServer(endpoint.Config{Path: "/"})
	go server.Serve(&counted{Listener: listener, call: call, at: at})
	DeferCleanup(func() { listener.Close(); server.Close() })
	return "ws://" + listener.Addr().String() + "/"
}

type counted struct {
	net.Listener
	call func()
	at   int
	n    int
}

func (c *counted) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if c.n++; c.n == c.at {
		c.call()
	}
	return conn, err
}

type fullWriter struct{ err error }

func (f fullWriter) Write([]byte) (int, error) { return 0, f.err }
