package cases

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Measured is what the exchange of a growing case cost at each size. What follows from it is arithmetic: the same
// measurements have the same verdict wherever they come from.
type Measured struct {
	Base       []time.Duration // what it cost at size 0, each time
	Sizes      []Sized         // ascending
	Unanswered int             // the size that was not answered before the deadline, after which no larger one was tried; or 0
}

// Sized is what the exchange cost at one size.
type Sized struct {
	N      int
	Took   []time.Duration // each time
	Memory []int64         // of the target in bytes, while the connection was open, each time; empty without a gauge
}

// What decides. Time is measured from outside, on machines that do other things as well: what blames a target has to
// stand out from all that.
const (
	// MostCost is what no size should take: a larger one is not tried if it is likely to.
	MostCost = 200 * time.Millisecond
	// leastCost is what the largest size has to take, over and above size 0, for its time to say anything.
	leastCost = 10 * time.Millisecond
	// leastNoise is by how much two measurements of the same may differ.
	leastNoise = 500 * time.Microsecond
	// steepExponent lies between what is linear and what is quadratic.
	steepExponent = 1.5
	// leastSizes is how many sizes it takes to tell a step from a slope.
	leastSizes = 3
	// fittedSizes is how many sizes, the largest, decide, or one less if the first of them is lost in the noise: costs
	// that do not grow hide growth among small sizes.
	fittedSizes = 4
)

// Enough tells whether enough sizes were measured to say anything.
func (m *Measured) Enough() bool { return len(m.Sizes) >= leastSizes }

// Settled tells whether no repetition can make the time steep any more: the largest size took next to none once.
func (m *Measured) Settled() bool {
	return m.Enough() && slices.Min(m.Sizes[len(m.Sizes)-1].Took) < leastCost
}

// Steep tells whether the time grows clearly faster than the size: by the fastest of the repetitions, which have least
// of the load of the machine in them, as well as by the median ones.
func (m *Measured) Steep() bool {
	_, fastest := m.exponent(slices.Min[[]time.Duration])
	_, usual := m.exponent(median)
	return fastest && usual
}

// Exponent is the power of the size with which the time grows, by the fastest repetitions.
func (m *Measured) Exponent() float64 {
	e, _ := m.exponent(slices.Min[[]time.Duration])
	return e
}

// exponent fits a power of the size to one time of each size, and tells whether it is steep without a doubt.
func (m *Measured) exponent(of func([]time.Duration) time.Duration) (e float64, steep bool) {
	if !m.Enough() {
		return 0, false
	}
	base := of(m.Base)
	noise := max(leastNoise, base/10)
	var xs, ys []float64
	for i, s := range m.Sizes[max(0, len(m.Sizes)-fittedSizes):] {
		cost := of(s.Took) - base
		if cost <= noise && i == 0 && len(m.Sizes) >= fittedSizes {
			continue
		}
		xs = append(xs, math.Log(float64(s.N)))
		// Below the noise all times are the same. To take more for the small sizes makes the slope less steep.
		ys = append(ys, math.Log(float64(max(cost, noise))))
	}
	e = slope(xs, ys)
	n := len(xs)
	last := (ys[n-1] - ys[n-2]) / (xs[n-1] - xs[n-2])
	before := (ys[n-2] - ys[n-3]) / (xs[n-2] - xs[n-3])
	largest := of(m.Sizes[len(m.Sizes)-1].Took) - base
	steep = largest >= max(leastCost, base) && e > steepExponent && last > steepExponent && before > steepExponent &&
		// A pause that comes in at some size, such as that of a delayed acknowledgement, is a step and no slope.
		last > before*2/3
	return e, steep
}

// Loaded tells whether the exchange without what grows was slow as well, now and then: the time may have been that of
// something else.
func (m *Measured) Loaded() bool {
	if len(m.Sizes) == 0 || len(m.Base) == 0 {
		return false
	}
	least := slices.Min(m.Base)
	cost := slices.Min(m.Sizes[len(m.Sizes)-1].Took) - least
	slow := 0
	for _, d := range m.Base {
		if d-least > max(leastCost, cost)/2 {
			slow++
		}
	}
	return 3*slow >= len(m.Base)
}

// Cheap tells whether the size n, larger than all that were measured once, is likely to take less than MostCost.
func (m *Measured) Cheap(n int) bool {
	if len(m.Sizes) == 0 {
		return true
	}
	base := slices.Min(m.Base)
	cost := func(i int) time.Duration {
		if i < 0 {
			return leastNoise
		}
		return max(slices.Min(m.Sizes[i].Took)-base, leastNoise)
	}
	last := len(m.Sizes) - 1
	factor := float64(n) / float64(m.Sizes[last].N)
	if last > 0 {
		factor = max(factor, float64(cost(last))/float64(cost(last-1)))
	}
	return float64(cost(last))*factor <= float64(MostCost)
}

// Held is the memory in bytes that the target held for each unit while the connection was open, and Leaked what it kept
// of each although the connection had ended. Only the first of the repetitions tells the former: memory that a process
// has taken once it uses again.
func (m *Measured) Held() (bytes int64, ok bool) {
	if !m.weighed() {
		return 0, false
	}
	first, last := m.Sizes[0], m.Sizes[len(m.Sizes)-1]
	return max(0, (last.Memory[0]-first.Memory[0])/int64(last.N-first.N)), true
}

// Leaked: see Held. The first repetition is left out, in which a process warms up.
func (m *Measured) Leaked() (bytes int64, ok bool) {
	if !m.weighed() {
		return 0, false
	}
	units := 0
	for _, s := range m.Sizes {
		units += s.N
	}
	memory := m.Sizes[len(m.Sizes)-1].Memory
	if len(memory) < 3 {
		return 0, false
	}
	return max(0, (memory[len(memory)-1]-memory[1])/int64(units*(len(memory)-2))), true
}

// weighed tells whether the memory is known each time.
func (m *Measured) weighed() bool {
	return m.Enough() && !slices.ContainsFunc(m.Sizes, func(s Sized) bool { return len(s.Memory) == 0 || len(s.Memory) < len(s.Took) })
}

func median(values []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// Describe tells the fastest time of each size, and the memory if that was asked for.
func (m *Measured) Describe(unit string) []string {
	var lines []string
	if len(m.Base) > 0 {
		lines = append(lines, fmt.Sprintf("no %s: %s", unit, shortTime(slices.Min(m.Base))))
	}
	for _, s := range m.Sizes {
		line := fmt.Sprintf("%d %s: %s", s.N, unit, shortTime(slices.Min(s.Took)))
		if len(s.Memory) > 0 {
			line += fmt.Sprintf(", memory of the target %.1f MiB", float64(slices.Max(s.Memory))/(1<<20))
		}
		lines = append(lines, line)
	}
	if m.Unanswered > 0 {
		lines = append(lines, fmt.Sprintf("%d %s: no answer before the deadline", m.Unanswered, unit))
	}
	return lines
}

// slope is that of the line with the least squares.
func slope(xs, ys []float64) float64 {
	var meanX, meanY, covariance, variance float64
	for i := range xs {
		meanX += xs[i] / float64(len(xs))
		meanY += ys[i] / float64(len(ys))
	}
	for i := range xs {
		covariance += (xs[i] - meanX) * (ys[i] - meanY)
		variance += (xs[i] - meanX) * (xs[i] - meanX)
	}
	return covariance / variance
}
