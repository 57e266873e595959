package deflate

import "math/bits"

// entry tells a decoder what the next bits mean: bits 0 to 3 are the length of the code, 4 to 7 the number of bits that
// follow it, 8 to 10 the kind, 16 to 31 the value.
type entry uint32

const (
	kindLiteral  entry = iota << 8 // value: the byte, or for other alphabets the symbol
	kindMatch                      // value: the smallest length or distance
	kindEnd                        // the end of the block
	kindReserved                   // a symbol that the fixed code has and nobody may use; value: the symbol
	kindUnused                     // bits that are no code
	kindLong                       // a code longer than the table is wide

	kindMask entry = 7 << 8
)

func (e entry) codeBits() uint  { return uint(e & 15) }
func (e entry) extraBits() uint { return uint(e >> 4 & 15) }
func (e entry) value() int      { return int(e >> 16) }

// What the symbols of an alphabet mean, as entries without the length of their code.
var (
	literalMeaning = func() (m [allLiteralCodes]entry) {
		for i := range m {
			switch {
			case i < endOfBlock:
				m[i] = kindLiteral | entry(i)<<16
			case i == endOfBlock:
				m[i] = kindEnd
			case i < literalCodes:
				s := lengthSpans[i-firstLength]
				m[i] = kindMatch | entry(s.base)<<16 | entry(s.extra)<<4
			default:
				m[i] = kindReserved | entry(i)<<16
			}
		}
		return m
	}()

	distMeaning = func() (m [allDistCodes]entry) {
		for i := range m {
			if i < distCodes {
				m[i] = kindMatch | entry(distSpans[i].base)<<16 | entry(distSpans[i].extra)<<4
			} else {
				m[i] = kindReserved | entry(i)<<16
			}
		}
		return m
	}()

	metaMeaning = func() (m [metaCodes]entry) {
		for i := range m {
			m[i] = kindLiteral | entry(i)<<16
		}
		return m
	}()
)

const (
	literalWidth = 10
	distWidth    = 9
	metaWidth    = maxMetaCode
)

// decoder reads one prefix code. Codes up to the width of its table take one look, longer ones a search by length.
type decoder struct {
	table   []entry
	width   uint
	meaning []entry

	// Codes of a length lie next to each other, and behind all shorter ones: that is what canonical means.
	bound  [maxCode + 1]uint16 // behind the last code of this length, filled up with bits to maxCode
	first  [maxCode + 1]uint16 // the first code of this length, likewise
	offset [maxCode + 1]uint16 // where the symbols of this length begin in sorted
	sorted [allLiteralCodes]uint16
}

// set prepares the decoder for a code, given by the length of each symbol's code. It returns 0 if the code can be used.
// A code of one symbol may leave half of its space unused if single is set.
func (d *decoder) set(lengths []uint8, single bool) Defect {
	var count [maxCode + 1]int
	for _, l := range lengths {
		count[l]++
	}
	used := len(lengths) - count[0]
	left := 1
	for l := 1; l <= maxCode; l++ {
		if left = left<<1 - count[l]; left < 0 {
			return Oversubscribed
		}
	}
	if left > 0 {
		if used > 0 && !(single && used == 1 && count[1] == 1) {
			return Incomplete
		}
		for i := range d.table {
			d.table[i] = kindUnused | 1
		}
	}

	var next [maxCode + 1]uint16
	code, symbols := uint16(0), uint16(0)
	for l := 1; l <= maxCode; l++ {
		next[l] = code
		d.offset[l] = symbols
		d.first[l] = code << (maxCode - l)
		code += uint16(count[l])
		symbols += uint16(count[l])
		d.bound[l] = code << (maxCode - l)
		code <<= 1
	}
	place := d.offset
	for symbol, l := range lengths {
		if l == 0 {
			continue
		}
		d.sorted[place[l]] = uint16(symbol)
		place[l]++
		reversed := uint(bits.Reverse16(next[l]) >> (16 - l))
		next[l]++
		if uint(l) > d.width {
			d.table[reversed&(1<<d.width-1)] = kindLong
			continue
		}
		e := d.meaning[symbol] | entry(l)
		for i := reversed; i < 1<<d.width; i += 1 << l {
			d.table[i] = e
		}
	}
	return 0
}

// long finds a code that is longer than the table is wide.
func (d *decoder) long(acc uint64) entry {
	code := bits.Reverse16(uint16(acc)) >> (16 - maxCode)
	l := d.width + 1
	for l < maxCode && code >= d.bound[l] {
		l++
	}
	i := d.offset[l] + (code-d.first[l])>>(maxCode-l)
	return d.meaning[d.sorted[i]] | entry(l)
}

// codes are the decoders of a Huffman block.
type codes struct {
	literals, distances decoder
	literalTable        [1 << literalWidth]entry
	distTable           [1 << distWidth]entry
}

func newCodes() *codes {
	c := &codes{}
	c.literals.table, c.literals.width, c.literals.meaning = c.literalTable[:], literalWidth, literalMeaning[:]
	c.distances.table, c.distances.width, c.distances.meaning = c.distTable[:], distWidth, distMeaning[:]
	return c
}

var fixedCodes = func() *codes {
	c := newCodes()
	c.literals.set(fixedLiteralLengths[:], false)
	c.distances.set(fixedDistLengths[:], false)
	return c
}()
