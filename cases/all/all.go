// Package all puts the tables of every specification together.
package all

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/limits"
	"github.com/wsspec/wsspec/cases/resilience"
	"github.com/wsspec/wsspec/cases/rfc6455"
	"github.com/wsspec/wsspec/cases/rfc7692"
)

// Table returns every case there is. What may break a target comes last.
func Table() cases.Table {
	return slices.Concat(rfc6455.Cases(), rfc7692.Cases(), limits.Cases(), resilience.Cases())
}
