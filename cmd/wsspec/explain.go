package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/payload"
)

func explainCommand(io streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain CASE…",
		Short: "Explain a case or a requirement: what is sent, what is allowed, and why",
		Long: `Explain what a case sends, which answers it accepts, and the requirements behind it.
The argument is the ID of a case, any selector that picks a few, or the ID of a requirement such as 6455-5.5-02.`,
		Example: `  wsspec explain rfc6455/5.5/ping-payload-126
  wsspec explain 6455-5.5-02`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("explain what? Name a case or a requirement; 'wsspec list' shows the cases")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			for _, arg := range args {
				if err := explain(io.out, arg); err != nil {
					return err
				}
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeCases(), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func explain(w io.Writer, what string) error {
	if row := requirements.Find(what); row != nil {
		return explainRow(w, row)
	}
	selected, err := table().Select(what)
	if err != nil {
		var none *cases.NoMatchError
		if errors.As(err, &none) {
			return usage("%w; a requirement has an ID such as 6455-5.5-02", err)
		}
		return usage("%w", err)
	}
	for _, c := range selected {
		if err := explainCase(w, c); err != nil {
			return err
		}
	}
	return nil
}

func explainCase(w io.Writer, c *cases.Case) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s   %s\n", c.ID, c.Title)
	section := func(name string, lines ...string) {
		for i, line := range lines {
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(&b, "  %-9s %s\n", name, line)
		}
	}
	for _, row := range c.Rows() {
		section("rule", row.Rule(), row.URL()+"  ("+row.ID+")")
	}
	section("sends", c.Sends()...)
	section("bytes", wireBytes(c)...)
	for i, o := range c.Accept {
		name := ""
		if i == 0 {
			name = "allows"
		}
		line := o.String()
		if o.Note != "" {
			line += "  (" + o.Note + ")"
		}
		section(name, line)
	}
	if c.Side != 0 {
		section("for", "a "+c.Side.String()+" under test only")
	}
	if needs := c.AllNeeds(); len(needs) > 0 {
		names := make([]string, len(needs))
		for i, need := range needs {
			names[i] = string(need)
		}
		section("needs", strings.Join(names, ", "))
	}
	if c.Twin != "" {
		section("twin", c.Twin+", the same without the defect: unless it passes this case says nothing")
	}
	for _, rule := range c.Watches {
		section("watches", "in every other case too: "+rule.Says)
	}
	if c.Cause != "" {
		section("cause", "usually: "+c.Cause)
	}
	if len(c.Bugs) > 0 {
		section("bugs", "has happened to: "+strings.Join(c.Bugs, ", "))
	}
	if c.Disputed != "" {
		section("disputed", c.Disputed)
	}
	if len(c.Autobahn) > 0 {
		section("autobahn", strings.Join(c.Autobahn, ", "))
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}

// wireBytes is the beginning of every frame that the case sends, as bytes, with a masking-key of zeros where the case
// leaves the choice open, and compressed as if plain permessage-deflate was agreed.
func wireBytes(c *cases.Case) []string {
	const most, shown = 8, 24
	sender := reference.Client
	if c.Side == reference.Client {
		sender = reference.Server
	}
	var deflater deflate.Deflater
	compress := func(p payload.Payload) []byte { return deflater.Message(nil, p.Bytes()) }
	var lines []string
	for _, step := range c.Script {
		var frames []cases.Frame
		sent := step.Frames
		if step.Op == cases.OpStream {
			sent = []cases.Frame{step.Message(0)}
		}
		for _, f := range sent {
			if len(frames) <= most {
				frames = append(frames, f.Sized(0).Expand(cases.Agreed{}, compress)...)
			}
		}
		for _, f := range frames {
			if len(lines) == most {
				return append(lines, "…")
			}
			wire := f.Wire(sender, func() [4]byte { return [4]byte{} })
			bytes := wire.AppendHeader(nil)
			head := len(bytes)
			payload := make([]byte, min(wire.Payload.Size(), shown))
			wire.Payload.ReadAt(payload, 0)
			line := fmt.Sprintf("% x", bytes)
			if len(payload) > 0 {
				line += fmt.Sprintf(" | % x", payload)
			}
			if int64(len(payload)) < wire.Payload.Size() {
				line += " …"
			}
			lines = append(lines, fmt.Sprintf("%s   (%d + %d bytes)", line, head, wire.Payload.Size()))
		}
	}
	return lines
}

func explainRow(w io.Writer, row *requirements.Row) error {
	fmt.Fprintf(w, "%s   %s\n  %-9s %s\n", row.ID, row.Rule(), "link", row.URL())
	fmt.Fprintf(w, "  %-9s %s\n", "binds", row.Role)
	if row.Test != "" {
		fmt.Fprintf(w, "  %-9s %s\n", "test", row.Test)
	}
	if row.Note != "" {
		fmt.Fprintf(w, "  %-9s %s\n", "note", row.Note)
	}
	covered := false
	for _, c := range table() {
		if slices.Contains(c.Covers, row.ID) {
			name := ""
			if !covered {
				name = "cases"
			}
			covered = true
			fmt.Fprintf(w, "  %-9s %s   %s\n", name, c.ID, c.Title)
		}
	}
	if !covered {
		fmt.Fprintf(w, "  %-9s none\n", "cases")
	}
	_, err := fmt.Fprintln(w)
	return err
}
