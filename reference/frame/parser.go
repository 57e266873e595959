package frame

import "encoding/binary"

// Event says what a call of Parser.Next found. Several bits may be set at once: a small frame that is there as a
// whole is Begin, Data and End in one call.
type Event uint8

const (
	Begin Event = 1 << iota // Parser.Header is complete
	Data                    // Parser.Payload holds the next piece of the payload
	End                     // the last byte of the frame has been read
)

// Parser reads frames from bytes that arrive in pieces of any size. It keeps at most one unfinished header and
// allocates nothing. It accepts every header, whatever the protocol says about it. The zero value is ready.
type Parser struct {
	Header  Header // of the frame being read, complete from Begin on
	Payload []byte // a piece of the payload, unmasked; valid until the next call and only after Data

	// HeaderFirst makes Next return behind each header, so that Begin never comes together with Data.
	HeaderFirst bool

	left    uint64 // payload bytes still to come
	phase   int    // position in the masking-key
	have    int    // header bytes kept in head
	payload bool   // the header is complete and its payload is not
	head    [MaxHeader]byte
}

// Pending tells whether a frame has begun and not ended.
func (p *Parser) Pending() bool { return p.have > 0 || p.payload }

// Left is the number of payload bytes still to come in the frame being read; 0 while its header is incomplete.
func (p *Parser) Left() uint64 { return p.left }

// Next reads from in and returns how many bytes it used and what they completed. It returns 0 bytes only if in is
// empty; call it until all bytes are used. A masked payload is unmasked where it stands, in the bytes of in.
func (p *Parser) Next(in []byte) (n int, ev Event) {
	if len(in) == 0 {
		return 0, 0
	}
	if !p.payload {
		if p.have == 0 {
			n = p.header(in)
		}
		if n == 0 {
			if n = p.collect(in); p.have > 0 {
				return n, 0
			}
		}
		ev = Begin
		p.left, p.phase, p.payload = p.Header.Length, 0, true
	}
	if p.left > 0 && n < len(in) && !(p.HeaderFirst && ev == Begin) {
		piece := in[n:]
		if uint64(len(piece)) > p.left {
			piece = piece[:p.left]
		}
		if p.Header.Masked {
			Mask(piece, p.Header.Key, p.phase)
		}
		p.Payload = piece
		p.phase += len(piece)
		p.left -= uint64(len(piece))
		n += len(piece)
		ev |= Data
	}
	if p.left == 0 {
		p.payload = false
		ev |= End
	}
	return n, ev
}

// header reads a header that is there as a whole and returns its size, or 0 if bytes are missing.
func (p *Parser) header(in []byte) int {
	if len(in) < 2 {
		return 0
	}
	first, second := in[0], in[1]
	n, length, form := 2, uint64(second&0x7F), Form7
	switch length {
	case 126:
		if len(in) < 4 {
			return 0
		}
		n, length, form = 4, uint64(binary.BigEndian.Uint16(in[2:])), Form16
	case 127:
		if len(in) < 10 {
			return 0
		}
		n, length, form = 10, binary.BigEndian.Uint64(in[2:]), Form64
	}
	h := &p.Header
	if h.Masked = second&0x80 != 0; h.Masked {
		if len(in) < n+4 {
			return 0
		}
		h.Key = [4]byte(in[n:])
		n += 4
	} else {
		h.Key = [4]byte{}
	}
	h.Fin = first&0x80 != 0
	h.RSV = first >> 4 & 7
	h.Opcode = Opcode(first & 0xF)
	h.Form = form
	h.Length = length
	return n
}

// collect adds bytes to an unfinished header and returns how many it used. p.have is 0 again once it is complete.
func (p *Parser) collect(in []byte) int {
	before := p.have
	copied := copy(p.head[before:], in)
	if size := p.header(p.head[:before+copied]); size > 0 {
		p.have = 0
		return size - before
	}
	p.have += copied
	return copied
}
