// Package trend draws the counts of many runs, the oldest first.
package trend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/plain"
	"github.com/wsspec/wsspec/reports/internal/summary"
	"github.com/wsspec/wsspec/runner/results"
)

// Point is a run as far as the trend shows it.
type Point struct {
	Started time.Time             `json:"started"`
	Tool    string                `json:"tool"`
	Target  string                `json:"target"`
	Cases   string                `json:"cases"` // a digest of their IDs: counts of other cases do not compare
	Counts  map[cases.Verdict]int `json:"counts"`
	Partial bool                  `json:"partial,omitempty"`
}

// PointOf is the point of a run.
func PointOf(run *results.Run) Point {
	var ids []string
	for i := range run.Cases {
		ids = append(ids, run.Cases[i].ID)
	}
	slices.Sort(ids)
	digest := sha256.Sum256([]byte(strings.Join(ids, "\n")))
	return Point{run.Header.Started.UTC(), run.Header.Tool, run.Header.Target.URL, hex.EncodeToString(digest[:8]), summary.Counts(run), run.Footer.Partial != ""}
}

// sorted are points in their order, the oldest first.
func sorted(points []Point) []Point {
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int { return a.Started.Compare(b.Started) })
	return points
}

// count is how many cases have one of the verdicts.
func (p *Point) count(verdicts ...cases.Verdict) (n int) {
	for _, v := range verdicts {
		n += p.Counts[v]
	}
	return n
}

func (p *Point) time() string { return p.Started.UTC().Format("2006-01-02 15:04") }

// bar is how many characters wide a bar is.
const bar = 40

// marks are what the parts of a bar are drawn with, the worst first. What was not judged has none: the bar is shorter.
var marks = []struct {
	mark     string
	verdicts []cases.Verdict
}{{"!", []cases.Verdict{cases.Error, cases.Fail}}, {"~", []cases.Verdict{cases.Warn}}, {"=", []cases.Verdict{cases.Pass, cases.Info}}}

// Render draws a line of text for each run. All bars have the same scale: that of the run with the most cases.
func Render(w io.Writer, points []Point) error {
	points = sorted(points)
	most, several := 0, false
	for _, p := range points {
		n := 0
		for _, count := range p.Counts {
			n += count
		}
		most = max(most, n)
		several = several || p.Target != points[0].Target || p.Tool != points[0].Tool
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s  %5s  %5s  %5s  ! broken  ~ advice missed  = kept\n", "started", "fail", "warn", "pass")
	for i, p := range points {
		line := ""
		for _, m := range marks {
			line += strings.Repeat(m.mark, width(p.count(m.verdicts...), most))
		}
		fmt.Fprintf(&b, "%-16s  %5d  %5d  %5d  %-*s", p.time(), p.count(cases.Fail, cases.Error), p.count(cases.Warn),
			p.count(cases.Pass), bar+2, line)
		if p.Partial {
			b.WriteString("  partial")
		}
		if i > 0 && p.Cases != points[i-1].Cases {
			b.WriteString("  other cases")
		}
		if several {
			fmt.Fprintf(&b, "  %s  %s", plain.Line(p.Tool), plain.Line(p.Target))
		}
		b.WriteString("\n")
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n"))
	return err
}

// width is the width of a part of a bar. A single case is seen, however many others there are.
func width(n, most int) int {
	if n == 0 {
		return 0
	}
	return max(1, n*bar/most)
}
