package runner_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/runner"
)

// BenchmarkParity compares a run of all that Autobahn|Testsuite asks, at default depth, with what it takes at least: as many
// bare connections to the same server, and bare echoes of as many payload bytes, compressed where the cases compress. The
// bare ones write frames that were made before, and look at no byte of what comes back but the headers. Both take turns;
// x-bare is the median of the ratios of neighbours. It fails if that is above 3.
func BenchmarkParity(b *testing.B) {
	list := slices.DeleteFunc(slices.Clone(table), func(c *cases.Case) bool {
		return len(c.Autobahn) == 0 || slices.Contains(c.Needs, cases.Thorough)
	})
	serves := serverConfig(nil)
	serves.MaxMessage = runner.DefaultMaxSize
	target, made, stop := serverOnLoopback(b, serves)
	defer stop()
	run(b, target, list) // warms the buffers of the server
	plain, compressed := load(list)
	var whole, floor, ratio []float64
	for b.Loop() {
		made.Store(0)
		table := timed(func() { run(b, target, list) })
		count := made.Load()
		bare := timed(func() {
			bareConnections(b, target, count)
			bareEchoes(b, target, plain, false)
			bareEchoes(b, target, compressed, true)
		})
		whole, floor = append(whole, table.Seconds()*1e3), append(floor, bare.Seconds()*1e3)
		ratio = append(ratio, table.Seconds()/bare.Seconds())
		b.ReportMetric(float64(count), "connections")
	}
	b.ReportMetric(float64(plain)/(1<<20), "MiB-plain")
	b.ReportMetric(float64(compressed)/(1<<20), "MiB-compressed")
	b.ReportMetric(median(whole), "ms/run")
	b.ReportMetric(median(floor), "ms/bare")
	b.ReportMetric(median(ratio), "x-bare")
	b.ReportMetric(0, "ns/op") // of a run and its bare connections: says nothing
	const enough = 5           // turns that tell more than chance
	if times := median(ratio); times > mostTimes && len(ratio) >= enough {
		b.Errorf("a run takes %.2f times as long as its connections and bytes: %.0f ms", times, median(whole))
	}
}

// load is how many payload bytes cases send, of messages as they are and of compressed ones.
func load(list cases.Table) (plain, compressed int64) {
	for _, c := range list {
		if c.Largest() > runner.DefaultMaxSize {
			continue
		}
		for _, step := range c.Script {
			for _, f := range step.Frames {
				if first := f.Expand(cases.Agreed{}, payload.Payload.Bytes)[0]; first.Header().RSV != 0 {
					compressed += f.Payload().Size()
				} else {
					plain += f.Payload().Size()
				}
			}
		}
	}
	return plain, compressed
}

// bareMessage is the size of the messages of bare echoes: most of what the cases send is in messages of this size or larger.
const bareMessage = 64 << 10

// bareEchoes has a server echo so many bytes on a few connections, compressed if asked for.
func bareEchoes(tb testing.TB, target *runner.Target, size int64, compressed bool) {
	message := frame.New(frame.Binary, payload.JSON(bareMessage))
	if compressed {
		var d deflate.Deflater
		message = frame.New(frame.Binary, payload.Bytes(d.Message(nil, message.Payload.Bytes())))
		message.RSV = frame.RSV1
	}
	e := echoes{message: masked(message), compressed: compressed}
	var left atomic.Int64
	left.Store(size / bareMessage)
	var group sync.WaitGroup
	for range jobs {
		group.Go(func() {
			if err := e.carryOut(target, &left); err != nil {
				tb.Error(err)
			}
		})
	}
	group.Wait()
}

// echoes is a connection on which the same message goes back and forth.
type echoes struct {
	message    []byte
	compressed bool
}

func (e *echoes) carryOut(target *runner.Target, left *atomic.Int64) error {
	conn, err := target.Connect(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	request := handshake.NewRequest(target.Authority, target.Path, handshake.KeyFor([16]byte{}))
	request.Fields = append(request.Fields, target.Fields...)
	if e.compressed {
		request.Fields = append(request.Fields, handshake.Field{Name: handshake.FieldExtensions, Value: "permessage-deflate; client_no_context_takeover"})
	}
	if _, err := conn.Write(request.Append(nil)); err != nil {
		return err
	}
	r := bufio.NewReaderSize(conn, 32<<10)
	for line := ""; line != "\r\n"; {
		if line, err = r.ReadString('\n'); err != nil {
			return err
		}
	}
	for left.Add(-1) >= 0 {
		wrote := make(chan error, 1)
		go func() { _, err := conn.Write(e.message); wrote <- err }()
		if err := errors.Join(skimMessage(r), <-wrote); err != nil {
			return err
		}
	}
	return nil
}

// skimMessage reads over a message.
func skimMessage(r *bufio.Reader) error {
	for {
		head, err := r.Peek(2)
		if err != nil {
			return err
		}
		fin, size, length := head[0]&0x80 != 0, 2, int64(head[1])
		switch length {
		case 126:
			size = 4
		case 127:
			size = 10
		}
		if head, err = r.Peek(size); err != nil {
			return err
		}
		if size > 2 {
			length = 0
			for _, b := range head[2:] {
				length = length<<8 | int64(b)
			}
		}
		if _, err := io.CopyN(io.Discard, r, int64(size)+length); err != nil {
			return err
		}
		if fin {
			return nil
		}
	}
}
