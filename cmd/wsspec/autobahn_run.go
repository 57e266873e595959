package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner"
)

// part is the test of one server of a configuration of Autobahn|Testsuite.
type part struct {
	flags     *runFlags
	url       string
	selectors []string
	selected  cases.Table
}

// runSpec tests the servers of a configuration of Autobahn|Testsuite, one after the other. Nothing is tested unless all
// of it makes sense. The worst of the exit codes counts.
func (f *runFlags) runSpec(ctx context.Context, args []string, io streams) error {
	s, err := readSpec(f.autobahn.spec)
	if err != nil {
		return err
	}
	if err := f.addServer(s, args); err != nil {
		return err
	}
	if len(s.servers) > 1 && f.output == "" && len(f.formats) > 0 && f.formats[0] != "text" {
		return usage("standard output takes one --format of one server, and %s names %d; use --output", f.autobahn.spec, len(s.servers))
	}
	f.autobahn.report = cmp.Or(f.autobahn.report, s.outdir)
	var parts []*part
	for i := range s.servers {
		p, odd, err := f.part(s, i)
		if err != nil {
			return err
		}
		parts = append(parts, p)
		s.odd = append(s.odd, odd...)
	}
	if err := f.autobahn.check(); err != nil {
		return err
	}
	told := map[string]bool{}
	for _, sentence := range s.odd {
		if !told[sentence] {
			told[sentence] = true
			fmt.Fprintf(io.err, "wsspec: %s: warning: %s\n", f.autobahn.spec, sentence)
		}
	}
	worst := exitMet
	for _, p := range parts {
		if ctx.Err() != nil {
			worst = max(worst, exitUnreachable)
			break
		}
		worst = max(worst, p.test(ctx, io))
	}
	if worst != exitMet {
		return &exit{code: worst}
	}
	return nil
}

// addServer is for a configuration without servers: the command line names the one to test.
func (f *runFlags) addServer(s *spec, args []string) error {
	name := f.autobahn.spec
	for i, arg := range args {
		if i > 0 || !strings.Contains(arg, "://") {
			return usage("%s says which cases to carry out; %q has no place beside it", name, runner.WithoutUser(arg))
		}
	}
	switch {
	case len(args) == 0 && len(s.servers) == 0:
		return usage("%s names no servers; give a URL", name)
	case len(args) > 0 && len(s.servers) > 0:
		return usage("%s names the servers; %s has no place beside them", name, runner.WithoutUser(args[0]))
	case len(args) > 0:
		s.servers = []specServer{{url: args[0]}}
	}
	if f.autobahn.agent != "" && len(s.servers) > 1 {
		return usage("--agent is the name of one server, and %s has %d", name, len(s.servers))
	}
	s.servers[0].agent = cmp.Or(f.autobahn.agent, s.servers[0].agent)
	return nil
}

// part is what has to be done for a server. It tells what of that has no effect.
func (f *runFlags) part(s *spec, i int) (*part, []string, error) {
	server := &s.servers[i]
	at := fmt.Sprintf("servers[%d]", i)
	flags := *f
	flags.origin, flags.autobahn.agent = cmp.Or(server.origin, f.origin), server.agent
	if len(server.protocols) > 0 {
		flags.subprotocol = server.protocols[0]
	}
	if strings.HasPrefix(server.url, "wss:") { // without TLS Autobahn|Testsuite has no use for it either
		flags.serverName = cmp.Or(server.hostname, f.serverName)
	}
	if len(s.servers) > 1 && f.output != "" {
		flags.output = filepath.Join(f.output, fmt.Sprintf("%d-%s", i+1, plainName(server.name())))
	}
	_, stop, err := flags.target(server.url)
	if err != nil {
		return nil, nil, usage("%s: %s: %w", f.autobahn.spec, at, err)
	}
	stop()
	chosen, odd := s.chosen(server.agent)
	if len(server.protocols) > 1 {
		odd = append(odd, fmt.Sprintf("%q of %s: wsspec offers the first one only", "protocols", at))
	}
	if len(s.perAgent) > 0 && server.agent == "" {
		odd = append(odd, fmt.Sprintf(`"exclude-agent-cases" takes %s for an agent without a name; give it an "agent"`, at))
	}
	t := table()
	selectors, without := selectorsOf(chosen, t)
	odd = append(odd, without...)
	if len(selectors) == 0 {
		return nil, nil, usage("%s asks for no case that wsspec has; 'wsspec list --autobahn' shows what there is", f.autobahn.spec)
	}
	selected, err := t.Select(selectors...)
	if err != nil {
		return nil, nil, &exit{exitInternal, err}
	}
	return &part{&flags, server.url, selectors, selected}, odd, nil
}

// test tests the server and returns the exit code.
func (p *part) test(ctx context.Context, io streams) int {
	err := p.flags.test(ctx, p.url, p.selectors, p.selected, io)
	if err == nil {
		return exitMet
	}
	e := &exit{exitInternal, err}
	errors.As(err, &e)
	if e.err != nil {
		complain(io.err, fmt.Errorf("%s: %w", runner.WithoutUser(p.url), e.err))
	}
	return e.code
}

// plainName is a name without what a file name should not have.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '_'
	}, name)
}
