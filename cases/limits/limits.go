// Package limits is the case table of size: large messages, many fragments, many frames in a segment and many segments
// for a frame. Everything that comes back is compared byte by byte. There is a file for each kind.
//
// RFC 6455 sets no sizes that a target has to take. What it takes is found out first, and larger messages are not sent; so
// these cases rest on the rules that hold for messages of every size.
package limits

import (
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
)

// Cases returns the whole table.
func Cases() []*cases.Case {
	sections := slices.Concat(sizes(), fragments(), segments(), messages(), calibrated)
	table := make([]*cases.Case, len(sections))
	for i := range sections {
		table[i] = &sections[i]
	}
	return table
}

const (
	kibi = 1 << 10
	mebi = 1 << 20
)

// kind is a type of message.
type kind struct {
	name     string
	message  func(payload.Payload) cases.Frame
	payload  func(size int64) payload.Payload
	autobahn int // which of two neighbouring groups is about it
}

var kinds = []kind{
	{"text", cases.TextOf, payload.Text, 0},
	{"binary", cases.BinaryOf, payload.Binary, 1},
}

func (k kind) of(size int64) cases.Frame { return k.message(k.payload(size)) }

// answered is for everything that conforms on an open connection.
var answered = cases.Outcomes(cases.Passes(cases.Answered))

// in writes a size the way IDs do: 65536 is 64k.
func in(size int64) string {
	switch {
	case size >= mebi && size%mebi == 0:
		return fmt.Sprintf("%dm", size/mebi)
	case size >= kibi && size%kibi == 0:
		return fmt.Sprintf("%dk", size/kibi)
	}
	return fmt.Sprint(size)
}

// words writes a size the way titles do.
func words(size int64) string {
	switch {
	case size == 1:
		return "1 byte"
	case size >= mebi && size%mebi == 0:
		return fmt.Sprintf("%d MiB", size/mebi)
	case size >= kibi && size%kibi == 0:
		return fmt.Sprintf("%d KiB", size/kibi)
	}
	return fmt.Sprintf("%d bytes", size)
}
