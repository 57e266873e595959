package matrix

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/runner/results"
)

// asked is what of a case is the same whoever is asked.
func asked(c *results.Case) string {
	text, _ := json.Marshal([]any{c.ID, c.Title, c.Level, c.Rows, c.Twin, c.Sent, c.Allowed}) // of texts only
	return string(text)
}

// digest stands for the cases of a run: two runs have the same if they asked the same.
func digest(run *results.Run) string {
	var list []string
	for i := range run.Cases {
		list = append(list, asked(&run.Cases[i]))
	}
	slices.Sort(list)
	sum := sha256.Sum256([]byte(strings.Join(list, "\n")))
	return hex.EncodeToString(sum[:4])
}

// Different says what keeps two runs from being compared case by case, empty if nothing does.
func Different(a, b *results.Run) string {
	role := func(r *results.Run) string { return cmp.Or(r.Header.Target.Role, "server") }
	if role(a) != role(b) {
		return fmt.Sprintf("one is of a %s, the other of a %s", role(a), role(b))
	}
	before, after := byID(a), byID(b)
	less, more, changed := 0, 0, 0
	for id := range before {
		if _, ok := after[id]; !ok {
			less++
		}
	}
	for id, now := range after {
		switch was, ok := before[id]; {
		case !ok:
			more++
		case was != now:
			changed++
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{less, "only in the first"}, {more, "only in the second"}, {changed, "asked in another way"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "of the cases " + strings.Join(parts, ", ")
}

// byID is what a run asked in each of its cases.
func byID(run *results.Run) map[string]string {
	list := map[string]string{}
	for i := range run.Cases {
		list[run.Cases[i].ID] = asked(&run.Cases[i])
	}
	return list
}
