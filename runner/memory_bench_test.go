//go:build linux

package runner_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// mostMemory is how much a run of the table of RFC 6455 may take, in MiB.
const mostMemory = 100

// BenchmarkMemory starts `wsspec run`, which has the reference server in the same process, and reports the largest
// resident set of the processes. It fails above 100 MiB; with all tables, which send messages of up to 16 MiB to that
// server, it only tells.
func BenchmarkMemory(b *testing.B) {
	command := filepath.Join(b.TempDir(), "wsspec")
	if out, err := output("..", "go", "build", "-o", command, "./cmd/wsspec"); err != nil {
		b.Fatal(out, err)
	}
	b.Run("rfc6455", func(b *testing.B) {
		if peak := peakOf(b, command, "run", "--quiet", "rfc6455"); peak > mostMemory {
			b.Errorf("a run takes %.0f MiB", peak)
		}
	})
	b.Run("all", func(b *testing.B) { peakOf(b, command, "run", "--quiet") })
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
