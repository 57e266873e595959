package deflate

import "math"

const (
	firstBuffer = 1 << 10
	lastBuffer  = 2 * MaxDistance
)

// history holds what was inflated: the last MaxDistance bytes at least, and what has not been handed out.
type history struct {
	buf   []byte
	end   int   // of what was inflated
	out   int   // up to where it was handed out
	given int64 // bytes of the message that were handed out
	start int   // the first byte that the sender may refer to
	limit int   // where the message has reached its limit; beyond buf if it cannot
	stop  int   // the last end with room for a whole match, and within the limit

	window int
}

// bound sets limit and stop, which move with buf and out.
func (d *Inflater) bound() {
	d.limit = math.MaxInt
	if left := d.Limit - d.given; d.Limit > 0 && left < int64(math.MaxInt-d.out) {
		d.limit = d.out + int(left)
	}
	d.stop = min(len(d.buf)-MaxLength, d.limit)
}

// flush hands out what was not.
func (d *Inflater) flush() {
	piece := d.buf[d.out:d.end]
	d.out = d.end
	d.given += int64(len(piece))
	if d.Output == nil || len(piece) == 0 {
		return
	}
	if err := d.Output(piece); d.err == nil {
		d.err = err
	}
}

// room makes room for a match. It returns false if Output does not want more.
func (d *Inflater) room() bool {
	if len(d.buf) < lastBuffer {
		bigger := make([]byte, max(firstBuffer, 2*len(d.buf)))
		copy(bigger, d.buf[:d.end])
		d.buf = bigger
	} else {
		d.flush()
		dropped := d.end - MaxDistance
		copy(d.buf, d.buf[dropped:d.end])
		d.end, d.out = MaxDistance, MaxDistance
		d.start = max(0, d.start-dropped)
	}
	d.bound()
	return d.err == nil
}
