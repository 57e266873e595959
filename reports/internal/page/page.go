// Package page has what the pages in HTML have in common: the look of the verdicts, the policy that lets nothing run or
// load but the page's own, and the bar that shows shares.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"math"
	"slices"

	"github.com/wsspec/wsspec/cases"
)

// Style is what every page begins its style with.
//
//go:embed base.css
var Style string

// Policy lets the page's own style and script be, and nothing else.
func Policy(style, script string) string {
	return "default-src 'none'; style-src '" + digest(style) + "'; script-src '" + digest(script) + "'; base-uri 'none'; form-action 'none'"
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Rank orders verdicts, worst first.
func Rank(v cases.Verdict) int { return slices.Index(cases.Verdicts, v) }

// Worst is the worst verdict of which there is one. What was skipped is worse than nothing only.
func Worst(counts map[cases.Verdict]int) cases.Verdict {
	for _, v := range cases.Verdicts {
		if counts[v] > 0 && v != cases.Skip {
			return v
		}
	}
	return cases.Skip
}

// Bar is a part of a bar.
type Bar struct {
	Verdict  cases.Verdict
	At, Wide int // of 100
}

// Bars are the shares of the verdicts, worst first. However small, a share can be seen.
func Bars(counts map[cases.Verdict]int) []Bar {
	const least = 5
	all := 0
	for _, n := range counts {
		all += n
	}
	var list []Bar
	for _, v := range cases.Verdicts {
		if n := counts[v]; n > 0 {
			list = append(list, Bar{Verdict: v, Wide: max(least, int(math.Round(float64(100*n)/float64(all))))})
		}
	}
	total, widest := 0, 0
	for i, b := range list {
		if total += b.Wide; b.Wide > list[widest].Wide {
			widest = i
		}
	}
	at := 0
	for i := range list {
		if i == widest {
			list[i].Wide += 100 - total
		}
		list[i].At = at
		at += list[i].Wide
	}
	return list
}
