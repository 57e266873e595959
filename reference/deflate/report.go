package deflate

// Ending tells how the payload of a message ends, before the receiver appends Tail.
type Ending uint8

const (
	// EndsStripped: inside an empty stored block, of which only the lengths are missing. This is how RFC 7692 section
	// 7.2.1 wants it.
	EndsStripped Ending = iota + 1
	// EndsUnstripped: with an empty stored block, lengths and all. The sender forgot to remove Tail.
	EndsUnstripped
	// EndsBetween: between two blocks, but with no empty stored block, or there is no block at all.
	EndsBetween
	// EndsInside: inside any other block. If there was no error, Tail made up for what was missing.
	EndsInside
)

func (e Ending) String() string {
	switch e {
	case EndsStripped:
		return "empty stored block without its lengths"
	case EndsUnstripped:
		return "empty stored block, not removed"
	case EndsBetween:
		return "no empty stored block"
	case EndsInside:
		return "inside a block"
	}
	return "unknown"
}

// Report is what the Inflater learnt about one message.
type Report struct {
	Payload  int64    // octets of the payload
	Size     int64    // bytes they inflated to
	Blocks   [3]int64 // by BlockType; the empty stored block that Tail completes is not counted
	Final    int64    // blocks with BFINAL
	Distance int      // the largest distance; 0 if there was none
	Ending   Ending   // 0 until the end

	found [remarks]Finding
	n     int
}

// Findings are the defects that did not stop the Inflater: the first of each kind, in their order.
func (r *Report) Findings() []Finding { return r.found[:r.n] }

func (r *Report) add(f Finding) {
	for i := range r.n {
		if r.found[i].Defect == f.Defect {
			return
		}
	}
	r.found[r.n] = f
	r.n++
}

// has saves making up a Finding that add would drop.
func (r *Report) has(d Defect) bool {
	for i := range r.n {
		if r.found[i].Defect == d {
			return true
		}
	}
	return false
}
