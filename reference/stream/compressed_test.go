package stream_test

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// plain is permessage-deflate without parameters.
var plain permessagedeflate.Params

// deflating is a reader of what was agreed upon, with a limit of bytes to inflate to.
func deflating(p permessagedeflate.Params, sender reference.Role, limit int64) *stream.Reader {
	r := &stream.Reader{Sender: sender, Inflater: p.Inflater(sender)}
	r.Inflater.Limit = limit
	return r
}

// compressed are the digits of a text message with that payload, as a server or a client sends it.
func compressed(sender reference.Role, p []byte) string {
	f := frame.New(frame.Text, payload.Bytes(p))
	f.RSV = frame.RSV1
	f.Masked = sender == reference.Client
	return hexOf(f.Append(nil))
}

func hexOf(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteByte("0123456789abcdef"[c>>4])
		s.WriteByte("0123456789abcdef"[c&15])
	}
	return s.String()
}

// reaching is 300 bytes of text, and then some from the given distance.
func reaching(distance int) []byte {
	tokens := append(deflate.Literals(strings.Repeat("0123456789", 30)), deflate.Match(5, distance))
	return new(deflate.Builder).Fixed(tokens...).Message()
}

// The payloads of "Hello" are those of RFC 7692 section 7.2.3.
const hello, again = "c107 f248cdc9c90700", "c105 f200110000"

// compressedExample is an example with what was agreed upon, and the limit of the receiver.
type compressedExample struct {
	rule         *reference.Rule
	what         string
	params       permessagedeflate.Params
	sender       reference.Role
	limit        int64
	broken, fine string
}

var compressedExamples = []compressedExample{
	{stream.CompressedBit, "the second fragment", plain, reference.Server, 0, "4103 f248cd c004 c9c90700", "4103 f248cd 8004 c9c90700"},
	{stream.CompressedBit, "a fragment of a plain message", plain, reference.Server, 0, "0100 c000", "0100 8000"},
	{stream.CompressedBit, "a ping", plain, reference.Server, 0, "c900", "8900"},
	{stream.CompressedBit, "a close", plain, reference.Server, 0, "c800", "8800"},
	{stream.RSV, "RSV2", plain, reference.Server, 0, "a200", "8200"},
	{stream.RSV, "RSV3 beside RSV1", plain, reference.Server, 0, "d107 f248cdc9c90700", hello},
	{stream.DeflateCorrupt, "a block of no type", plain, reference.Server, 0, "c102 0600", "c101 00"},
	{stream.DeflateCorrupt, "a stored block with wrong lengths", plain, reference.Server, 0,
		"c10b 000500fbff48656c6c6f00", "c10b 000500faff48656c6c6f00"},
	{stream.DeflateEnding, "no payload", plain, reference.Server, 0, "c100", "c101 00"},
	{stream.InvalidText, "a byte that is no UTF-8", plain, reference.Server, 0,
		compressed(reference.Server, new(deflate.Builder).Fixed(deflate.Literals("caf\xe9!")...).Message()),
		compressed(reference.Server, new(deflate.Builder).Fixed(deflate.Literals("caf\xc3\xa9!")...).Message())},
	{stream.DeflateEnding, "the end of a final block", plain, reference.Server, 0, "c107 f348cdc9c90700", "c108 f348cdc9c9070000"},
	{stream.DeflateEnding, "what should have been removed", plain, reference.Server, 0, "c10b f248cdc9c907000000ffff", hello},
	{stream.DeflatePadding, "bits behind a final block", plain, reference.Server, 0, "c108 f348cdc9c9070400", "c108 f348cdc9c9070000"},
	{stream.ServerWindow, "a distance of 257", permessagedeflate.Params{ServerMaxWindowBits: 8}, reference.Server, 0,
		compressed(reference.Server, reaching(257)), compressed(reference.Server, reaching(256))},
	{stream.ClientWindow, "a distance of 257", permessagedeflate.Params{ClientMaxWindowBits: 8}, reference.Client, 0,
		compressed(reference.Client, reaching(257)), compressed(reference.Client, reaching(256))},
	{stream.ServerTakeover, "a distance into the message before", permessagedeflate.Params{ServerNoContextTakeover: true}, reference.Server, 0,
		hello + again, hello + hello},
	{stream.ClientTakeover, "a distance into the message before", permessagedeflate.Params{ClientNoContextTakeover: true}, reference.Client, 0,
		"c187 00000000 f248cdc9c90700 c185 00000000 f200110000", "c187 00000000 f248cdc9c90700 c187 00000000 f248cdc9c90700"},
	{stream.InflatesTooLarge, "six bytes", plain, reference.Server, 5,
		compressed(reference.Server, new(deflate.Builder).Fixed(deflate.Literals("Hello!")...).Message()), hello + again},
}

var _ = Describe("the rules of compressed messages", func() {
	It("are all in the list, and have an example each", func() {
		var listed, missing []string
		for _, rule := range stream.CompressionRules {
			listed = append(listed, rule.Name)
			if !slices.ContainsFunc(compressedExamples, func(e compressedExample) bool { return e.rule == rule }) {
				missing = append(missing, rule.Name)
			}
		}
		Expect(listed).To(ConsistOf(declared("rules_compressed.go")))
		Expect(missing).To(BeEmpty())
	})

	for _, e := range compressedExamples {
		It("are broken one at a time, whatever the pieces: "+e.rule.Name+" by "+e.what, func() {
			b := wire(e.broken)
			for cut := range b {
				t := readWith(deflating(e.params, e.sender, e.limit), b[:cut], b[cut:])
				Expect(t.rules()).To(Equal([]*reference.Rule{e.rule}), "cut at %d", cut)
			}
			Expect(readWith(deflating(e.params, e.sender, e.limit), slices.Collect(slices.Chunk(b, 1))...).rules()).To(Equal([]*reference.Rule{e.rule}))
		})

		It("are kept close by: "+e.rule.Name+" unlike "+e.what, func() {
			Expect(readWith(deflating(e.params, e.sender, e.limit), wire(e.fine)).found).To(BeEmpty())
		})
	}

	It("are reserved bits like others if nothing was agreed", func() {
		Expect(read(reference.Server, wire(hello)).rules()).To(Equal([]*reference.Rule{stream.RSV}))
	})

	It("are broken by the first byte of a header", func() {
		t := readWith(deflating(plain, reference.Server, 0), wire("8100 c900"))
		Expect(t.found[0].at).To(BeEquivalentTo(3))
	})
})

var _ = Describe("a reader of compressed messages", func() {
	DescribeTable("decompresses them, whatever the pieces", func(digits string, want ...unit) {
		b := wire(digits)
		for cut := range b {
			t := readWith(deflating(plain, reference.Server, 0), b[:cut], b[cut:])
			Expect(t.found).To(BeEmpty())
			Expect(t.units).To(Equal(want), "cut at %d", cut)
		}
	},
		Entry("one frame", hello, unit{frame.Text, "Hello", 5, 9}),
		Entry("two fragments", "4103 f248cd 8004 c9c90700", unit{frame.Text, "Hello", 5, 11}),
		Entry("with a ping in between", "4103 f248cd 8901 41 8004 c9c90700", unit{frame.Ping, "A", 1, 8}, unit{frame.Text, "Hello", 5, 14}),
		Entry("with what the window holds of the message before", hello+again, unit{frame.Text, "Hello", 5, 9}, unit{frame.Text, "Hello", 5, 16}),
		Entry("beside plain ones", hello+"8101 41"+again, unit{frame.Text, "Hello", 5, 9}, unit{frame.Text, "A", 1, 12}, unit{frame.Text, "Hello", 5, 19}),
		Entry("without compression", "c10b 000500faff48656c6c6f00", unit{frame.Text, "Hello", 5, 13}),
		Entry("with a final block", "c108 f348cdc9c9070000", unit{frame.Text, "Hello", 5, 10}),
		Entry("of two blocks", "c10d f248050000 00ffff cac9c90700", unit{frame.Text, "Hello", 5, 15}),
		Entry("that are empty", "c201 00", unit{frame.Binary, "", 0, 3}),
	)

	It("tells how a message was compressed, once it has ended", func() {
		r := deflating(plain, reference.Server, 0)
		readWith(r, wire(hello+again))
		Expect(r.Compressed).To(BeTrue())
		Expect(r.Deflated.Ending).To(Equal(deflate.EndsStripped))
		Expect(r.Deflated.Distance).To(Equal(5))
		readWith(r, wire("8100"))
		Expect(r.Compressed).To(BeFalse())
	})

	It("reads plain messages behind one that is corrupt, but no compressed ones", func() {
		t := readWith(deflating(plain, reference.Server, 0), wire("c102 0600"+hello+"8101 41"))
		Expect(t.rules()).To(Equal([]*reference.Rule{stream.DeflateCorrupt}))
		Expect(t.units).To(Equal([]unit{{frame.Text, "", 0, 4}, {frame.Text, "", 0, 13}, {frame.Text, "A", 1, 16}}))
	})

	It("does not take what follows an unfinished message for more of it", func() {
		// The unfinished message announces five bytes of content. Which window the next one has is anybody's guess.
		const unfinished = "4105 000500faff"
		t := readWith(deflating(plain, reference.Server, 0), wire(unfinished+hello+"8100"))
		Expect(t.rules()).To(Equal([]*reference.Rule{stream.Nested}))
		Expect(t.units).To(Equal([]unit{{frame.Text, "", 0, 16}, {frame.Text, "", 0, 18}}))
		t = readWith(deflating(plain, reference.Server, 0), wire(unfinished+"8100"+hello))
		Expect(t.rules()).To(Equal([]*reference.Rule{stream.Nested}))
		Expect(t.units).To(Equal([]unit{{frame.Text, "", 0, 9}, {frame.Text, "", 0, 18}}))
	})
})
