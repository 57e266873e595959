// Package payload describes the payload of a frame or message without holding it: a few units, each repeated up to a
// size. A payload of 64 MiB is a value of some dozen bytes that can be read at any offset.
package payload

import "fmt"

// Part is a unit repeated, and cut, to fill Size bytes.
type Part struct {
	Unit []byte
	Size int64
}

// Payload is a sequence of parts. The zero value is the empty payload. A Payload is never changed after it was made,
// so it can be shared.
type Payload []Part

// Bytes is a payload of exactly these bytes.
func Bytes(b []byte) Payload {
	if len(b) == 0 {
		return nil
	}
	return Payload{{Unit: b, Size: int64(len(b))}}
}

// String is a payload of exactly the bytes of s.
func String(s string) Payload { return Bytes([]byte(s)) }

// Repeat fills size bytes with the unit, which is cut at the end if size is no multiple of its length.
// An empty unit fills with zero bytes.
func Repeat(unit []byte, size int64) Payload {
	if size <= 0 {
		return nil
	}
	if len(unit) == 0 {
		unit = []byte{0}
	}
	return Payload{{Unit: unit, Size: size}}
}

// The units of Text and Binary have a length that is prime, so that a piece shifted by a buffer size never looks right.
var (
	textUnit   = []byte("0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.")[:61]
	binaryUnit = func() []byte {
		unit := make([]byte, 251)
		for i := range unit {
			unit[i] = byte(i*167 + 91)
		}
		return unit
	}()
)

// Text is size bytes of printable ASCII.
func Text(size int64) Payload { return Repeat(textUnit, size) }

// Binary is size bytes of all kinds; from three bytes up it is not valid UTF-8.
func Binary(size int64) Payload { return Repeat(binaryUnit, size) }

// Join puts payloads one behind the other.
func Join(payloads ...Payload) Payload {
	var joined Payload
	for _, p := range payloads {
		joined = append(joined, p...)
	}
	return joined
}

// Size is the number of bytes.
func (p Payload) Size() int64 {
	var size int64
	for _, part := range p {
		size += part.Size
	}
	return size
}

// ReadAt fills dst from the given offset on and returns how many bytes there were. It fails never: beyond the end
// it returns 0.
func (p Payload) ReadAt(dst []byte, offset int64) int {
	n := 0
	for _, part := range p {
		if offset >= part.Size {
			offset -= part.Size
			continue
		}
		for n < len(dst) && offset < part.Size {
			unit := part.Unit[offset%int64(len(part.Unit)):]
			if rest := part.Size - offset; int64(len(unit)) > rest {
				unit = unit[:rest]
			}
			c := copy(dst[n:], unit)
			n += c
			offset += int64(c)
		}
		if n == len(dst) {
			return n
		}
		offset = 0
	}
	return n
}

// Bytes returns all bytes; meant for small payloads.
func (p Payload) Bytes() []byte {
	b := make([]byte, p.Size())
	p.ReadAt(b, 0)
	return b
}

// Slice is the part of the payload from one offset up to another. Offsets outside are cut to the ends. No unit is copied.
func (p Payload) Slice(from, to int64) Payload {
	from, to = max(from, 0), max(to, 0) // far outside they would wrap around below
	var cut Payload
	for _, part := range p {
		lo, hi := max(from, 0), min(to, part.Size)
		if lo < hi {
			turn := lo % int64(len(part.Unit))
			if rest := part.Unit[turn:]; turn != 0 || hi-lo <= int64(len(rest)) {
				rest = rest[:min(hi-lo, int64(len(rest)))]
				cut = append(cut, Part{Unit: rest, Size: int64(len(rest))})
				lo += int64(len(rest))
			}
			if lo < hi {
				cut = append(cut, Part{Unit: part.Unit, Size: hi - lo})
			}
		}
		from -= part.Size
		to -= part.Size
	}
	return cut
}

// Equal tells whether both payloads are the same bytes.
func (p Payload) Equal(q Payload) bool {
	if p.Size() != q.Size() {
		return false
	}
	c := NewComparer(p)
	var buf [4096]byte
	for offset := int64(0); ; {
		n := q.ReadAt(buf[:], offset)
		if n == 0 {
			return c.Complete()
		}
		c.Write(buf[:n])
		offset += int64(n)
	}
}

// String is a short description: the bytes quoted if they are few, else the beginning and the size.
func (p Payload) String() string {
	const shown = 24
	size := p.Size()
	if size <= shown {
		return fmt.Sprintf("%q", p.Bytes())
	}
	var head [shown]byte
	p.ReadAt(head[:], 0)
	return fmt.Sprintf("%q… (%d bytes)", head[:], size)
}
