//go:build unix

package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

// program is the command as a process of its own.
func program(env []string, args ...string) *exec.Cmd {
	GinkgoHelper()
	self, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	command := exec.Command(self, args...)
	command.Env = append(append(os.Environ(), asProgram+"=1", "NO_COLOR=", "TERM=xterm"), env...)
	DeferCleanup(func() {
		if command.Process != nil {
			command.Process.Kill()
		}
	})
	return command
}

// silent is the URL of a server that answers nothing.
func silent() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(listener.Close)
	return "ws://" + listener.Addr().String() + "/"
}

// terminalOf starts a program in a terminal of that size, and returns what appears there.
func terminalOf(command *exec.Cmd, cols uint16) (*os.File, *gbytes.Buffer) {
	GinkgoHelper()
	tty, err := pty.StartWithSize(command, &pty.Winsize{Rows: 24, Cols: cols})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(tty.Close)
	seen := gbytes.NewBuffer()
	go func() {
		io.Copy(seen, tty) // ends with an error when the program does
		seen.Close()
	}()
	return tty, seen
}

// code is how a program ended.
func code(command *exec.Cmd) int {
	command.Wait()
	return command.ProcessState.ExitCode()
}

// escapes are the commands to a terminal in a text.
var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

const patience = 30 * time.Second // nothing here should take that long

var _ = Describe("The program", func() {
	It("tells in a terminal what it waits for, follows its width, and ends cleanly when interrupted", func() {
		command := program(nil, "run", silent(), "--timeout", "1h", "--min-timeout", "1h")
		tty, seen := terminalOf(command, 80)
		Eventually(seen, patience).Should(gbytes.Say("finding out what the target does  1s"))
		Expect(pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 12})).To(Succeed())
		Eventually(seen, patience).Should(gbytes.Say("\x1b\\[J" + "finding ou…"))
		_, err := tty.Write([]byte("\x03"))
		Expect(err).NotTo(HaveOccurred())
		Eventually(seen, patience).Should(gbytes.Say("\r\x1b\\[Kwsspec: interrupted"))
		Eventually(seen, patience).Should(gbytes.Say("wsspec: interrupted before anything was tested"))
		Expect(code(command)).To(Equal(exitUnreachable))
	})

	It("leaves nothing but the report in a terminal, as wide as that is", func() {
		command := program(nil, "run", "rfc6455/5.5")
		_, seen := terminalOf(command, 60)
		Expect(code(command)).To(Equal(exitMet))
		Eventually(seen.Closed, patience).Should(BeTrue())
		shown := strings.ReplaceAll(string(seen.Contents()), "\r\n", "\n")
		_, report, _ := strings.Cut(shown, "wsspec ")
		Expect(report).To(ContainSubstring("\x1b[32m75 pass\x1b[0m"))
		for line := range strings.Lines(escapes.ReplaceAllString(report, "")) {
			Expect(len([]rune(strings.TrimSuffix(line, "\n")))).To(BeNumerically("<=", 60), line)
		}
	})

	DescribeTable("moves no cursor and shows no colours where that is not wanted", func(env string, cursor bool) {
		command := program([]string{env}, "run", serve("long-control"), "rfc6455/5.5")
		_, seen := terminalOf(command, 80)
		Expect(code(command)).To(Equal(exitMissed))
		Eventually(seen.Closed, patience).Should(BeTrue())
		shown := string(seen.Contents())
		if cursor {
			shown = strings.ReplaceAll(shown, "\x1b[K", "")
		}
		Expect(shown).NotTo(ContainSubstring("\x1b"))
		Expect(shown).To(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-126"))
	},
		Entry("with NO_COLOR", "NO_COLOR=1", true),
		Entry("in a terminal that cannot", "TERM=dumb", false),
	)

	It("writes lines in a pipe", func() {
		command := program(nil, "run", serve("long-control"), "rfc6455/5.5")
		var out, errOut bytes.Buffer
		command.Stdout, command.Stderr = &out, &errOut
		Expect(command.Start()).To(Succeed())
		Expect(code(command)).To(Equal(exitMissed))
		Expect(errOut.String()).To(MatchRegexp(`(?m)^fail  rfc6455/5\.5/ping-payload-126  a ping with 126`))
		Expect(errOut.String()).To(MatchRegexp(`(?m)^done  rfc6455/5 +\d+ failed  \((\d+)/(\d+)\)$`))
		Expect(out.String() + errOut.String()).NotTo(ContainSubstring("\x1b"))
		Expect(out.String() + errOut.String()).NotTo(ContainSubstring("\r"))
	})

	It("ends at once when it is interrupted for the second time", func() {
		var once sync.Once
		begun := make(chan struct{})
		command := program(nil, "run", serveThenCall(func() { once.Do(func() { close(begun) }) }, 40), "-v", "--jobs", "2")
		stdout, err := command.StdoutPipe() // nobody reads it: the report does not get out
		Expect(err).NotTo(HaveOccurred())
		defer stdout.Close()
		errOut := gbytes.NewBuffer()
		command.Stderr = errOut
		Expect(command.Start()).To(Succeed())
		Eventually(begun, patience).Should(BeClosed())
		Expect(command.Process.Signal(os.Interrupt)).To(Succeed())
		Eventually(errOut, patience).Should(gbytes.Say("another interrupt stops at once"))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			command.Wait()
		}()
		Eventually(func() chan struct{} {
			command.Process.Signal(os.Interrupt) // the first may come while signals are still caught
			return ended
		}, patience).Should(BeClosed())
		status := command.ProcessState.Sys().(syscall.WaitStatus)
		Expect(status.Signaled()).To(BeTrue())
		Expect(status.Signal()).To(Equal(syscall.SIGINT))
	})

	DescribeTable("ends quietly if nobody reads on, with what a shell says of SIGPIPE", func(args ...string) {
		dir := GinkgoT().TempDir()
		command := program(nil, args...)
		command.Dir = dir
		reader, writer, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		var errOut bytes.Buffer
		command.Stdout, command.Stderr = writer, &errOut
		Expect(reader.Close()).To(Succeed())
		Expect(command.Start()).To(Succeed())
		Expect(writer.Close()).To(Succeed())
		Expect(code(command)).To(Equal(exitPipe))
		Expect(errOut.String()).NotTo(ContainSubstring("wsspec:"))
		if args[0] == "run" {
			_, err := os.Stat(filepath.Join(dir, "results", "junit.xml"))
			Expect(err).NotTo(HaveOccurred(), "what goes elsewhere does")
		}
	},
		Entry(nil, "run", "rfc6455/5.5", "--output", "results", "--format", "junit"),
		Entry(nil, "list"),
	)

	It("tests on if nobody reads of its progress", func() {
		command := program(nil, "run", "rfc6455/5.5")
		reader, writer, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		var out bytes.Buffer
		command.Stdout, command.Stderr = &out, writer
		Expect(reader.Close()).To(Succeed())
		Expect(command.Start()).To(Succeed())
		Expect(writer.Close()).To(Succeed())
		Expect(code(command)).To(Equal(exitMet))
		Expect(out.String()).To(ContainSubstring("gate must: met"))
	})

	It("says in a sentence that the disk is full, and reports all the same", func() {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			Skip("there is no full device here: " + err.Error())
		}
		defer full.Close()
		var errOut bytes.Buffer
		command := program(nil, "run", "rfc6455/5.5", "-q")
		command.Stdout, command.Stderr = full, &errOut
		Expect(command.Start()).To(Succeed())
		Expect(code(command)).To(Equal(exitInternal))
		Expect(errOut.String()).To(MatchRegexp(`^wsspec: write to standard output: .*no space left on device\n$`))

		dir := GinkgoT().TempDir()
		Expect(os.Symlink("/dev/full", filepath.Join(dir, resultsFile))).To(Succeed())
		got := wsspec("run", "rfc6455/5.5", "-q", "--output", dir, "--format", "junit")
		Expect(got.code).To(Equal(exitInternal))
		Expect(got.err).To(MatchRegexp(`^wsspec: write .*results\.jsonl: no space left on device\n$`))
		Expect(got.out).To(ContainSubstring("gate must: met"))
		Expect(filepath.Join(dir, "junit.xml")).To(BeARegularFile())
	})
})
