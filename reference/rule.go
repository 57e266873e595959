package reference

import "fmt"

// Rule is one thing that the bytes of a side may not contain. Rules are compared by address.
type Rule struct {
	Name     string // kebab-case, unique in its package
	Row      string // ledger row that binds the sender
	Reaction string // ledger row that obliges the receiver to act; empty if no row says so
	Says     string // the rule in our words, lower case
	Answer   int    // close code (frames) or HTTP status (handshake) that fits best
	Free     bool   // the receiver may carry on: the specification states no reaction
	Remark   bool   // breaking it is worth a remark only, never a failure
}

func (r *Rule) String() string { return r.Name }

// Finding is one broken rule in the bytes of one side.
type Finding struct {
	Rule *Rule
	At   int64  // how many bytes of the stream had to be read until the breach was certain
	Saw  string // what was there, lower case, in protocol words
}

func (f Finding) String() string {
	return fmt.Sprintf("%s (%s): %s, at byte %d", f.Rule.Name, f.Rule.Row, f.Saw, f.At)
}
