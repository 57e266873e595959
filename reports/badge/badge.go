// Package badge renders a run as a badge for a README: as an image, and as what a badge service asks an endpoint for.
package badge

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"unicode/utf8"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

const label = "wsspec"

// says is what the badge says of a run, and its colour by name and number.
func says(run *results.Run, gate results.Gate) (text, colour, number string) {
	counts := map[cases.Verdict]int{}
	for i := range run.Cases {
		if c := &run.Cases[i]; c.Disputed == "" {
			counts[c.Verdict]++
		}
	}
	text = summary.Line(map[cases.Verdict]int{
		cases.Error: counts[cases.Error], cases.Fail: counts[cases.Fail], cases.Warn: counts[cases.Warn], cases.Pass: counts[cases.Pass],
	}, ", ")
	text = cmp.Or(text, "nothing broken")
	switch {
	case gate.Judge(run) == results.Missed:
		return text, "red", "#c0392b"
	case summary.Missing(run, gate) != "":
		return "incomplete", "lightgrey", "#6c6c6c"
	case counts[cases.Warn] > 0:
		return text, "yellow", "#8a6d00"
	}
	return text, "brightgreen", "#2c7a1f"
}

// RenderEndpoint writes what Shields.io reads from an endpoint.
func RenderEndpoint(w io.Writer, run *results.Run, gate results.Gate) error {
	text, colour, _ := says(run, gate)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Version int    `json:"schemaVersion"`
		Label   string `json:"label"`
		Message string `json:"message"`
		Colour  string `json:"color"`
		IsError bool   `json:"isError"` // keeps the colour red
	}{1, label, text, colour, colour == "red"})
}

// image is the badge: two boxes with a text each. The texts are stretched to the width that was reckoned for them, since
// nobody knows the font that will be there.
var image = template.Must(template.New("badge").Parse(`<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="20" role="img" aria-label="{{.Label}}: {{.Text}}">
  <title>{{.Label}}: {{.Text}}</title>
  <clipPath id="r"><rect width="{{.Width}}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#r)">
    <rect width="{{.Left}}" height="20" fill="#444"/>
    <rect x="{{.Left}}" width="{{.Right}}" height="20" fill="{{.Colour}}"/>
  </g>
  <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
    <text x="6" y="14" textLength="{{.LabelWidth}}">{{.Label}}</text>
    <text x="{{.TextAt}}" y="14" textLength="{{.TextWidth}}">{{.Text}}</text>
  </g>
</svg>
`))

// Render writes the image.
func Render(w io.Writer, run *results.Run, gate results.Gate) error {
	text, _, number := says(run, gate)
	labelWidth, textWidth := width(label), width(text)
	left, right := labelWidth+12, textWidth+12
	if err := image.Execute(w, map[string]any{
		"Label": label, "Text": text, "Colour": number, "Width": left + right, "Left": left, "Right": right,
		"LabelWidth": labelWidth, "TextWidth": textWidth, "TextAt": left + 6,
	}); err != nil {
		return fmt.Errorf("draw the badge: %w", err)
	}
	return nil
}

// width is about how wide a text is in the font of the badge.
func width(s string) int { return utf8.RuneCountInString(s) * 13 / 2 }
