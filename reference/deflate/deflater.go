package deflate

import "sync"

// Deflater compresses the messages of one direction of a connection. Set the fields before the first call; the zero value
// is the sender that permessage-deflate means if nothing else was agreed. It keeps no memory between messages without
// context takeover; with it, some KiB and six times the window.
type Deflater struct {
	// WindowBits is the agreed window, from MinWindowBits to MaxWindowBits; 0 is MaxWindowBits. No distance is larger.
	WindowBits int
	// NoContextTakeover begins each message with an empty window.
	NoContextTakeover bool
	// Quick looks for matches less hard: what comes out is larger, and comes sooner.
	Quick bool

	matcher *matcher
	block   *block // nil between messages
	acc     uint64 // bits that do not fill an octet yet
	nb      uint
}

var (
	matchers [MaxWindowBits + 1]sync.Pool // by bits of the window
	blocks   = sync.Pool{New: func() any { return new(block) }}
)

// Append compresses the next piece of the message and appends what comes out to dst. What comes out in all does not depend
// on the pieces.
func (d *Deflater) Append(dst, piece []byte) []byte {
	d.begin()
	w := bitWriter{dst, d.acc, d.nb}
	for len(piece) > 0 {
		piece = piece[d.matcher.fill(piece):]
		d.cut(&w, false)
	}
	d.acc, d.nb = w.acc, w.nb
	return w.dst
}

// Finish ends the message: it appends the rest, up to and without Tail. The next Append begins the next message.
func (d *Deflater) Finish(dst []byte) []byte {
	d.begin()
	w := bitWriter{dst, d.acc, d.nb}
	d.cut(&w, true)
	if d.block.size > 0 {
		d.write(&w)
	}
	w.header(false, Stored)
	w.align()
	d.release()
	return w.dst
}

// Message compresses a whole message and appends it to dst.
func (d *Deflater) Message(dst, message []byte) []byte {
	return d.Finish(d.Append(dst, message))
}

// Reset begins a new connection.
func (d *Deflater) Reset() {
	d.release()
	d.matcher = nil
}

func (d *Deflater) begin() {
	if d.matcher == nil {
		bits := windowBits(d.WindowBits)
		m, pooled := matchers[bits].Get().(*matcher)
		if !pooled {
			m = newMatcher(bits)
		}
		m.forget()
		m.quick = d.Quick
		d.matcher = m
	}
	if d.block == nil {
		d.block = blocks.Get().(*block)
		d.block.reset()
	}
}

// cut cuts what is there into literals and matches, and writes the blocks that get full.
func (d *Deflater) cut(w *bitWriter, end bool) {
	for d.matcher.next(d.block, end) {
		if len(d.block.tokens) == d.matcher.tokens {
			d.write(w)
		}
	}
}

func (d *Deflater) write(w *bitWriter) {
	var raw []byte
	if m, size := d.matcher, d.block.size; size <= m.keep {
		raw = m.buf[m.pos-size : m.pos]
	}
	d.block.write(w, raw)
	d.block.reset()
}

// release gives back what is not needed between messages.
func (d *Deflater) release() {
	d.acc, d.nb = 0, 0
	if d.block != nil {
		blocks.Put(d.block)
		d.block = nil
	}
	if d.NoContextTakeover && d.matcher != nil {
		matchers[windowBits(d.WindowBits)].Put(d.matcher)
		d.matcher = nil
	}
}
