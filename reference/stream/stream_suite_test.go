package stream_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/stream"
)

func TestStream(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "stream")
}

// wire is bytes written as hexadecimal digits, spaced as one likes.
func wire(digits string) []byte {
	GinkgoHelper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	Expect(err).NotTo(HaveOccurred())
	return b
}

// zeros are the digits of so many zero bytes.
func zeros(n int) string { return strings.Repeat("00", n) }

// unit is a whole message or a control frame, and where it ended.
type unit struct {
	opcode  frame.Opcode
	payload string
	size    int64
	end     int64
}

// found is a finding, and how many bytes had been read when it was reported.
type found struct {
	rule *reference.Rule
	at   int64
	saw  string
}

// transcript is what a Reader makes of bytes.
type transcript struct {
	units  []unit
	found  []found
	offset int64
	left   uint64

	inFrame, inMessage, closed bool
}

// read reads pieces of a stream, which it leaves as they are.
func read(sender reference.Role, pieces ...[]byte) transcript {
	GinkgoHelper()
	return readWith(&stream.Reader{Sender: sender}, pieces...)
}

// readWith reads with a reader that knows what was negotiated.
func readWith(r *stream.Reader, pieces ...[]byte) transcript {
	GinkgoHelper()
	var t transcript
	var message, payload []byte
	r.Content = func(piece []byte) { message = append(message, piece...) }
	for _, piece := range pieces {
		for in := bytes.Clone(piece); len(in) > 0; {
			n, ev := r.Next(in)
			Expect(n).To(BeNumerically(">", 0), "Next has to make progress")
			in = in[n:]
			data := !r.Header.Opcode.IsControl()
			if ev&stream.FrameBegin != 0 && data && r.Header.Opcode != frame.Continuation {
				message, payload = nil, nil
			}
			if ev&stream.Data != 0 && data {
				payload = append(payload, r.Payload...)
			}
			Expect(ev&stream.Found != 0).To(Equal(len(r.Findings) > 0))
			for _, f := range r.Findings {
				Expect(f.At).To(And(BeNumerically(">", 0), BeNumerically("<=", r.Offset)), f.String())
				t.found = append(t.found, found{f.Rule, f.At, f.Saw})
			}
			if ev&stream.MessageEnd != 0 {
				if !r.Compressed {
					Expect(string(payload)).To(Equal(string(message)), "the content of a plain message is its payload")
				}
				t.units = append(t.units, unit{r.Message, string(message), r.MessageSize, r.Offset})
				message, payload = nil, nil
			}
			if ev&stream.ControlEnd != 0 {
				t.units = append(t.units, unit{r.Header.Opcode, string(r.Control), int64(len(r.Control)), r.Offset})
			}
			if ev&(stream.MessageEnd|stream.ControlEnd) != 0 {
				Expect(ev&stream.FrameEnd).NotTo(BeZero(), "a frame ends with what it carries")
			}
		}
	}
	t.offset, t.left = r.Offset, r.Left()
	t.inFrame, t.inMessage, t.closed = r.InFrame(), r.InMessage(), r.Closed()
	return t
}

// rules are the broken rules in their order.
func (t transcript) rules() (rules []*reference.Rule) {
	for _, f := range t.found {
		rules = append(rules, f.rule)
	}
	return rules
}

// expectSameInPieces reads the stream cut in two everywhere, and byte by byte.
func expectSameInPieces(sender reference.Role, b []byte) {
	GinkgoHelper()
	whole := read(sender, b)
	for cut := 1; cut < len(b); cut++ {
		Expect(read(sender, b[:cut], b[cut:])).To(Equal(whole), "cut at %d of % x", cut, b)
	}
	var single [][]byte
	for i := range b {
		single = append(single, b[i:i+1])
	}
	Expect(read(sender, single...)).To(Equal(whole), "byte by byte: % x", b)
}
