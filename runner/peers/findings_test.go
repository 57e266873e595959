package peers_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// finding is a case that does not pass.
type finding struct {
	id, verdict, row, what string
}

// wavers tells whether the answers differed, and one of them was this: a server may answer pings before it has inflated a
// message, and on a busy machine that shows.
func (f finding) wavers(verdict string) bool {
	answers, ok := strings.CutPrefix(f.what, "the answers differ: ")
	answers, _, _ = strings.Cut(answers, ";")
	return ok && f.verdict == string(cases.Inconclusive) && slices.Contains(strings.Split(answers, ", then "), verdict)
}

// deadly tells whether the server process dies of the case.
func (f finding) deadly() bool { return strings.HasPrefix(f.what, "the process dies") }

// findingsOf runs cases against a peer, and returns what did not pass, or what differs from the list of the server behind
// it, and the results. Cases of which its process is known to die run on one of their own.
func findingsOf(start server, known, own []finding, list cases.Table) ([]finding, *results.Run) {
	var deadly []string
	for _, f := range known {
		if f.deadly() {
			deadly = append(deadly, f.id)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(c *cases.Case) bool { return slices.Contains(deadly, c.ID) })
	r := against(start, rest)
	found := collect(r, own, nil)
	Expect(r.Footer.Partial).To(BeEmpty(), "the run is complete: %v", found)
	for _, id := range deadly {
		last := against(start, cases.Table{table.Find(id)}, alone)
		add(r, last, id)
		if last.Footer.Partial != "" { // the process died of the case, or of its twin just before
			found = append(found, finding{id, string(cases.Fail), table.Find(id).Covers[0], "the process dies"})
			continue
		}
		found = append(found, collect(last, own, []string{id})...)
	}
	slices.SortFunc(found, func(a, b finding) int { return cmp.Compare(place(a.id), place(b.id)) })
	return found, r
}

func place(id string) int {
	return slices.IndexFunc(table, func(c *cases.Case) bool { return c.ID == id })
}

// collect lists what is not as in the other list, which for a server is empty: what did not pass. Of all cases or of some.
func collect(r *results.Run, own []finding, only []string) []finding {
	var list []finding
	for _, c := range r.Cases {
		if only != nil && !slices.Contains(only, c.ID) {
			continue
		}
		expected, listed := verdictIn(own, c.ID)
		if string(c.Verdict) != expected && (c.Verdict != cases.Skip || listed) {
			list = append(list, finding{c.ID, string(c.Verdict), c.Row, describe(&c)})
		}
	}
	return list
}

// verdictIn is the verdict that a list has for a case. What is not listed passes, or is skipped.
func verdictIn(list []finding, id string) (verdict string, listed bool) {
	for _, f := range list {
		if f.id == id {
			return f.verdict, true
		}
	}
	return string(cases.Pass), false
}

// describe says in a line what the server did, and of answers that differed which they were.
func describe(c *results.Case) string {
	if c.Verdict == cases.Inconclusive {
		return c.Note
	}
	return c.Saw()
}

const findingsHeader = "case\tverdict\trow\twhat the server does"

func findingsFile(name string) string { return filepath.Join("findings", name+".tsv") }

func readFindings(name string) ([]finding, error) {
	text, err := os.ReadFile(findingsFile(name))
	if err != nil {
		return nil, err
	}
	var list []finding
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		cells := strings.Split(line, "\t")
		switch {
		case i == 0 && line == findingsHeader:
		case len(cells) != 4:
			return nil, fmt.Errorf("%s line %d has %d columns, not 4", findingsFile(name), i+1, len(cells))
		default:
			list = append(list, finding{cells[0], cells[1], cells[2], cells[3]})
		}
	}
	return list, nil
}

// writeFindings writes a list anew. What was said of a case whose verdict is the same is kept.
func writeFindings(name string, known, found []finding) error {
	lines := []string{findingsHeader}
	for _, f := range found {
		if i := slices.IndexFunc(known, func(k finding) bool { return k.id == f.id && k.verdict == f.verdict }); i >= 0 {
			f.what = known[i].what
		}
		lines = append(lines, strings.Join([]string{f.id, f.verdict, f.row, f.what}, "\t"))
	}
	return os.WriteFile(findingsFile(name), []byte(strings.Join(lines, "\n")+"\n"), 0o666)
}

// differences compares verdicts, one sentence each. Cases that neither list has are as in the list of the server behind.
func differences(known, found, own []finding) []string {
	var list []string
	verdict := func(list []finding, id string) string {
		if v, listed := verdictIn(list, id); listed {
			return v
		}
		v, _ := verdictIn(own, id)
		return v
	}
	for _, f := range found {
		if v := verdict(known, f.id); v != f.verdict && !f.wavers(v) {
			list = append(list, fmt.Sprintf("%s was %s and is %s: %s", f.id, v, f.verdict, f.what))
		}
	}
	for _, f := range known {
		if _, still := verdictIn(found, f.id); !still {
			list = append(list, fmt.Sprintf("%s was %s and is in the list no more: %s", f.id, f.verdict, f.what))
		}
	}
	return list
}
