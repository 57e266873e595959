package trend

import (
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
)

// Measures of the image, in its own units.
const (
	imageWidth = 960.0
	left       = 132.0 // where bars begin
	room       = imageWidth - left - 84
	panelTop   = 84.0 // of the first panel
	panel      = 76.0 // height of a panel
	panelStep  = panel + 30
	widest     = 56.0 // room for a run, if there are few
	tipsFor    = 200  // so many runs have a tip each: a bar of a pixel cannot be pointed at
)

// drawing is what the template draws.
type drawing struct {
	Title, Subtitle, Description string
	Height                       float64
	Panels                       []panelDrawing
	Ticks                        string
	Letters                      []label
	Dates                        []label
	Legend                       string
	LegendY, AxisY               float64
	Tips                         []tip
}

// panelDrawing has the bars of one kind of verdict, in a scale of its own: a single failure is seen beside a thousand passes.
type panelDrawing struct {
	Class, Name                       string
	Most, Last                        int
	Top, Middle, Bottom, Right, LastX float64
	Whole, Partial                    string
}

type label struct {
	X, Y   float64
	Anchor string
	Text   string
}

type tip struct {
	X, Width float64
	Text     string
}

var kinds = []struct {
	class, name string
	verdicts    []cases.Verdict
}{
	{"fail", "broken", []cases.Verdict{cases.Fail, cases.Error}},
	{"warn", "advice missed", []cases.Verdict{cases.Warn}},
	{"pass", "kept", []cases.Verdict{cases.Pass, cases.Info}},
}

// RenderSVG draws the runs as an image, which loads nothing and follows the colours of whoever looks at it.
func RenderSVG(w io.Writer, points []Point) error {
	if err := image.Execute(w, draw(sorted(points))); err != nil {
		return fmt.Errorf("draw the trend: %w", err)
	}
	return nil
}

func draw(points []Point) *drawing {
	bottom := panelTop + panelStep*float64(len(kinds)) - (panelStep - panel)
	d := &drawing{Title: "Trend of " + summary.Count(len(points), "run"), AxisY: bottom, LegendY: bottom + 68, Height: bottom + 84}
	if len(points) == 0 {
		return d
	}
	first, last := &points[0], &points[len(points)-1]
	d.Subtitle = of(points)
	step := min(widest, room/float64(len(points)))
	d.Description = fmt.Sprintf("From %s to %s UTC.", first.time(), last.time())
	for i, kind := range kinds {
		p := panelDrawing{Class: kind.class, Name: kind.name, Last: last.count(kind.verdicts...), Top: panelTop + panelStep*float64(i), Right: left + room}
		p.Middle, p.Bottom, p.LastX = p.Top+panel/2, p.Top+panel, left+step*float64(len(points))+8
		for i := range points {
			p.Most = max(p.Most, points[i].count(kind.verdicts...))
		}
		p.Whole, p.Partial = bars(points, kind.verdicts, p.Most, p.Bottom, step)
		d.Panels = append(d.Panels, p)
		d.Description += fmt.Sprintf(" Cases %s: %d at first, %d at last, %d at most.", kind.name, first.count(kind.verdicts...), p.Last, p.Most)
	}
	d.marks(points, step)
	d.dates(first, last, step*float64(len(points)))
	if len(points) <= tipsFor {
		for i := range points {
			d.Tips = append(d.Tips, tip{left + step*float64(i), step, describe(points, i)})
		}
	}
	return d
}

// of tells what was tested with what, as far as that is the same in all runs.
func of(points []Point) string {
	targets, tools := map[string]bool{}, map[string]bool{}
	for i := range points {
		targets[points[i].Target], tools[points[i].Tool] = true, true
	}
	target, tool := short(points[0].Target, 80), short(points[0].Tool, 40)
	if len(targets) > 1 {
		target = fmt.Sprintf("%d targets", len(targets))
	}
	if len(tools) > 1 {
		tool = fmt.Sprintf("%d versions of wsspec", len(tools))
	}
	return target + " · " + tool
}

// short is the beginning of a text of a target.
func short(s string, most int) string {
	runes := []rune(plain.Line(s))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

// bars are two paths: of whole runs and of partial ones.
func bars(points []Point, verdicts []cases.Verdict, most int, bottom, step float64) (whole, partial string) {
	const least = 2 // a single case is seen, however many others there are
	width := step
	if step > 4 {
		width = step * 0.8
	}
	var paths [2]strings.Builder
	for i := range points {
		n := points[i].count(verdicts...)
		if n == 0 {
			continue
		}
		b := &paths[0]
		if points[i].Partial {
			b = &paths[1]
		}
		height := max(least, panel*float64(n)/float64(most))
		fmt.Fprintf(b, "M%.1f %.1fv-%.1fh%.2fv%.1fz", left+step*float64(i), bottom, height, width, height)
	}
	return paths[0].String(), paths[1].String()
}

// changes are what makes a run hard to compare with the one before, as letters of the legend.
func changes(points []Point, i int) (letters string) {
	if i == 0 {
		return ""
	}
	a, b := &points[i-1], &points[i]
	if a.Target != b.Target {
		letters += "T"
	}
	if a.Tool != b.Tool {
		letters += "V"
	}
	if a.Cases != b.Cases {
		letters += "C"
	}
	return letters
}

// marks puts a tick below each run that differs from the one before by more than its counts, and letters where there is
// room for them.
func (d *drawing) marks(points []Point, step float64) {
	var ticks strings.Builder
	used := map[rune]bool{}
	free, partial := 0.0, false
	for i := range points {
		partial = partial || points[i].Partial
		letters := changes(points, i)
		if letters == "" {
			continue
		}
		for _, letter := range letters {
			used[letter] = true
		}
		x := left + step*float64(i)
		fmt.Fprintf(&ticks, "M%.1f %.1fv8", x, d.AxisY)
		if x >= free {
			d.Letters = append(d.Letters, label{X: x, Y: d.AxisY + 20, Text: letters})
			free = x + 10*float64(len(letters)) + 6
		}
	}
	d.Ticks = ticks.String()
	var legend []string
	for _, mark := range []struct {
		letter rune
		what   string
	}{{'T', "another target"}, {'V', "another version of wsspec"}, {'C', "other cases"}} {
		if used[mark.letter] {
			legend = append(legend, string(mark.letter)+" "+mark.what)
		}
	}
	if len(legend) > 0 {
		d.Legend = strings.Join(legend, " · ") + " than the run before"
	}
	if partial {
		d.Legend = strings.TrimPrefix(d.Legend+" · pale: a partial run", " · ")
	}
	if d.Legend != "" {
		d.Description += " Marks: " + d.Legend + "."
	}
}

// dates are the first and the last, or both in one label if they would touch.
func (d *drawing) dates(first, last *Point, width float64) {
	const touch = 280
	y := d.AxisY + 42
	switch {
	case first.time() == last.time():
		d.Dates = []label{{left, y, "start", first.time() + " UTC"}}
	case width < touch:
		d.Dates = []label{{left, y, "start", first.time() + " to " + last.time() + " UTC"}}
	default:
		d.Dates = []label{{left, y, "start", first.time() + " UTC"}, {left + width, y, "end", last.time() + " UTC"}}
	}
}

// describe tells of a run in a line.
func describe(points []Point, i int) string {
	p := &points[i]
	text := p.time() + " UTC: " + summary.Line(p.Counts, ", ")
	if p.Partial {
		text += "; partial"
	}
	letters := changes(points, i)
	if strings.Contains(letters, "T") {
		text += "; " + short(p.Target, 80)
	}
	if strings.Contains(letters, "V") {
		text += "; " + short(p.Tool, 40)
	}
	if strings.Contains(letters, "C") {
		text += "; other cases than before"
	}
	return text
}

var image = template.Must(template.New("trend").Parse(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 {{.Height}}" width="960" height="{{.Height}}" role="img" aria-labelledby="title description">
  <title id="title">{{.Title}}</title>
  <desc id="description">{{.Description}}</desc>
  <style>
    svg { --paper: #fcfcfa; --ink: #1c1e22; --soft: #575d66; --line: #d9d9d2; --fail: #d1382e; --warn: #b97f0e; --pass: #3f9460 }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #16181b; --ink: #e4e5e7; --soft: #a3a9b2; --line: #34383e; --fail: #e5574c; --warn: #d99a2b; --pass: #3f8f5f }
    }
    text { font: 13px system-ui, sans-serif; fill: var(--soft) }
    .title { font-size: 18px; font-weight: 600; fill: var(--ink) }
    .name, .last { font-weight: 600; fill: var(--ink) }
    .paper, .tip { fill: var(--paper) }
    .tip { fill-opacity: 0 }
    .tip:hover { fill: var(--ink); fill-opacity: .12 }
    .line { stroke: var(--line); fill: none }
    .tick { stroke: var(--soft); fill: none }
    .fail { fill: var(--fail) } .warn { fill: var(--warn) } .pass { fill: var(--pass) }
    .partial { fill-opacity: .4 }
  </style>
  <rect class="paper" width="960" height="{{.Height}}"/>
  <text class="title" x="24" y="34">{{.Title}}</text>
  <text x="24" y="56">{{.Subtitle}}</text>
{{- range .Panels}}
  <text class="name" x="24" y="{{.Middle}}">{{.Name}}</text>
  <text x="124" y="{{.Top}}" dy="9" text-anchor="end">{{if .Most}}{{.Most}}{{end}}</text>
  <text x="124" y="{{.Bottom}}" text-anchor="end">0</text>
  <path class="line" d="M132 {{.Top}}H{{.Right}}M132 {{.Bottom}}H{{.Right}}"/>
  {{- if .Whole}}
  <path class="{{.Class}}" d="{{.Whole}}"/>
  {{- end}}
  {{- if .Partial}}
  <path class="{{.Class}} partial" d="{{.Partial}}"/>
  {{- end}}
  <text class="last" x="{{.LastX}}" y="{{.Bottom}}" dy="-4">{{.Last}}</text>
{{- end}}
{{- if .Ticks}}
  <path class="tick" d="{{.Ticks}}"/>
{{- end}}
{{- range .Letters}}
  <text x="{{.X}}" y="{{.Y}}">{{.Text}}</text>
{{- end}}
{{- range .Dates}}
  <text x="{{.X}}" y="{{.Y}}" text-anchor="{{.Anchor}}">{{.Text}}</text>
{{- end}}
  <text x="132" y="{{.LegendY}}">{{.Legend}}</text>
{{- range .Tips}}
  <rect class="tip" x="{{.X}}" y="84" width="{{.Width}}" height="288"><title>{{.Text}}</title></rect>
{{- end}}
</svg>
`))
