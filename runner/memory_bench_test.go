//go:build linux

package runner_test

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"testing"
)

// How much a run may take, in MiB: of the table of RFC 6455, of all tables, and of all tables with the largest messages
// that any case sends, to a server that is another process.
const (
	mostMemory       = 100
	mostMemoryAll    = 150
	mostMemoryLarger = 150
)

// BenchmarkMemory starts `wsspec run` and reports the largest resident set of the processes. The reference server is in the
// same process, but for messages of up to 64 MiB, which that server holds in memory.
func BenchmarkMemory(b *testing.B) {
	command := filepath.Join(b.TempDir(), "wsspec")
	if out, err := exec.Command("go", "build", "-o", command, "../cmd/wsspec").CombinedOutput(); err != nil {
		b.Fatalf("%s %v", out, err)
	}
	b.Run("rfc6455", func(b *testing.B) {
		if peak := peakOf(b, command, "run", "--quiet", "rfc6455"); peak > mostMemory {
			b.Errorf("a run takes %.0f MiB", peak)
		}
	})
	b.Run("all", func(b *testing.B) {
		if peak := peakOf(b, command, "run", "--quiet"); peak > mostMemoryAll {
			b.Errorf("a run takes %.0f MiB", peak)
		}
	})
	b.Run("64MiB", func(b *testing.B) {
		url := serves(b, command, "serve", "--listen", "127.0.0.1:0", "--max-message", "67108864")
		if peak := peakOf(b, command, "run", url, "--quiet", "--max-size", "64MiB"); peak > mostMemoryLarger {
			b.Errorf("a run takes %.0f MiB", peak)
		}
	})
}

// serves starts a command that prints the URL it serves, and kills it in the end.
func serves(b *testing.B, command ...string) (url string) {
	c := exec.Command(command[0], command[1:]...)
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Process.Kill(); c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return regexp.MustCompile(`ws://\S+`).FindString(line)
}

// peakOf is the largest resident set of any process that a command had, in MiB. The kernel counts what the benchmark
// itself has when it starts the command, so it may be less.
func peakOf(b *testing.B, command ...string) float64 {
	var peaks []float64
	for b.Loop() {
		c := exec.Command(command[0], command[1:]...)
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		usage := c.ProcessState.SysUsage().(*syscall.Rusage)
		peaks = append(peaks, float64(usage.Maxrss)/1024)
	}
	peak := slices.Max(peaks)
	b.ReportMetric(peak, "MiB-peak")
	b.ReportMetric(0, "ns/op") // says nothing
	return peak
}
