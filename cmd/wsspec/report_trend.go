package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/trend"
)

// trendFlags are the flags of wsspec report trend.
type trendFlags struct {
	format, output string
}

var trendFormats = map[string]func(io.Writer, []trend.Point) error{"text": trend.Render, "svg": trend.RenderSVG, "json": trend.RenderJSON}

func trendCommand(io streams) *cobra.Command {
	var f trendFlags
	c := &cobra.Command{
		Use:   "trend DIR",
		Short: "Draw the counts over runs",
		Long: `Draw the counts of each run whose results are in a directory or below it: every file whose name ends in .jsonl. One that
cannot be read is named on standard error and left out. Runs of other cases, another version or another target than the run
before are marked: their counts do not compare.`,
		Example: `  wsspec report trend results/
  wsspec report trend results/ --format svg --output trend.svg`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("the trend of what? Name one directory with files of results")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return f.run(args[0], io) },
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "text", "text, svg or json")
	flags.StringVar(&f.output, "output", "", "write into this file instead of standard output")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "svg", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (f *trendFlags) run(dir string, io streams) error {
	render, ok := trendFormats[f.format]
	if !ok {
		return usage("--format is text, svg or json, not %q", f.format)
	}
	var points []trend.Point
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".jsonl") {
			return err
		}
		run, err := readRun(path, io)
		if err != nil {
			complain(io.err, fmt.Errorf("left out: %w", err))
			return nil
		}
		points = append(points, trend.PointOf(run))
		return nil
	})
	switch {
	case err != nil:
		return usage("%w", err)
	case len(points) == 0:
		return usage("no file of results is in %s", dir)
	}
	if f.output == "" {
		err = render(io.out, points)
	} else if file, createErr := os.Create(f.output); createErr != nil {
		return usage("--output: %w", createErr)
	} else if err = firstError(render(file, points), file.Close()); err != nil {
		err = named(f.output, err)
	}
	if err != nil {
		return &exit{exitInternal, err}
	}
	return nil
}
