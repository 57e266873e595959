// Package deflate is DEFLATE (RFC 1951) as permessage-deflate uses it (RFC 7692 section 7.2), for those who have to know
// what a peer did and not only what it meant.
//
//   - Inflater decompresses messages that arrive in pieces and reports what they are made of: block types, distances,
//     how they end, and whether a distance reached further than was agreed.
//   - Deflater compresses messages and keeps to any window from 2^8 to 2^15 bytes.
//   - Builder writes a message bit by bit, lawful or not. Hellos, Empties, Reach, Bomb and Corruptions come from it.
//
// A message is the payload of all its frames put together, without the four octets that the sender removed.
package deflate

import "fmt"

const (
	MinWindowBits = 8  // smallest window that can be negotiated: 256 bytes
	MaxWindowBits = 15 // largest, and the one that holds if none is negotiated: 32768 bytes

	MaxDistance = 1 << MaxWindowBits
	MaxLength   = 258
	MinLength   = 3
)

// Tail is what a sender removes from the end of a message and a receiver appends (sections 7.2.1 and 7.2.2): the two
// lengths of an empty stored block.
const Tail = "\x00\x00\xff\xff"

// BlockType is the type of a block, as in its header.
type BlockType uint8

const (
	Stored BlockType = iota
	Fixed
	Dynamic
	Reserved // no block may have it
)

func (t BlockType) String() string {
	switch t {
	case Stored:
		return "stored"
	case Fixed:
		return "fixed"
	case Dynamic:
		return "dynamic"
	}
	return "reserved"
}

// windowBits checks the bits of a window; 0 stands for the window that needs no negotiation.
func windowBits(bits int) int {
	if bits == 0 {
		return MaxWindowBits
	}
	if bits < MinWindowBits || bits > MaxWindowBits {
		panic(fmt.Sprintf("deflate: a window of %d bits", bits))
	}
	return bits
}
