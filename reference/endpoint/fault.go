package endpoint

import (
	"slices"

	"github.com/wsspec/wsspec/reference"
)

// Fault is one misbehaviour of the endpoint.
type Fault struct {
	Name    string         // kebab-case, unique
	Spec    string         // specification that it breaks, as in the IDs of cases
	Section string         // and the section
	Doc     string         // one sentence
	Role    reference.Role // the side that can have it; 0 for both
	TLS     bool           // it shows over TLS only

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

var faults = slices.Concat(
	of("rfc6455", requestFaults, responseFaults, framingFaults, fragmentFaults, controlFaults, textFaults, closeFaults,
		failureFaults, tlsFaults, wholeFaults),
	of("rfc7692", negotiationFaults, compressionFaults),
	of("limits", limitFaults),
	of("resilience", resilienceFaults, growthFaults),
)

// of says of faults which specification they break.
func of(spec string, lists ...[]*Fault) []*Fault {
	all := slices.Concat(lists...)
	for _, f := range all {
		f.Spec = spec
	}
	return all
}

// overlooking is the fault that ignores breaches of the given rules.
func overlooking(rules ...*reference.Rule) func(*behaviour) {
	return func(b *behaviour) {
		b.overlook = func(_ *session, f reference.Finding) bool { return slices.Contains(rules, f.Rule) }
	}
}

// Opened tells whether the fault shows on an open connection, not in the opening handshake.
func (f *Fault) Opened() bool {
	return !slices.Contains(slices.Concat(requestFaults, responseFaults, negotiationFaults), f)
}
