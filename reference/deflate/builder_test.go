package deflate_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/deflate"
)

var _ = Describe("Builder", func() {
	hello := deflate.Literals("Hello")

	DescribeTable("writes what RFC 7692 section 7.2.3 prints",
		func(got []byte, want string) { Expect(got).To(Equal([]byte(want))) },
		Entry("one block", build().Fixed(hello...).Message(), "\xf2\x48\xcd\xc9\xc9\x07\x00"),
		Entry("sharing the window", deflate.HelloAgain().Payload, "\xf2\x00\x11\x00\x00"),
		Entry("a stored block", build().Stored([]byte("Hello")).Message(), "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"),
		Entry("BFINAL", build().Final().Fixed(hello...).Bytes(), "\xf3\x48\xcd\xc9\xc9\x07\x00"),
		Entry("BFINAL, and one octet more", build().Final().Fixed(hello...).Message(), "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"),
		Entry("two blocks", build().Fixed(hello[:2]...).Stored(nil).Fixed(hello[2:]...).Message(),
			"\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"),
		Entry("nothing", build().Message(), "\x00"),
	)

	It("writes every length and distance so that compress/flate reads it", func() {
		data := words(deflate.MaxDistance, 1)
		var tokens []deflate.Token
		want := data
		for i := range deflate.MaxDistance {
			length, distance := deflate.MinLength+i%256, i+1
			tokens = append(tokens, deflate.Match(length, distance))
			for range length {
				want = append(want, want[len(want)-distance])
			}
		}
		for _, message := range [][]byte{
			build().Stored(data).Fixed(tokens...).Message(),
			build().Stored(data).Dynamic(tokens...).Message(),
		} {
			got, whole := standard(append(message, deflate.Tail...), nil)
			Expect(whole).To(BeTrue())
			Expect(string(got) == string(want)).To(BeTrue())
			Expect(inflate(message).report.Distance).To(Equal(deflate.MaxDistance))
		}
	})

	It("leaves out the end of a block, and begins a block after BFINAL in a new octet", func() {
		Expect(build().Open().Fixed().Bytes()).To(Equal([]byte{0b010}))
		Expect(build().Final().Block(deflate.Fixed).Bits(0, 7).Bits(0b11, 2).Bytes()).To(Equal([]byte{0b011, 0b1100}))
		Expect(build().Final().Fixed().Fixed().Bytes()).To(Equal([]byte{0b011, 0, 0b010, 0}))
		Expect(build().Fixed().Fixed().Bytes()).To(Equal([]byte{0b010, 0b1000, 0}), "and not without")
	})

	It("refuses a stored block that has no length", func() {
		Expect(func() { build().Stored(make([]byte, 1<<16)) }).To(Panic())
	})
})
