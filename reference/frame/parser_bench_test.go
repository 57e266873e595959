package frame_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// BenchmarkParser reads small masked frames from memory. runner/peers/golang/bench has other parsers beside it.
func BenchmarkParser(b *testing.B) {
	const count = 30
	for _, size := range []int64{0, 16, 125, 1024} {
		b.Run(fmt.Sprintf("%d bytes", size), func(b *testing.B) {
			f := frame.New(frame.Binary, payload.Binary(size))
			f.Masked, f.Key = true, [4]byte{0x37, 0xfa, 0x21, 0x3d}
			wire := bytes.Repeat(f.Append(nil), count)
			b.ReportAllocs()
			for b.Loop() {
				parse(wire)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*count), "ns/frame")
		})
	}
}

// parse reads frames that are there as a whole. They are unmasked, or masked again, where they stand.
func parse(in []byte) {
	var p frame.Parser
	for len(in) > 0 {
		n, _ := p.Next(in)
		in = in[n:]
	}
}
