package main

import (
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/matrix"
)

// matrices are the ways to write a matrix down.
var matrices = map[string]func(io.Writer, *matrix.Matrix) error{"html": matrix.RenderHTML, "markdown": matrix.RenderMarkdown}

// matrixFlags are the flags of wsspec report matrix.
type matrixFlags struct {
	format    string
	output    string
	names     []string
	different bool
}

func matrixCommand(io streams) *cobra.Command {
	var f matrixFlags
	c := &cobra.Command{
		Use:   "matrix FILE…",
		Short: "Show the results of several servers side by side, in one page",
		Long: `Make one page in HTML with a column for each file of results, and a row for each section and case. A column is named by
--name, given once for each file in their order, else by the Server field of the server, else by its file. The page opens
from disk and loads nothing. In Markdown there are the sections only. One of the files may be - for standard input.

Servers that were not asked the same cannot be compared: that is refused, unless --different-tables is given. What a
server was not asked then stays empty.`,
		Example: `  wsspec report matrix gorilla.jsonl ws.jsonl --output matrix.html
  wsspec report matrix old.jsonl new.jsonl --name 1.4 --name 1.5 --different-tables > matrix.html`,
		Args: func(_ *cobra.Command, args []string) error {
			read := 0
			for _, path := range args {
				if path == "-" {
					read++
				}
			}
			switch {
			case len(args) == 0:
				return usage("a matrix of what? Name the files of results")
			case read > 1:
				return usage("standard input is one file of results, not %d", read)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return f.render(args, io) },
	}
	flags := c.Flags()
	names := slices.Sorted(maps.Keys(matrices))
	flags.StringVar(&f.format, "format", "html", "one of "+strings.Join(names, ", "))
	flags.StringVar(&f.output, "output", "", "write into this file instead of standard output")
	flags.StringArrayVar(&f.names, "name", nil, "the name of a column, once for each file")
	flags.BoolVar(&f.different, "different-tables", false, "compare runs that were not asked the same")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (f *matrixFlags) render(paths []string, io streams) error {
	render, ok := matrices[f.format]
	if !ok {
		return usage("--format is one of %s, not %q", strings.Join(slices.Sorted(maps.Keys(matrices)), ", "), f.format)
	}
	if n := len(f.names); n > 0 && n != len(paths) {
		return usage("--name is given once for each file: %d for %d", n, len(paths))
	}
	var sources []matrix.Source
	for i, path := range paths {
		run, err := readRun(path, io)
		if err != nil {
			return err
		}
		source := matrix.Source{File: path, Run: run}
		if f.names != nil {
			source.Name = f.names[i]
		}
		sources = append(sources, source)
		if differ := matrix.Different(sources[0].Run, run); differ != "" && !f.different {
			return usage("%s and %s are of different tables: %s. --different-tables compares them all the same", paths[0], path, differ)
		}
	}
	m := matrix.New(sources)
	if f.output != "" {
		return writeMatrix(f.output, render, m)
	}
	if err := render(io.out, m); err != nil {
		return &exit{exitInternal, err}
	}
	return nil
}

func writeMatrix(path string, render func(io.Writer, *matrix.Matrix) error, m *matrix.Matrix) error {
	file, err := os.Create(path)
	if err != nil {
		return usage("--output: %w", err)
	}
	if err := firstError(render(file, m), file.Close()); err != nil {
		return &exit{exitInternal, named(path, err)}
	}
	return nil
}
