package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/autobahn"
	"github.com/wsspec/wsspec/runner"
)

// spec is a configuration of Autobahn|Testsuite that tests servers.
type spec struct {
	outdir   string
	servers  []specServer
	cases    []string            // patterns
	exclude  []string            // patterns
	perAgent map[string][]string // patterns of what is excluded for agents that match a pattern
	odd      []string            // what has no effect, in sentences
}

type specServer struct {
	url, agent, hostname, origin string
	protocols                    []string
}

// readSpec reads a configuration. The error says where a file is broken, or what is wrong with it.
func readSpec(name string) (*spec, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("--autobahn-spec: %w", err)
	}
	s, err := parseSpec(content)
	var broken *brokenError
	if errors.As(err, &broken) {
		return nil, usage("%s:%d:%d: %w", name, broken.line, broken.column, err)
	}
	if err != nil {
		return nil, usage("%s: %w", name, err)
	}
	return s, nil
}

// brokenError is the error of what is no JSON.
type brokenError struct {
	line, column int
	err          error
}

func (e *brokenError) Error() string { return e.err.Error() }

func parseSpec(content []byte) (*spec, error) {
	s := &spec{}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(content, &top); err != nil {
		return nil, locate(content, err)
	}
	var servers []json.RawMessage
	err := s.keys("", top, map[string]func(json.RawMessage) error{
		"outdir":              read(&s.outdir, "a string"),
		"servers":             read(&servers, "a list of objects"),
		"options":             func(v json.RawMessage) error { return s.options("options", v) },
		"cases":               read(&s.cases, "a list of strings"),
		"exclude-cases":       read(&s.exclude, "a list of strings"),
		"exclude-agent-cases": read(&s.perAgent, "an object of lists of strings"),
	})
	if err != nil {
		return nil, err
	}
	s.outdir = cmp.Or(s.outdir, "./reports/servers")
	if _, ok := top["cases"]; !ok {
		return nil, errors.New(`"cases" is missing; ["*"] are all of them`)
	}
	for i, content := range servers {
		if err := s.server(fmt.Sprintf("servers[%d]", i), content); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// locate finds the line and column of what is no JSON.
func locate(content []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return errors.New("it is no JSON object")
	}
	before := content[:max(syntax.Offset-1, 0)]
	if strings.HasPrefix(syntax.Error(), "unexpected end") {
		before = content
	}
	start := bytes.LastIndexByte(before, '\n') + 1
	return &brokenError{bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1, err}
}

// keys reads the keys of an object. Those that nobody knows are odd.
func (s *spec) keys(at string, object map[string]json.RawMessage, known map[string]func(json.RawMessage) error) error {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		read, ok := known[key]
		if !ok {
			s.odd = append(s.odd, fmt.Sprintf("%s is not known and has no effect", place(at, key)))
			continue
		}
		if err := read(object[key]); err != nil {
			var wrong *wrongTypeError
			if errors.As(err, &wrong) && wrong.at == "" {
				wrong.at = place(at, key)
			}
			return err
		}
	}
	return nil
}

func place(at, key string) string {
	if at == "" {
		return fmt.Sprintf("%q", key)
	}
	return fmt.Sprintf("%q of %s", key, at)
}

// wrongTypeError is the error of a value that is not what belongs there.
type wrongTypeError struct{ at, want string }

func (e *wrongTypeError) Error() string { return fmt.Sprintf("%s is not %s", e.at, e.want) }

// read reads a value into a variable.
func read[T any](into *T, want string) func(json.RawMessage) error {
	return func(v json.RawMessage) error {
		if json.Unmarshal(v, into) != nil {
			return &wrongTypeError{want: want}
		}
		return nil
	}
}

func (s *spec) server(at string, content json.RawMessage) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(content, &object) != nil || object == nil {
		return &wrongTypeError{at, "an object"}
	}
	var server specServer
	err := s.keys(at, object, map[string]func(json.RawMessage) error{
		"url":       read(&server.url, "a string"),
		"agent":     read(&server.agent, "a string"),
		"hostname":  read(&server.hostname, "a string"),
		"origin":    read(&server.origin, "a string"),
		"protocols": read(&server.protocols, "a list of strings"),
		"options":   func(v json.RawMessage) error { return s.options(at, v) },
	})
	if err != nil {
		return err
	}
	if server.url == "" {
		return fmt.Errorf("%s has no \"url\"", at)
	}
	s.servers = append(s.servers, server)
	return nil
}

// knownOptions are the options of connections that Autobahn|Testsuite has. All but version are about how it carries
// its cases out.
var knownOptions = []string{
	"acceptMaskedServerFrames", "applyMask", "autoFragmentSize", "autoPingInterval", "autoPingSize", "autoPingTimeout",
	"closeHandshakeTimeout", "echoCloseCodeReason", "failByDrop", "maskClientFrames", "maxFramePayloadSize",
	"maxMessagePayloadSize", "openHandshakeTimeout", "serverConnectionDropTimeout", "tcpNoDelay", "utf8validateIncoming",
}

func (s *spec) options(at string, content json.RawMessage) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(content, &object) != nil {
		return &wrongTypeError{at, "an object"}
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		where := fmt.Sprintf("the option %q", key)
		if at != "options" {
			where += " of " + at
		}
		switch value := string(object[key]); {
		case key == "version" && (value == "18" || value == "13"): // 18 is what Autobahn|Testsuite calls version 13
		case key == "version":
			s.odd = append(s.odd, fmt.Sprintf("%s is %s and has no effect: wsspec speaks version 13 of the protocol, RFC 6455", where, value))
		case slices.Contains(knownOptions, key):
			s.odd = append(s.odd, where+" has no effect: the cases say what is sent, --timeout and --min-timeout how long is waited")
		default:
			s.odd = append(s.odd, where+" is not known and has no effect")
		}
	}
	return nil
}

// chosen is what the configuration asks for of an agent, and sentences about patterns that match nothing.
func (s *spec) chosen(agent string) (list []*autobahn.Case, odd []string) {
	excluded := slices.Clone(s.exclude)
	var full []string
	for _, name := range slices.Sorted(maps.Keys(s.perAgent)) {
		if autobahn.Glob(name, agent) {
			full = append(full, s.perAgent[name]...)
		}
	}
	for _, c := range autobahn.All() {
		asks := func(pattern string) bool { return begins(pattern, c.ID) }
		if slices.ContainsFunc(s.cases, asks) && !slices.ContainsFunc(excluded, asks) &&
			!slices.ContainsFunc(full, func(pattern string) bool { return autobahn.Glob(pattern, c.ID) }) {
			list = append(list, c)
		}
	}
	for _, pattern := range slices.Concat(s.cases, s.exclude, full) {
		if !slices.ContainsFunc(autobahn.All(), func(c *autobahn.Case) bool { return begins(pattern, c.ID) }) {
			sentence := fmt.Sprintf("%q is no case of Autobahn|Testsuite", pattern)
			if len(autobahn.Matching(pattern)) > 0 {
				sentence += fmt.Sprintf(`; "%s.*" is the group`, pattern)
			}
			odd = append(odd, sentence)
		}
	}
	return list, odd
}

// begins tells whether a pattern of "cases" or "exclude-cases" names an identifier: one with a star need not go up to
// its end.
func begins(pattern, id string) bool {
	if strings.Contains(pattern, "*") {
		pattern += "*"
	}
	return autobahn.Glob(pattern, id)
}

// selectorsOf are the selectors of those cases that are covered, and a sentence about the others if there are any.
func selectorsOf(chosen []*autobahn.Case, t cases.Table) (selectors, odd []string) {
	covered := map[string]bool{}
	for _, c := range t {
		for _, id := range c.Autobahn {
			covered[id] = true
		}
	}
	isCovered := func(c *autobahn.Case) bool { return covered[c.ID] }
	for _, pattern := range autobahn.Patterns(chosen) {
		if slices.ContainsFunc(autobahn.Matching(pattern), isCovered) {
			selectors = append(selectors, autobahn.Prefix+pattern)
		}
	}
	if without := autobahn.Patterns(slices.DeleteFunc(slices.Clone(chosen), isCovered)); len(without) > 0 {
		odd = append(odd, fmt.Sprintf("wsspec has no case for %s; 'wsspec list --autobahn' says why", strings.Join(without, ", ")))
	}
	return selectors, odd
}

// name is what a server is called before it has said what it is.
func (s *specServer) name() string { return cmp.Or(s.agent, runner.WithoutUser(s.url)) }
