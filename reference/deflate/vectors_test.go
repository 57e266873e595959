package deflate_test

import (
	"bytes"
	"errors"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
)

var _ = Describe("Vectors", func() {
	inflates := func(v deflate.Vector, before []byte) result {
		GinkgoHelper()
		r := newReceiver(0, false)
		if before != nil {
			r.message(build().Stored(before).Message())
		}
		got := r.message(v.Payload)
		Expect(got.err).NotTo(HaveOccurred(), v.Name)
		Expect(got.report.Findings()).To(BeEmpty(), v.Name)
		Expect(got.report.Ending).To(Equal(deflate.EndsStripped), v.Name)
		Expect(bytes.Equal(got.inflated, v.Message.Bytes())).To(BeTrue(), v.Name)
		inflated, whole := standard(append(bytes.Clone(v.Payload), deflate.Tail...), before)
		Expect(whole && bytes.Equal(inflated, v.Message.Bytes())).To(BeTrue(), "%s, for compress/flate", v.Name)
		return got
	}
	distinct := func(names []string) {
		GinkgoHelper()
		Expect(slices.Compact(slices.Sorted(slices.Values(names)))).To(HaveLen(len(names)))
	}

	It("say hello, or nothing, in ways that differ", func() {
		for message, vectors := range map[string][]deflate.Vector{"Hello": deflate.Hellos(), "": deflate.Empties()} {
			var names, payloads []string
			finals := 0
			for _, v := range vectors {
				names, payloads = append(names, v.Name), append(payloads, string(v.Payload))
				got := inflates(v, nil)
				Expect(string(got.inflated)).To(Equal(message))
				finals += int(got.report.Final)
			}
			distinct(names)
			distinct(payloads)
			Expect(finals).To(BeNumerically(">=", 3))
		}
		Expect(string(inflates(deflate.HelloAgain(), []byte("Hello")).inflated)).To(Equal("Hello"))
	})

	DescribeTable("reach exactly as far as they say, and nothing else would do",
		func(distance int) {
			v := deflate.Reach(distance)
			got := inflates(v, nil)
			Expect(got.report.Distance).To(Equal(distance))
			match := got.inflated[distance:]
			Expect(bytes.Index(got.inflated, match)).To(Equal(0))
			if distance > 64 {
				Expect(bytes.Index(got.inflated[1:distance], match)).To(Equal(-1), "no other place has these bytes")
			}

			first, second := deflate.ReachBack(distance)
			before := inflates(first, nil)
			Expect(before.report.Distance).To(BeZero())
			Expect(before.inflated).To(HaveLen(distance))
			got = inflates(second, before.inflated)
			Expect(got.report.Distance).To(Equal(distance))
			Expect(got.inflated).To(Equal(match))
			_, whole := standard(append(second.Payload, deflate.Tail...), before.inflated[1:])
			Expect(whole).To(BeFalse(), "one byte less in the window is not enough")
		},
		Entry(nil, 1), Entry(nil, 2), Entry(nil, 3), Entry(nil, 64), Entry(nil, 255), Entry(nil, 256), Entry(nil, 257),
		Entry(nil, 512), Entry(nil, 1025), Entry(nil, 4096), Entry(nil, 32767), Entry(nil, 32768),
	)

	DescribeTable("bomb",
		func(size int) {
			v := deflate.Bomb(int64(size), 'a')
			got := inflates(v, nil)
			Expect(bytes.Count(got.inflated, []byte("a"))).To(Equal(size))
			Expect(len(v.Payload)).To(BeNumerically("<=", 120+size/1000))
		},
		Entry(nil, 0), Entry(nil, 1), Entry(nil, 2), Entry(nil, 258), Entry(nil, 259), Entry(nil, 260), Entry(nil, 516),
		Entry(nil, 4<<20), Entry(nil, 9_000_001),
	)

	It("bomb with any byte", func() {
		for _, fill := range []byte{0, 1, 'z', 255} {
			Expect(inflates(deflate.Bomb(1000, fill), nil).inflated).To(Equal(bytes.Repeat([]byte{fill}, 1000)))
		}
	})
})

var _ = Describe("Corruptions", func() {
	It("have the defect that they say, and every defect that ends the reading is there", func() {
		seen := map[deflate.Defect]bool{}
		var names []string
		for _, c := range deflate.Corruptions() {
			names = append(names, c.Name)
			seen[c.Defect] = true
			var f *deflate.Finding
			Expect(errors.As(inflate(c.Payload).err, &f)).To(BeTrue(), c.Name)
			Expect(f.Defect).To(Equal(c.Defect), c.Name)
			_, whole := standard(append(bytes.Clone(c.Payload), deflate.Tail...), nil)
			Expect(whole).To(BeFalse(), "%s, for compress/flate", c.Name)
		}
		Expect(slices.Compact(slices.Sorted(slices.Values(names)))).To(HaveLen(len(names)))
		for d := deflate.ReservedBlock; d < deflate.TooLarge; d++ {
			Expect(seen[d]).To(BeTrue(), d.String())
		}
	})

	DescribeTable("are found where they are",
		func(name string, bit int64) {
			for _, c := range deflate.Corruptions() {
				if c.Name == name {
					var f *deflate.Finding
					Expect(errors.As(inflate(c.Payload).err, &f)).To(BeTrue())
					Expect(f.Bit).To(Equal(bit))
					Expect(f.Byte()).To(Equal(bit / 8))
					return
				}
			}
			Fail("there is no such corruption")
		},
		Entry(nil, "reserved-block-first", int64(0)),
		Entry(nil, "reserved-block", int64(3+5*8+7)),
		Entry(nil, "stored-lengths-equal", int64(8)),
		Entry(nil, "literal-symbols-287", int64(3)),
		Entry(nil, "literal-code-oversubscribed", int64(0)),
		Entry(nil, "repeat-of-nothing", int64(3+14+12)),
		Entry(nil, "repeat-too-long", int64(3+14+12+8)),
		Entry(nil, "length-symbol-286", int64(3+8)),
		Entry(nil, "distance-symbol-30", int64(3+8+7)),
		Entry(nil, "distance-before-first-byte", int64(3)),
		Entry(nil, "distance-one-too-far", int64(3+5*8)),
		Entry(nil, "stored-bytes-missing", int64((5+5)*8)),
	)
})
