package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases"
)

func listCommand(io streams) *cobra.Command {
	var format string
	var identifiers bool
	c := &cobra.Command{
		Use:   "list [SELECTOR…]",
		Short: "List the cases: what is tested",
		Long: `List the cases with the level of their requirement and what must hold. Selectors are those of 'wsspec run'.
'wsspec explain ID' tells what a case sends, what is allowed and why.

With --autobahn list the cases of Autobahn|Testsuite, with those of wsspec that ask the same or the reason why there is
none (see docs/autobahn.md).`,
		Example: `  wsspec list
  wsspec list rfc6455/5.5
  wsspec list --format json | jq length
  wsspec list --autobahn autobahn:5`,
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usage("--format is text or json, not %q", format)
			}
			if identifiers {
				return listAutobahn(io.out, args, format)
			}
			selected, err := table().Select(args...)
			if err != nil {
				return usage("%w", err)
			}
			if format == "json" {
				return listJSON(io.out, selected)
			}
			return listText(io.out, selected)
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeCases(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().BoolVar(&identifiers, "autobahn", false, "list the cases of Autobahn|Testsuite, and the cases that ask the same")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func listText(w io.Writer, list cases.Table) error {
	section := ""
	for _, c := range list {
		if s := c.Spec() + "/" + c.Section(); s != section {
			if section != "" {
				fmt.Fprintln(w)
			}
			section = s
		}
		fmt.Fprintf(w, "%-52s %-10s %s\n", c.ID, c.Level().Keyword(), c.Title)
	}
	_, err := fmt.Fprintf(w, "\n%d cases\n", len(list))
	return err
}

// listed is a case as list --format json shows it.
type listed struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	Grade    cases.Grade        `json:"grade"`
	Level    string             `json:"level"`
	Covers   []string           `json:"covers"`
	Side     string             `json:"side"` // server, client or both
	Needs    []cases.Capability `json:"needs,omitempty"`
	Twin     string             `json:"twin,omitempty"`
	Sends    []string           `json:"sends"`
	Allowed  []string           `json:"allowed"`
	Autobahn []string           `json:"autobahn,omitempty"`
	Bugs     []string           `json:"bugs,omitempty"`
}

func listJSON(w io.Writer, list cases.Table) error {
	records := make([]listed, len(list))
	for i, c := range list {
		records[i] = listed{ID: c.ID, Title: c.Title, Grade: c.Grade(), Level: string(c.Level()), Covers: c.Covers, Side: "both", Needs: c.AllNeeds(),
			Twin: c.Twin, Sends: c.Sends(), Autobahn: c.Autobahn, Bugs: c.Bugs}
		if c.Side != 0 {
			records[i].Side = c.Side.String()
		}
		for _, o := range c.Accept {
			records[i].Allowed = append(records[i].Allowed, o.String())
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(records)
}
