package deflate_test

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"testing"

	"github.com/wsspec/wsspec/reference/deflate"
)

var benchSizes = []int{125, 4096, 64 << 10, 1 << 20}

// BenchmarkInflate reads text that compress/flate compressed at its default level, beside compress/flate itself.
func BenchmarkInflate(b *testing.B) {
	for _, size := range benchSizes {
		payload := standardMessage(words(size, 1), 6)
		b.Run(fmt.Sprintf("%d/Inflater", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			d := deflate.Inflater{Output: func([]byte) error { return nil }}
			for range b.N {
				d.Write(payload) //nolint:errcheck // Finish says it again
				if _, err := d.Finish(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/flate", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			whole := append(bytes.Clone(payload), deflate.Tail+"\x01\x00\x00\xff\xff"...)
			in := bytes.NewReader(nil)
			r := flate.NewReader(in)
			for range b.N {
				in.Reset(whole)
				r.(flate.Resetter).Reset(in, nil) //nolint:errcheck // never fails
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkBomb inflates 64 MiB.
func BenchmarkBomb(b *testing.B) {
	payload := deflate.Bomb(64<<20, 'a').Payload
	b.SetBytes(64 << 20)
	b.ReportAllocs()
	var d deflate.Inflater
	for range b.N {
		d.Write(payload) //nolint:errcheck // Finish says it again
		if _, err := d.Finish(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDeflate compresses text with an empty window, beside compress/flate. The share is what is left of the text.
func BenchmarkDeflate(b *testing.B) {
	for _, size := range benchSizes {
		text := words(size, 1)
		for _, windowBits := range []int{8, 10, 12, 15} {
			b.Run(fmt.Sprintf("%d/Deflater-%d", size, windowBits), func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				d := deflate.Deflater{WindowBits: windowBits, NoContextTakeover: true}
				var dst []byte
				for range b.N {
					dst = d.Message(dst[:0], text)
				}
				b.ReportMetric(float64(len(dst))/float64(size), "share")
			})
		}
		for _, level := range []int{1, 6} {
			b.Run(fmt.Sprintf("%d/flate-%d", size, level), func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				var dst bytes.Buffer
				w, err := flate.NewWriter(&dst, level)
				if err != nil {
					b.Fatal(err)
				}
				for range b.N {
					dst.Reset()
					w.Reset(&dst)
					w.Write(text)
					w.Flush()
				}
				b.ReportMetric(float64(dst.Len()-len(deflate.Tail))/float64(size), "share")
			})
		}
	}
}
