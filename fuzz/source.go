package fuzz

import (
	"math/rand/v2"

	"sigs.k8s.io/randfill"
)

// filler makes values of the types that it knows functions for. It is all that this package asks of the library behind.
type filler interface{ Fill(value any) }

// draws is what those functions draw from.
type draws = randfill.Continue

// newFiller returns a filler that draws from a source. Functions have the form func(*T, draws).
func newFiller(source source, functions ...any) filler {
	return randfill.NewWithSeed(1).NilChance(0).NumElements(0, 4).Funcs(functions...).RandSource(source)
}

// source is where random values come from.
type source interface {
	Int63() int64
	Uint64() uint64
	Seed(int64)
}

// seeded is a source that a seed decides.
type seeded struct{ *rand.PCG }

func (s seeded) Int63() int64 { return int64(s.Uint64() >> 1) }
func (s seeded) Seed(int64)   {}

// spending is a source that spends a byte of its input for each value, and returns zero when there are none left: a changed
// byte changes one decision, and the end of the input is the end of the scenario.
type spending struct{ input []byte }

func (s *spending) Uint64() uint64 {
	if len(s.input) == 0 {
		return 0
	}
	b := s.input[0]
	s.input = s.input[1:]
	return uint64(b) * 0x0101010101010101
}

func (s *spending) Int63() int64 { return int64(s.Uint64() >> 1) }
func (s *spending) Seed(int64)   {}
