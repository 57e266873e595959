package deflate_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
)

var _ = Describe("Memory", func() {
	It("is all there after a few messages: an Inflater allocates nothing more", func() {
		messages := [][]byte{
			standardMessage(words(5000, 1), 6),
			standardMessage(words(100_000, 2), 1),
			build().Stored(words(60_000, 3)).Message(),
			deflate.Bomb(1<<20, 'a').Payload,
			{0},
		}
		for _, noTakeover := range []bool{false, true} {
			d := deflate.Inflater{NoContextTakeover: noTakeover, Output: func([]byte) error { return nil }}
			Expect(testing.AllocsPerRun(20, func() {
				for _, m := range messages {
					d.Write(m[:len(m)/2]) //nolint:errcheck // Finish says it again
					d.Write(m[len(m)/2:]) //nolint:errcheck
					if _, err := d.Finish(); err != nil {
						panic(err)
					}
				}
			})).To(BeZero())
		}
	})

	It("is all there after a few messages: a Deflater allocates nothing more", func() {
		if raceDetector {
			Skip("pools lose things on purpose under the race detector")
		}
		message := words(100_000, 1)
		dst := make([]byte, 0, len(message))
		for _, noTakeover := range []bool{false, true} {
			d := deflate.Deflater{NoContextTakeover: noTakeover}
			Expect(testing.AllocsPerRun(10, func() { dst = d.Message(dst[:0], message) })).To(BeZero())
		}
	})

	It("of an Inflater grows with what it inflates, to twice the window", func() {
		var d deflate.Inflater
		for _, step := range []struct{ size, held int }{{5, 1 << 10}, {5000, 16 << 10}, {1 << 20, 64 << 10}} {
			Expect(d.Write(build().Fixed(deflate.Literals(words(step.size, 1))...).Message())).To(Succeed())
			_, err := d.Finish()
			Expect(err).NotTo(HaveOccurred())
			Expect(d.Held()).To(BeNumerically("<=", step.held))
		}
	})
})
