package html

import "github.com/wsspec/wsspec/runner/results"

// Arrow is an arrow of a sequence diagram.
type Arrow = arrow

// Diagram is the sequence diagram of a transcript.
func Diagram(entries []results.Entry) []Arrow { return diagram(entries) }
