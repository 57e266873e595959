package deflate

import (
	"encoding/binary"
	"fmt"
)

// longestMatch is the number of bits that a match can take: two codes and their extra bits.
const longestMatch = maxCode + 5 + maxCode + 13

// symbols reads literals and matches. It returns false if there is not enough input for the next one.
func (d *Inflater) symbols() bool {
	if d.end > d.stop && !d.room() {
		return false
	}
	// The loop works on copies; what changes is written back behind it.
	codes, in, used, acc, nb := d.codes, d.in, 0, d.acc, d.nb
	buf, end, stop := d.buf, d.end, d.stop
	window, start, farthest := d.window, d.start, d.report.Distance
	origin := d.read * 8
	ended := false

symbols:
	for {
		at := origin + int64(used)*8 - int64(nb)
		if nb < longestMatch {
			if len(in)-used >= 8 {
				// The bits above nb are those that the next octet brings once more.
				acc |= binary.LittleEndian.Uint64(in[used:]) << nb
				used += int(63-nb) >> 3
				nb |= 56
			} else {
				for nb <= 56 && used < len(in) {
					acc |= uint64(in[used]) << nb
					used++
					nb += 8
				}
			}
		}

		e := codes.literalTable[acc%(1<<literalWidth)]
		if e&kindMask == kindLong {
			e = codes.literals.long(acc)
		}
		n := e.codeBits()
		switch e & kindMask {
		case kindLiteral:
			if n > nb {
				break symbols
			}
			buf[end] = byte(e >> 16)
			end++

		case kindMatch:
			length := e.value() + int(acc>>n&(1<<e.extraBits()-1))
			n += e.extraBits()
			e = codes.distTable[acc>>n%(1<<distWidth)]
			if e&kindMask == kindLong {
				e = codes.distances.long(acc >> n)
			}
			if n+e.codeBits()+e.extraBits() > nb {
				break symbols
			}
			if e&kindMask != kindMatch {
				d.noSymbol(e, at+int64(n), "distance")
				break symbols
			}
			n += e.codeBits()
			distance := e.value() + int(acc>>n&(1<<e.extraBits()-1))
			n += e.extraBits()
			if distance > farthest {
				farthest = distance
			}
			if (distance > window || distance > end-start) && !d.tooFar(distance, end, at) {
				break symbols
			}
			repeat(buf, end, distance, length)
			end += length

		case kindEnd:
			if ended = n <= nb; ended {
				acc >>= n
				nb -= n
			}
			break symbols

		default:
			if n <= nb {
				d.noSymbol(e, at, "literal or length")
			}
			break symbols
		}
		acc >>= n
		nb -= n
		if end > stop {
			d.end = end
			if !d.more(at) {
				end = d.end
				break
			}
			buf, end, stop, start = d.buf, d.end, d.stop, d.start
		}
	}

	d.in, d.read = in[used:], d.read+int64(used)
	d.acc, d.nb = acc&(1<<nb-1), nb
	d.end, d.report.Distance = end, farthest
	if ended {
		d.endBlock()
	}
	return ended
}

// repeat appends length bytes that stand distance bytes back, at end. Those that are appended may be among them.
func repeat(buf []byte, end, distance, length int) {
	from, to := buf[end-distance:end], buf[end:end+length]
	n := copy(to, from)
	for n < length {
		n += copy(to[n:], to[:n])
	}
}

func (d *Inflater) noSymbol(e entry, at int64, alphabet string) {
	switch {
	case e&kindMask == kindUnused:
		d.fail(UnusedCode, at, "bits that are no %s code", alphabet)
	case alphabet == "distance":
		d.fail(ReservedDistance, at, "the distance symbol %d, which is reserved", e.value())
	default:
		d.fail(ReservedLength, at, "the length symbol %d, which is reserved", e.value())
	}
}

// tooFar reports a distance, and tells whether there are bytes all the same.
func (d *Inflater) tooFar(distance, end int, at int64) bool {
	remark := func(defect Defect, format string, args ...any) {
		if !d.report.has(defect) {
			d.report.add(Finding{Defect: defect, Bit: at, Distance: distance, Saw: fmt.Sprintf(format, args...)})
		}
	}
	if distance > d.window {
		remark(BeyondWindow, "a distance of %d bytes with a window of %d", distance, d.window)
	}
	if distance > end {
		d.fail(TooFarBack, at, "a distance of %d bytes, %d bytes behind the first", distance, end)
		d.err.(*Finding).Distance = distance
		return false
	}
	if distance > end-d.start {
		remark(BeyondMessage, "a distance of %d bytes, %d bytes into a message without context takeover", distance, end-d.start)
	}
	return true
}

// more is called when the buffer is full or the message too large. It returns false if that is the end.
func (d *Inflater) more(at int64) bool {
	if d.end > d.limit {
		d.end = d.limit
		d.fail(TooLarge, at, "more than %d bytes", d.Limit)
		return false
	}
	return d.room()
}
