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

// The peers are echo servers on libraries that nobody here wrote (peers/README.md). For each there is a list of the
// cases that do not pass, with what the server does and the row that says so. A case that is not in the list, one in
// the list that passes, and one with another verdict are errors.
//
// WSSPEC_UPDATE_PEERS=1 writes the lists anew. Read the bytes of every line that changes before you believe it.
var _ = Describe("servers that nobody here wrote", Label("peers"), func() {
	for _, p := range peers {
		It("finds in "+p.name+" what is known of it", func() {
			if testing.Short() {
				Skip("in short mode no other server is started")
			}
			command := p.build()
			known, err := readFindings(p.name)
			Expect(err).NotTo(HaveOccurred())
			found := p.findings(command, known)
			if os.Getenv("WSSPEC_UPDATE_PEERS") != "" {
				Expect(writeFindings(p.name, known, found)).To(Succeed())
				return
			}
			Expect(differences(known, found)).To(BeEmpty())
		})
	}
})

// peer is a server to be built and started.
type peer struct {
	name  string
	build func() (command []string) // skips the test where the runtime is missing
}

var peers = []peer{
	{"gorilla", goPeer("gorilla")}, {"coder", goPeer("coder")}, {"gobwas", goPeer("gobwas")}, {"gws", goPeer("gws")},
	{"xnet", goPeer("xnet")},
	{"ws", npmPeer("ws")}, {"websocket", npmPeer("websocket")}, {"faye-websocket", npmPeer("faye-websocket")},
	{"websockets", pythonPeer("websockets")}, {"tornado", pythonPeer("tornado")},
	{"libwebsockets", cPeer("libwebsockets")},
}

// output runs a command in a folder and returns what it printed.
func output(dir string, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// missing skips the test, saying what it would take.
func missing(what, out string, err error) {
	Skip(fmt.Sprintf("%s: %v: %s", what, err, cmp.Or(lastLine(out), "no output")))
}

func lastLine(s string) string { return s[strings.LastIndexByte(s, '\n')+1:] }

func goPeer(name string) func() []string {
	return func() []string {
		binary := filepath.Join(GinkgoT().TempDir(), name)
		if out, err := output("peers/golang", "go", "build", "-o", binary, "./"+name); err != nil {
			missing("the peer needs modules that cannot be had here", out, err)
		}
		return []string{binary}
	}
}

func npmPeer(name string) func() []string {
	return func() []string {
		if out, err := output(".", "node", "--version"); err != nil {
			missing("the peer needs Node.js", out, err)
		}
		dir := GinkgoT().TempDir()
		Expect(os.CopyFS(dir, os.DirFS("peers/npm"))).To(Succeed())
		if out, err := output(dir, "npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"); err != nil {
			missing("the peer needs packages of npm that cannot be had here", out, err)
		}
		return []string{"node", filepath.Join(dir, name+".js")}
	}
}

func pythonPeer(module string) func() []string {
	return func() []string {
		const python = "/usr/bin/python3" // the one that Debian's packages are for
		if out, err := output(".", python, "-c", "import "+module); err != nil {
			missing("the peer needs Debian's python3-"+module, out, err)
		}
		return []string{python, "-B", "peers/python/" + module + "_echo.py"}
	}
}

func cPeer(name string) func() []string {
	return func() []string {
		flags, err := output(".", "pkg-config", "--cflags", "--libs", name)
		if err != nil {
			missing("the peer needs pkg-config and Debian's "+name+"-dev", flags, err)
		}
		binary := filepath.Join(GinkgoT().TempDir(), name)
		args := append([]string{"peers/c/" + name + ".c", "-O1", "-o", binary}, strings.Fields(flags)...)
		if out, err := output(".", "cc", args...); err != nil {
			missing("the peer needs a C compiler", out, err)
		}
		return []string{binary}
	}
}

// start starts a peer and returns where it listens. It ends when stop is called.
func start(command []string) (url string, stop func()) {
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

// finding is a case that does not pass.
type finding struct {
	id, verdict, row, what string
}

// deadly tells whether the server process dies of the case.
func (f finding) deadly() bool { return strings.HasPrefix(f.what, "the process dies") }

// findings runs the table against a peer. Cases of which its process is known to die run on one of their own.
func (p *peer) findings(command []string, known []finding) []finding {
	var deadly []string
	for _, f := range known {
		if f.deadly() {
			deadly = append(deadly, f.id)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(table), func(c *cases.Case) bool { return slices.Contains(deadly, c.ID) })
	r := against(command, rest, 8)
	Expect(r.Footer.Partial).To(BeEmpty(), "the run is complete: %v", r.with(cases.Fail))
	list := collect(r, nil)
	for _, id := range deadly {
		list = append(list, collect(against(command, cases.Table{table.Find(id)}, 1), []string{id})...)
	}
	slices.SortFunc(list, func(a, b finding) int { return cmp.Compare(place(a.id), place(b.id)) })
	return list
}

func place(id string) int {
	return slices.IndexFunc(table, func(c *cases.Case) bool { return c.ID == id })
}

// against runs cases against a fresh process of a peer.
func against(command []string, list cases.Table, jobs int) *record {
	url, stop := start(command)
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

// collect lists what did not pass, of all cases or of some.
func collect(r *record, only []string) []finding {
	var list []finding
	for _, c := range r.Cases {
		if c.Verdict == cases.Pass || c.Verdict == cases.Skip || only != nil && !slices.Contains(only, c.ID) {
			continue
		}
		list = append(list, finding{c.ID, string(c.Verdict), c.Row, describe(&c)})
	}
	return list
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

// differences compares verdicts, one sentence each.
func differences(known, found []finding) []string {
	var list []string
	verdict := func(list []finding, id string) string {
		for _, f := range list {
			if f.id == id {
				return f.verdict
			}
		}
		return "pass"
	}
	for _, f := range found {
		if v := verdict(known, f.id); v != f.verdict {
			list = append(list, fmt.Sprintf("%s was %s and is %s: %s", f.id, v, f.verdict, f.what))
		}
	}
	for _, f := range known {
		if verdict(found, f.id) == "pass" {
			list = append(list, fmt.Sprintf("%s was %s and is in the list no more: %s", f.id, f.verdict, f.what))
		}
	}
	return list
}
