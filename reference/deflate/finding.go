package deflate

import "fmt"

// Defect is one way in which a message can be wrong.
type Defect uint8

const (
	// With these the message cannot be read any further.

	ReservedBlock    Defect = iota + 1 // a block of type 3
	LengthMismatch                     // the second length of a stored block is not the complement of the first
	TooManySymbols                     // a block header with more symbols than the alphabet has
	Oversubscribed                     // a code with more code words than there are bits for
	Incomplete                         // a code with bits that are no code word
	RepeatOfNothing                    // the first code length is a repetition of the one before
	RepeatTooLong                      // code lengths are repeated beyond their number
	NoEndOfBlock                       // a code that cannot express the end of the block
	UnusedCode                         // bits that are no code word
	ReservedLength                     // a length symbol that may not be used
	ReservedDistance                   // a distance symbol that may not be used
	TooFarBack                         // a distance to before the first byte there is
	Truncated                          // the message ends inside a block
	TooLarge                           // the message inflates to more than the limit

	// With these it can: they break what the two sides agreed, or how a message has to be written.

	BeyondWindow  // a distance larger than the window
	BeyondMessage // a distance into an earlier message, without context takeover
	DirtyPadding  // bits other than zero behind a block with BFINAL (RFC 7692 section 7.2.1)

	defects = iota
)

// remarks is how many defects do not end the reading.
const remarks = defects - int(TooLarge)

var defectNames = [...]string{
	ReservedBlock:    "reserved-block",
	LengthMismatch:   "length-mismatch",
	TooManySymbols:   "too-many-symbols",
	Oversubscribed:   "oversubscribed",
	Incomplete:       "incomplete",
	RepeatOfNothing:  "repeat-of-nothing",
	RepeatTooLong:    "repeat-too-long",
	NoEndOfBlock:     "no-end-of-block",
	UnusedCode:       "unused-code",
	ReservedLength:   "reserved-length",
	ReservedDistance: "reserved-distance",
	TooFarBack:       "too-far-back",
	Truncated:        "truncated",
	TooLarge:         "too-large",
	BeyondWindow:     "beyond-window",
	BeyondMessage:    "beyond-message",
	DirtyPadding:     "dirty-padding",
}

func (d Defect) String() string {
	if d == 0 || int(d) >= len(defectNames) {
		return "nothing"
	}
	return defectNames[d]
}

// Finding is a defect in a message, and where it is. The Inflater returns the one that stops it as an error.
type Finding struct {
	Defect   Defect
	Bit      int64  // where in the message what is wrong begins
	Distance int    // for a distance that reaches too far
	Saw      string // what was there, lower case
}

// Byte is the octet of the message that Bit is in.
func (f Finding) Byte() int64 { return f.Bit / 8 }

func (f Finding) Error() string {
	return fmt.Sprintf("deflate: %s, at bit %d of octet %d", f.Saw, f.Bit%8, f.Byte())
}
