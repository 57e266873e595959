package runner_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// jobs is how many connections are open at the same time, as wsspec run has it.
const jobs = 16

// mostTimes is how many times as long as bare connections a run may take.
const mostTimes = 3

// BenchmarkTable compares a run of the table of RFC 6455, probe included, with as many bare connections to the same
// server: connect, upgrade, one echo, close. Both take turns, so that a busy machine slows both; x-bare is the median of
// the ratios of neighbours. It fails if that is above 3.
func BenchmarkTable(b *testing.B) {
	list, err := table.Select("rfc6455")
	if err != nil {
		b.Fatal(err)
	}
	target, made, stop := serverOnLoopback(b, serverConfig(nil))
	defer stop()
	run(b, target, list) // warms the buffers of the server
	var whole, floor, ratio []float64
	for b.Loop() {
		made.Store(0)
		table := timed(func() { run(b, target, list) })
		count := made.Load()
		bare := timed(func() { bareConnections(b, target, count) })
		whole, floor = append(whole, table.Seconds()*1e3), append(floor, bare.Seconds()*1e3)
		ratio = append(ratio, table.Seconds()/bare.Seconds())
		b.ReportMetric(float64(count), "connections")
	}
	b.ReportMetric(median(whole), "ms/table")
	b.ReportMetric(median(floor), "ms/bare")
	b.ReportMetric(median(ratio), "x-bare")
	b.ReportMetric(0, "ns/op") // of a run and its bare connections: says nothing
	const enough = 10          // turns that tell more than chance
	if times := median(ratio); times > mostTimes && len(ratio) >= enough {
		b.Errorf("a run takes %.2f times as long as its connections", times)
	}
}

func timed(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// serverOnLoopback starts the reference server on TCP. The counter counts the connections made to it.
func serverOnLoopback(tb testing.TB, serves endpoint.Config) (target *runner.Target, made *atomic.Int64, stop func()) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	server := endpoint.NewServer(serves)
	go server.Serve(listener)
	target, err = runner.ServerTarget("ws://" + listener.Addr().String() + "/")
	if err != nil {
		tb.Fatal(err)
	}
	target.Protocol, target.Origin = subprotocol, origin
	target.Fields = handshake.Fields{{Name: "Authorization", Value: credentials}}
	made = new(atomic.Int64)
	connect := target.Connect
	target.Connect = func(ctx context.Context) (net.Conn, error) {
		made.Add(1)
		return connect(ctx)
	}
	return target, made, func() { listener.Close(); server.Close() }
}

// run carries cases out and wants the server to pass.
func run(tb testing.TB, target *runner.Target, list cases.Table) {
	collector := &results.Collector{}
	config := configOf(target, collector)
	config.Cases, config.Jobs = list, jobs
	if err := runner.Run(context.Background(), config); err != nil {
		tb.Fatal(err)
	}
	counts := collector.Run.Footer.Counts
	if lost := counts[cases.Fail] + counts[cases.Warn] + counts[cases.Inconclusive]; lost > 0 {
		tb.Fatalf("the reference server has these verdicts: %v", counts)
	}
}

// bareConnections makes connections to the target that do the least that there is to do.
func bareConnections(tb testing.TB, target *runner.Target, count int64) {
	request := handshake.NewRequest(target.Authority, target.Path, handshake.KeyFor([16]byte{}))
	request.Fields = append(request.Fields, target.Fields...)
	exchange := bare{
		opening: request.Append(nil),
		message: masked(frame.New(frame.Text, payload.String("hello"))),
		closing: masked(frame.New(frame.Close, payload.Bytes(stream.AppendClose(nil, closecode.Normal, "")))),
	}
	var left atomic.Int64
	left.Store(count)
	var group sync.WaitGroup
	for range jobs {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				if err := exchange.carryOut(target); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

func masked(f frame.Frame) []byte {
	f.Masked, f.Key = true, [4]byte{1, 2, 3, 4}
	return f.Append(nil)
}

// bare is a connection reduced to what it sends.
type bare struct{ opening, message, closing []byte }

func (e *bare) carryOut(target *runner.Target) error {
	conn, err := target.Connect(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	var buf [512]byte
	for _, exchange := range []struct{ sent, end []byte }{
		{e.opening, []byte("\r\n\r\n")}, {e.message, []byte("hello")}, {e.closing, []byte{0x88, 2, 0x03, 0xe8}},
	} {
		if _, err := conn.Write(exchange.sent); err != nil {
			return err
		}
		for n := 0; !bytes.HasSuffix(buf[:n], exchange.end); {
			got, err := conn.Read(buf[n:])
			if err != nil {
				return err
			}
			n += got
		}
	}
	if _, err := conn.Read(buf[:]); !errors.Is(err, io.EOF) {
		return errors.New("the server goes on after the closing handshake")
	}
	return nil
}
