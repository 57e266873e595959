package fuzz

import (
	"slices"

	"github.com/wsspec/wsspec/reference/frame"
)

// Shrink makes a scenario smaller while it shows the same thing: first by leaving out operations, then by making what they
// say plainer. It asks at most budget times, and returns the smallest scenario that showed it.
func Shrink(s *Scenario, budget int, shows func(*Scenario) bool) *Scenario {
	k := shrinking{best: s, budget: budget, shows: shows}
	for changed := true; changed; {
		changed = k.operations()
		changed = k.opening() || changed
		changed = k.values() || changed
	}
	return k.best
}

type shrinking struct {
	best   *Scenario
	budget int
	shows  func(*Scenario) bool
}

// try takes over a candidate if it shows the same.
func (k *shrinking) try(candidate *Scenario) bool {
	if k.budget <= 0 {
		return false
	}
	k.budget--
	if !k.shows(candidate) {
		return false
	}
	k.best = candidate
	return true
}

// operations leaves out operations: half of them, a quarter, and so on down to each one alone.
func (k *shrinking) operations() (changed bool) {
	for size := max(1, len(k.best.Ops)/2); ; size /= 2 {
		for at := 0; at < len(k.best.Ops); {
			if k.try(k.without(at, size, false)) || size == 1 && at > 0 && !k.best.Ops[at-1].Fin && k.try(k.without(at, size, true)) {
				changed = true
				continue
			}
			at += size
		}
		if size <= 1 {
			return changed
		}
	}
}

// without is the best scenario without some operations; whole makes the frame in front of them the last of its message.
func (k *shrinking) without(at, size int, whole bool) *Scenario {
	ops := slices.Concat(k.best.Ops[:at], k.best.Ops[min(at+size, len(k.best.Ops)):])
	if whole {
		ops[at-1].Fin = true
		ops[at-1] = ops[at-1].canonical()
	}
	return &Scenario{Opening: k.best.Opening, Ops: ops}
}

func (k *shrinking) opening() (changed bool) {
	for _, plainer := range []func(*Opening){
		func(o *Opening) { *o = Opening{} },
		func(o *Opening) { o.Variant = 0 },
		func(o *Opening) { o.Every = 0 },
	} {
		o := k.best.Opening
		if plainer(&o); o != k.best.Opening && k.try(&Scenario{Opening: o, Ops: k.best.Ops}) {
			changed = true
		}
	}
	return changed
}

func (k *shrinking) values() (changed bool) {
	for i := range k.best.Ops {
		for again := true; again; {
			again = false
			for _, plainer := range k.best.Ops[i].plainer() {
				ops := slices.Clone(k.best.Ops)
				ops[i] = plainer
				if k.try(&Scenario{Opening: k.best.Opening, Ops: ops}) {
					changed, again = true, true
					break
				}
			}
		}
	}
	return changed
}

// plainer are operations that say less than this one, in the order in which they are worth trying. No chain of them comes
// back to where it began.
func (o Op) plainer() []Op {
	var list []Op
	add := func(when bool, change func(*Op)) {
		if !when {
			return
		}
		p := o
		change(&p)
		if p = p.canonical(); p != o {
			list = append(list, p)
		}
	}
	switch o.Kind {
	case SendRaw:
		add(len(o.Bytes) > 1, func(p *Op) { p.Bytes = p.Bytes[:len(p.Bytes)/2] })
		add(len(o.Bytes) > 0, func(p *Op) { p.Bytes = p.Bytes[:len(p.Bytes)-1] })
	case Pause, Stall:
		add(o.Delay > 1, func(p *Op) { p.Delay /= 2 })
	case SendFrame:
		add(o.Cut != Cut{}, func(p *Op) { p.Cut = Cut{} })
		add(o.Cut.Every, func(p *Op) { p.Cut.Every = false })
		add(o.Cut.After, func(p *Op) { p.Cut.After = false })
		add(!o.Fin, func(p *Op) { p.Fin = true })
		add(o.Mask != RandomKey, func(p *Op) { p.Mask = RandomKey })
		add(o.RSV != 0, func(p *Op) { p.RSV = 0 })
		for bit := uint8(1); bit <= 4; bit <<= 1 {
			add(o.RSV&bit != 0, func(p *Op) { p.RSV &^= bit })
		}
		add(o.Form != frame.Shortest, func(p *Op) { p.Form = frame.Shortest })
		add(o.Declare != 0, func(p *Op) { p.Declare = 0 })
		add(o.Coding != Plain, func(p *Op) { p.Coding = Plain })
		add(o.Coding > Deflate, func(p *Op) { p.Coding = Deflate })
		add(o.Content != ASCII, func(p *Op) { p.Content = ASCII })
		for _, size := range []uint32{0, 1, 8, o.Size / 2, o.Size - 1} {
			add(size < o.Size, func(p *Op) { p.Size = size })
		}
		for _, take := range []uint16{0, 1, o.Take / 2} {
			add(take < o.Take, func(p *Op) { p.Take = take })
		}
		add(o.Opcode == frame.Binary, func(p *Op) { p.Opcode = frame.Text })
		add(o.Seed > 1, func(p *Op) { p.Seed = 1 })
		add(o.Content == Code && o.Seed&0xFFFF != 1000, func(p *Op) { p.Seed = 1000 })
	}
	return list
}
