package rfc6455

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/payload"
)

// Section 5.3: the masking-key, at every phase. A client is not sent masked frames, so these are for servers.
func maskingKeys() []cases.Case {
	var list []cases.Case
	for _, key := range [][4]byte{{0, 0, 0, 0}, {0xFF, 0xFF, 0xFF, 0xFF}, {1, 2, 3, 4}, {0x80, 0, 0, 0}, {0, 0, 0, 1}} {
		var short []cases.Frame
		for size := int64(0); size <= 17; size++ {
			short = append(short, cases.BinaryOf(payload.Binary(size)).Key(key))
		}
		var long []cases.Frame
		for size := int64(4095); size <= 4099; size++ {
			long = append(long, cases.BinaryOf(payload.Binary(size)).Key(key))
		}
		list = append(list,
			cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.3/key-%x-short", key),
				Title:  fmt.Sprintf("messages of 0 to 17 bytes with the masking-key %x are unmasked rightly", key),
				Covers: []string{"6455-5.3-06", "6455-5.3-07"},
				Side:   reference.Server,
				Needs:  []cases.Capability{cases.Echo},
				Script: cases.Steps(cases.Send(short...)),
				Accept: answered,
				Cause:  "the words and the rest of a payload are unmasked by different code",
			},
			cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.3/key-%x-long", key),
				Title:  fmt.Sprintf("messages of 4095 to 4099 bytes with the masking-key %x are unmasked rightly", key),
				Covers: []string{"6455-5.3-06", "6455-5.3-07"},
				Side:   reference.Server,
				Needs:  []cases.Capability{cases.Echo},
				Script: cases.Steps(cases.Send(long...)),
				Accept: answered,
				Cause:  "the words and the rest of a payload are unmasked by different code",
			})
	}
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	for _, at := range []int{7, 8, 9, 10, 11, 12, 13, 14} {
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.3/cut-at-%d", at-6),
			Title:  fmt.Sprintf("the position in the masking-key survives a cut behind byte %d of the payload", at-6),
			Covers: []string{"6455-5.3-06"},
			Side:   reference.Server,
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Binary("0123456789abcdefghij").Key(key)).CutAt(at)),
			Accept: answered,
			Cause:  "the position in the key starts again with every read",
		})
	}
	return append(list,
		cases.Case{
			ID:     "rfc6455/5.3/segments-of-1449",
			Title:  "the position in the masking-key survives segments of 1449 bytes",
			Covers: []string{"6455-5.3-06", "6455-6.2-01"},
			Side:   reference.Server,
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.BinaryOf(payload.Binary(65537)).Key(key)).Every(1449)),
			Accept: answered,
		},
		cases.Case{
			ID:     "rfc6455/5.3/fragments",
			Title:  "the position in the masking-key starts again with every fragment",
			Covers: []string{"6455-5.3-06"},
			Side:   reference.Server,
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Binary("abc").Key(key).More(), cases.Cont("defgh").Key(key).More(), cases.Cont("i").Key(key))),
			Accept: answered,
			Cause:  "the position in the key is kept with the message instead of the frame",
		},
		cases.Case{
			ID:     "rfc6455/5.3/own-key-for-each-frame",
			Title:  "every frame is unmasked with its own key, also those of one message and a ping between them",
			Covers: []string{"6455-5.3-06"},
			Side:   reference.Server,
			Script: cases.Steps(cases.Send(
				cases.Binary("one").Key([4]byte{1, 1, 1, 1}).More(), cases.Ping("ping").Key([4]byte{9, 8, 7, 6}),
				cases.Cont("two").Key([4]byte{2, 0, 2, 0}).More(), cases.Cont("three").Key([4]byte{0xFF, 0, 0xFF, 0}))),
			Accept: answered,
		},
		cases.Case{
			ID:     "rfc6455/5.3/all-sizes-up-to-72",
			Title:  "payloads of every size up to 72 bytes are unmasked rightly",
			Covers: []string{"6455-5.3-06"},
			Side:   reference.Server,
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(allSizes(72)...)),
			Accept: answered,
			Cause:  "words are read where the payload is not aligned",
		},
	)
}

func allSizes(largest int64) []cases.Frame {
	var frames []cases.Frame
	for size := int64(1); size <= largest; size++ {
		frames = append(frames, cases.BinaryOf(payload.Binary(size)))
	}
	return frames
}
