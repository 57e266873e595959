package frame_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// BenchmarkUnmasking compares masking in place, and reading a masked frame with the parser, with a copy of the same
// bytes. They take turns, so that whatever else the machine does slows all of them; each ratio is the median of those
// of the rounds: how many bytes are masked, or parsed, in the time that a byte is copied. It fails if a payload of 1 MiB
// has less than half.
func BenchmarkUnmasking(b *testing.B) {
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("%d KiB", size>>10), func(b *testing.B) {
			f := frame.New(frame.Binary, payload.Binary(int64(size)))
			f.Masked, f.Key = true, [4]byte{0x37, 0xfa, 0x21, 0x3d}
			wire, from, to := f.Append(nil), make([]byte, size), make([]byte, size)
			turns := max(1, 1<<20/size)
			var masked, parsed, speed []float64
			for b.Loop() {
				copying := min(perTurn(turns, func() { copy(to, from) }), perTurn(turns, func() { copyInPieces(to, from) }))
				masking := perTurn(turns, func() { frame.Mask(from, f.Key, 0) })
				parsing := perTurn(turns, func() { parse(wire) })
				masked, parsed = append(masked, copying/masking), append(parsed, copying/parsing)
				speed = append(speed, float64(size)/masking)
			}
			b.ReportMetric(median(speed), "GB/s-masked")
			b.ReportMetric(median(masked), "masked/copied")
			b.ReportMetric(median(parsed), "parsed/copied")
			b.ReportMetric(0, "ns/op") // of a round: says nothing
			const enough = 20          // rounds that tell more than chance
			if size == 1<<20 && len(masked) >= enough && min(median(masked), median(parsed)) < 0.5 {
				b.Error("masking takes more than twice as long as copying")
			}
		})
	}
}

// perTurn is how many nanoseconds it takes.
func perTurn(turns int, do func()) float64 {
	begin := time.Now()
	for range turns {
		do()
	}
	return float64(time.Since(begin).Nanoseconds()) / float64(turns)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// copyInPieces is faster than one copy where a large one goes past the cache.
func copyInPieces(to, from []byte) {
	const piece = 64 << 10
	for len(from) > 0 {
		n := copy(to, from[:min(piece, len(from))])
		to, from = to[n:], from[n:]
	}
}
