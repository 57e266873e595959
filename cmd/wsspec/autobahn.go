package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/autobahn"
	"github.com/wsspec/wsspec/runner/results"
)

// autobahnFlags are the flags of wsspec run for those who come from Autobahn|Testsuite.
type autobahnFlags struct {
	report string // directory of its report
	agent  string // name of the target in it
	spec   string // its configuration
}

func (f *autobahnFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.report, "autobahn-report", "", "write a report of Autobahn|Testsuite into this directory: index.json and a file for each case")
	flags.StringVar(&f.agent, "agent", "", "name of the target in that report (default: what its Server field says, or its host)")
	flags.StringVar(&f.spec, "autobahn-spec", "", "take servers and cases from this configuration of Autobahn|Testsuite (fuzzingclient.json)")
	c.MarkFlagFilename("autobahn-spec", "json")
	c.MarkFlagDirname("autobahn-report")
}

// check looks at the flags, and makes the directory of the report before anything is tested.
func (f *autobahnFlags) check() error {
	if f.agent != "" && f.report == "" && f.spec == "" {
		return usage("--agent is the name in the report that --autobahn-report writes")
	}
	if f.report == "" {
		return nil
	}
	if err := os.MkdirAll(f.report, 0o777); err != nil {
		return usage("--autobahn-report: %w", err)
	}
	return nil
}

// write writes the report, if one was asked for.
func (f *autobahnFlags) write(run *results.Run) error {
	if f.report == "" {
		return nil
	}
	dir, err := os.OpenRoot(f.report)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := autobahn.Render(dir, run, f.agent); err != nil {
		return fmt.Errorf("write the report of Autobahn|Testsuite to %s: %w", f.report, err)
	}
	return nil
}

// forget takes a target of which nothing could be tested out of the report: what an earlier run wrote there is not how
// it does now.
func (f *autobahnFlags) forget(url string) error {
	return f.write(&results.Run{Header: results.Header{Target: results.Target{URL: url}}})
}
