package fuzz

import (
	"slices"

	"github.com/wsspec/wsspec/reference/frame"
)

// oneDefect puts a defect at some depth of a legal scenario: something more, or something about a frame that is there.
func (g *Generator) oneDefect(s *Scenario, d draws) {
	var frames []int
	for i := range s.Ops {
		if s.Ops[i].Kind == SendFrame {
			frames = append(frames, i)
		}
	}
	if len(frames) > 0 && d.Intn(2) > 0 {
		at := frames[d.Intn(len(frames))]
		g.damage(&s.Ops[at], d)
		return
	}
	var more defect
	d.Fill(&more)
	s.Ops = slices.Insert(s.Ops, d.Intn(len(s.Ops)+1), more...)
	if one(d, 2) {
		s.Ops = append(s.Ops, g.single(d))
	}
}

// wild damages several frames, and puts in operations that nobody thought about.
func (g *Generator) wild(s *Scenario, d draws) {
	for range d.Intn(4) {
		g.oneDefect(s, d)
	}
	for range d.Intn(4) {
		var r [opSize]byte
		for i := range r {
			r[i] = byte(d.Uint32() >> 8)
		}
		r[10], r[11] = 0, r[11]&1
		s.Ops = slices.Insert(s.Ops, d.Intn(len(s.Ops)+1), decodeOp(r))
	}
}

// damage changes one thing about a frame.
func (g *Generator) damage(o *Op, d draws) {
	switch d.Intn(9) {
	case 0:
		o.Mask = NoMask
	case 1:
		o.RSV ^= uint8(1 + d.Intn(7))
	case 2:
		o.Opcode = frame.Opcode(d.Intn(16))
	case 3:
		o.Fin = !o.Fin
	case 4:
		o.Form = pick(d, frame.Form16, frame.Form64)
	case 5:
		o.Declare = Declared(1 + d.Intn(int(declares)-1))
	case 6:
		o.Content, o.Size = pick(d, NotUTF8, CutShort, Noise), max(o.Size, 4)
	case 7:
		o.Coding = pick(d, Corrupt, FinalBlock, Unstripped)
	case 8:
		o.Size = messageSize(d)
	}
}

// defect is frames that do not belong where they stand.
func (g *Generator) defect(made *defect, d draws) {
	o := Op{Fin: true, Opcode: frame.Text, Content: ASCII, Size: uint32(d.Intn(30)), Seed: g.seed(d)}
	d.Fill(&o.Cut)
	text := pick(d, frame.Text, frame.Binary)
	add := func(ops ...Op) { *made = append(*made, ops...) }
	switch d.Intn(16) {
	case 0:
		o.Mask, o.Opcode = NoMask, pick(d, frame.Text, frame.Binary, frame.Ping, frame.Pong, frame.Close)
		add(o)
	case 1:
		o.RSV, o.Opcode = uint8(1+d.Intn(7)), pick(d, frame.Text, frame.Ping, frame.Pong, frame.Binary, frame.Close)
		if o.Opcode == frame.Close {
			o.Size = 0
		}
		add(o)
	case 2:
		o.Opcode = pick[frame.Opcode](d, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
		add(o)
	case 3:
		o.Opcode, o.Fin = frame.Continuation, d.Intn(2) == 0
		add(o)
	case 4: // a message inside another
		inner := o
		inner.Opcode, inner.Seed, inner.Fin = pick(d, frame.Text, frame.Binary), g.seed(d), d.Intn(2) == 0
		o.Opcode, o.Fin, o.Take = text, false, uint16(d.Intn(int(o.Size)+1))
		add(o, inner, Op{Fin: true, Opcode: frame.Continuation, Content: Rest, Seed: g.seed(d)})
	case 5:
		o.Opcode, o.Size = pick(d, frame.Ping, frame.Pong, frame.Close), 126+uint32(d.Intn(2))
		if o.Opcode == frame.Close {
			o.Content, o.Seed = Code, 1000
		}
		add(o)
	case 6:
		o.Opcode, o.Fin = pick(d, frame.Ping, frame.Pong, frame.Close), false
		if o.Opcode == frame.Close {
			o.Content, o.Seed = Code, 1000
		}
		add(o)
	case 7:
		o.Declare, o.Opcode = Declared(1+d.Intn(int(declares)-1)), pick(d, frame.Text, frame.Binary, frame.Continuation, frame.Ping, frame.Pong, frame.Close)
		add(o)
	case 8: // the body of a Close frame
		o.Opcode = frame.Close
		switch d.Intn(3) {
		case 0:
			o.Size = 1
		case 1:
			o.Content, o.Seed = Code, pick[uint32](d, 0, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 2000, 2999, 5000, 65535)
			o.Size = uint32(d.Intn(20))
		case 2:
			o.Content, o.Size = BadReason, 3+uint32(d.Intn(40))
			o.Seed = o.Seed&^0xFFFF | 1000
		}
		add(o)
	case 9, 14, 15: // text that is none, in some fragments, compressed or not
		o.Content, o.Size = pick(d, NotUTF8, NotUTF8, NotUTF8, CutShort, Noise), 4+messageSize(d)
		o.Coding = pick(d, Plain, Deflate)
		if d.Intn(2) > 0 {
			o.Fin, o.Take = false, uint16(d.Intn(int(min(o.Size, maxTake))))
			add(o, Op{Fin: true, Opcode: frame.Continuation, Content: Rest, Seed: g.seed(d)})
			break
		}
		add(o)
	case 10: // DEFLATE that is none, or odd
		o.Opcode, o.Coding = text, pick(d, Corrupt, FinalBlock, Unstripped, Corrupt)
		add(o)
	case 11: // RSV1 behind the first frame
		o.Opcode, o.Fin, o.Take, o.Coding = text, false, uint16(d.Intn(int(o.Size)+1)), pick(d, Plain, Deflate)
		add(o, Op{Fin: true, RSV: frame.RSV1, Opcode: frame.Continuation, Content: Rest, Seed: g.seed(d)})
	case 12: // something behind a Close
		after := o
		after.Opcode, after.Seed = pick(d, frame.Text, frame.Binary, frame.Ping, frame.Pong, frame.Close), g.seed(d)
		if after.Opcode == frame.Close {
			after.Size = 0
		}
		add(Op{Fin: true, Opcode: frame.Close, Content: Code, Seed: 1000}, after)
	case 13:
		o.Form = pick(d, frame.Form16, frame.Form64)
		o.Opcode = pick(d, frame.Text, frame.Binary, frame.Ping, frame.Pong)
		add(o)
	}
}
