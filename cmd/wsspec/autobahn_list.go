package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/autobahn"
)

// counterpart is a case of Autobahn|Testsuite with the cases that ask the same, as list --autobahn shows it.
type counterpart struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Cases []string `json:"cases"`
	Note  string   `json:"note,omitempty"`
}

// listAutobahn lists what there is for the cases of Autobahn|Testsuite that the selectors name, or that cases which
// they name ask.
func listAutobahn(w io.Writer, selectors []string, format string) error {
	list, err := counterparts(selectors)
	if err != nil {
		return err
	}
	if format == "json" {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	return printCounterparts(w, list)
}

func printCounterparts(w io.Writer, list []counterpart) error {
	covered := 0
	for _, c := range list {
		for _, id := range c.Cases {
			fmt.Fprintf(w, "%-8s %-52s %s\n", c.ID, id, c.Title)
		}
		if len(c.Cases) > 0 {
			covered++
		} else {
			fmt.Fprintf(w, "%-8s %-52s %s: %s\n", c.ID, "-", c.Title, cmp.Or(autobahn.Find(c.ID).WhyNot(), "not covered yet"))
		}
	}
	_, err := fmt.Fprintf(w, "\n%d identifiers, %d of them covered\n", len(list), covered)
	return err
}

func counterparts(selectors []string) ([]counterpart, error) {
	whole := table()
	asked := map[string]bool{}
	var others []string
	for _, selector := range selectors {
		pattern, ok := strings.CutPrefix(selector, autobahn.Prefix)
		named := autobahn.Matching(pattern)
		if !ok || len(named) == 0 { // which Select explains
			others = append(others, selector)
		}
		if ok {
			for _, c := range named {
				asked[c.ID] = true
			}
		}
	}
	if len(others) > 0 {
		selected, err := whole.Select(others...)
		if err != nil {
			return nil, usage("%w; %s", err, selectorHint(others))
		}
		for _, c := range selected {
			for _, id := range c.Autobahn {
				asked[id] = true
			}
		}
	}
	covering := map[string][]string{}
	for _, c := range whole {
		for _, id := range c.Autobahn {
			covering[id] = append(covering[id], c.ID)
		}
	}
	list := []counterpart{}
	for _, c := range autobahn.All() {
		if len(selectors) == 0 || asked[c.ID] {
			list = append(list, counterpart{c.ID, c.Title, append([]string{}, covering[c.ID]...), c.Note})
		}
	}
	return list, nil
}

// selectorHint says where to look for what can be selected.
func selectorHint(selectors []string) string {
	if slices.ContainsFunc(selectors, func(s string) bool { return strings.HasPrefix(s, autobahn.Prefix) }) {
		return "'wsspec list --autobahn' shows all identifiers"
	}
	return "'wsspec list' shows all cases"
}

// completeAutobahn is what a shell offers in place of an identifier of Autobahn|Testsuite that there are cases for.
func completeAutobahn(t cases.Table) []string {
	covered := map[string]bool{}
	for _, c := range t {
		for _, id := range c.Autobahn {
			covered[id] = true
		}
	}
	var list []string
	group := ""
	for _, c := range autobahn.All() {
		if !covered[c.ID] {
			continue
		}
		if g := c.Group(); g != group {
			group = g
			list = append(list, cobra.CompletionWithDesc(autobahn.Prefix+g, "group "+g+" of Autobahn|Testsuite"))
		}
		list = append(list, cobra.CompletionWithDesc(autobahn.Prefix+c.ID, c.Title))
	}
	return list
}
