package deflate

import (
	"encoding/binary"
	"math/bits"
)

// How hard the matcher tries: about as hard as zlib does by default.
const (
	candidates  = 32   // looked at for a match
	hasty       = 2    // looked at in a hurry, which knows no match that begins inside another one
	goodLength  = 8    // with such a match in hand, a quarter of them
	lazyLength  = 32   // such a match is taken without looking at the next position
	niceLength  = 160  // and such a one without looking for a longer one
	nearEnough3 = 1024 // beyond it three literals take about as many bits as a match of three

	// lookahead is how many bytes have to be there so that what is found does not depend on how the data are cut.
	lookahead = 1 + MaxLength + MinLength

	rebase = 1 << 30 // where positions begin again, so that they fit in 32 bits
)

// matcher cuts bytes into literals and matches. Its memory grows with the window.
type matcher struct {
	window int
	quick  bool
	tokens int // how many of them make a block
	keep   int // bytes before pos that stay in buf

	buf   []byte
	pos   int // the next byte
	end   int // of the bytes there are
	start int // the first byte that may be referred to
	base  int // position of buf[0] in all there ever was, plus 1

	entered int      // bytes before it are in head and prev
	shift   uint     // makes a hash
	head    []uint32 // by hash: the last position with it
	prev    []uint16 // by position, modulo window: how far back the one before it with the same hash is

	length, distance int // of the match at pos, if it is known already
}

func newMatcher(windowBits int) *matcher {
	m := &matcher{window: 1 << windowBits, base: 1}
	m.tokens = max(1024, m.window/2)
	m.keep = max(m.window, 2*m.tokens)
	m.buf = make([]byte, 2*m.keep+2*lookahead)
	hashBits := max(windowBits-1, 9)
	m.shift = uint(32 - hashBits)
	m.head = make([]uint32, 1<<hashBits)
	m.prev = make([]uint16, m.window)
	return m
}

// forget begins with an empty window.
func (m *matcher) forget() {
	m.pos, m.start, m.length = m.end, m.end, 0
}

// fill takes as many bytes of a piece as there is room for.
func (m *matcher) fill(piece []byte) int {
	room := m.buf[:len(m.buf)-1] // a hash is read four bytes at a time
	if m.end == len(room) {
		m.slide(m.pos - m.keep)
	}
	n := copy(room[m.end:], piece)
	m.end += n
	return n
}

func (m *matcher) slide(n int) {
	copy(m.buf, m.buf[n:m.end])
	m.pos -= n
	m.end -= n
	m.start = max(0, m.start-n)
	m.entered = max(0, m.entered-n)
	m.base += n
	if m.base > rebase {
		clear(m.head)
		m.base = 1
		m.entered = max(0, m.pos-m.window)
	}
}

// next cuts off a literal or match and adds it to the block. It returns false if there is nothing to cut; unless it is
// the end of the message, lookahead bytes stay.
func (m *matcher) next(b *block, end bool) bool {
	ahead := m.end - m.pos
	if ahead == 0 || !end && ahead < lookahead {
		return false
	}
	length, distance := m.length, m.distance
	m.length = 0
	if length == 0 {
		length, distance = m.find(m.pos, MinLength-1)
	}
	if length >= MinLength && length < lazyLength && !m.quick {
		m.length, m.distance = m.find(m.pos+1, length)
	}
	if length < MinLength || m.length > 0 {
		b.literal(m.buf[m.pos])
		m.pos++
		return true
	}
	b.match(length, distance)
	m.pos += length
	if m.quick {
		m.entered = max(m.entered, m.pos)
	}
	return true
}

// find looks for a match at an offset of buf that is longer than known. It returns 0 if there is none.
func (m *matcher) find(at, known int) (length, distance int) {
	longest := min(m.end-at, MaxLength)
	m.enter(at)
	if longest <= known || longest < MinLength {
		return 0, 0
	}
	tries := candidates
	if m.quick {
		tries = hasty
	} else if known >= goodLength {
		tries /= 4
	}
	buf, best := m.buf, known
	oldest := max(m.start, at-m.window)
	here := buf[at : at+longest]
	for c := int(m.head[m.hash(at)]) - m.base; c >= oldest && tries > 0; tries-- {
		if buf[c+best] == here[best] {
			n := common(buf[c:], here)
			if n > best && (n > MinLength || at-c <= nearEnough3) {
				best, length, distance = n, n, at-c
				if n >= niceLength || n == longest {
					break
				}
			}
		}
		c -= int(m.prev[(m.base+c)&(m.window-1)])
	}
	return length, distance
}

// enter makes all bytes before an offset known to find.
func (m *matcher) enter(at int) {
	for ; m.entered < at && m.entered+MinLength <= m.end; m.entered++ {
		h := m.hash(m.entered)
		position := uint32(m.base + m.entered)
		m.prev[position&uint32(m.window-1)] = uint16(min(position-m.head[h], 1<<16-1))
		m.head[h] = position
	}
}

func (m *matcher) hash(at int) uint32 {
	return binary.LittleEndian.Uint32(m.buf[at:]) << 8 * 0x9E3779B1 >> m.shift
}

// common is how many bytes at the beginning of a and b are the same; a is at least as long.
func common(a, b []byte) int {
	n := 0
	for ; n+8 <= len(b); n += 8 {
		if differ := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); differ != 0 {
			return n + bits.TrailingZeros64(differ)/8
		}
	}
	for n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
