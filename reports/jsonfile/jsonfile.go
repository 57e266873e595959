// Package jsonfile renders a run as one JSON document: header, cases and footer as in results.jsonl.
package jsonfile

import (
	"encoding/json"
	"io"

	"github.com/wsspec/wsspec/runner/results"
)

// Render writes the document.
func Render(w io.Writer, run *results.Run) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Header results.Header `json:"header"`
		Cases  []results.Case `json:"cases"`
		Footer results.Footer `json:"footer"`
	}{run.Header, run.Cases, run.Footer})
}

// RenderLines writes the run as results.jsonl has it.
func RenderLines(w io.Writer, run *results.Run) error {
	lines := results.NewWriter(w)
	lines.Started(run.Header)
	for _, c := range run.Cases {
		lines.Judged(c)
	}
	lines.Finished(run.Footer)
	return lines.Err()
}
