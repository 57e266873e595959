// Package bench compares the frame parser of wsspec with those of the libraries that the servers of this module stand on.
package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	coder "github.com/coder/websocket"
	gobwas "github.com/gobwas/ws"
	gorilla "github.com/gorilla/websocket"
	"github.com/lxzan/gws"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// BenchmarkReaders reads small masked frames from memory with each of the readers in turn, so that whatever else the
// machine does slows all of them. For each it reports the median time of a frame, and then what our parser needs for
// each nanosecond of the fastest other one, in the median of the rounds:
//
//   - x-fastest: ours parses the bytes where they are;
//   - x-fastest-reader: ours copies them from an io.Reader first, which is all that the others can do.
//
// It fails if the first of them is above 1.
func BenchmarkReaders(b *testing.B) {
	for _, size := range []int{0, 16, 125, 1024} {
		b.Run(fmt.Sprintf("%d bytes", size), func(b *testing.B) { compareReaders(b, size) })
	}
}

func compareReaders(b *testing.B, size int) {
	// A round is so many frames for each reader. They are few enough to stay in the cache, and read more than once.
	one := maskedFrame(size)
	memory := bytes.Repeat(one, memorySize/len(one))
	laps := max(1, 2000*len(one)/len(memory))
	frames := laps * len(memory) / len(one)
	times := make([][]float64, len(readers))
	for b.Loop() {
		for i, r := range readers {
			read := r.open(memory, laps)
			begin := time.Now()
			count, bytes := read()
			times[i] = append(times[i], float64(time.Since(begin).Nanoseconds())/float64(frames))
			if count != frames || bytes != size*frames {
				b.Fatalf("%s read %d frames of %d bytes in all", r.name, count, bytes)
			}
		}
	}
	var inPlace, read []float64
	for round := range times[0] {
		fastest := times[ours][round]
		for i := ours; i < len(readers); i++ {
			fastest = min(fastest, times[i][round])
		}
		inPlace, read = append(inPlace, times[0][round]/fastest), append(read, times[1][round]/fastest)
	}
	for i, r := range readers {
		b.ReportMetric(median(times[i]), "ns/"+r.name)
	}
	b.ReportMetric(median(inPlace), "x-fastest")
	b.ReportMetric(median(read), "x-fastest-reader")
	b.ReportMetric(0, "ns/op") // of a round: says nothing
	if ratio := median(inPlace); ratio > 1 && len(inPlace) >= enough {
		b.Errorf("the parser takes %.2f times as long as the fastest other one", ratio)
	}
}

// enough is how many rounds tell more than chance.
const enough = 20

func median(values []float64) float64 {
	values = slices.Clone(values)
	slices.Sort(values)
	return values[len(values)/2]
}

// memorySize is about how many bytes of frames there are.
const memorySize = 32 << 10

func maskedFrame(size int) []byte {
	f := frame.New(frame.Binary, payload.Binary(int64(size)))
	f.Masked, f.Key = true, [4]byte{0x37, 0xfa, 0x21, 0x3d}
	return f.Append(nil)
}

// lapReader reads the same memory several times over.
type lapReader struct {
	memory []byte
	at     int
	laps   int
}

func (r *lapReader) Read(p []byte) (int, error) {
	if r.at == len(r.memory) {
		r.at = 0
		r.laps--
	}
	if r.laps <= 0 {
		return 0, io.EOF
	}
	n := copy(p, r.memory[r.at:])
	r.at += n
	return n, nil
}

// reader is a way to read the header and the unmasked payload of every frame.
type reader struct {
	name string
	// open gets everything ready. What it returns is timed: it reads to the end, and tells how many frames and bytes
	// of payload there were.
	open func(memory []byte, laps int) func() (frames, bytes int)
}

// readers are ours, two of them, and behind them each of the others in the fastest ways that its public functions allow.
var readers = []reader{
	{"wsspec", wsspecInPlace},
	{"wsspec-reader", wsspecReader},
	{"gobwas", gobwasDirect},
	{"gobwas-bufio", gobwasBuffered},
	{"gobwas-peek", gobwasPeek},
	{"gorilla", gorillaReader},
	{"coder", coderReader},
	{"gws", gwsReader},
}

// ours is how many of the readers are ours.
const ours = 2

// readBuffer is the size of the buffers through which frames are read, that of bufio and net/http.
const readBuffer = 4096

func wsspecReader(memory []byte, laps int) func() (frames, bytes int) {
	var r io.Reader = &lapReader{memory: memory, laps: laps}
	buf := make([]byte, readBuffer)
	return func() (frames, bytes int) {
		var p frame.Parser
		for {
			n, err := r.Read(buf)
			if err != nil {
				return frames, bytes
			}
			frames, bytes = parse(&p, buf[:n], frames, bytes)
		}
	}
}

func wsspecInPlace(memory []byte, laps int) func() (frames, bytes int) {
	memory = slices.Clone(memory) // the parser unmasks in place
	return func() (frames, bytes int) {
		var p frame.Parser
		for range laps {
			frames, bytes = parse(&p, memory, frames, bytes)
		}
		return frames, bytes
	}
}

func parse(p *frame.Parser, in []byte, frames, bytes int) (int, int) {
	for len(in) > 0 {
		n, ev := p.Next(in)
		in = in[n:]
		if ev&frame.Data != 0 {
			bytes += len(p.Payload)
		}
		if ev&frame.End != 0 {
			frames++
		}
	}
	return frames, bytes
}

func gobwasDirect(memory []byte, laps int) func() (frames, bytes int) {
	return gobwasFrom(&lapReader{memory: memory, laps: laps})
}

func gobwasBuffered(memory []byte, laps int) func() (frames, bytes int) {
	return gobwasFrom(bufio.NewReaderSize(&lapReader{memory: memory, laps: laps}, readBuffer))
}

func gobwasFrom(r io.Reader) func() (frames, bytes int) {
	head, body := make([]byte, gobwas.MaxHeaderSize), make([]byte, readBuffer)
	return func() (frames, bytes int) {
		for {
			h, err := gobwas.ReadHeaderBuffer(r, head)
			if err != nil {
				return frames, bytes
			}
			p := body[:h.Length]
			if _, err := io.ReadFull(r, p); err != nil {
				return frames, bytes
			}
			gobwas.Cipher(p, h.Mask, 0)
			frames++
			bytes += len(p)
		}
	}
}

// gobwasPeek unmasks the payload in the buffer of the bufio.Reader instead of copying it from there.
func gobwasPeek(memory []byte, laps int) func() (frames, bytes int) {
	r := bufio.NewReaderSize(&lapReader{memory: memory, laps: laps}, readBuffer)
	head := make([]byte, gobwas.MaxHeaderSize)
	return func() (frames, bytes int) {
		for {
			h, err := gobwas.ReadHeaderBuffer(r, head)
			if err != nil {
				return frames, bytes
			}
			p, err := r.Peek(int(h.Length))
			if err != nil {
				return frames, bytes
			}
			gobwas.Cipher(p, h.Mask, 0)
			frames++
			bytes += len(p)
			r.Discard(len(p))
		}
	}
}

func gorillaReader(memory []byte, laps int) func() (frames, bytes int) {
	w := newHijack(&lapReader{memory: memory, laps: laps})
	conn, err := (&gorilla.Upgrader{}).Upgrade(w, request(), nil)
	must(err)
	buf := make([]byte, readBuffer)
	return func() (frames, bytes int) {
		for {
			_, r, err := conn.NextReader()
			if err != nil {
				return frames, bytes
			}
			bytes += drain(r, buf)
			frames++
		}
	}
}

func coderReader(memory []byte, laps int) func() (frames, bytes int) {
	w := newHijack(&lapReader{memory: memory, laps: laps})
	conn, err := coder.Accept(w, request(), nil)
	must(err)
	ctx, buf := context.Background(), make([]byte, readBuffer)
	return func() (frames, bytes int) {
		for {
			_, r, err := conn.Reader(ctx)
			if err != nil {
				return frames, bytes
			}
			bytes += drain(r, buf)
			frames++
		}
	}
}

func gwsReader(memory []byte, laps int) func() (frames, bytes int) {
	w, counter := newHijack(&lapReader{memory: memory, laps: laps}), &gwsCounter{}
	conn, err := gws.NewUpgrader(counter, nil).UpgradeFromConn(w.conn, w.buffered.Reader, request())
	must(err)
	return func() (frames, bytes int) {
		conn.ReadLoop()
		return counter.frames, counter.bytes
	}
}

type gwsCounter struct {
	gws.BuiltinEventHandler
	frames, bytes int
}

func (c *gwsCounter) OnMessage(_ *gws.Conn, message *gws.Message) {
	c.frames++
	c.bytes += message.Data.Len()
	message.Close()
}

// drain reads a message and returns its size.
func drain(r io.Reader, buf []byte) (size int) {
	for {
		n, err := r.Read(buf)
		size += n
		if err != nil {
			return size
		}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// request is an opening handshake, as net/http hands it over.
func request() *http.Request {
	const head = "GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head)))
	must(err)
	return r
}

// hijack is a response writer whose connection reads from memory and writes nowhere.
type hijack struct {
	header   http.Header
	conn     *memoryConn
	buffered *bufio.ReadWriter
}

func newHijack(memory *lapReader) *hijack {
	conn := &memoryConn{memory: memory}
	return &hijack{http.Header{}, conn, bufio.NewReadWriter(bufio.NewReaderSize(conn, readBuffer), bufio.NewWriterSize(conn, readBuffer))}
}

func (h *hijack) Header() http.Header         { return h.header }
func (h *hijack) Write(p []byte) (int, error) { return len(p), nil }
func (h *hijack) WriteHeader(int)             {}
func (h *hijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, h.buffered, nil
}

type memoryConn struct {
	net.Conn // the methods that nobody calls
	memory   *lapReader
	closed   bool
}

func (c *memoryConn) Read(p []byte) (int, error) {
	if c.closed {
		return 0, errors.New("closed")
	}
	return c.memory.Read(p)
}
func (c *memoryConn) Write(p []byte) (int, error)      { return len(p), nil }
func (c *memoryConn) Close() error                     { c.closed = true; return nil }
func (c *memoryConn) SetDeadline(time.Time) error      { return nil }
func (c *memoryConn) SetReadDeadline(time.Time) error  { return nil }
func (c *memoryConn) SetWriteDeadline(time.Time) error { return nil }
