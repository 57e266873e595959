package cases

import (
	"fmt"
	"strings"
)

// Step is one thing that happens on the open connection, after the one before it.
// Case tables make steps with the functions below; the fields are for whoever carries them out.
type Step struct {
	Op     Op
	Frames []Frame
	Bytes  string
	Cut    Cut
	Text   string
	Series Series
	Repeat int  // how often the frames are sent, in one write; 0 and 1 for once
	Unread bool // nothing is read until all is written, or the target takes no more
}

// Op is the kind of a step.
type Op uint8

const (
	OpSend Op = iota
	OpAsk
	OpAwaitEcho
	OpAwaitPong
	OpAwaitText
	OpAwaitData
	OpAwaitPing
	OpAwaitClose
	OpAwaitEnd
	OpQuiet
	OpFIN
	OpReset
	OpReopen
	OpStream
)

// Steps is a script.
func Steps(steps ...Step) []Step { return steps }

// Send sends frames in one write.
func Send(frames ...Frame) Step { return Step{Op: OpSend, Frames: frames} }

// Series is many messages that are pieces of a longer one.
type Series struct {
	Count  int   // of messages
	Size   int64 // of each, in bytes
	Window int   // most of them that are ahead of their echoes
}

// seriesStride is how far the pieces of a series begin behind one another. It is odd and small: as pieces of the data
// that package payload describes, a thousand of them begin at a thousand places.
const seriesStride = 61

// Source is how many bytes the longer one has.
func (s Series) Source() int64 { return s.Size + int64(s.Count-1)*seriesStride }

// Stream sends a series of messages, pieces of the one given, and waits until every one has come back, where the target
// echoes.
func Stream(series Series, whole Frame) Step {
	return Step{Op: OpStream, Series: series, Frames: []Frame{whole}}
}

// Message is one of the messages of a series.
func (s Step) Message(n int) Frame {
	at := int64(n) * seriesStride
	return s.Frames[0].carrying(s.Frames[0].frame.Payload.Slice(at, at+s.Series.Size))
}

// SendBytes sends bytes as they are. The frames say what they amount to.
func SendBytes(bytes string, frames ...Frame) Step {
	return Step{Op: OpSend, Bytes: bytes, Frames: frames}
}

// Times sends the frames so many times, in one write.
func (s Step) Times(n int) Step { s.Repeat = n; return s }

// WithoutReading reads nothing until all that the step sends is written, or the target takes no more of it.
func (s Step) WithoutReading() Step { s.Unread = true; return s }

// Every cuts what the step sends into segments of so many bytes.
func (s Step) Every(n int) Step { s.Cut.Every = n; return s }

// CutAt cuts what the step sends at the given offsets.
func (s Step) CutAt(offsets ...int) Step { s.Cut.At = offsets; return s }

// Ask sends a text message that a cooperating target answers in its own way (docs/cooperation.md).
// {nonce} stands for a text that no other connection has.
func Ask(text string) Step { return Step{Op: OpAsk, Text: text} }

// Echoed waits until every message sent so far has come back, where the target echoes.
func Echoed() Step { return Step{Op: OpAwaitEcho} }

// Ponged waits until the last Ping sent so far has been answered.
func Ponged() Step { return Step{Op: OpAwaitPong} }

// AwaitText waits for a text message. {nonce} stands for the same text as in Ask.
func AwaitText(text string) Step { return Step{Op: OpAwaitText, Text: text} }

// AwaitData waits for a data frame.
func AwaitData() Step { return Step{Op: OpAwaitData} }

// AwaitPing waits for a Ping.
func AwaitPing() Step { return Step{Op: OpAwaitPing} }

// AwaitClose waits for a Close frame. It is not answered, unless the script does.
func AwaitClose() Step { return Step{Op: OpAwaitClose} }

// AwaitEnd waits until the connection has ended, and closes it on our side.
func AwaitEnd() Step { return Step{Op: OpAwaitEnd} }

// Quiet lets a grace of a few round trips pass, in which nothing may come.
func Quiet() Step { return Step{Op: OpQuiet} }

// FIN ends our half of the connection.
func FIN() Step { return Step{Op: OpFIN} }

// Reset ends the connection with a reset.
func Reset() Step { return Step{Op: OpReset} }

// Reopen opens a second connection, with the plain handshake; what follows happens there.
func Reopen() Step { return Step{Op: OpReopen} }

func (s Step) String() string {
	var what string
	switch s.Op {
	case OpSend:
		what = s.sends()
	case OpAsk:
		what = fmt.Sprintf("the request %q", s.Text)
	case OpAwaitEcho:
		what = "(echo awaited)"
	case OpAwaitPong:
		what = "(pong awaited)"
	case OpAwaitText:
		what = fmt.Sprintf("(text %q awaited)", s.Text)
	case OpAwaitData:
		what = "(data awaited)"
	case OpAwaitPing:
		what = "(ping awaited)"
	case OpAwaitClose:
		what = "(close awaited)"
	case OpAwaitEnd:
		what = "(end of the connection awaited)"
	case OpQuiet:
		what = "(a silence)"
	case OpFIN:
		what = "FIN"
	case OpReset:
		what = "RST"
	case OpReopen:
		what = "(a second connection)"
	case OpStream:
		what = fmt.Sprintf("%d messages like %s, at most %d of them ahead of their echoes", s.Series.Count, s.Message(0), s.Series.Window)
	}
	if s.Repeat > 1 {
		what = fmt.Sprintf("%d times %s", s.Repeat, what)
	}
	if s.Unread {
		what += ", and nothing is read meanwhile"
	}
	if s.Cut.Any() {
		what += ", " + s.Cut.String()
	}
	return what
}

func (s Step) sends() string {
	if s.Bytes != "" {
		return fmt.Sprintf("the bytes %x", shorten(s.Bytes))
	}
	const most = 6
	var parts []string
	for i := 0; i < len(s.Frames); {
		same := 1
		for i+same < len(s.Frames) && s.Frames[i+same].String() == s.Frames[i].String() {
			same++
		}
		part := s.Frames[i].String()
		if same > 1 {
			part = fmt.Sprintf("%d times %s", same, part)
		}
		if parts = append(parts, part); len(parts) == most && i+same < len(s.Frames) {
			parts = append(parts, fmt.Sprintf("and %d more frames", len(s.Frames)-i-same))
			break
		}
		i += same
	}
	return strings.Join(parts, " · ")
}
