package fuzz

// Declared is the length that a header declares.
type Declared uint8

type declaration struct {
	name   string
	length func(size uint64) uint64
}

// declarations are the lengths worth declaring: the true one, its neighbours, and those at which integers of some size
// overflow, alone or with the size of a header added.
var declarations = []declaration{
	{"true", func(size uint64) uint64 { return size }},
	{"one-more", func(size uint64) uint64 { return size + 1 }},
	{"one-less", func(size uint64) uint64 { return max(size, 1) - 1 }},
	{"126", constant(126)},
	{"65536", constant(1 << 16)},
	{"2^31-1", constant(1<<31 - 1)},
	{"2^31", constant(1 << 31)},
	{"2^32-1", constant(1<<32 - 1)},
	{"2^32", constant(1 << 32)},
	{"2^40", constant(1 << 40)},
	{"2^63-1", constant(1<<63 - 1)},
	{"2^63", constant(1 << 63)},
	{"2^64-4", constant(1<<64 - 4)},
	{"2^64-1", constant(1<<64 - 1)},
	{"negative-high-word", constant(0xFFFFFFFF << 32)},
}

var declares = Declared(len(declarations))

func constant(n uint64) func(uint64) uint64 { return func(uint64) uint64 { return n } }

func (d Declared) length(size uint64) uint64 { return declarations[d%declares].length(size) }
func (d Declared) String() string            { return declarations[d%declares].name }
