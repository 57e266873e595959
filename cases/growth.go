package cases

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/reference"
)

// Growth makes a case a question of cost: the same exchange is carried out at several sizes, and what counts is how
// the cost grows with the size. No size is large enough to do harm.
type Growth struct {
	Unit   string                        // what is counted, in the plural
	Sizes  []int                         // ascending
	At     func(n int) (Opening, []Step) // the exchange of a size; of size 0 it is without what grows
	Memory bool                          // the cost is memory, which only a gauge shows; else it is time
}

// Gauged is the capability of a target whose memory and CPU time can be read.
const Gauged Capability = "gauge"

// At is the exchange of one size, as a case of its own. Whatever the target answers, it has taken its time.
func (c *Case) At(n int) *Case {
	sized := *c
	sized.Growth, sized.Accept = nil, Outcomes(Passes(Answered))
	if sized.Opening, sized.Script = c.Growth.At(n); len(sized.Script) == 0 {
		sized.Accept = Outcomes(Passes(Opens))
	}
	return &sized
}

// sendsGrowing lists what is sent at the smallest size, and which other sizes there are.
func (c *Case) sendsGrowing() []string {
	sizes := c.Growth.Sizes
	others := make([]string, len(sizes)-1)
	for i, n := range sizes[1:] {
		others[i] = fmt.Sprint(n)
	}
	return append(c.At(sizes[0]).Sends(), fmt.Sprintf("that has %d %s; the same with %s, as long as they take less than %s",
		sizes[0], c.Growth.Unit, strings.Join(others, ", "), shortTime(MostCost)))
}

// lintGrowth says what is wrong with the sizes.
func (c *Case) lintGrowth(say func(*Case, string, ...any)) {
	g := c.Growth
	if g == nil {
		return
	}
	if len(g.Sizes) < leastSizes {
		say(c, "growth shows in %d sizes at least", leastSizes)
	}
	for i, n := range g.Sizes {
		if n <= 0 || i > 0 && n <= g.Sizes[i-1] {
			say(c, "the sizes do not grow")
		}
	}
	if g.Unit == "" {
		say(c, "the sizes have no unit")
	}
	if len(c.Script) > 0 || !c.Opening.Plain() {
		say(c, "what it sends depends on the size, and is nothing without")
	}
	if opening, _ := g.At(g.Sizes[0]); !opening.Plain() && c.Side != reference.Server {
		say(c, "the opening handshake is for servers")
	}
}

// Proportionate is met if the cost of the exchange grows no faster than its size, as far as that can be measured.
var Proportionate Condition = proportionate{}

type proportionate struct{}

func (proportionate) Want() Want     { return WantAnswer }
func (proportionate) String() string { return "time in proportion to the size at most, or a limit" }

func (proportionate) Met(o *Observation) bool {
	return o.Growth != nil && o.Growth.Unanswered == 0 && o.Growth.Enough() && !o.Growth.Steep()
}

// Unanswered is met if the target answers small sizes in time, and larger ones not at all.
var Unanswered Condition = unanswered{}

type unanswered struct{}

func (unanswered) Want() Want     { return WantAnswer }
func (unanswered) String() string { return "no answer to the larger sizes" }

func (unanswered) Met(o *Observation) bool {
	return o.Growth != nil && o.Growth.Unanswered > 0 && !o.Growth.Steep()
}

// Keeps is met if the target held no more than so many bytes of memory for each unit, and kept no more of it when the
// connection had ended.
func Keeps(most int64) Condition { return keeps{most} }

type keeps struct{ most int64 }

func (keeps) Want() Want       { return WantAnswer }
func (c keeps) String() string { return fmt.Sprintf("up to %d bytes of memory for each", c.most) }

func (c keeps) Met(o *Observation) bool {
	if o.Growth == nil {
		return false
	}
	held, weighed := o.Growth.Held()
	leaked, repeated := o.Growth.Leaked()
	return weighed && repeated && max(held, leaked) <= c.most
}

// KeepsMore is met if the target's memory is known: what it keeps is more than any other outcome allows.
var KeepsMore Condition = keepsMore{}

type keepsMore struct{}

func (keepsMore) Want() Want     { return WantAnswer }
func (keepsMore) String() string { return "more memory than that for each" }

func (keepsMore) Met(o *Observation) bool {
	if o.Growth == nil {
		return false
	}
	_, weighed := o.Growth.Held()
	_, repeated := o.Growth.Leaked()
	return weighed && repeated
}
