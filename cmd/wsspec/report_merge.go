package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reports/jsonfile"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// shardFlag is a part of the cases, such as 2/5. The zero value is all of them.
type shardFlag struct{ number, of int }

func (s *shardFlag) Type() string { return "i/n" }

func (s *shardFlag) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.number, s.of)
}

func (s *shardFlag) Set(text string) error {
	before, after, _ := strings.Cut(text, "/")
	number, err := strconv.Atoi(before)
	of, errOf := strconv.Atoi(after)
	if err != nil || errOf != nil || number < 1 || number > of {
		return fmt.Errorf("a shard is written like 2/5, the first of five is 1/5")
	}
	s.number, s.of = number, of
	return nil
}

// part returns the cases of the shard, and an observer that tells the other one of them.
func (s *shardFlag) part(selected cases.Table, role reference.Role, to runner.Observer) (runner.Observer, cases.Table, error) {
	if s.of == 0 {
		return to, selected, nil
	}
	shard, err := runner.NewShard(selected.For(role).WithTwins(table().For(role)), s.number, s.of)
	if err != nil {
		return nil, nil, usage("--shard: %w", err)
	}
	return shard.Observe(to), shard.Cases, nil
}

func mergeCommand(io streams) *cobra.Command {
	var output, config string
	c := &cobra.Command{
		Use:   "merge FILE…",
		Short: "Join the results of all shards to those of one run",
		Long: `Join the results of 'wsspec run --shard 1/N' to N/N. They have to be of the same version, target and cases, each shard
once; ports may differ. The result is what one run would have written.

A rule that is watched everywhere may be broken in one shard and told in another. So where failures are expected, name the
configuration again: --config holds all of the run against it.`,
		Example: `  wsspec report merge shard-*.jsonl --output results.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("merge what? Name the files of all shards")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var parts []runner.Part
			for _, path := range args {
				run, err := readRun(path, io)
				if err != nil {
					return err
				}
				parts = append(parts, runner.Part{Name: path, Run: run})
			}
			merged, err := runner.Merge(parts, table())
			if err != nil {
				return usage("%w", err)
			}
			if config != "" {
				if err := expectMerged(config, merged, io); err != nil {
					return err
				}
			}
			return writeLines(output, merged, io)
		},
	}
	c.Flags().StringVar(&output, "output", "", "write into this file instead of standard output")
	c.Flags().StringVar(&config, "config", "", "hold the run against the expected failures in this `FILE`")
	c.MarkFlagFilename("config", "yaml", "yml")
	return c
}

// writeLines writes results into a file, or to standard output if it has no name.
func writeLines(path string, run *results.Run, io streams) error {
	if path == "" {
		if err := jsonfile.RenderLines(io.out, run); err != nil {
			return &exit{exitInternal, err}
		}
		return nil
	}
	file, err := os.Create(path)
	if err != nil {
		return usage("--output: %w", err)
	}
	if err := firstError(jsonfile.RenderLines(file, run), file.Close()); err != nil {
		return &exit{exitInternal, named(path, err)}
	}
	return nil
}
