package rfc6455

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 5.2: frames as they stand on the wire.
func baseFraming() []cases.Case {
	list := []cases.Case{
		{
			ID:     "rfc6455/5.2/vector",
			Title:  "the example of a masked text message in section 5.7 is understood",
			Covers: []string{"6455-5.2-01", "6455-5.2-13", "6455-5.3-06", "6455-6.2-08"},
			Side:   reference.Server,
			Script: cases.Steps(cases.SendBytes("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", cases.Text("Hello"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.2/vector-unmasked",
			Title:  "the example of an unmasked text message in section 5.7 is understood",
			Covers: []string{"6455-5.2-01", "6455-5.2-13"},
			Side:   reference.Client,
			Script: cases.Steps(cases.SendBytes("\x81\x05Hello", cases.Text("Hello"))),
			Accept: answered,
		},
		{
			ID:     byteByByte,
			Title:  "a message is understood although every byte of it comes in a segment of its own",
			Covers: []string{"6455-5.2-01", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(cases.Text("byte by byte")).Every(1)),
			Accept: answered,
			Cause:  "a frame header is expected in one read",
		},
		{
			ID:     "rfc6455/5.2/many-in-one-segment",
			Title:  "fifty messages in one segment are all understood",
			Covers: []string{"6455-5.2-01", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(numbered(50)...)),
			Accept: answered,
			Cause:  "what follows the first frame of a read is lost, or unmasked with the wrong key",
		},
		{
			ID:     "rfc6455/5.2/frame-across-segments",
			Title:  "two messages are understood although the cut between segments lies inside the second header",
			Covers: []string{"6455-5.2-01", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(cases.Text("first"), cases.Text("second")).CutAt(12)),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.2/empty-frame-has-key",
			Title:  "an empty frame has a masking-key too, so that the frame behind it is found",
			Covers: []string{"6455-5.2-07", "6455-5.2-13", "6455-5.2-12"},
			Side:   reference.Server,
			Script: cases.Steps(cases.Send(cases.Text(""), cases.Text("behind"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.2/one-frame-message",
			Title:  "the first fragment of a message may be its last",
			Covers: []string{"6455-5.2-02", "6455-5.4-02"},
			Script: cases.Steps(cases.Send(cases.Text("whole"), cases.Binary("whole"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.2/type-is-kept",
			Title:  "a text message comes back as text, a binary one as binary",
			Covers: []string{"6455-5.2-06", "6455-5.6-01", "6455-6.2-03"},
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Text("text"), cases.Binary("binary"), cases.Text("text again"))),
			Accept: answered,
		},
		{
			ID:      "rfc6455/5.2/opcodes",
			Title:   "nobody sends reserved opcodes that were not negotiated",
			Covers:  []string{"6455-5.2-06", "6455-5.8-01"},
			Script:  cases.Steps(cases.Send(cases.Text("Hello"), cases.Ping("Hello"))),
			Accept:  answered,
			Watches: []*reference.Rule{stream.ReservedOpcode},
		},
		{
			ID:     "rfc6455/5.2/every-byte",
			Title:  "a binary message of every byte value comes back as it was",
			Covers: []string{"6455-5.2-17", "6455-5.2-14", "6455-5.6-04"},
			Needs:  []cases.Capability{cases.Echo},
			Script: cases.Steps(cases.Send(cases.Binary(everyByte()))),
			Accept: answered,
		},
	}
	return list
}

// numbered is so many small text messages, each with its number.
func numbered(count int) []cases.Frame {
	frames := make([]cases.Frame, count)
	for i := range frames {
		frames[i] = cases.Text(fmt.Sprintf("message %d of %d", i+1, count))
	}
	return frames
}

func everyByte() string {
	bytes := make([]byte, 256)
	for i := range bytes {
		bytes[i] = byte(i)
	}
	return string(bytes)
}
