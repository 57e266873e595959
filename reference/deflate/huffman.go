package deflate

import (
	"math/bits"
	"slices"
)

// codeWord is the code of a symbol, its first bit lowest.
type codeWord struct {
	bits   uint16
	length uint8
}

// assign makes the canonical code with these lengths. If they make no code, some code words are the same.
func assign(words []codeWord, lengths []uint8) {
	var count, next [maxCode + 1]uint16
	for _, l := range lengths {
		count[l]++
	}
	count[0] = 0
	for l := 1; l <= maxCode; l++ {
		next[l] = (next[l-1] + count[l-1]) << 1
	}
	for symbol, l := range lengths {
		words[symbol] = codeWord{bits.Reverse16(next[l]) >> (16 - l), l}
		next[l]++
	}
}

var (
	fixedLiteralWords = func() (words [allLiteralCodes]codeWord) {
		assign(words[:], fixedLiteralLengths[:])
		return words
	}()
	fixedDistWords = func() (words [allDistCodes]codeWord) {
		assign(words[:], fixedDistLengths[:])
		return words
	}()
)

// optimal sets the lengths of the code words that say symbols of these frequencies in the fewest bits, none longer than
// longest. It makes at least two code words: with fewer the code would not be complete.
func optimal(lengths []uint8, frequencies []uint32, longest int) {
	clear(lengths)
	var all [allLiteralCodes]uint64 // frequency and symbol
	used := all[:0]
	for symbol, f := range frequencies {
		if f > 0 {
			used = append(used, uint64(f)<<16|uint64(symbol))
		}
	}
	for symbol := 0; len(used) < 2; symbol++ {
		if frequencies[symbol] == 0 {
			used = append(used, uint64(symbol))
		}
	}
	slices.Sort(used)

	// The tree: leaves first, then the nodes above them in the order they are made, which is by weight.
	n := len(used)
	var weight [2 * allLiteralCodes]uint64
	var parent, depth [2 * allLiteralCodes]uint16
	for i, u := range used {
		weight[i] = u >> 16
	}
	leaf, inner := 0, n
	for node := n; node < 2*n-1; node++ {
		for range 2 {
			child := &inner
			if leaf < n && (inner == node || weight[leaf] <= weight[inner]) {
				child = &leaf
			}
			weight[node] += weight[*child]
			parent[*child] = uint16(node)
			*child++
		}
	}
	var count [allLiteralCodes]int // of leaves by depth
	for node := 2*n - 3; node >= 0; node-- {
		depth[node] = depth[parent[node]] + 1
		if node < n {
			count[min(int(depth[node]), longest)]++
		}
	}

	// Cutting the longest ones took more space than there is. Moving a shorter one down, together with one of the
	// longest, gives back a unit of it.
	space := 0
	for l := 1; l <= longest; l++ {
		space += count[l] << (longest - l)
	}
	for ; space > 1<<longest; space-- {
		l := longest - 1
		for count[l] == 0 {
			l--
		}
		count[l]--
		count[l+1] += 2
		count[longest]--
	}

	l := longest // the rarest first
	for _, u := range used {
		for count[l] == 0 {
			l--
		}
		lengths[u&0xFFFF] = uint8(l)
		count[l]--
	}
}

// trimmed leaves out lengths of 0 at the end, down to least.
func trimmed(lengths []uint8, least int) []uint8 {
	n := len(lengths)
	for n > least && lengths[n-1] == 0 {
		n--
	}
	return lengths[:n]
}
