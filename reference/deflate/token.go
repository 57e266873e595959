package deflate

// Token is what a Huffman block consists of: a literal or a match.
type Token struct {
	symbol, extra         uint16 // of the alphabet of literals and lengths
	distance, distanceLow uint16 // the distance symbol, and its extra bits
}

// Literal is one byte.
func Literal(b byte) Token { return Token{symbol: uint16(b)} }

// Literals are the bytes of data, one by one.
func Literals[T string | []byte](data T) []Token {
	tokens := make([]Token, len(data))
	for i := range tokens {
		tokens[i] = Literal(data[i])
	}
	return tokens
}

// Match repeats length bytes, from 3 to 258, that begin distance bytes back, from 1 to 32768.
func Match(length, distance int) Token {
	symbol, far := lengthSymbols[length], distSymbol(distance)
	return Token{
		symbol:      symbol,
		extra:       uint16(length) - lengthSpans[symbol-firstLength].base,
		distance:    uint16(far),
		distanceLow: uint16(distance - int(distSpans[far].base)),
	}
}

// Symbols is a match of two symbols with their extra bits: also of those that nobody may use, 286 and 287 for the length
// and 30 and 31 for the distance, which have no extra bits.
func Symbols(length, extra, distance, distanceExtra uint16) Token {
	return Token{length, extra, distance, distanceExtra}
}

func (t Token) isLiteral() bool { return t.symbol < endOfBlock }

func (t Token) write(w *bitWriter, literals, distances []codeWord) {
	w.code(literals[t.symbol])
	if t.isLiteral() {
		return
	}
	if i := int(t.symbol) - firstLength; i < lengthCodes {
		w.put(uint32(t.extra), uint(lengthSpans[i].extra))
	}
	w.code(distances[t.distance])
	if t.distance < distCodes {
		w.put(uint32(t.distanceLow), uint(distSpans[t.distance].extra))
	}
}
