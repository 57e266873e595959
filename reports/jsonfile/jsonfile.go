// Package jsonfile renders a run as one JSON document: header, cases and footer as in results.jsonl.
package jsonfile

import (
	"encoding/json"
	"io"

	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/runner/results"
)

// Render writes the document.
func Render(w io.Writer, run *results.Run) error {
	e := json.NewEncoder(inert{w})
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Header results.Header `json:"header"`
		Cases  []results.Case `json:"cases"`
		Footer results.Footer `json:"footer"`
	}{run.Header, run.Cases, run.Footer})
}

// RenderLines writes the run as results.jsonl has it.
func RenderLines(w io.Writer, run *results.Run) error {
	lines := results.NewWriter(inert{w})
	lines.Started(run.Header)
	for _, c := range run.Cases {
		lines.Judged(c)
	}
	lines.Finished(run.Footer)
	return lines.Err()
}

// inert writes JSON that no CI system carries out. What the target sent stays what it is: the escapes are JSON's own.
type inert struct{ to io.Writer }

func (i inert) Write(b []byte) (int, error) {
	if _, err := io.WriteString(i.to, plain.Inert(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}
