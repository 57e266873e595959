package requirements

import (
	"fmt"
	"regexp"
	"strings"
)

// classes are the sections of resilience.tsv: kinds of bugs.
var classes = map[string]string{
	"A": "frame lengths and sizes", "B": "fragments", "C": "empty frames", "D": "control frames", "E": "masking",
	"F": "compression", "G": "UTF-8", "H": "closing", "I": "the opening handshake", "J": "segments and slow peers",
}

const (
	bugs     = "bugs:"
	provedBy = "proved-by:"
)

// Bugs are the public identifiers of bugs that broke the rule: those of vulnerabilities, issues and commits.
func (r *Row) Bugs() []string { return r.listed(bugs) }

// ProvedBy are the cases of other specifications that send the same bytes, so that none is needed for the row.
func (r *Row) ProvedBy() []string { return r.listed(provedBy) }

// listed is a list in the note, behind a word and up to the next semicolon.
func (r *Row) listed(word string) []string {
	_, rest, ok := strings.Cut(r.Note, word)
	if !ok {
		return nil
	}
	list, _, _ := strings.Cut(rest, ";")
	var items []string
	for _, item := range strings.Split(list, ",") {
		items = append(items, strings.TrimSpace(item))
	}
	return items
}

// places are where bugs are published, by the form of their identifiers.
var places = []struct {
	form *regexp.Regexp
	url  string
}{
	{regexp.MustCompile(`^(CVE-\d{4}-\d+)$`), "https://www.cve.org/CVERecord?id=%s"},
	{regexp.MustCompile(`^(GHSA(?:-[0-9a-z]{4}){3})$`), "https://github.com/advisories/%s"},
	{regexp.MustCompile(`^(RUSTSEC-\d{4}-\d+)$`), "https://rustsec.org/advisories/%s.html"},
	{regexp.MustCompile(`^([\w.-]+/[\w.-]+)#(\d+)$`), "https://github.com/%s/issues/%s"},
	{regexp.MustCompile(`^([\w.-]+/[\w.-]+)@([0-9a-f]{7,40})$`), "https://github.com/%s/commit/%s"},
}

// bugURL is where the first of the bugs is published that has a place; empty if none has.
func (r *Row) bugURL() string {
	for _, bug := range r.Bugs() {
		for _, place := range places {
			if m := place.form.FindStringSubmatch(bug); m != nil {
				args := make([]any, len(m)-1)
				for i := range args {
					args[i] = m[i+1]
				}
				return fmt.Sprintf(place.url, args...)
			}
		}
	}
	return ""
}
