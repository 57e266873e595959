package runner_test

import (
	"io"
	"net"
	"sync"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
	"github.com/wsspec/wsspec/runner"
)

// serverOf starts a server in memory that does one thing with every connection, and closes it when that is done. It has
// to be started in a bubble, and stopped there.
func serverOf(serve func(net.Conn)) func() (*runner.Target, func()) {
	return func() (*runner.Target, func()) {
		listener := memconn.Listen()
		var mu sync.Mutex
		var conns []net.Conn
		var group sync.WaitGroup
		group.Go(func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				mu.Lock()
				conns = append(conns, conn)
				mu.Unlock()
				group.Go(func() { serve(conn); conn.Close() })
			}
		})
		target := &runner.Target{URL: "ws://wsspec.example/", Role: reference.Server, Connect: listener.Dial, Authority: "wsspec.example", Path: "/"}
		return target, func() {
			listener.Close()
			mu.Lock()
			for _, conn := range conns {
				conn.Close()
			}
			mu.Unlock()
			group.Wait()
		}
	}
}

// readRequest reads the head of a request, whatever is wrong with it, and returns its key. It returns false if the
// connection ends before the head does.
func readRequest(conn net.Conn) (key string, rest []byte, ok bool) {
	reader := handshake.HeadReader{Limit: 4 << 20}
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		taken, done := reader.Write(buf[:n])
		if done {
			request, _ := handshake.ReadRequest(reader.Head())
			return request.Key(), buf[taken:n], true
		}
		if err != nil {
			return "", nil, false
		}
	}
}

// accept reads a request and accepts it, whatever is wrong with it.
func accept(conn net.Conn) (rest []byte, ok bool) {
	key, rest, ok := readRequest(conn)
	if ok {
		conn.Write(handshake.NewAcceptance(key).Append(nil))
	}
	return rest, ok
}

// eachFrame accepts a request and calls do for each frame of the client, until do returns false or the connection ends.
func eachFrame(conn net.Conn, do func(opcode frame.Opcode, fin bool, body []byte) bool) {
	in, ok := accept(conn)
	if !ok {
		return
	}
	reader := stream.Reader{Sender: reference.Client}
	var body []byte
	buf := make([]byte, 4096)
	for {
		for len(in) > 0 {
			n, ev := reader.Next(in)
			in = in[n:]
			if ev&stream.Data != 0 {
				body = append(body, reader.Payload...)
			}
			if ev&stream.FrameEnd != 0 {
				if !do(reader.Header.Opcode, reader.Header.Fin, body) {
					return
				}
				body = body[:0]
			}
		}
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		in = buf[:n]
	}
}

// linger reads until the connection ends.
func linger(conn net.Conn) { io.Copy(io.Discard, conn) }

// serverFrame is a frame as a server sends it.
func serverFrame(opcode frame.Opcode, body []byte) []byte {
	f := frame.New(opcode, payload.Bytes(body))
	return f.Append(nil)
}
