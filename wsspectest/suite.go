package wsspectest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/expectations"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// Suite is what is asked of a server.
type Suite struct {
	settings
	table, list cases.Table
	skips       map[string]bool
	known       *expectations.List
}

// New returns a suite. The error names selectors that match no case, and what is wrong with a list of known failures.
func New(options ...Option) (*Suite, error) {
	s := &Suite{table: all.Table().For(reference.Server), skips: map[string]bool{}}
	for _, option := range options {
		option(&s.settings)
	}
	s.gate = cmp.Or(s.gate, results.GateMust)
	if err := s.readExpectations(); err != nil {
		return nil, err
	}
	list, err := s.table.Select(s.selected...)
	if err != nil {
		return nil, err
	}
	if len(s.skipped) > 0 {
		skipped, err := s.table.Select(s.skipped...)
		if err != nil {
			return nil, fmt.Errorf("to be skipped: %w", err)
		}
		for _, c := range skipped {
			s.skips[c.ID] = true
		}
	}
	s.list = slices.DeleteFunc(slices.Clone(list), func(c *cases.Case) bool {
		return s.skips[c.ID] || s.short && c.Grade() == cases.Resilience
	})
	return s, nil
}

func (s *Suite) readExpectations() error {
	s.known = &expectations.List{}
	if s.expectations == "" {
		return nil
	}
	content, err := os.ReadFile(s.expectations)
	if err != nil {
		return fmt.Errorf("the list of known failures: %w", err)
	}
	s.known, err = expectations.Read(s.expectations, content, all.Table())
	return err
}

// Cases are those that are asked for. Cases that they rest upon, their twins, are carried out besides.
func (s *Suite) Cases() cases.Table { return s.list }

// Session is a server that a suite is put to.
type Session struct {
	Trace bool                   // the bytes of every case that there is something to be said of
	Rerun func(id string) string // the command that carries a case of a handler out again; at a URL it is that of wsspec

	suite   *Suite
	opened  *opened
	header  results.Header
	partial string // why cases were not carried out
	remarks []string
	untrue  map[string]string // what is not as expected, of each case
	asked   map[string]bool
	records map[string]*results.Case // of those that were asked for, and their twins
}

// Open makes a target ready. The error says in one sentence what is wrong with its URL.
func (s *Suite) Open(target Target) (*Session, error) {
	if target.open == nil {
		return nil, errors.New("there is no target: it is made by URL or Handler")
	}
	opened, err := target.open()
	if err != nil {
		return nil, err
	}
	t := opened.target
	t.Fields = append(t.Fields, s.fields...)
	t.Protocol, t.Origin = s.protocol, s.origin
	return &Session{suite: s, opened: opened, asked: map[string]bool{}, untrue: map[string]string{}, records: map[string]*results.Case{}}, nil
}

// Close ends what was opened. The error tells of a handler that goes on though its connections have ended: no failure, but
// something that its author should know.
func (s *Session) Close() error { return s.opened.close() }

// Panics tells of those of a handler, which no case sees, since net/http recovers them. It is empty if there were none since it
// was last asked.
func (s *Session) Panics() string { return s.opened.panics() }

// Run carries out cases of the suite. The error says in one sentence why none could be: the target is unreachable.
func (s *Session) Run(ctx context.Context, list cases.Table) error {
	collector := &results.Collector{}
	config := runner.Config{
		Target: s.opened.target, Table: s.suite.table, Cases: list, Selectors: s.selectors(list),
		Jobs: 16, Floor: time.Second, Ceiling: 5 * time.Second, Seed: 1, Tool: "wsspec", Observer: collector,
	}
	if s.suite.short {
		config.MaxSize = 1 << 20
	}
	switch err := runner.Run(ctx, config); {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the time was up before anything was tested")
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted before anything was tested")
	case err != nil:
		return fmt.Errorf("%w; nothing was tested", err)
	}
	run := &collector.Run
	s.header, s.partial = run.Header, cmp.Or(s.partial, run.Footer.Partial)
	s.remarks = append(s.remarks, s.suite.known.Apply(run, time.Now())...)
	for _, d := range run.Footer.Deviations {
		s.untrue[d.Case] = d.String()
	}
	for i := range run.Cases {
		if c := &run.Cases[i]; !s.asked[c.ID] {
			s.records[c.ID] = c
		}
	}
	for _, c := range list {
		s.asked[c.ID] = true
	}
	return nil
}

// selectors are what asks for these cases; none if that is all there are.
func (s *Session) selectors(list cases.Table) []string {
	if len(list) == len(s.suite.table) {
		return nil
	}
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	return ids
}

// Remarks are sentences on what fails nothing and should be known of the list of known failures.
func (s *Session) Remarks() []string { return s.remarks }

// Ask returns the outcome of a case of the suite. If it was not carried out yet, it is now, with all that stand behind it.
func (s *Session) Ask(ctx context.Context, id string) (Outcome, error) {
	if !s.asked[id] {
		at := slices.IndexFunc(s.suite.list, func(c *cases.Case) bool { return c.ID == id })
		if err := s.Run(ctx, s.suite.list[at:]); err != nil {
			return Outcome{}, err
		}
	}
	return s.outcome(id), nil
}

// Unjudged says why a server is not good enough though no case failed: none could be judged, or not all were carried out.
// It is empty if that is not so.
func (s *Session) Unjudged() string {
	judged, instance := false, ""
	for _, c := range s.suite.list {
		if !s.asked[c.ID] {
			continue
		}
		o, record := s.outcome(c.ID), s.records[c.ID]
		if o.Result == Failed {
			return ""
		}
		judged = judged || record.Verdict.Judged() && record.Disputed == ""
		instance = cmp.Or(instance, fmt.Sprintf("no case could be judged; of %s: %s", c.ID, o.Text))
	}
	switch {
	case s.partial != "":
		return "not all cases were carried out: " + s.partial
	case !judged:
		return instance
	}
	return ""
}
