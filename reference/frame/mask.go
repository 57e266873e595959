package frame

import (
	"encoding/binary"
	"math/bits"
)

// Mask applies the masking-key in place; applying it again undoes it (RFC 6455 section 5.3). The phase is the offset
// of p[0] in the payload: only its two low bits count.
func Mask(p []byte, key [4]byte, phase int) {
	k32 := bits.RotateLeft32(binary.LittleEndian.Uint32(key[:]), -8*(phase&3))
	if len(p) < 8 {
		for i := range p {
			p[i] ^= byte(k32)
			k32 = bits.RotateLeft32(k32, -8)
		}
		return
	}
	k := uint64(k32)<<32 | uint64(k32)
	// The last eight bytes are read before anything is written, so that the loops below may stop short of the end.
	end := len(p) - 8
	last := binary.LittleEndian.Uint64(p[end:]) ^ bits.RotateLeft64(k, -8*(end&3))
	q := p
	for len(q) >= 64 {
		b := q[:64:64]
		binary.LittleEndian.PutUint64(b[0:8], binary.LittleEndian.Uint64(b[0:8])^k)
		binary.LittleEndian.PutUint64(b[8:16], binary.LittleEndian.Uint64(b[8:16])^k)
		binary.LittleEndian.PutUint64(b[16:24], binary.LittleEndian.Uint64(b[16:24])^k)
		binary.LittleEndian.PutUint64(b[24:32], binary.LittleEndian.Uint64(b[24:32])^k)
		binary.LittleEndian.PutUint64(b[32:40], binary.LittleEndian.Uint64(b[32:40])^k)
		binary.LittleEndian.PutUint64(b[40:48], binary.LittleEndian.Uint64(b[40:48])^k)
		binary.LittleEndian.PutUint64(b[48:56], binary.LittleEndian.Uint64(b[48:56])^k)
		binary.LittleEndian.PutUint64(b[56:64], binary.LittleEndian.Uint64(b[56:64])^k)
		q = q[64:]
	}
	for len(q) >= 8 {
		binary.LittleEndian.PutUint64(q, binary.LittleEndian.Uint64(q)^k)
		q = q[8:]
	}
	binary.LittleEndian.PutUint64(p[end:], last)
}
