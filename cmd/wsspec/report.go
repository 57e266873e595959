package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

func reportCommand(io streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "report",
		Short: "Make reports from saved results",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return usage("report what? '%s render results.jsonl' makes a report, '%[1]s --help' tells what else there is", c.CommandPath())
		},
	}
	c.AddCommand(renderCommand(io), diffCommand(io), trendCommand(io), mergeCommand(io), matrixCommand(io))
	return c
}

// renderFlags are the flags of wsspec report render.
type renderFlags struct {
	format, output, gate string
}

func renderCommand(io streams) *cobra.Command {
	var f renderFlags
	names := reportNames()
	c := &cobra.Command{
		Use:   "render FILE",
		Short: "Make a report from a results.jsonl, today or years later, without the server",
		Long: `Make a report from the results.jsonl that 'wsspec run --output DIR' wrote. FILE may be - for standard input.

html is one file with everything; site is a directory with a page for each section, which shows the exchanges of all
cases. Both open from disk and load nothing.`,
		Example: `  wsspec report render results/results.jsonl --format html --output report.html
  wsspec report render results/results.jsonl --format site --output report`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("render which results? Name one results.jsonl, or - for standard input")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return f.render(args[0], io) },
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "text", "one of "+strings.Join(names, ", "))
	flags.StringVar(&f.output, "output", "", "write into this file, of site this directory, instead of standard output")
	flags.StringVar(&f.gate, "gate", string(results.GateMust), "what decides: must or should")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("gate", cobra.FixedCompletions([]string{"must", "should"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// siteFormat is the one format that is a directory.
const siteFormat = "site"

func (f *renderFlags) render(path string, io streams) error {
	if !slices.Contains([]results.Gate{results.GateMust, results.GateShould}, results.Gate(f.gate)) {
		return usage("--gate is must or should, not %q", f.gate)
	}
	format, ok := formats[f.format]
	switch {
	case !ok && f.format != siteFormat:
		return usage("--format is one of %s, not %q", strings.Join(reportNames(), ", "), f.format)
	case f.format == siteFormat && f.output == "":
		return usage("a site is a directory: name it with --output")
	}
	run, err := readRun(path, io)
	if err != nil {
		return err
	}
	options := text.Options{Gate: results.Gate(f.gate)}
	switch {
	case f.format == siteFormat:
		err = writeSite(f.output, run, options.Gate)
	case f.output != "":
		err = writeFile(f.output, format, run, options)
	default:
		options.Width = terminal(io.out)
		options.Colour = colours(io.out)
		err = format.render(io.out, run, options)
	}
	if err != nil {
		return &exit{exitInternal, err}
	}
	return nil
}

func readRun(path string, io streams) (*results.Run, error) {
	from := io.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, usage("%w", err)
		}
		defer file.Close()
		from = file
	}
	run, err := results.Read(from)
	if err != nil {
		return nil, usage("%s: %w", path, err)
	}
	return run, nil
}

func writeSite(path string, run *results.Run, gate results.Gate) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	dir, err := os.OpenRoot(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := html.Site(dir, run, gate); err != nil {
		return named(filepath.Clean(path), err)
	}
	return nil
}
