package deflate

func (d *Inflater) block() bool {
	if !d.need(3) {
		return false
	}
	d.began = d.bit()
	d.final = d.take(1) == 1
	d.kind = BlockType(d.take(2))
	if d.kind == Reserved {
		d.fail(ReservedBlock, d.began, "a block of the reserved type 3")
		return false
	}
	d.report.Blocks[d.kind]++
	if d.final {
		d.report.Final++
	}
	d.flushed = false
	switch d.kind {
	case Stored:
		d.align() // these bits are free
		d.step = readStoredLengths
	case Fixed:
		d.codes = fixedCodes
		d.step = readSymbols
	case Dynamic:
		d.step = readCounts
	}
	return true
}

// endBlock ends a block. Behind one with BFINAL the next begins in a new octet: permessage-deflate goes on there.
func (d *Inflater) endBlock() {
	d.step = readBlock
	if !d.final {
		return
	}
	at := d.bit()
	if padding := d.align(); padding != 0 && !d.report.has(DirtyPadding) {
		d.report.add(Finding{Defect: DirtyPadding, Bit: at, Saw: "bits other than zero behind a block with BFINAL"})
	}
}

func (d *Inflater) storedLengths() bool {
	if !d.need(32) {
		return false
	}
	at := d.bit()
	length, complement := d.take(16), d.take(16)
	if length != ^complement&0xFFFF {
		d.fail(LengthMismatch, at, "a stored block with lengths %#04x and %#04x, which are no complements", length, complement)
		return false
	}
	d.left = int(length)
	d.flushed = length == 0
	d.step = readStored
	return true
}

// stored copies what is there of a stored block.
func (d *Inflater) stored() bool {
	for d.left > 0 {
		if d.nb == 0 && len(d.in) == 0 || d.end == len(d.buf) && !d.room() {
			return false
		}
		n := min(d.left, len(d.buf)-d.end, d.limit-d.end)
		if n == 0 {
			d.fail(TooLarge, d.bit(), "more than %d bytes", d.Limit)
			return false
		}
		if d.nb > 0 { // whole octets that were taken together with the lengths
			d.buf[d.end] = byte(d.take(8))
			n = 1
		} else {
			n = copy(d.buf[d.end:d.end+n], d.in)
			d.in = d.in[n:]
			d.read += int64(n)
		}
		d.end += n
		d.left -= n
	}
	d.endBlock()
	return true
}
