package text

import "github.com/wsspec/wsspec/runner/results"

// Case is what the report says of one case, for whoever tells of cases one by one.
func Case(h *results.Header, c *results.Case, options Options) string {
	p := &printer{Options: options, run: &results.Run{Header: *h}}
	p.detail(c)
	return p.b.String()
}
