package runner_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner"
)

// cat starts a program that waits until it is told to end.
func cat(name string) (pid int, end func()) {
	GinkgoHelper()
	program, err := exec.LookPath("cat")
	Expect(err).NotTo(HaveOccurred())
	path := filepath.Join(GinkgoT().TempDir(), name)
	Expect(os.Symlink(program, path)).To(Succeed())
	c := exec.Command(path)
	in, err := c.StdinPipe()
	Expect(err).NotTo(HaveOccurred())
	out, err := c.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	Expect(c.Start()).To(Succeed())
	io.WriteString(in, "x")
	_, err = io.ReadFull(out, make([]byte, 1)) // it is running
	Expect(err).NotTo(HaveOccurred())
	return c.Process.Pid, func() { in.Close(); c.Wait() }
}

var _ = Describe("the gauge of a process", func() {
	ctx := context.Background()

	It("reads memory and CPU time", func() {
		g, err := runner.ProcessGauge(os.Getpid())
		Expect(err).NotTo(HaveOccurred())
		first, err := g.Read(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(first.Memory).To(And(BeNumerically(">", 1<<20), BeNumerically("<", 64<<30)))
		for first.CPU == 0 { // a tick is 10 ms
			first, err = g.Read(ctx)
			Expect(err).NotTo(HaveOccurred())
		}
		held := make([]byte, 64<<20)
		for i := range held {
			held[i] = byte(i)
		}
		second, err := g.Read(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(second.CPU).To(BeNumerically(">=", first.CPU))
		Expect(second.Memory).To(BeNumerically(">", first.Memory+(32<<20)), "%d bytes are held", len(held))
	})

	It("knows a process whatever it is called", func() {
		pid, end := cat(") S 1 2 (")
		defer end()
		g, err := runner.ProcessGauge(pid)
		Expect(err).NotTo(HaveOccurred())
		u, err := g.Read(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(u.Memory).To(And(BeNumerically(">", 64<<10), BeNumerically("<", 256<<20)))
	})

	It("says that a process has ended", func() {
		pid, end := cat("cat")
		g, err := runner.ProcessGauge(pid)
		Expect(err).NotTo(HaveOccurred())
		end()
		_, err = g.Read(ctx)
		Expect(err).To(MatchError(fmt.Sprintf("process %d has ended", pid)))
		_, err = runner.ProcessGauge(pid)
		Expect(err).To(MatchError(fmt.Sprintf("there is no process %d", pid)))
	})

	It("says that a process has ended which nobody has waited for", func() {
		c := exec.Command("cat")
		Expect(c.Start()).To(Succeed()) // its input is empty: it ends at once
		defer c.Wait()
		Eventually(func() error {
			_, err := runner.ProcessGauge(c.Process.Pid)
			return err
		}).Should(MatchError(fmt.Sprintf("process %d has ended", c.Process.Pid)))
	})

	DescribeTable("needs a process", func(pid int) {
		_, err := runner.ProcessGauge(pid)
		Expect(err).To(MatchError(fmt.Sprintf("there is no process %d", pid)))
	},
		Entry("that is there", 1<<30),
		Entry("with a number", 0),
		Entry("with a number that is one", -1),
	)
})
