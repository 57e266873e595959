package deflate

import "math/bits"

const (
	endOfBlock   = 256
	firstLength  = 257 // symbol of length 3
	literalCodes = 286 // symbols of the literal and length alphabet that may be used
	lengthCodes  = 29
	distCodes    = 30 // symbols of the distance alphabet that may be used
	metaCodes    = 19 // symbols of the alphabet that code lengths are written in
	maxCode      = 15 // bits of the longest literal or distance code
	maxMetaCode  = 7  // bits of the longest code for code lengths

	repeatLast  = 16 // repeat the code length before, 3 to 6 times
	repeatZero  = 17 // 3 to 10 zeros
	repeatZeros = 18 // 11 to 138 zeros

	allLiteralCodes = 288 // with the two that the fixed code has and nobody may use
	allDistCodes    = 32
)

// span is what a length or distance symbol stands for: base, and how many bits are added to it.
type span struct {
	base  uint16
	extra uint8
}

var (
	lengthSpans = func() (spans [lengthCodes]span) {
		base := uint16(MinLength)
		for i := range spans {
			extra := uint8(0)
			if i >= 8 {
				extra = uint8(i/4 - 1)
			}
			spans[i] = span{base, extra}
			base += 1 << extra
		}
		spans[lengthCodes-1] = span{MaxLength, 0} // the longest match is the most frequent one: it has its own symbol
		return spans
	}()

	distSpans = func() (spans [distCodes]span) {
		base := 1
		for i := range spans {
			extra := uint8(0)
			if i >= 4 {
				extra = uint8(i/2 - 1)
			}
			spans[i] = span{uint16(base), extra}
			base += 1 << extra
		}
		return spans
	}()

	// metaOrder is the order in which the lengths of the code for code lengths stand in a block header.
	metaOrder = [metaCodes]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

	fixedLiteralLengths = func() (lengths [allLiteralCodes]uint8) {
		for i := range lengths {
			switch {
			case i < 144:
				lengths[i] = 8
			case i < 256:
				lengths[i] = 9
			case i < 280:
				lengths[i] = 7
			default:
				lengths[i] = 8
			}
		}
		return lengths
	}()

	fixedDistLengths = func() (lengths [allDistCodes]uint8) {
		for i := range lengths {
			lengths[i] = 5
		}
		return lengths
	}()

	lengthSymbols = func() (symbols [MaxLength + 1]uint16) { // by length
		for i, s := range lengthSpans {
			for l := int(s.base); l < int(s.base)+1<<s.extra && l <= MaxLength; l++ {
				symbols[l] = uint16(firstLength + i)
			}
		}
		return symbols
	}()
)

// distSymbol is the symbol of a distance from 1 to MaxDistance.
func distSymbol(distance int) int {
	d := uint(distance - 1)
	if d < 2 {
		return int(d)
	}
	extra := bits.Len(d) - 2
	return 2*(extra+1) + int(d>>extra&1)
}
