package endpoint_test

import (
	"bufio"
	"net"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
)

var _ = Describe("an idle connection", func() {
	const connections, size = 100, 256 << 10
	var listener net.Listener
	BeforeEach(func() {
		var err error
		listener, err = net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		server := endpoint.NewServer(endpoint.Config{})
		go server.Serve(listener)
		DeferCleanup(func() { listener.Close(); server.Close() })
	})

	// idle opens connections with an offer, has a message echoed on each and leaves them open. It returns how many goroutines
	// and bytes of memory there are more for each.
	idle := func(offer string) (goroutines, memory float64) {
		GinkgoHelper()
		message := frame.New(frame.Binary, payload.JSON(size))
		if offer != "" {
			var d deflate.Deflater
			message = frame.New(frame.Binary, payload.Bytes(d.Message(nil, message.Payload.Bytes())))
			message.RSV = frame.RSV1
		}
		message.Masked = true
		wire := message.Append(nil)
		goroutinesBefore, memoryBefore := costs()
		for range connections {
			conn, err := net.Dial("tcp", listener.Addr().String())
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(conn.Close)
			echoed(conn, offer, wire)
		}
		goroutinesAfter, memoryAfter := costs()
		return float64(goroutinesAfter-goroutinesBefore) / connections, float64(memoryAfter-memoryBefore) / connections
	}

	DescribeTable("takes one goroutine, and less than a megabyte more if it is compressed", func(offer string) {
		goroutines, plain := idle("")
		Expect(goroutines).To(BeNumerically("<=", 1))
		goroutines, compressed := idle(offer)
		Expect(goroutines).To(BeNumerically("<=", 1))
		Expect(compressed - plain).To(BeNumerically("<", 1<<20))
		AddReportEntry("KiB for each connection", int(compressed-plain)>>10, ReportEntryVisibilityFailureOrVerbose)
	},
		Entry("with context takeover", "permessage-deflate"),
		Entry("without context takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
	)
})

// costs are the goroutines and the memory in use, once all garbage is gone.
func costs() (goroutines int, memory uint64) {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what was in a pool goes with the second one
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc + m.StackInuse
}

// echoed opens a connection and has a message returned on it.
func echoed(conn net.Conn, offer string, message []byte) {
	GinkgoHelper()
	request := handshake.NewRequest("wsspec.example", "/", handshake.KeyFor([16]byte{}))
	if offer != "" {
		request.Fields = append(request.Fields, handshake.Field{Name: handshake.FieldExtensions, Value: offer})
	}
	_, err := conn.Write(append(request.Append(nil), message...))
	Expect(err).NotTo(HaveOccurred())
	r := bufio.NewReader(conn)
	agreed := false
	for line := ""; line != "\r\n"; {
		line, err = r.ReadString('\n')
		Expect(err).NotTo(HaveOccurred())
		agreed = agreed || strings.HasPrefix(line, handshake.FieldExtensions)
	}
	Expect(agreed).To(Equal(offer != ""))
	var p frame.Parser
	buf := make([]byte, 4<<10)
	for ended := false; !ended; {
		n, err := r.Read(buf)
		Expect(err).NotTo(HaveOccurred())
		for in := buf[:n]; len(in) > 0; {
			n, ev := p.Next(in)
			in = in[n:]
			ended = ev&frame.End != 0 && p.Header.Fin
		}
	}
	Expect(r.Buffered()).To(BeZero())
}
