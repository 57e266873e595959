package deflate

import "encoding/binary"

// bitWriter appends bits to octets, the lowest first.
type bitWriter struct {
	dst []byte
	acc uint64
	nb  uint // bits in acc, less than 32 between calls
}

// put appends the lowest n bits of v, at most 32. The others must be zero.
func (w *bitWriter) put(v uint32, n uint) {
	w.acc |= uint64(v) << w.nb
	w.nb += n
	if w.nb >= 32 {
		w.dst = binary.LittleEndian.AppendUint32(w.dst, uint32(w.acc))
		w.acc >>= 32
		w.nb -= 32
	}
}

// code appends a code word.
func (w *bitWriter) code(c codeWord) { w.put(uint32(c.bits), uint(c.length)) }

// align fills the last octet with zero bits.
func (w *bitWriter) align() {
	for w.nb > 0 {
		w.dst = append(w.dst, byte(w.acc))
		w.acc >>= 8
		w.nb -= min(w.nb, 8)
	}
}

// header begins a block.
func (w *bitWriter) header(final bool, t BlockType) {
	v := uint32(t) << 1
	if final {
		v |= 1
	}
	w.put(v, 3)
}

// storedBody writes what comes behind the header of a stored block, with any two lengths.
func (w *bitWriter) storedBody(length, complement uint16, data []byte) {
	w.align()
	w.put(uint32(length)|uint32(complement)<<16, 32)
	w.dst = append(w.dst, data...)
}
