package main

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/diff"
)

// comparisons are the ways to write a comparison down.
var comparisons = map[string]func(io.Writer, *diff.Comparison) error{
	"text": diff.RenderText, "markdown": diff.RenderMarkdown, "json": diff.RenderJSON,
}

func diffCommand(io streams) *cobra.Command {
	var format string
	names := slices.Sorted(maps.Keys(comparisons))
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two runs: what got worse, better, is new and is gone",
		Long: `Compare two files of results. Worse is what was kept and is broken, or cannot be judged any more because the target
vanished or its answers differ. New is what was not judged before, gone what is skipped now or not there. Disputed cases do
not count. Either file may be - for standard input.

Exit codes: 0 nothing got worse, 1 something did.`,
		Example: `  wsspec report diff main/results.jsonl branch/results.jsonl
  wsspec report diff old.jsonl new.jsonl --format markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) != 2:
				return usage("compare what? Name two files of results, the old one first")
			case args[0] == "-" && args[1] == "-":
				return usage("standard input is one file of results, not two")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			render, ok := comparisons[format]
			if !ok {
				return usage("--format is one of %s, not %q", strings.Join(names, ", "), format)
			}
			old, err := readRun(args[0], io)
			if err != nil {
				return err
			}
			new, err := readRun(args[1], io)
			if err != nil {
				return err
			}
			comparison := diff.Compare(old, new)
			if err := render(io.out, comparison); err != nil {
				return &exit{exitInternal, err}
			}
			if len(comparison.Worse) > 0 {
				return &exit{code: exitMissed}
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "one of "+strings.Join(names, ", "))
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	return c
}
