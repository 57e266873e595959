package deflate

import "fmt"

// Builder writes the payload of a message block by block, or bit by bit. It writes whatever it is told, lawful or not. The
// zero value is ready.
//
//	new(Builder).Fixed(Literals("Hello")...).Message()          // F2 48 CD C9 C9 07 00
//	new(Builder).Final().Fixed(Literals("Hello")...).Message()  // F3 48 CD C9 C9 07 00 00
type Builder struct {
	w     bitWriter
	final bool // the next block has BFINAL
	open  bool // the next block has no end
	ended bool // the last block had BFINAL: the next one begins in a new octet
}

// Final sets BFINAL in the next block.
func (b *Builder) Final() *Builder {
	b.final = true
	return b
}

// Open leaves the end-of-block code out of the next block.
func (b *Builder) Open() *Builder {
	b.open = true
	return b
}

// Block writes the header of a block and nothing else.
func (b *Builder) Block(t BlockType) *Builder {
	if b.ended {
		b.w.align()
	}
	b.w.header(b.final, t)
	b.ended, b.final = b.final, false
	return b
}

// Bits writes the lowest n bits of v, at most 32, the lowest first.
func (b *Builder) Bits(v uint32, n uint) *Builder {
	b.w.put(v&uint32(1<<n-1), n)
	return b
}

// Align fills the octet with zero bits.
func (b *Builder) Align() *Builder {
	b.w.align()
	return b
}

// Stored writes a stored block of up to 65535 bytes.
func (b *Builder) Stored(data []byte) *Builder {
	if len(data) > 0xFFFF {
		panic(fmt.Sprintf("deflate: a stored block of %d bytes", len(data)))
	}
	return b.StoredLengths(uint16(len(data)), ^uint16(len(data)), data)
}

// StoredLengths writes a stored block with any two lengths.
func (b *Builder) StoredLengths(length, complement uint16, data []byte) *Builder {
	b.Block(Stored)
	b.w.storedBody(length, complement, data)
	return b
}

// Fixed writes a block with the fixed code.
func (b *Builder) Fixed(tokens ...Token) *Builder {
	b.Block(Fixed)
	b.tokens(fixedLiteralWords[:], fixedDistWords[:], tokens)
	return b
}

// Dynamic writes a block with the code that is best for its tokens.
func (b *Builder) Dynamic(tokens ...Token) *Builder {
	var literals [allLiteralCodes]uint32
	var distances [allDistCodes]uint32
	literals[endOfBlock] = 1
	for _, t := range tokens {
		literals[t.symbol]++
		if !t.isLiteral() {
			distances[t.distance]++
		}
	}
	var literalLengths [allLiteralCodes]uint8
	var distLengths [allDistCodes]uint8
	optimal(literalLengths[:], literals[:], maxCode)
	optimal(distLengths[:], distances[:], maxCode)
	return b.DynamicCodes(trimmed(literalLengths[:], firstLength), trimmed(distLengths[:], 1), tokens...)
}

// DynamicCodes writes a block with any two codes, given by the code lengths of their symbols: 257 to 288 literals and
// lengths, 1 to 32 distances, none longer than 15 bits.
func (b *Builder) DynamicCodes(literals, distances []uint8, tokens ...Token) *Builder {
	b.Block(Dynamic)
	var h codeHeader
	h.set(literals, distances)
	h.write(&b.w)
	var literalWords [allLiteralCodes]codeWord
	var distWords [allDistCodes]codeWord
	assign(literalWords[:], literals)
	assign(distWords[:], distances)
	b.tokens(literalWords[:], distWords[:], tokens)
	return b
}

func (b *Builder) tokens(literals, distances []codeWord, tokens []Token) {
	for _, t := range tokens {
		t.write(&b.w, literals, distances)
	}
	if !b.open {
		b.w.code(literals[endOfBlock])
	}
	b.open = false
}

// Message ends the message as a sender has to: with an empty stored block whose lengths are removed.
func (b *Builder) Message() []byte { return b.Block(Stored).Bytes() }

// Bytes are the octets written so far, the last one filled with zero bits.
func (b *Builder) Bytes() []byte {
	b.w.align()
	return b.w.dst
}
