package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wsspec/wsspec/runner"
)

// gaugeFlags are the flags that say where the memory and the CPU time of the server can be read.
type gaugeFlags struct {
	pid        int
	metricsURL string

	flags *pflag.FlagSet
}

func (f *gaugeFlags) register(c *cobra.Command) {
	f.flags = c.Flags()
	c.Flags().IntVar(&f.pid, "pid", 0, "read memory and CPU time of this process, which is the server (Linux)")
	c.Flags().StringVar(&f.metricsURL, "metrics-url", "", "read memory and CPU time of the server at this `URL`, in the text format of Prometheus")
	c.MarkFlagsMutuallyExclusive("pid", "metrics-url")
}

// given is the flag that was given, or empty.
func (f *gaugeFlags) given() string {
	for _, name := range []string{"pid", "metrics-url"} {
		if f.flags.Changed(name) {
			return "--" + name
		}
	}
	return ""
}

// gauge is what the flags ask for; nil if nothing.
func (f *gaugeFlags) gauge(ctx context.Context) (gauge runner.Gauge, err error) {
	flag := f.given()
	switch flag {
	case "--pid":
		gauge, err = runner.ProcessGauge(f.pid)
	case "--metrics-url":
		gauge, err = runner.MetricsGauge(ctx, f.metricsURL)
	}
	if err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("%s: %w", flag, err)}
	}
	return gauge, nil
}
