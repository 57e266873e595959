package deflate

// codeHeader is the header of a dynamic block to be written: two codes, given by their code lengths.
type codeHeader struct {
	literals, distances int
	lengths             [allLiteralCodes + allDistCodes]uint8
	runs                []run
	meta                [metaCodes]uint8 // lengths of the code that the runs are written in
	metas               int
}

// run is a symbol that code lengths are written in, with its extra bits.
type run struct {
	symbol, extra uint8
}

var runExtra = [metaCodes]uint8{repeatLast: 2, repeatZero: 3, repeatZeros: 7}

// set describes the codes in the fewest bits.
func (h *codeHeader) set(literals, distances []uint8) {
	h.literals = copy(h.lengths[:], literals)
	h.distances = copy(h.lengths[h.literals:], distances)
	h.runs = h.runs[:0]
	for rest := h.lengths[:h.literals+h.distances]; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n] == rest[0] {
			n++
		}
		h.repeat(rest[0], n)
		rest = rest[n:]
	}
	var frequencies [metaCodes]uint32
	for _, r := range h.runs {
		frequencies[r.symbol]++
	}
	optimal(h.meta[:], frequencies[:], maxMetaCode)
	h.trim()
}

// trim leaves out what nobody needs at the end of the meta code.
func (h *codeHeader) trim() {
	h.metas = metaCodes
	for h.metas > 4 && h.meta[metaOrder[h.metas-1]] == 0 {
		h.metas--
	}
}

// repeat adds runs for n times the same length.
func (h *codeHeader) repeat(length uint8, n int) {
	if length != 0 {
		h.runs = append(h.runs, run{symbol: length})
		n--
	}
	for n >= 3 {
		r, times := run{}, 0
		switch {
		case length != 0:
			times = min(n, 6)
			r = run{repeatLast, uint8(times - 3)}
		case n <= 10:
			times = n
			r = run{repeatZero, uint8(times - 3)}
		default:
			times = min(n, 138)
			r = run{repeatZeros, uint8(times - 11)}
		}
		h.runs = append(h.runs, r)
		n -= times
	}
	for range n {
		h.runs = append(h.runs, run{symbol: length})
	}
}

// size is the number of bits, without those of the block type.
func (h *codeHeader) size() int {
	n := 5 + 5 + 4 + 3*h.metas
	for _, r := range h.runs {
		n += int(h.meta[r.symbol] + runExtra[r.symbol])
	}
	return n
}

func (h *codeHeader) write(w *bitWriter) {
	w.put(uint32(h.literals-firstLength), 5)
	w.put(uint32(h.distances-1), 5)
	w.put(uint32(h.metas-4), 4)
	for _, symbol := range metaOrder[:h.metas] {
		w.put(uint32(h.meta[symbol]), 3)
	}
	var words [metaCodes]codeWord
	assign(words[:], h.meta[:])
	for _, r := range h.runs {
		w.code(words[r.symbol])
		w.put(uint32(r.extra), uint(runExtra[r.symbol]))
	}
}
