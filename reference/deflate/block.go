package deflate

// block is a block that is being put together: its literals and matches, and how often each symbol is among them.
type block struct {
	tokens    []uint32 // a literal, or matchFlag with length and distance
	size      int      // bytes they stand for
	literals  [literalCodes]uint32
	distances [distCodes]uint32

	literalLengths [literalCodes]uint8
	distLengths    [distCodes]uint8
	literalWords   [literalCodes]codeWord
	distWords      [distCodes]codeWord
	header         codeHeader
}

const matchFlag = 1 << 31

func (b *block) reset() {
	b.tokens, b.size = b.tokens[:0], 0
	clear(b.literals[:])
	clear(b.distances[:])
}

func (b *block) literal(c byte) {
	b.tokens = append(b.tokens, uint32(c))
	b.literals[c]++
	b.size++
}

func (b *block) match(length, distance int) {
	b.tokens = append(b.tokens, matchFlag|uint32(length-MinLength)<<16|uint32(distance-1))
	b.literals[lengthSymbols[length]]++
	b.distances[distSymbol(distance)]++
	b.size += length
}

// write writes the block as the type that takes the fewest bits. raw is what it stands for, or nil if that is no longer
// known.
func (b *block) write(w *bitWriter, raw []byte) {
	b.literals[endOfBlock] = 1
	optimal(b.literalLengths[:], b.literals[:], maxCode)
	optimal(b.distLengths[:], b.distances[:], maxCode)
	b.header.set(trimmed(b.literalLengths[:], firstLength), trimmed(b.distLengths[:], 1))

	fixed := b.bits(fixedLiteralLengths[:], fixedDistLengths[:])
	dynamic := b.bits(b.literalLengths[:], b.distLengths[:]) + b.header.size()
	if raw != nil && 4*8+len(raw)*8 < min(fixed, dynamic) {
		w.header(false, Stored)
		w.storedBody(uint16(len(raw)), ^uint16(len(raw)), raw)
		return
	}
	if fixed <= dynamic {
		w.header(false, Fixed)
		b.symbols(w, fixedLiteralWords[:], fixedDistWords[:])
		return
	}
	w.header(false, Dynamic)
	b.header.write(w)
	assign(b.literalWords[:], b.literalLengths[:])
	assign(b.distWords[:], b.distLengths[:])
	b.symbols(w, b.literalWords[:], b.distWords[:])
}

// bits is how many bits the symbols take in a code with these lengths. Extra bits, which are the same in all codes, count
// too.
func (b *block) bits(literals, distances []uint8) int {
	n := 0
	for symbol, times := range b.literals {
		extra := 0
		if symbol >= firstLength {
			extra = int(lengthSpans[symbol-firstLength].extra)
		}
		n += int(times) * (int(literals[symbol]) + extra)
	}
	for symbol, times := range b.distances {
		n += int(times) * (int(distances[symbol]) + int(distSpans[symbol].extra))
	}
	return n
}

// symbols writes what the block consists of, and its end.
func (b *block) symbols(w *bitWriter, literals, distances []codeWord) {
	for _, t := range b.tokens {
		if t&matchFlag == 0 {
			w.code(literals[t])
			continue
		}
		length, distance := int(t>>16&0xFF)+MinLength, int(t&0xFFFF)+1
		writeLength(w, literals, length)
		writeDistance(w, distances, distance)
	}
	w.code(literals[endOfBlock])
}

func writeLength(w *bitWriter, words []codeWord, length int) {
	symbol := lengthSymbols[length]
	span := lengthSpans[symbol-firstLength]
	word := words[symbol]
	w.put(uint32(word.bits)|uint32(length-int(span.base))<<word.length, uint(word.length+span.extra))
}

func writeDistance(w *bitWriter, words []codeWord, distance int) {
	symbol := distSymbol(distance)
	span := distSpans[symbol]
	word := words[symbol]
	w.put(uint32(word.bits)|uint32(distance-int(span.base))<<word.length, uint(word.length+span.extra))
}
