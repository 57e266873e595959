package runner

import (
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/results"
)

// closing is the first Close frame of the target, nil if there is none. The transcript may have no room for it.
func closing(o *cases.Observation) *results.Close {
	for i := range o.Got {
		r := &o.Got[i]
		if r.Opcode != frame.Close {
			continue
		}
		c := &results.Close{First: i < o.Finish && !o.WeClosed}
		if code, hasCode := r.Close(); hasCode {
			c.Code, c.Reason = int(code), strings.ToValidUTF8(string(r.Head[2:]), "\uFFFD")
		}
		return c
	}
	return nil
}
