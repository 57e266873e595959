package wsspecfuzz

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference/oracle"
)

// tell says what was wrong, by which rule, and what was sent and received.
func tell(s *fuzz.Scenario, r *fuzz.Record, d oracle.Deviation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  saw %s\n", fuzz.Signature(d), d.Saw)
	if row := requirements.Find(d.Row); row != nil {
		fmt.Fprintf(&b, "  rule %s, %s\n       %s\n", row.ID, row.Rule(), row.URL())
	}
	b.WriteString(scenario(s))
	for _, part := range []struct {
		name  string
		bytes []byte
	}{{"request", r.Request}, {"sent", r.Sent}, {"response", r.Response}, {"received", r.Received}} {
		b.WriteString(dump(part.name, part.bytes))
	}
	return strings.TrimRight(b.String(), "\n")
}

func scenario(s *fuzz.Scenario) string { return "  scenario\n" + indent(s.Text()) }

// dumped is how many bytes are shown of each part.
const dumped = 512

func dump(name string, b []byte) string {
	if len(b) == 0 {
		return fmt.Sprintf("  %s nothing\n", name)
	}
	more := ""
	if left := len(b) - dumped; left > 0 {
		more = fmt.Sprintf(", of which %d are not shown", left)
	}
	return fmt.Sprintf("  %s %d bytes%s\n%s", name, len(b), more, indent(hex.Dump(b[:min(len(b), dumped)])))
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
