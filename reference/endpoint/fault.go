package endpoint

import (
	"slices"

	"github.com/wsspec/wsspec/reference"
)

// Fault is one misbehaviour of the endpoint.
type Fault struct {
	Name    string         // kebab-case, unique
	Section string         // section of RFC 6455 that it breaks
	Doc     string         // one sentence
	Role    reference.Role // the side that can have it; 0 for both

	apply func(*behaviour)
}

func (f *Fault) String() string { return f.Name }

// Faults returns all faults, in the order of the sections.
func Faults() []*Fault { return slices.Clone(faults) }

// FindFault returns the fault with that name, or nil.
func FindFault(name string) *Fault {
	for _, f := range faults {
		if f.Name == name {
			return f
		}
	}
	return nil
}

var faults = slices.Concat(requestFaults, responseFaults, framingFaults, fragmentFaults, controlFaults, textFaults,
	closeFaults, failureFaults, wholeFaults)

// overlooking is the fault that ignores breaches of the given rules.
func overlooking(rules ...*reference.Rule) func(*behaviour) {
	return func(b *behaviour) {
		b.overlook = func(_ *session, f reference.Finding) bool { return slices.Contains(rules, f.Rule) }
	}
}

// Opened tells whether the fault shows on an open connection, not in the opening handshake.
func (f *Fault) Opened() bool {
	return !slices.Contains(requestFaults, f) && !slices.Contains(responseFaults, f)
}
