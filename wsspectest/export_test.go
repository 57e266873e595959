package wsspectest

// Expected tells whether a test is expected to run with the flags of this binary.
func Expected(name string) bool { return givenFilter().passes(name) }
