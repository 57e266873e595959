package payload

import "bytes"

// Comparer compares bytes that come in pieces with a payload, and finds the first difference.
type Comparer struct {
	want   Payload
	size   int64
	offset int64
	differ int64 // offset of the first difference, -1 while there is none
	buf    [4096]byte
}

// NewComparer returns a Comparer for the given payload.
func NewComparer(want Payload) *Comparer {
	c := &Comparer{}
	c.Reset(want)
	return c
}

// Reset starts again with another payload.
func (c *Comparer) Reset(want Payload) {
	c.want, c.size, c.offset, c.differ = want, want.Size(), 0, -1
}

// Write compares the next piece. After a difference it looks at nothing more.
func (c *Comparer) Write(piece []byte) {
	if c.differ >= 0 {
		return
	}
	for len(piece) > 0 {
		n := c.want.ReadAt(c.buf[:min(len(c.buf), len(piece))], c.offset)
		if n == 0 || !bytes.Equal(c.buf[:n], piece[:n]) {
			c.differ = c.offset
			for i := 0; i < n && c.buf[i] == piece[i]; i++ {
				c.differ++
			}
			return
		}
		piece = piece[n:]
		c.offset += int64(n)
	}
}

// Complete tells whether exactly the payload has been written.
func (c *Comparer) Complete() bool { return c.differ < 0 && c.offset == c.size }

// Matches tells whether all that has been written so far is a beginning of the payload.
func (c *Comparer) Matches() bool { return c.differ < 0 }

// Difference is the offset of the first byte that differs: where the bytes part, or where the shorter one ends.
// It is -1 if there is no difference.
func (c *Comparer) Difference() int64 {
	if c.differ >= 0 {
		return c.differ
	}
	if c.offset < c.size {
		return c.offset
	}
	return -1
}
