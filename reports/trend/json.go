package trend

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/wsspec/wsspec/reports/internal/plain"
)

// RenderJSON writes the points, for whatever draws them otherwise.
func RenderJSON(w io.Writer, points []Point) error {
	document, err := json.MarshalIndent(struct {
		Runs []Point `json:"runs"`
	}{sorted(points)}, "", "  ")
	if err != nil {
		return fmt.Errorf("write the trend: %w", err)
	}
	_, err = io.WriteString(w, plain.Inert(string(document))+"\n")
	return err
}
