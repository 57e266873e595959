package runner

import (
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/judge"
)

var (
	readBuffers  = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}
	writeBuffers = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}
)

// writeAtOnce is how much is written before the next read; more than that is written beside the reading, since the
// target may not read on before its answers are read.
const writeAtOnce = 16 << 10

// segmentPause is the time between two segments. TCP joins what is written faster than it is read: without a pause the
// target would find most of the segments in one read, and the cut would test nothing.
const segmentPause = 100 * time.Microsecond

func (p *player) write(writes []judge.Write) {
	var size int64
	for _, w := range writes {
		for i := range w.Chunks {
			size += w.Chunks[i].Size()
		}
	}
	p.recordWrites(writes)
	cut := slices.ContainsFunc(writes, func(w judge.Write) bool { return w.Cut.Any() })
	if p.writing == nil && size <= writeAtOnce && !cut {
		p.conn.SetWriteDeadline(time.Now().Add(p.timing.Deadline))
		writeAll(p.conn, writes, new(atomic.Int64))
		return
	}
	conn, written := p.conn, new(atomic.Int64)
	p.written, p.seen = written, 0
	p.background(func() {
		conn.SetWriteDeadline(time.Time{})
		writeAll(conn, writes, written)
	})
}

// afterWrite does something behind the writes that go on in the background.
func (p *player) afterWrite(do func()) {
	if p.writing == nil {
		do()
		return
	}
	p.background(do)
}

// background does something beside the reading, behind what was put there before.
func (p *player) background(do func()) {
	before, done := p.writing, make(chan struct{})
	p.writing = done
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		do()
	}()
}

func (p *player) recordWrites(writes []judge.Write) {
	at, reach := p.now(), p.record.reach()
	for _, w := range writes {
		var size int64
		for i := range w.Chunks {
			size += w.Chunks[i].Size()
		}
		p.record.add(at, ">", beginning(w.Chunks, reach), size)
	}
}

// beginning is the first bytes of chunks, as they go over the wire.
func beginning(chunks []judge.Chunk, most int) []byte {
	if len(chunks) == 1 && chunks[0].Payload.Size() == 0 {
		return chunks[0].Bytes
	}
	var head []byte
	for i := range chunks {
		c := &chunks[i]
		head = append(head, c.Bytes[:min(len(c.Bytes), most-len(head))]...)
		rest := make([]byte, min(int64(most-len(head)), c.Payload.Size()))
		c.Payload.ReadAt(rest, 0)
		if c.Key != nil {
			frame.Mask(rest, *c.Key, 0)
		}
		head = append(head, rest...)
	}
	return head
}

// writeAll writes everything, cut as asked for. Errors show when reading.
func writeAll(conn net.Conn, writes []judge.Write, written *atomic.Int64) {
	for i := range writes {
		w := &writes[i]
		if len(w.Chunks) == 1 && !w.Cut.Any() && w.Chunks[0].Payload.Size() == 0 {
			n, err := conn.Write(w.Chunks[0].Bytes)
			written.Add(int64(n))
			if err != nil {
				return
			}
			continue
		}
		if !writeSegments(conn, w, written) {
			return
		}
	}
}

// writeSegments collects the chunks of a write in a buffer and writes it at every cut and whenever it is full.
func writeSegments(conn net.Conn, w *judge.Write, written *atomic.Int64) bool {
	buf := writeBuffers.Get().(*[]byte)
	defer writeBuffers.Put(buf)
	s := segmenter{conn: conn, cut: w.Cut, buf: (*buf)[:0], written: written}
	if w.Cut.Any() {
		s.pace = time.NewTicker(segmentPause)
		defer s.pace.Stop()
	}
	for i := range w.Chunks {
		c := &w.Chunks[i]
		if !s.add(c.Bytes) {
			return false
		}
		var piece [4096]byte
		for at := int64(0); ; {
			n := c.Payload.ReadAt(piece[:], at)
			if n == 0 {
				break
			}
			if c.Key != nil {
				frame.Mask(piece[:n], *c.Key, int(at))
			}
			if !s.add(piece[:n]) {
				return false
			}
			at += int64(n)
		}
	}
	return s.flush()
}

type segmenter struct {
	conn    net.Conn
	cut     cases.Cut
	buf     []byte
	offset  int // of the next byte to be added
	written *atomic.Int64
	pace    *time.Ticker // nil if there is no cut
	flushed bool         // a segment was written before
}

// room is how many bytes may be added before the next cut or the end of the buffer.
func (s *segmenter) room() int {
	room := cap(s.buf) - len(s.buf)
	if s.cut.Every > 0 {
		room = min(room, s.cut.Every-s.offset%s.cut.Every)
	}
	for _, at := range s.cut.At {
		if at > s.offset {
			room = min(room, at-s.offset)
		}
	}
	return room
}

func (s *segmenter) isCut() bool {
	if s.cut.Every > 0 && s.offset%s.cut.Every == 0 {
		return true
	}
	for _, at := range s.cut.At {
		if at == s.offset {
			return true
		}
	}
	return len(s.buf) == cap(s.buf)
}

func (s *segmenter) add(bytes []byte) bool {
	for len(bytes) > 0 {
		n := min(len(bytes), s.room())
		s.buf = append(s.buf, bytes[:n]...)
		s.offset += n
		bytes = bytes[n:]
		if s.isCut() && !s.flush() {
			return false
		}
	}
	return true
}

func (s *segmenter) flush() bool {
	if len(s.buf) == 0 {
		return true
	}
	if s.pace != nil && s.flushed {
		<-s.pace.C
	}
	s.flushed = true
	n, err := s.conn.Write(s.buf)
	s.written.Add(int64(n))
	s.buf = s.buf[:0]
	return err == nil
}
