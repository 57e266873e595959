package fuzz

import (
	"math/rand/v2"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
)

// Generator makes scenarios: of ten, six are legal but odd, three have one defect, and one is wild. It is not safe for
// concurrent use.
type Generator struct {
	Stress bool // of ten scenarios, one sends much and does not read

	fill   filler
	source exchangeable
	serial uint32 // of the contents in a scenario, so that no two have the same nonce
}

// exchangeable is a source that is another one for each scenario.
type exchangeable struct{ source }

// NewGenerator returns a generator.
func NewGenerator() *Generator {
	g := new(Generator)
	g.source.source = new(spending)
	g.fill = newFiller(&g.source, g.scenario, g.opening, g.message, g.control, g.cutting, g.defect)
	return g
}

// FromSeed is the scenario with a number in the series that a seed stands for.
func (g *Generator) FromSeed(seed, number uint64) *Scenario {
	return g.from(seeded{rand.NewPCG(seed, number)})
}

// FromBytes is the scenario that the bytes decide: each of them one thing.
func (g *Generator) FromBytes(b []byte) *Scenario { return g.from(&spending{b}) }

func (g *Generator) from(source source) *Scenario {
	g.source.source, g.serial = source, 0
	s := new(Scenario)
	g.fill.Fill(s)
	for i := range s.Ops {
		s.Ops[i] = s.Ops[i].canonical()
	}
	s.Ops = s.Ops[:min(len(s.Ops), maxOps)]
	return s
}

// The parts of a scenario. Each has a function below that makes it.
type (
	message []Op // the frames of a data message, and what stands between them
	control Op
	defect  []Op
)

const mostMessages = 6

func (g *Generator) scenario(s *Scenario, d draws) {
	flavour := d.Intn(10)
	if g.Stress && one(d, 10) {
		g.stress(s, d)
	}
	d.Fill(&s.Opening)
	if one(d, 24) {
		g.series(s, d)
	}
	for range d.Intn(mostMessages) {
		var m message
		d.Fill(&m)
		s.Ops = append(s.Ops, m...)
		if one(d, 4) {
			s.Ops = append(s.Ops, g.single(d))
		}
		if one(d, 5) {
			s.Ops = append(s.Ops, between(d))
		}
	}
	switch {
	case flavour == 9:
		g.wild(s, d)
	case flavour >= 6:
		g.oneDefect(s, d)
	}
	if one(d, 3) {
		s.Ops = append(s.Ops, g.closing(d))
		if one(d, 3) {
			s.Ops = append(s.Ops, Op{Kind: HalfClose})
		}
	}
}

// series is much of the same: what wears out does so under many.
func (g *Generator) series(s *Scenario, d draws) {
	o := Op{Fin: true, Opcode: pick(d, frame.Text, frame.Ping, frame.Pong, frame.Binary), Coding: pick(d, Plain, Deflate), Size: uint32(d.Intn(16))}
	count := pick(d, 12, 20, 60)
	if fragmented := one(d, 3); fragmented {
		o.Opcode, o.Fin = pick(d, frame.Text, frame.Binary), false
	}
	for i := range count {
		o.Seed = g.seed(d)
		s.Ops = append(s.Ops, o)
		if !o.Fin && i == 0 {
			o.Opcode, o.Content = frame.Continuation, Rest
			o.Size, o.Take, o.Coding = 0, 1, Plain
		}
	}
	s.Ops[len(s.Ops)-1].Fin = true
}

// stress sends much while nothing is read.
func (g *Generator) stress(s *Scenario, d draws) {
	o := Op{Fin: true, Opcode: pick(d, frame.Text, frame.Binary, frame.Ping), Content: pick(d, ASCII, Zeros), Coding: pick(d, Plain, Deflate)}
	o.Size = pick[uint32](d, 1, 1024, 65536)
	if o.Opcode == frame.Ping {
		o.Size = 125
	}
	s.Ops = append(s.Ops, Op{Kind: Stall, Delay: maxDelay})
	for range pick(d, 50, 100, 200) {
		o.Seed = g.seed(d)
		s.Ops = append(s.Ops, o)
	}
}

// one is true once in n draws, and not if there is nothing to draw from.
func one(d draws, n int) bool { return d.Intn(n) == n-1 }

// pick draws one of several.
func pick[T any](d draws, from ...T) T { return from[d.Intn(len(from))] }

func (g *Generator) opening(o *Opening, d draws) {
	switch d.Intn(10) {
	case 0, 1, 2:
	case 9:
		o.Variant = uint8(d.Intn(len(variants)))
	default:
		o.Variant = uint8(d.Intn(lawful))
	}
	if one(d, 8) {
		o.Every = uint8(1 + d.Intn(40))
	}
}

func (g *Generator) seed(d draws) uint32 {
	g.serial++
	return d.Uint32() + g.serial
}

// messageSize draws a size: near the bounds of the length forms and of buffers, or small.
func messageSize(d draws) uint32 {
	switch n := d.Intn(24); {
	case n == 0:
		return 0
	case n < 7:
		return uint32(1 + d.Intn(20))
	case n < 11:
		return uint32(d.Intn(126))
	case n < 12:
		return uint32(255 + d.Intn(3))
	case n < 16:
		return uint32(124 + d.Intn(5))
	case n < 22:
		return uint32(126 + d.Intn(2000))
	case n < 23:
		return pick[uint32](d, 512, 1024, 4096, 8192, 16384) + uint32(d.Intn(3)) - 1
	}
	return pick[uint32](d, 32768, 65535, 65536, 65537, 70000)
}

func (g *Generator) message(m *message, d draws) {
	first := Op{Opcode: pick(d, frame.Text, frame.Binary), Size: messageSize(d), Seed: g.seed(d), Mask: key(d)}
	if first.Opcode == frame.Text {
		first.Content = pick(d, ASCII, UTF8, UTF8, Zeros)
	} else {
		first.Content = pick(d, Noise, ASCII, Zeros, UTF8)
	}
	if d.Intn(3) > 0 {
		first.Coding = pick(d, Deflate, Deflate, Deflate, Stored, Literals, EmptyBlocks)
	}
	d.Fill(&first.Cut)
	fragments := 1
	if d.Intn(2) > 0 {
		fragments = 2 + d.Intn(4)
	}
	left := int(first.Size)
	for i := range fragments {
		o := first
		if i > 0 {
			o = Op{Opcode: frame.Continuation, Content: Rest, Seed: g.seed(d), Mask: key(d)}
			if one(d, 2) {
				d.Fill(&o.Cut)
			}
		}
		if o.Fin = i == fragments-1; !o.Fin {
			o.Take = uint16(d.Intn(min(left, maxTake) + 1))
			left -= int(o.Take)
		}
		*m = append(*m, o)
		if !o.Fin && one(d, 3) {
			*m = append(*m, g.single(d))
		}
	}
}

func key(d draws) Mask {
	if one(d, 4) {
		return ZeroKey
	}
	return RandomKey
}

func (g *Generator) single(d draws) Op {
	var c control
	d.Fill(&c)
	return Op(c)
}

// control is a Ping or a Pong.
func (g *Generator) control(c *control, d draws) {
	*c = control{Fin: true, Opcode: pick(d, frame.Ping, frame.Ping, frame.Pong), Seed: g.seed(d), Mask: key(d),
		Content: pick(d, ASCII, Noise), Size: pick[uint32](d, 8, 0, 1, 20, 124, 125)}
	d.Fill(&c.Cut)
}

func (g *Generator) cutting(c *Cut, d draws) {
	switch d.Intn(6) {
	case 0, 1, 2:
		c.After = one(d, 2)
	case 3:
		*c = Cut{At: uint16(1 + d.Intn(16)), After: true}
	case 4:
		*c = Cut{At: uint16(1 + d.Intn(9)), Every: true, After: true}
	case 5:
		*c = Cut{At: pick[uint16](d, 1, 2, 6, 7, 14, 126, 1449, 4096), Every: d.Intn(2) > 0}
	}
}

func (g *Generator) closing(d draws) Op {
	o := Op{Fin: true, Opcode: frame.Close, Content: Code, Mask: key(d)}
	switch d.Intn(3) {
	case 0:
		o.Content = ASCII // empty
	case 1:
		o.Seed = uint32(lawfulCode(d))
	case 2:
		o.Seed, o.Size = uint32(lawfulCode(d))|uint32(d.Intn(2))<<16, pick[uint32](d, 10, 3, 4, 124, 125)
	}
	d.Fill(&o.Cut)
	return o
}

func lawfulCode(d draws) closecode.Code {
	return pick[closecode.Code](d, 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
}

// between is a moment without bytes.
func between(d draws) Op {
	if delay := uint8(1 + d.Intn(maxDelay)); one(d, 3) {
		return Op{Kind: pick(d, Pause, Stall), Delay: delay}
	}
	return Op{Kind: Await}
}
