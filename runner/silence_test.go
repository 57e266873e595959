package runner_test

import (
	"io"
	"net"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner"
)

var _ = DescribeTable("a server that is silent costs a deadline in every case, and not more:", func(serve func(net.Conn)) {
	const jobs = 16
	r, err := runIn(serverOf(serve), func(config *runner.Config) { config.Jobs, config.Cases = jobs, table })
	Expect(err).NotTo(HaveOccurred())
	Expect(r.Header.Target.Silent).To(BeTrue())
	carriedOut, chain := 0, 4 // the probe, twins that wait for each other, and the end
	for _, c := range r.Cases {
		carriedOut += c.Attempts
	}
	Expect(carriedOut).To(BeNumerically(">", 50))
	deadlines := time.Duration(carriedOut/jobs+chain) * 3 * r.Header.Config.Deadline // some cases wait for more than one answer
	Expect(r.Footer.Duration).To(BeNumerically("<", deadlines))
},
	Entry("from the beginning", func(conn net.Conn) { io.Copy(io.Discard, conn) }),
	Entry("on every open connection", func(conn net.Conn) {
		accept(conn)
		io.Copy(io.Discard, conn)
	}),
	Entry("but for pongs that answer nothing", func(conn net.Conn) {
		eachFrame(conn, func(frame.Opcode, bool, []byte) bool {
			_, err := conn.Write(serverFrame(frame.Pong, []byte("pong")))
			return err == nil
		})
	}),
)
