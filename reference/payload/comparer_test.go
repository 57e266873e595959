package payload_test

import (
	"bytes"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/payload"
)

// conclusion is all that a comparer says.
type conclusion struct {
	complete, matches bool
	difference        int64
}

func concluded(c *payload.Comparer) conclusion {
	return conclusion{c.Complete(), c.Matches(), c.Difference()}
}

// compared writes bytes in pieces of the given size and returns what the comparer says of them.
func compared(want payload.Payload, got []byte, size int) conclusion {
	c := payload.NewComparer(want)
	for len(got) > 0 {
		n := min(size, len(got))
		c.Write(got[:n])
		got = got[n:]
	}
	return concluded(c)
}

var _ = Describe("the comparer", func() {
	// The sizes of the pieces, around the size of a page and of the parts.
	sizes := []int{1, 2, 7, 61, 4095, 4096, 4097, 1 << 20}

	It("is content with exactly the payload", func() {
		for _, want := range []payload.Payload{nil, mixed, payload.Text(1), payload.Text(10000), payload.Binary(4096)} {
			for _, size := range sizes {
				Expect(compared(want, want.Bytes(), size)).To(Equal(conclusion{true, true, -1}), "%s by %d", want, size)
			}
		}
	})

	It("finds a byte that differs, wherever it is and however the bytes come", func() {
		for _, size := range sizes {
			for at := range len(mixedBytes) {
				got := []byte(mixedBytes)
				got[at]++
				Expect(compared(mixed, got, size)).To(Equal(conclusion{difference: int64(at)}), "by %d", size)
			}
		}
	})

	It("finds a byte that differs in a long payload", func() {
		want := payload.Text(12500)
		for _, size := range sizes {
			for _, at := range []int64{0, 1, 4094, 4095, 4096, 4097, 8191, 8192, 12287, 12288, 12498, 12499} {
				got := want.Bytes()
				got[at]++
				Expect(compared(want, got, size)).To(Equal(conclusion{difference: at}), "by %d", size)
			}
		}
	})

	It("finds the first difference of several", func() {
		got := []byte(mixedBytes)
		got[5]++
		got[6]++
		got[30]++
		for _, size := range sizes {
			Expect(compared(mixed, got, size)).To(Equal(conclusion{difference: 5}), "by %d", size)
		}
	})

	It("misses what is not there yet", func() {
		for _, size := range sizes {
			for n := range len(mixedBytes) {
				Expect(compared(mixed, []byte(mixedBytes[:n]), size)).To(Equal(conclusion{matches: true, difference: int64(n)}), "by %d", size)
			}
		}
	})

	It("finds what is too much at the end of the payload", func() {
		for _, want := range []payload.Payload{nil, mixed, payload.Text(4096), payload.Text(5000)} {
			for _, size := range sizes {
				for _, more := range []string{"0", "0123456789"} {
					Expect(compared(want, append(want.Bytes(), more...), size)).To(Equal(conclusion{difference: want.Size()}), "by %d", size)
				}
			}
		}
	})

	It("finds a piece that is lost or comes twice", func() {
		want := payload.Binary(1 << 16)
		lost := append(want.Slice(0, 4096).Bytes(), want.Slice(8192, 1<<16).Bytes()...)
		twice := append(want.Slice(0, 8192).Bytes(), want.Slice(4096, 1<<16).Bytes()...)
		for _, size := range sizes {
			Expect(compared(want, lost, size)).To(Equal(conclusion{difference: 4096}))
			Expect(compared(want, twice, size)).To(Equal(conclusion{difference: 8192}))
		}
	})

	It("takes an empty piece for nothing", func() {
		c := payload.NewComparer(payload.String("ab"))
		c.Write(nil)
		Expect(concluded(c)).To(Equal(conclusion{matches: true}))
		c.Write([]byte("ab"))
		c.Write([]byte{})
		Expect(concluded(c)).To(Equal(conclusion{true, true, -1}))
	})

	It("stays with the difference it has found", func() {
		c := payload.NewComparer(payload.String("abcdef"))
		c.Write([]byte("abX"))
		for _, more := range []string{"def", "", "more than there is"} {
			c.Write([]byte(more))
			Expect(concluded(c)).To(Equal(conclusion{difference: 2}))
		}
	})

	It("starts again with another payload", func() {
		c := payload.NewComparer(payload.String("abc"))
		c.Write([]byte("X"))
		c.Reset(payload.String("other"))
		Expect(concluded(c)).To(Equal(conclusion{matches: true}))
		c.Write([]byte("oth"))
		Expect(concluded(c)).To(Equal(conclusion{matches: true, difference: 3}))
		c.Reset(payload.String("again"))
		c.Write([]byte("again"))
		Expect(concluded(c)).To(Equal(conclusion{true, true, -1}))
	})

	It("is content with nothing after it was reset to the empty payload", func() {
		c := payload.NewComparer(payload.String("abc"))
		c.Reset(nil)
		Expect(concluded(c)).To(Equal(conclusion{true, true, -1}))
	})

	It("leaves the bytes alone and allocates nothing, however large the payload", func() {
		want := payload.Text(huge)
		piece := want.Slice(0, 61*200).Bytes()
		before := bytes.Clone(piece)
		c := payload.NewComparer(want)
		runs := int64(0)
		Expect(testing.AllocsPerRun(100, func() {
			c.Write(piece)
			runs++
		})).To(BeZero())
		Expect(piece).To(Equal(before))
		Expect(concluded(c)).To(Equal(conclusion{matches: true, difference: runs * int64(len(piece))}))
		c.Reset(want)
		Expect(testing.AllocsPerRun(100, func() { c.Reset(want) })).To(BeZero())
	})
})
