package frame_test

import (
	"fmt"
	"testing"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// BenchmarkParser reads masked frames from memory, beside a plain copy of the same payload bytes.
func BenchmarkParser(b *testing.B) {
	for _, size := range []int64{16, 125, 4096, 64 << 10, 1 << 20} {
		f := frame.New(frame.Binary, payload.Binary(size))
		f.Masked, f.Key = true, [4]byte{0x37, 0xfa, 0x21, 0x3d}
		wire := f.Append(nil)
		for len(wire) < 64<<10 {
			wire = f.Append(wire)
		}
		frames := 0
		b.Run(fmt.Sprintf("%d/parse", size), func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			var p frame.Parser
			for frames = 0; frames < b.N; {
				for in := wire; len(in) > 0; {
					n, ev := p.Next(in)
					in = in[n:]
					if ev&frame.End != 0 {
						frames++
					}
				}
			}
		})
		b.Run(fmt.Sprintf("%d/copy", size), func(b *testing.B) {
			b.SetBytes(size)
			dst := make([]byte, size)
			for range b.N {
				copy(dst, wire)
			}
		})
	}
}
