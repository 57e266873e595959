//go:build linux

package runner_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// mostMemory is how much a run of the whole table may take, in MiB.
const mostMemory = 100

// BenchmarkMemory runs `wsspec run`, which has the reference server in the same process, and reports the largest resident
// set of the processes. It fails above 100 MiB.
func BenchmarkMemory(b *testing.B) {
	command := filepath.Join(b.TempDir(), "wsspec")
	if out, err := output("..", "go", "build", "-o", command, "./cmd/wsspec"); err != nil {
		b.Fatal(out, err)
	}
	var peaks []float64
	for b.Loop() {
		c := exec.Command(command, "run", "--quiet")
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		usage := c.ProcessState.SysUsage().(*syscall.Rusage)
		peaks = append(peaks, float64(usage.Maxrss)/1024)
	}
	peak := slices.Max(peaks)
	b.ReportMetric(peak, "MiB-peak")
	if peak > mostMemory {
		b.Errorf("a run takes %.0f MiB", peak)
	}
}
