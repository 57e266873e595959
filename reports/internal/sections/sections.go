// Package sections tells where in a specification a case stands, and what a reader calls that place.
package sections

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reports/internal/plain"
)

// Related stands for all specifications that have no cases of their own, and that cases rest upon.
const Related = "related"

// Split takes the specification and the section off the ID of a case.
func Split(id string) (spec, number string) {
	parts := strings.SplitN(id, "/", 3)
	if len(parts) < 3 {
		return parts[0], ""
	}
	return parts[0], parts[1]
}

// ID is that of a section: the specification and the number, if there is one.
func ID(spec, number string) string {
	if number == "" {
		return spec
	}
	return spec + "/" + number
}

// Spec is the name of a specification.
func Spec(spec string) string { return cmp.Or(specs[spec], plain.Line(spec)) }

// Name is the heading of a section in our words.
func Name(spec, number string) string {
	if number == "" {
		return cmp.Or(specs[spec], strings.ToUpper(plain.Line(spec)))
	}
	return cmp.Or(headings[ID(spec, number)], plain.Line(ID(spec, number)))
}

// Short is the number of a section, if it has one in its specification.
func Short(spec, number string) string {
	if strings.HasPrefix(spec, "rfc") {
		return plain.Line(number)
	}
	return ""
}

// Title is number and name.
func Title(spec, number string) string {
	return strings.TrimSpace(Short(spec, number) + " " + Name(spec, number))
}

// Address is that of the section in the specification itself, or empty.
func Address(spec, number string) string {
	rfc, ok := strings.CutPrefix(spec, "rfc")
	if _, err := strconv.ParseUint(rfc, 10, 16); !ok || err != nil {
		return ""
	}
	url := "https://www.rfc-editor.org/rfc/rfc" + rfc
	if number != "" {
		url += "#section-" + number
	}
	return url
}

// Compare orders section numbers.
func Compare(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX != nil || errY != nil {
			return strings.Compare(a, b)
		}
		return x - y
	})
}
