// Package judge carries out a case without doing any I/O: a state machine that takes what happens on a connection and
// says what to do next, until it has a verdict. The same case with the same events has the same verdict, whenever and
// wherever they come from.
package judge

import (
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
)

// EventKind is something that can happen on a connection.
type EventKind uint8

const (
	Connected EventKind = iota // the connection is up
	Received                   // bytes came
	FIN                        // the target ended its half
	RST                        // the connection was reset
	Expired                    // the timer that was asked for last
)

// Event is something that happened.
type Event struct {
	Kind  EventKind
	Bytes []byte        // of Received; the judge may change them
	At    time.Duration // since the first connection of the case was up

	CloseNotify bool // FIN came behind a close_notify of TLS
}

// Timer is how long to wait for the next event. The runner knows the target's round-trip time, the judge does not.
type Timer uint8

const (
	NoTimer  Timer = iota
	Grace          // a few round trips: long enough for a prompt answer
	Deadline       // long enough for any answer
)

// Action is what to do next, in the order of the fields.
type Action struct {
	Write    []Write
	Unread   bool  // read nothing until all that goes out is written, or nobody takes it any more
	EndWrite bool  // end our half of the connection
	Abort    bool  // reset the connection; RST is not reported
	Reopen   bool  // close the connection and open another one; Connected is reported
	Timer    Timer // wait for an event; the time starts again whenever something was written, and on Restart
	Restart  bool
	Done     bool // close the connection; the verdict is there
}

// Write is bytes to write, and where to cut them into segments.
type Write struct {
	Chunks []Chunk
	Cut    cases.Cut
}

// Chunk is bytes as they are, or a payload, masked if Key is not nil.
type Chunk struct {
	Bytes   []byte
	Payload payload.Payload
	Key     *[4]byte
}

// Size is the number of bytes.
func (c *Chunk) Size() int64 { return int64(len(c.Bytes)) + c.Payload.Size() }
