package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/matrix"
)

// matrixFlags are the flags of wsspec report matrix.
type matrixFlags struct {
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
from disk and loads nothing. One of the files may be - for standard input.

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
	flags.StringVar(&f.output, "output", "", "write into this file instead of standard output")
	flags.StringArrayVar(&f.names, "name", nil, "the name of a column, once for each file")
	flags.BoolVar(&f.different, "different-tables", false, "compare runs that were not asked the same")
	return c
}

func (f *matrixFlags) render(paths []string, io streams) error {
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
	return f.write(matrix.New(sources), io)
}

func (f *matrixFlags) write(m *matrix.Matrix, io streams) error {
	if f.output == "" {
		if err := matrix.RenderHTML(io.out, m); err != nil {
			return &exit{exitInternal, err}
		}
		return nil
	}
	file, err := os.Create(f.output)
	if err != nil {
		return usage("--output: %w", err)
	}
	if err := firstError(matrix.RenderHTML(file, m), file.Close()); err != nil {
		return &exit{exitInternal, named(f.output, err)}
	}
	return nil
}
