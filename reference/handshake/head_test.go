package handshake_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

var _ = Describe("the reader of heads", func() {
	const behind = "\x81\x00\r\n\r\n"

	// heads end in different ways and break rules that depend on the lines around.
	heads := []struct{ name, wire string }{
		{"the example", request},
		{"the example of a response", response},
		{"lines that end in LF", strings.ReplaceAll(request, "\r\n", "\n")},
		{"empty lines before", "\r\n\n\r\n" + request},
		{"CR before the line end", with("GET / HTTP/1.1\r\nX: y\r\n\r\n", "y", "y\r")},
		{"a line of CR alone before", "\r\r\nGET / HTTP/1.1\r\n\r\n"},
		{"folds, NUL and a missing colon", "GET / HTTP/1.1\r\n a\r\nX: y\r\n\tz\r\nno\x00\r\nY : \r\n\r\n"},
		{"no fields", "GET / HTTP/1.1\r\n\r\n"},
		{"an empty line that ends in LF", "GET / HTTP/1.1\r\n\n"},
		{"an empty line that ends in CRLF", "GET / HTTP/1.1\n\r\n"},
	}

	for _, h := range heads {
		name, wire := h.name, h.wire
		It("reads the same whatever the pieces: "+name, func() {
			whole := headOf(wire)
			Expect(whole.Size).To(Equal(len(wire)))
			for first := range len(wire) + 1 {
				for second := first; second <= len(wire); second += 1 + (second-first)/4 {
					var reader handshake.HeadReader
					taken := 0
					for _, piece := range []string{wire[:first], wire[first:second], wire[second:] + behind} {
						n, done := reader.Write([]byte(piece))
						taken += n
						Expect(done).To(Equal(taken == len(wire)))
						if done {
							break
						}
						Expect(n).To(Equal(len(piece)))
					}
					Expect(taken).To(Equal(len(wire)), "bytes behind the head were taken, or some of it was left")
					Expect(string(reader.Bytes())).To(Equal(wire))
					Expect(reader.Head()).To(Equal(whole))
				}
			}
		})

		It("reads the same byte by byte: "+name, func() {
			var reader handshake.HeadReader
			for i := range len(wire) {
				n, done := reader.Write([]byte{wire[i]})
				Expect(n).To(Equal(1))
				Expect(done).To(Equal(i == len(wire)-1))
			}
			Expect(reader.Head()).To(Equal(headOf(wire)))
		})
	}

	It("does not keep the caller's bytes", func() {
		var reader handshake.HeadReader
		piece := []byte(request)
		reader.Write(piece)
		clear(piece)
		Expect(reader.Head().Start).To(Equal("GET /chat HTTP/1.1"))
	})

	It("reads what there is of a head that does not end", func() {
		var reader handshake.HeadReader
		_, done := reader.Write([]byte("GET / HTTP/1.1\r\nX: y\r\nZ: cut"))
		Expect(done).To(BeFalse())
		head := reader.Head()
		Expect(head.Start).To(Equal("GET / HTTP/1.1"))
		Expect(head.Fields).To(Equal(handshake.Fields{{Name: "X", Value: "y"}}))
	})

	It("says where a rule was broken: behind the line", func() {
		head := headOf("\r\nGET / HTTP/1.1\r\nX: y\nA B: c\r\n\r\n")
		Expect(head.Findings).To(HaveLen(3))
		Expect([]reference.Finding{
			{Rule: handshake.EmptyLineBefore, At: 2, Saw: head.Findings[0].Saw},
			{Rule: handshake.BareLF, At: 23, Saw: head.Findings[1].Saw},
			{Rule: handshake.FieldName, At: 31, Saw: head.Findings[2].Saw},
		}).To(Equal(head.Findings))
	})

	It("joins folded lines with a space, and takes CR for one", func() {
		head := headOf("GET / HTTP/1.1\r\nX: a \r\n \t b\r\n\tc\r\nY:\r\n d\r\nZ: e\rf\r\n\r\n")
		Expect(head.Fields).To(Equal(handshake.Fields{{Name: "X", Value: "a b c"}, {Name: "Y", Value: "d"}, {Name: "Z", Value: "e f"}}))
	})

	It("skips lines that are no fields, and keeps those with a wrong name", func() {
		head := headOf("GET / HTTP/1.1\r\n A: b\r\nnonsense\r\nC D : e\r\n: f\r\n\r\n")
		Expect(head.Fields).To(Equal(handshake.Fields{{Name: "C D", Value: "e"}, {Name: "", Value: "f"}}))
		Expect(broken(head.Findings)).To(ConsistOf(
			handshake.SpaceBeforeFirst, handshake.NoColon, handshake.SpaceBeforeColon, handshake.FieldName))
	})

	It("finds CR and NUL at the beginning of a line too", func() {
		head := headOf("GET / HTTP/1.1\r\nX: y\r\n\rZ: w\r\n\x00A: b\r\n\r\n")
		Expect(broken(head.Findings)).To(ConsistOf(handshake.BareCR, handshake.Fold, handshake.NUL, handshake.FieldName))
	})

	Describe("keeps no more than its limit", func() {
		It("takes a head of exactly the limit", func() {
			reader := handshake.HeadReader{Limit: len(request)}
			n, done := reader.Write([]byte(request + behind))
			Expect(n).To(Equal(len(request)))
			Expect(done).To(BeTrue())
			Expect(reader.TooLarge()).To(BeFalse())
		})

		It("refuses a head of one byte more", func() {
			for _, size := range []int{1, 7, len(request)} {
				reader := handshake.HeadReader{Limit: len(request) - 1}
				done := false
				for rest := []byte(request); !done && len(rest) > 0; {
					var n int
					n, done = reader.Write(rest[:min(size, len(rest))])
					rest = rest[n:]
				}
				Expect(done).To(BeTrue())
				Expect(reader.TooLarge()).To(BeTrue())
				Expect(len(reader.Bytes())).To(BeNumerically("<", len(request)))
			}
		})

		It("of 64 KiB if none is set", func() {
			for _, piece := range []string{"a", "a\n", "\r\n", "X: y\r\n", strings.Repeat("a", 64<<10)} {
				var reader handshake.HeadReader
				taken, done := 0, false
				for !done && taken <= 64<<10 {
					var n int
					n, done = reader.Write([]byte(piece))
					taken += n
				}
				if len(piece) == 64<<10 {
					Expect(taken).To(Equal(64 << 10))
				}
				Expect(done).To(BeTrue())
				Expect(reader.TooLarge()).To(BeTrue())
				Expect(len(reader.Bytes())).To(And(BeNumerically("<=", 64<<10), BeNumerically(">", 64<<10-len(piece))))
			}
		})
	})

	DescribeTable("knows what cannot become a request", func(start string, hopeless bool) {
		for i := range len(start) {
			var reader handshake.HeadReader
			reader.Write([]byte(start[:i]))
			Expect(reader.Hopeless()).To(BeFalse(), "%q", start[:i])
		}
		var reader handshake.HeadReader
		reader.Write([]byte(start))
		Expect(reader.Hopeless()).To(Equal(hopeless))
	},
		Entry("a request", request, false),
		Entry("empty lines", "\r\n\n\r", false),
		Entry("a request behind an empty line", "\r\n"+request, false),
		Entry("a method of one letter", "G /", false),
		Entry("any method", "M-SEARCH \x00", false),
		Entry("a TLS handshake", "\x16", true),
		Entry("a frame", "\x81", true),
		Entry("a space", " ", true),
		Entry("a control character in the method", "GET\x00", true),
		Entry("a line of one word", "GET\r", true),
	)
})

var _ = Describe("fields", func() {
	fields := handshake.Fields{{Name: "X", Value: "1"}, {Name: "Y", Value: "2"}, {Name: "x", Value: "3"}, {Name: "K", Value: "4"}}

	It("are found without regard to case, in their order", func() {
		Expect(fields.Values("x")).To(Equal([]string{"1", "3"}))
		Expect(fields.Get("X")).To(Equal("1"))
		Expect(fields.Get("y")).To(Equal("2"))
	})

	It("are found by ASCII case only", func() {
		Expect(fields.Values("\u212a")).To(BeEmpty()) // the Kelvin sign folds to k in Unicode
		Expect(fields.Get("\u212a")).To(BeEmpty())
	})

	It("may be missing", func() {
		Expect(fields.Values("Z")).To(BeEmpty())
		Expect(fields.Get("Z")).To(BeEmpty())
	})
})
