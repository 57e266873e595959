package peers_test

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// program starts a peer that is built, with more arguments.
func program(command ...string) func(args ...string) server {
	return func(args ...string) server { return process(slices.Concat(command, args)) }
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

func goPeer(name string) func() func(...string) server {
	return func() func(...string) server {
		binary := filepath.Join(GinkgoT().TempDir(), name)
		if out, err := output("golang", "go", "build", "-o", binary, "./"+name); err != nil {
			missing("the peer needs modules that cannot be had here", out, err)
		}
		return program(binary)
	}
}

func npmPeer(name string) func() func(...string) server {
	return func() func(...string) server {
		if out, err := output(".", "node", "--version"); err != nil {
			missing("the peer needs Node.js", out, err)
		}
		dir := GinkgoT().TempDir()
		Expect(os.CopyFS(dir, os.DirFS("npm"))).To(Succeed())
		if out, err := output(dir, "npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"); err != nil {
			missing("the peer needs packages of npm that cannot be had here", out, err)
		}
		return program("node", filepath.Join(dir, name+".js"))
	}
}

func pythonPeer(module string) func() func(...string) server {
	return func() func(...string) server {
		const python = "/usr/bin/python3" // the one that Debian's packages are for
		if out, err := output(".", python, "-c", "import "+module); err != nil {
			missing("the peer needs Debian's python3-"+module, out, err)
		}
		return program(python, "-B", "python/"+module+"_echo.py")
	}
}

func cPeer(name string) func() func(...string) server {
	return func() func(...string) server {
		flags, err := output(".", "pkg-config", "--cflags", "--libs", name)
		if err != nil {
			missing("the peer needs pkg-config and Debian's "+name+"-dev", flags, err)
		}
		binary := filepath.Join(GinkgoT().TempDir(), name)
		args := append([]string{"c/" + name + ".c", "-O1", "-o", binary}, strings.Fields(flags)...)
		if out, err := output(".", "cc", args...); err != nil {
			missing("the peer needs a C compiler", out, err)
		}
		return program(binary)
	}
}

// javaPeer compiles against jars of a Debian package.
func javaPeer(class, debian string, jars ...string) func() func(...string) server {
	return func() func(...string) server {
		dir := GinkgoT().TempDir()
		classes := []string{dir}
		for _, jar := range jars {
			found, err := filepath.Glob("/usr/share/java/" + jar)
			Expect(err).NotTo(HaveOccurred())
			if found == nil {
				Skip("the peer needs Debian's " + debian)
			}
			classes = append(classes, found...)
		}
		path := strings.Join(classes, ":")
		if out, err := output("java", "javac", "-nowarn", "-d", dir, "-cp", path, "Peer.java", class+".java"); err != nil {
			missing("the peer needs a Java compiler", out, err)
		}
		// What the process leaves behind is in dir. It does not live long enough for an optimising compiler.
		return program("java", "-Djava.io.tmpdir="+dir, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, class)
	}
}
