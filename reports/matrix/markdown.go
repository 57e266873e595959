package matrix

import (
	"fmt"
	"io"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/sections"
	"github.com/wsspec/wsspec/reports/markdown"
)

// RenderMarkdown writes how the servers stand, and the sections with a column for each, in GitHub's Markdown.
func RenderMarkdown(w io.Writer, m *Matrix) error {
	var b strings.Builder
	v := view{m}
	fmt.Fprintf(&b, "## wsspec: %s\n\n%s\n\n", v.Title(), markdown.Text(v.By()))
	for _, c := range m.columns {
		fmt.Fprintf(&b, "- **%s**: %s\n", markdown.Text(c.Name), strings.TrimSpace(c.Sentence+" "+markdown.Text(c.Remark)))
	}
	header, line := "\n| section |", "|---|"
	for _, c := range m.columns {
		header += " " + markdown.Text(c.Name) + " |"
		line += "---|"
	}
	fmt.Fprintf(&b, "%s\n%s\n", header, line)
	for _, spec := range m.specs {
		for _, s := range spec.Sections {
			fmt.Fprintf(&b, "| %s |", markdown.Text(strings.TrimSpace(strings.TrimPrefix(s.Spec, "rfc")+" "+sections.Title(s.Spec, s.Number))))
			for _, tally := range s.tallies {
				fmt.Fprintf(&b, " %s |", stands(tally))
			}
			b.WriteString("\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// stands says how a server stands in a section: what counts against it, or that all is well.
func stands(tally map[cases.Verdict]int) string {
	var parts []string
	judged := 0
	for _, verdict := range cases.Verdicts {
		n := tally[verdict]
		if verdict.Judged() {
			judged += n
		}
		if n > 0 && verdict != cases.Pass && verdict != cases.Info && verdict != cases.Skip {
			parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
		}
	}
	switch {
	case len(tally) == 0:
		return ""
	case len(parts) > 0:
		return strings.Join(parts, ", ")
	case judged == 0:
		return "–"
	}
	return "✓"
}
