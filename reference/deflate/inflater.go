package deflate

import "fmt"

// Inflater decompresses the messages of one direction of a connection. Write the payload of a message in pieces cut
// anywhere, then call Finish. Set the fields before the first call; the zero value is the receiver that permessage-deflate
// means if nothing else was agreed.
//
// What the sender may not do but can be read all the same is only reported: for that, all that a sender could ever refer to
// is kept, whatever was agreed.
type Inflater struct {
	// WindowBits is the window that the sender agreed to, from MinWindowBits to MaxWindowBits; 0 is MaxWindowBits.
	WindowBits int
	// NoContextTakeover: the sender agreed to begin each message with an empty window.
	NoContextTakeover bool
	// Limit is how many bytes a message may inflate to; 0 is no limit.
	Limit int64
	// Output takes what comes out, in pieces of at most 64 KiB that are valid during the call. If it returns an error,
	// that is the end. It may be nil.
	Output func(piece []byte) error

	report Report
	err    error

	in   []byte // what is left of the piece being written
	read int64  // octets of the message taken from in
	acc  uint64 // bits taken and not used
	nb   uint   // how many

	step    step
	final   bool // BFINAL of the block
	kind    BlockType
	left    int   // bytes that the stored block lacks
	began   int64 // where the block began
	flushed bool  // the block is or was a stored one without bytes
	codes   *codes
	dynamic *dynamicHeader
	own     *codes // those of the dynamic block

	history
}

// step is what the Inflater reads next.
type step uint8

const (
	readBlock step = iota
	readStoredLengths
	readStored
	readCounts
	readMetaLengths
	readLengths
	readSymbols
)

// Write decompresses the next piece. An error is a *Finding, or came from Output; after it, only Reset helps.
func (d *Inflater) Write(piece []byte) error {
	if d.err != nil {
		return d.err
	}
	d.report.Payload += int64(len(piece))
	d.feed(piece)
	return d.err
}

// Report is what is known about the message in progress.
func (d *Inflater) Report() Report {
	r := d.report
	r.Size = d.given + int64(d.end-d.out)
	return r
}

// Reset begins a new connection. Memory is kept.
func (d *Inflater) Reset() {
	d.err = nil
	d.message()
	d.out, d.end, d.start = 0, 0, 0
}

// Finish ends the message: it appends Tail and tells what it was. The next Write begins the next message.
func (d *Inflater) Finish() (Report, error) {
	if d.err != nil {
		return d.Report(), d.err
	}
	end := d.bit()
	switch {
	case d.step == readStoredLengths && d.nb == 0:
		d.report.Ending = EndsStripped
		d.report.Blocks[Stored]--
	case d.step != readBlock:
		d.report.Ending = EndsInside
	case d.flushed:
		d.report.Ending = EndsUnstripped
	default:
		d.report.Ending = EndsBetween
	}
	if d.step != readBlock || d.nb > 0 {
		before, kind := d.report, d.kind
		d.feed(tail)
		switch {
		case d.err != nil || d.step == readBlock && d.nb == 0:
		case d.step == readStoredLengths && d.began == end:
			d.report = before // one or two bits behind the last block: with Tail the beginning of a header, and no more
		default:
			d.fail(Truncated, end, "the message ends inside a %s block", kind)
		}
	}
	r := d.Report()
	if d.err == nil {
		d.message()
	}
	return r, d.err
}

// message begins a message.
func (d *Inflater) message() {
	d.report = Report{}
	d.read, d.acc, d.nb = 0, 0, 0
	d.step, d.flushed = readBlock, false
	d.given = 0
	if d.NoContextTakeover {
		d.start = d.end
	}
}

var tail = []byte(Tail)

func (d *Inflater) feed(piece []byte) {
	d.in = piece
	d.window = 1 << windowBits(d.WindowBits)
	d.bound()
	for d.err == nil && d.advance() {
	}
	d.in = nil
	d.flush()
}

// bit is the offset of the next bit in the message.
func (d *Inflater) bit() int64 { return d.read*8 - int64(d.nb) }

func (d *Inflater) fail(defect Defect, bit int64, format string, args ...any) {
	d.err = &Finding{Defect: defect, Bit: bit, Saw: fmt.Sprintf(format, args...)}
}

// need makes sure that n bits are there, at most 56.
func (d *Inflater) need(n uint) bool {
	for d.nb < n {
		if len(d.in) == 0 {
			return false
		}
		d.acc |= uint64(d.in[0]) << d.nb
		d.in = d.in[1:]
		d.read++
		d.nb += 8
	}
	return true
}

// take uses n bits that are there.
func (d *Inflater) take(n uint) uint {
	v := uint(d.acc & (1<<n - 1))
	d.acc >>= n
	d.nb -= n
	return v
}

// align skips to the next octet and returns the bits between.
func (d *Inflater) align() uint { return d.take(d.nb % 8) }

// advance does the next step. It returns false if there is not enough input for it.
func (d *Inflater) advance() bool {
	switch d.step {
	case readBlock:
		return d.block()
	case readStoredLengths:
		return d.storedLengths()
	case readStored:
		return d.stored()
	case readCounts:
		return d.counts()
	case readMetaLengths:
		return d.metaLengths()
	case readLengths:
		return d.lengths()
	}
	return d.symbols()
}
