package cases

import "strings"

// Grade is what a case is held against.
type Grade string

const (
	Conformance Grade = "conformance" // a specification
	Resilience  Grade = "resilience"  // what has broken other targets; whatever the answer, the target has to live
)

// Grade is that of the case.
func (c *Case) Grade() Grade { return GradeOf(c.ID) }

// GradeOf is the grade of the case with that ID: its first part tells.
func GradeOf(id string) Grade {
	if spec, _, _ := strings.Cut(id, "/"); spec == string(Resilience) {
		return Resilience
	}
	return Conformance
}
