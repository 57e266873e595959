package results

import "github.com/wsspec/wsspec/cases"

// Tally is how many cases of a grade have which verdict.
func (r *Run) Tally(grade cases.Grade) map[cases.Verdict]int {
	counts := map[cases.Verdict]int{}
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Grade() == grade {
			counts[c.Verdict]++
		}
	}
	return counts
}

// Held is how much of what was asked of its resilience the target has borne, and of how much that could be judged.
func (r *Run) Held() (held, judged int) {
	for verdict, n := range r.Tally(cases.Resilience) {
		if verdict.Judged() {
			judged += n
			if verdict != cases.Fail {
				held += n
			}
		}
	}
	return held, judged
}
