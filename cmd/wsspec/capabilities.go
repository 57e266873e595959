package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// capabilitiesFlag is the flag for what the server is expected to offer.
const capabilitiesFlag = "capabilities"

// capabilitySet is a flag whose values are capabilities, one or several with commas between them.
type capabilitySet cases.Capabilities

func (s *capabilitySet) String() string { return strings.Join(capabilityNames(*s), ",") }
func (s *capabilitySet) Type() string   { return "stringArray" }

func (s *capabilitySet) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		c := cases.Capability(strings.TrimSpace(name))
		if !slices.Contains(cases.Offered, c) {
			return fmt.Errorf("there is no capability %q; there are %s", c, strings.Join(capabilityNames(cases.Offered), ", "))
		}
		if !slices.Contains(*s, c) {
			*s = append(*s, c)
		}
	}
	return nil
}

func capabilityNames(list []cases.Capability) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = string(c)
	}
	return names
}

// lacking are the capabilities that are expected and not offered: what needs them was skipped, and nobody would notice.
func (f *runFlags) lacking(offers cases.Capabilities) []results.Deviation {
	var list []results.Deviation
	for _, c := range offers.Missing(f.capabilities) {
		d := results.Deviation{Capability: c, Says: "is not offered by the target: what needs it was skipped"}
		if line := f.config.lines[capabilitiesFlag]; line > 0 {
			d.File, d.Line = f.config.file, line
		}
		list = append(list, d)
	}
	return list
}
