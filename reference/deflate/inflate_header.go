package deflate

// dynamicHeader is the header of a dynamic block, while it is read.
type dynamicHeader struct {
	literals, distances, metas int // how many code lengths there are
	have                       int // how many of them have been read
	metaLengths                [metaCodes]uint8
	lengths                    [literalCodes + distCodes]uint8

	meta      decoder
	metaTable [1 << metaWidth]entry
}

func newDynamicHeader() *dynamicHeader {
	h := &dynamicHeader{}
	h.meta.table, h.meta.width, h.meta.meaning = h.metaTable[:], metaWidth, metaMeaning[:]
	return h
}

func (d *Inflater) counts() bool {
	if !d.need(14) {
		return false
	}
	if d.dynamic == nil {
		d.dynamic, d.own = newDynamicHeader(), newCodes()
	}
	at := d.bit()
	h := d.dynamic
	h.literals, h.distances, h.metas = int(d.take(5))+firstLength, int(d.take(5))+1, int(d.take(4))+4
	if h.literals > literalCodes || h.distances > distCodes {
		d.fail(TooManySymbols, at, "a dynamic block with %d literal and length symbols and %d distance symbols", h.literals, h.distances)
		return false
	}
	h.have = 0
	h.metaLengths = [metaCodes]uint8{}
	d.step = readMetaLengths
	return true
}

func (d *Inflater) metaLengths() bool {
	h := d.dynamic
	for ; h.have < h.metas; h.have++ {
		if !d.need(3) {
			return false
		}
		h.metaLengths[metaOrder[h.have]] = uint8(d.take(3))
	}
	if defect := h.meta.set(h.metaLengths[:], false); defect != 0 {
		d.fail(defect, d.began, "a code for code lengths that is %s", defect)
		return false
	}
	h.have = 0
	d.step = readLengths
	return true
}

func (d *Inflater) lengths() bool {
	h := d.dynamic
	lengths := h.lengths[:h.literals+h.distances]
	for h.have < len(lengths) {
		d.need(maxMetaCode + 7) // the last ones may be shorter
		e := h.metaTable[d.acc&(1<<metaWidth-1)]
		if e.codeBits() > d.nb {
			return false
		}
		at := d.bit()
		if e&kindMask == kindUnused {
			d.fail(UnusedCode, at, "bits that are no code for a code length")
			return false
		}
		symbol := e.value()
		if symbol < repeatLast {
			d.take(e.codeBits())
			lengths[h.have] = uint8(symbol)
			h.have++
			continue
		}
		least, extra := 3, uint(2)
		switch symbol {
		case repeatZero:
			extra = 3
		case repeatZeros:
			least, extra = 11, 7
		}
		if e.codeBits()+extra > d.nb {
			return false
		}
		d.take(e.codeBits())
		times := least + int(d.take(extra))
		value := uint8(0)
		if symbol == repeatLast {
			if h.have == 0 {
				d.fail(RepeatOfNothing, at, "a first code length that repeats the one before")
				return false
			}
			value = lengths[h.have-1]
		}
		if times > len(lengths)-h.have {
			d.fail(RepeatTooLong, at, "a code length repeated %d times where %d are left", times, len(lengths)-h.have)
			return false
		}
		for range times {
			lengths[h.have] = value
			h.have++
		}
	}
	return d.setCodes(lengths[:h.literals], lengths[h.literals:])
}

func (d *Inflater) setCodes(literals, distances []uint8) bool {
	switch {
	case literals[endOfBlock] == 0:
		d.fail(NoEndOfBlock, d.began, "a block without a code for its end")
	default:
		if defect := d.own.literals.set(literals, true); defect != 0 {
			d.fail(defect, d.began, "a code for literals and lengths that is %s", defect)
		} else if defect := d.own.distances.set(distances, true); defect != 0 {
			d.fail(defect, d.began, "a code for distances that is %s", defect)
		}
	}
	d.codes = d.own
	d.step = readSymbols
	return d.err == nil
}
