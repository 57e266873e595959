package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/trend"
)

func trendCommand(io streams) *cobra.Command {
	return &cobra.Command{
		Use:   "trend DIR",
		Short: "Draw the counts over runs",
		Long: `Draw a line for each run whose results are in a directory or below it: every file whose name ends in .jsonl. One that
cannot be read is named on standard error and left out.`,
		Example: `  wsspec report trend results/`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("the trend of what? Name one directory with files of results")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var points []trend.Point
			err := filepath.WalkDir(args[0], func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".jsonl") {
					return err
				}
				run, err := readRun(path, io)
				if err != nil {
					fmt.Fprintf(io.err, "wsspec: left out: %v\n", err)
					return nil
				}
				points = append(points, trend.PointOf(run))
				return nil
			})
			switch {
			case err != nil:
				return usage("%w", err)
			case len(points) == 0:
				return usage("no file of results is in %s", args[0])
			}
			if err := trend.Render(io.out, points); err != nil {
				return &exit{exitInternal, err}
			}
			return nil
		},
	}
}
