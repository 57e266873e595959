package frame_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// span is where a frame stands in a stream, and what the parser has to make of it.
type span struct {
	begin, payload, end int // offsets of the header, of the payload, and behind it
	header              frame.Header
	content             []byte
}

// streamOf writes frames one behind the other. The spans come from the definition of a frame, not from a parser.
func streamOf(frames ...frame.Frame) (wire []byte, spans []span) {
	for _, f := range frames {
		s := span{begin: len(wire), header: f.Header, content: f.Payload.Bytes()}
		if s.header.Form == frame.Shortest {
			switch {
			case f.Length < 126:
				s.header.Form = frame.Form7
			case f.Length < 65536:
				s.header.Form = frame.Form16
			default:
				s.header.Form = frame.Form64
			}
		}
		wire = f.Append(wire)
		s.end = len(wire)
		s.payload = s.end - len(s.content)
		spans = append(spans, s)
	}
	return wire, spans
}

// feeding gives a parser the pieces of a stream and holds all that it says against the spans.
type feeding struct {
	parser frame.Parser
	spans  []span // the frame in progress and those behind it
	at     int    // how much of the stream has been used
}

// feed hands a piece over. The error says what was wrong about the first wrong answer.
func (f *feeding) feed(piece []byte) error {
	// A copy without room behind it: a parser that reads on, or keeps the bytes of an earlier piece, is found out.
	in := bytes.Clone(piece)[:len(piece):len(piece)]
	defer clear(in)
	for rest := in; len(rest) > 0; {
		n, ev := f.parser.Next(rest)
		if n < 1 || n > len(rest) {
			return fmt.Errorf("used %d of %d bytes at %d", n, len(rest), f.at)
		}
		rest = rest[n:]
		if err := f.check(f.at, f.at+n, ev); err != nil {
			return err
		}
	}
	n, ev := f.parser.Next(nil)
	if n != 0 || ev != 0 {
		return fmt.Errorf("made %d bytes and event %b of nothing at %d", n, ev, f.at)
	}
	return f.state()
}

// check holds one answer of the parser, for the bytes between two offsets, against the frame that they belong to.
func (f *feeding) check(from, to int, ev frame.Event) error {
	f.at = to
	s := &f.spans[0]
	if to > s.end {
		return fmt.Errorf("read on to %d, behind the end of a frame at %d", to, s.end)
	}
	var want frame.Event
	if from < s.payload && to >= s.payload {
		want |= frame.Begin
	}
	if to > s.payload {
		want |= frame.Data
	}
	if to == s.end {
		want |= frame.End
	}
	if ev != want {
		return fmt.Errorf("event %b instead of %b for the bytes from %d to %d", ev, want, from, to)
	}
	if ev != 0 && f.parser.Header != s.header {
		return fmt.Errorf("header %+v instead of %+v at %d", f.parser.Header, s.header, to)
	}
	if ev&frame.Data != 0 {
		piece := s.content[max(from, s.payload)-s.payload : to-s.payload]
		if !bytes.Equal(f.parser.Payload, piece) {
			return fmt.Errorf("payload % x instead of % x at %d", f.parser.Payload, piece, to)
		}
	}
	if ev&frame.End != 0 {
		f.spans = f.spans[1:]
	}
	return f.state()
}

// state holds Pending and Left against the offset.
func (f *feeding) state() error {
	pending, left := false, 0
	if len(f.spans) > 0 {
		s := f.spans[0]
		pending = f.at > s.begin
		if f.at >= s.payload {
			left = s.end - f.at
		}
	}
	if f.parser.Pending() != pending {
		return fmt.Errorf("pending is %t at %d", f.parser.Pending(), f.at)
	}
	if f.parser.Left() != uint64(left) {
		return fmt.Errorf("%d bytes left instead of %d at %d", f.parser.Left(), left, f.at)
	}
	return nil
}

// inPieces feeds a whole stream, cut at the given offsets.
func inPieces(wire []byte, spans []span, cuts ...int) error {
	f := feeding{spans: spans}
	from := 0
	for _, to := range append(cuts, len(wire)) {
		if err := f.feed(wire[from:to]); err != nil {
			return fmt.Errorf("cut at %d: %w", cuts, err)
		}
		from = to
	}
	if len(f.spans) > 0 {
		return fmt.Errorf("cut at %d: %d frames missing", cuts, len(f.spans))
	}
	return nil
}

// someFrames are of every form of the length, masked and not, empty and not, legal and not.
func someFrames() []frame.Frame {
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	with := func(f frame.Frame, change func(f *frame.Frame)) frame.Frame {
		change(&f)
		return f
	}
	masked := func(f *frame.Frame) { f.Masked, f.Key = true, key }
	return []frame.Frame{
		frame.New(frame.Text, payload.String("Hello")),
		with(frame.New(frame.Text, payload.String("Hello")), masked),
		frame.New(frame.Ping, nil), // its header has no key: the one before must not stay
		with(frame.New(frame.Ping, nil), masked),
		with(frame.New(frame.Binary, payload.Binary(126)), masked),
		frame.New(frame.Binary, payload.Binary(130)),
		with(frame.New(frame.Continuation, payload.String("abc")), func(f *frame.Frame) { f.Form = frame.Form16 }),
		with(frame.New(frame.Continuation, payload.String("abcdef")), func(f *frame.Frame) { f.Form, f.Fin = frame.Form64, false }),
		with(frame.New(frame.Close, payload.String("\x03\xe8")), func(f *frame.Frame) { masked(f); f.Form = frame.Form64 }),
		with(frame.New(0xF, payload.String("x")), func(f *frame.Frame) { f.RSV = 5 }),
	}
}

var _ = Describe("the parser", func() {
	wire, spans := streamOf(someFrames()...)

	It("finds the same in a whole stream, and in it cut into two pieces anywhere", func() {
		Expect(inPieces(wire, spans)).To(Succeed())
		for cut := range len(wire) + 1 {
			Expect(inPieces(wire, spans, cut)).To(Succeed())
		}
	})

	It("finds the same in three pieces", func() {
		short, spans := streamOf(someFrames()[1], someFrames()[8], someFrames()[6])
		for second := range len(short) + 1 {
			for first := range second + 1 {
				Expect(inPieces(short, spans, first, second)).To(Succeed())
			}
		}
	})

	It("finds the same byte by byte", func() {
		var cuts []int
		for i := range wire {
			cuts = append(cuts, i)
		}
		Expect(inPieces(wire, spans, cuts...)).To(Succeed())
	})

	It("finds the same in random frames cut at random", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		for range 300 {
			var frames []frame.Frame
			for range 1 + random.IntN(6) {
				f := frame.New(frame.Opcode(random.IntN(16)), payload.Binary(random.Int64N(300)))
				if random.IntN(20) == 0 {
					f = frame.New(frame.Binary, payload.Binary(65530+random.Int64N(12)))
				}
				f.Fin, f.RSV = random.IntN(2) == 0, uint8(random.IntN(8))
				// Only a form that the length fits in comes back as it was asked for.
				if form := frame.Form(random.IntN(4)); form == frame.Form64 || form == frame.Form16 && f.Length <= 65535 {
					f.Form = form
				}
				if f.Masked = random.IntN(2) == 0; f.Masked {
					for i := range f.Key {
						f.Key[i] = byte(random.Uint32())
					}
				}
				frames = append(frames, f)
			}
			wire, spans := streamOf(frames...)
			var cuts []int
			for at := random.IntN(20); at < len(wire); at += random.IntN(1 + len(wire)/4) {
				cuts = append(cuts, at)
			}
			Expect(inPieces(wire, spans, cuts...)).To(Succeed())
		}
	})

	It("says Begin, Data and End at once for a small frame that is there as a whole", func() {
		for _, s := range spans {
			var p frame.Parser
			n, ev := p.Next(bytes.Clone(wire[s.begin:s.end]))
			Expect(n).To(Equal(s.end - s.begin))
			Expect(ev & (frame.Begin | frame.End)).To(Equal(frame.Begin | frame.End))
			Expect(ev&frame.Data != 0).To(Equal(len(s.content) > 0))
		}
	})

	It("stays pending in a frame of 2^64-1 bytes, and streams what comes", func() {
		var p frame.Parser
		h := frame.Header{Opcode: frame.Binary, Masked: true, Key: [4]byte{1, 2, 3, 4}, Length: 1<<64 - 1}
		n, ev := p.Next(h.Append(nil))
		Expect(n).To(Equal(frame.MaxHeader))
		Expect(ev).To(Equal(frame.Begin))
		Expect(p.Left()).To(Equal(uint64(1<<64 - 1)))

		content := payload.Binary(1 << 20).Bytes()
		in := maskPlainly(content, h.Key, 0)
		for at := 0; at < len(in); at += 4093 {
			piece := in[at:min(at+4093, len(in))]
			n, ev = p.Next(piece)
			Expect(n).To(Equal(len(piece)))
			Expect(ev).To(Equal(frame.Data))
			Expect(bytes.Equal(p.Payload, content[at:at+n])).To(BeTrue())
		}
		Expect(p.Pending()).To(BeTrue())
		Expect(p.Left()).To(Equal(uint64(1<<64 - 1 - 1<<20)))
	})

	It("unmasks where the bytes stand", func() {
		in := unhex("81 85 37 fa 21 3d 7f 9f 4d 51 58")
		var p frame.Parser
		p.Next(in)
		Expect(in[6:]).To(Equal([]byte("Hello")))
		Expect(&p.Payload[0]).To(BeIdenticalTo(&in[6]))
	})

	It("leaves the bytes of the next frame alone", func() {
		in := unhex("81 82 37 fa 21 3d 7f 9f 4d 51 58")
		var p frame.Parser
		n, _ := p.Next(in)
		Expect(n).To(Equal(8))
		Expect(in[8:]).To(Equal(unhex("4d 51 58")))
	})

	DescribeTable("allocates nothing", func(size int) {
		in := bytes.Clone(wire)
		var p frame.Parser
		ends := 0
		allocs := testing.AllocsPerRun(100, func() {
			copy(in, wire)
			for rest := in; len(rest) > 0; {
				n, ev := p.Next(rest[:min(size, len(rest))])
				rest = rest[n:]
				if ev&frame.End != 0 {
					ends++
				}
			}
		})
		Expect(allocs).To(BeZero())
		Expect(ends).To(Equal(101*len(spans)), "AllocsPerRun runs once more to warm up")
	},
		EntryDescription("in pieces of %d bytes"),
		Entry(nil, 1), Entry(nil, 3), Entry(nil, 100), Entry(nil, 1<<20),
	)
})
