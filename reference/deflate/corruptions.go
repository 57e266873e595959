package deflate

// Corruption is a message with one defect. A receiver whose window is empty cannot inflate it to its end. That one is
// Truncated goes unnoticed where only the data are inflated that there are.
type Corruption struct {
	Name    string
	Defect  Defect
	Payload []byte
}

// Corruptions are messages with every defect that ends the reading, except TooLarge.
func Corruptions() []Corruption {
	hello := Literals("Hello")
	build := func() *Builder { return new(Builder) }
	distance1 := []uint8{1}
	header := func(literals, distances uint32, metas ...uint32) *Builder {
		b := build().Block(Dynamic).Bits(literals, 5).Bits(distances, 5).Bits(0, 4)
		for _, length := range metas { // of the symbols 16, 17, 18 and 0
			b.Bits(length, 3)
		}
		return b
	}
	return []Corruption{
		{"reserved-block", ReservedBlock, build().Fixed(hello...).Block(Reserved).Bytes()},
		{"reserved-block-first", ReservedBlock, build().Block(Reserved).Bytes()},
		{"reserved-block-final", ReservedBlock, build().Final().Block(Reserved).Bytes()},

		{"stored-lengths-equal", LengthMismatch, build().StoredLengths(5, 5, []byte("Hello")).Message()},
		{"stored-lengths-one-bit", LengthMismatch, build().StoredLengths(5, ^uint16(5)^0x100, []byte("Hello")).Message()},
		{"zlib-header", LengthMismatch, append([]byte{0x78, 0x9C}, build().Fixed(hello...).Message()...)},

		{"literal-symbols-287", TooManySymbols, header(30, 0, 1, 1, 0, 0).Message()},
		{"literal-symbols-288", TooManySymbols, header(31, 0, 1, 1, 0, 0).Message()},
		{"distance-symbols-31", TooManySymbols, header(0, 30, 1, 1, 0, 0).Message()},
		{"distance-symbols-32", TooManySymbols, header(0, 31, 1, 1, 0, 0).Message()},

		{"meta-code-oversubscribed", Oversubscribed, header(0, 0, 1, 1, 1, 0).Message()},
		{"literal-code-oversubscribed", Oversubscribed,
			build().Open().DynamicCodes(code('H', 1, 'e', 1, endOfBlock, 1), distance1).Message()},
		{"distance-code-oversubscribed", Oversubscribed,
			build().Open().DynamicCodes(code('H', 1, endOfBlock, 1), []uint8{1, 1, 1}).Message()},

		{"meta-code-incomplete", Incomplete, header(0, 0, 2, 2, 0, 0).Message()},
		{"meta-code-of-one-symbol", Incomplete, header(0, 0, 0, 0, 0, 1).Message()},
		{"literal-code-incomplete", Incomplete,
			build().DynamicCodes(code('H', 2, endOfBlock, 2), distance1, Literal('H')).Message()},
		{"distance-code-incomplete", Incomplete,
			build().DynamicCodes(code('H', 1, endOfBlock, 1), []uint8{2, 2}, Literal('H')).Message()},

		{"repeat-of-nothing", RepeatOfNothing, header(0, 0, 1, 0, 0, 1).Bits(1, 1).Bits(0, 2).Message()},
		{"repeat-too-long", RepeatTooLong, header(0, 0, 0, 0, 1, 1).Bits(1, 1).Bits(127, 7).Bits(1, 1).Bits(127, 7).Message()},
		{"no-end-of-block", NoEndOfBlock,
			build().Open().DynamicCodes(code('H', 1, 'e', 1), distance1, Literal('H')).Message()},

		{"unused-literal-code", UnusedCode, build().Open().DynamicCodes(code(endOfBlock, 1), distance1).Bits(1, 1).Message()},
		{"unused-distance-code", UnusedCode,
			build().Open().DynamicCodes(code(firstLength, 1, 'H', 2, endOfBlock, 2), distance1, Literal('H')).
				Bits(0, 1). // a length of 3
				Bits(1, 1).Message()},
		{"no-distance-code", UnusedCode,
			build().Open().DynamicCodes(code(firstLength, 1, 'H', 2, endOfBlock, 2), []uint8{0}, Literal('H')).
				Bits(0, 1).Message()},

		{"length-symbol-286", ReservedLength, build().Fixed(Literal('H'), Symbols(286, 0, 0, 0)).Message()},
		{"length-symbol-287", ReservedLength, build().Fixed(Literal('H'), Symbols(287, 0, 0, 0)).Message()},
		{"distance-symbol-30", ReservedDistance, build().Fixed(Literal('H'), Symbols(firstLength, 0, 30, 0)).Message()},
		{"distance-symbol-31", ReservedDistance, build().Fixed(Literal('H'), Symbols(firstLength, 0, 31, 0)).Message()},

		{"distance-before-first-byte", TooFarBack, build().Fixed(Match(3, 1)).Message()},
		{"distance-one-too-far", TooFarBack, build().Fixed(append(hello, Match(3, 6))...).Message()},
		{"distance-far-too-far", TooFarBack, build().Fixed(append(hello, Match(3, MaxDistance))...).Message()},

		{"stored-bytes-missing", Truncated, build().StoredLengths(100, ^uint16(100), []byte("Hello")).Bytes()},
		{"code-lengths-missing", Truncated, build().Block(Dynamic).Bits(0, 5).Bits(0, 5).Bits(15, 4).Bytes()},
	}
}

// code makes code lengths, of the symbol and length pairs given.
func code(pairs ...int) []uint8 {
	lengths := make([]uint8, literalCodes)
	for ; len(pairs) > 0; pairs = pairs[2:] {
		lengths[pairs[0]] = uint8(pairs[1])
	}
	return lengths
}
