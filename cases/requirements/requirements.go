// Package requirements is the ledger: every normative statement of RFC 6455 and its relatives, in our own words, one
// row each, and what has broken WebSocket servers although no RFC speaks of it. A verdict of wsspec rests on one or more
// of its rows. README.md describes the columns.
package requirements

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed *.tsv
var files embed.FS

// Level is how strongly a statement binds.
type Level string

const (
	Must        Level = "MUST"
	MustNot     Level = "MUST NOT"
	MustPlain   Level = "MUST*" // binding without a capitalised keyword
	Should      Level = "SHOULD"
	ShouldNot   Level = "SHOULD NOT"
	May         Level = "MAY"
	Robust      Level = "ROBUST" // no sentence of an RFC: what it takes to live
	rfcEditor         = "https://www.rfc-editor.org/rfc/rfc"
	whyNot            = "why not:"
	duplicate         = "dup-of:"
	columnCount       = 9
)

// Binding tells whether a breach is a failure: of the specification, or of the target itself.
func (l Level) Binding() bool { return l == Must || l == MustNot || l == MustPlain || l == Robust }

// Advice tells whether the statement is a recommendation.
func (l Level) Advice() bool { return l == Should || l == ShouldNot }

// Keyword is the level as a reader of the specification knows it: MUST for MUST*.
func (l Level) Keyword() string { return strings.TrimSuffix(string(l), "*") }

// Row is one statement.
type Row struct {
	ID      string // RFC-section-number, such as 6455-5.5-02
	RFC     string // number of the RFC
	Section string
	Level   Level
	Role    string   // who has to obey
	Wire    string   // who can be tested: server-under-test, client-under-test, both, no
	Needs   []string // capabilities of the endpoint under test
	Text    string
	Test    string
	Note    string
}

// ServerVisible tells whether a test client can see the rule kept or broken.
func (r *Row) ServerVisible() bool { return r.Wire == "server-under-test" || r.Wire == "both" }

// ClientVisible tells whether a test server can see the rule kept or broken.
func (r *Row) ClientVisible() bool { return r.Wire == "client-under-test" || r.Wire == "both" }

// DuplicateOf is the ID of the row that states the same rule first, or empty.
func (r *Row) DuplicateOf() string {
	_, rest, ok := strings.Cut(r.Note, duplicate)
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, ";")
	return strings.TrimRight(strings.Fields(id)[0], ".,")
}

// WhyNot is the reason why no test can see the rule, or empty.
func (r *Row) WhyNot() string {
	_, reason, ok := strings.Cut(r.Note, whyNot)
	if !ok {
		return ""
	}
	return strings.TrimSpace(reason)
}

// Needed tells whether the rule needs a capability.
func (r *Row) Needed(capability string) bool {
	for _, need := range r.Needs {
		if need == capability {
			return true
		}
	}
	return false
}

// URL is the section in the RFC itself, or a bug that breaking the rule was.
func (r *Row) URL() string {
	if r.Level == Robust {
		return r.bugURL()
	}
	return rfcEditor + r.RFC + "#section-" + r.Section
}

// Rule is the rule in one sentence, with its level and place.
func (r *Row) Rule() string {
	if r.Level == Robust {
		return fmt.Sprintf("resilience, %s: %s", classes[r.Section], r.Text)
	}
	return fmt.Sprintf("%s, RFC %s section %s: %s", r.Level.Keyword(), r.RFC, r.Section, r.Text)
}

// names are the files of the ledger, in the order of All.
var names = []string{"rfc6455.tsv", "rfc7692.tsv", "rfc8441.tsv", "rfc9220.tsv", "related.tsv", "related-h2h3.tsv", "resilience.tsv"}

type ledger struct {
	rows []*Row
	byID map[string]*Row
}

var load = sync.OnceValue(func() *ledger {
	l := &ledger{byID: map[string]*Row{}}
	for _, name := range names {
		rows, err := parse(name)
		if err != nil {
			panic(err) // the files are part of the program; a test reads them all
		}
		for _, row := range rows {
			l.rows = append(l.rows, row)
			l.byID[row.ID] = row
		}
	}
	return l
})

func parse(name string) ([]*Row, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var rows []*Row
	for n, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != columnCount {
			return nil, fmt.Errorf("%s line %d has %d columns, not %d", name, n+1, len(cells), columnCount)
		}
		if n == 0 {
			continue
		}
		for i, cell := range cells {
			if cell == "-" {
				cells[i] = ""
			}
		}
		row := &Row{ID: cells[0], Section: cells[1], Level: Level(cells[2]), Role: cells[3], Wire: cells[4],
			Text: cells[6], Test: cells[7], Note: cells[8]}
		row.RFC, _, _ = strings.Cut(row.ID, "-")
		if cells[5] != "" {
			row.Needs = strings.Split(cells[5], ",")
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// All returns every row, in the order of the files.
func All() []*Row { return load().rows }

// Find returns the row with that ID, or nil.
func Find(id string) *Row { return load().byID[id] }
