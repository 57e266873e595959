package results

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/wsspec/wsspec/cases"
)

// Writer writes a run as it goes, one line for each thing that is told. It is an observer of the runner. After the
// first error it writes nothing more; Err returns that error.
type Writer struct {
	to  io.Writer
	err error
}

// NewWriter returns a Writer.
func NewWriter(to io.Writer) *Writer { return &Writer{to: to} }

func (w *Writer) line(v any) {
	if w.err != nil {
		return
	}
	line, err := json.Marshal(v)
	if err == nil {
		_, err = w.to.Write(append(line, '\n'))
	}
	w.err = err
}

func (w *Writer) Started(h Header)  { w.line(h) }
func (w *Writer) Begun(string)      {}
func (w *Writer) Judged(c Case)     { w.line(c) }
func (w *Writer) Finished(f Footer) { w.line(f) }

// Err is the first error that occurred.
func (w *Writer) Err() error { return w.err }

// ErrTruncated is the error of results without a footer: the run that wrote them did not end.
var ErrTruncated = errors.New("there is no footer: the run was cut off")

// Read reads a run. The cases are sorted by their place in the table. It refuses what is no results file, what is of
// another schema, and what was cut off, with a sentence that names the line.
func Read(from io.Reader) (*Run, error) {
	r := &Run{}
	lines := bufio.NewReader(from)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("line %d cannot be read: %w", n, err)
		}
		last := err != nil
		if last && len(line) == 0 {
			break
		}
		if n > 1 && last && r.Footer.Kind == "" && !json.Valid(line) {
			return nil, ErrTruncated // in the middle of a line
		}
		if err := r.add(n, bytes.TrimSpace(line)); err != nil {
			return nil, err
		}
		if last {
			break
		}
	}
	switch {
	case r.Header.Kind == "":
		return nil, errors.New("the file is empty")
	case r.Footer.Kind == "":
		return nil, ErrTruncated
	}
	slices.SortStableFunc(r.Cases, func(a, b Case) int { return a.Index - b.Index })
	return r, nil
}

func (r *Run) add(n int, line []byte) error {
	var kind struct {
		Kind   string `json:"kind"`
		Schema int    `json:"schema"`
	}
	switch err := json.Unmarshal(line, &kind); {
	case r.Footer.Kind != "":
		return fmt.Errorf("line %d stands behind the footer", n)
	case err != nil:
		return fmt.Errorf("line %d is no line of a results file", n)
	case n == 1 && kind.Kind != "header":
		return fmt.Errorf("line 1 is %q, not the header of a results file", kind.Kind)
	case n == 1 && kind.Schema != Schema:
		return fmt.Errorf("the results are of schema %d, this version reads schema %d", kind.Schema, Schema)
	case n == 1:
		return decode(n, line, &r.Header)
	case kind.Kind == "case":
		var c Case
		if err := decode(n, line, &c); err != nil {
			return err
		}
		if !slices.Contains(cases.Verdicts, c.Verdict) {
			return fmt.Errorf("line %d has the unknown verdict %q", n, c.Verdict)
		}
		r.Cases = append(r.Cases, c)
		return nil
	case kind.Kind == "footer":
		return decode(n, line, &r.Footer)
	}
	return fmt.Errorf("line %d is of the unknown kind %q", n, kind.Kind)
}

// decode reads a line. The error names the field that is not what it has to be.
func decode(n int, line []byte, to any) error {
	err := json.Unmarshal(line, to)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("line %d: %s cannot be of the kind %s", n, wrong.Field, wrong.Value)
	case err != nil:
		return fmt.Errorf("line %d has a value that is not of its kind", n)
	}
	return nil
}

// Collector keeps a run in memory. It is an observer of the runner.
type Collector struct{ Run Run }

func (c *Collector) Started(h Header)   { c.Run.Header = h }
func (c *Collector) Begun(string)       {}
func (c *Collector) Judged(record Case) { c.Run.Cases = append(c.Run.Cases, record) }

// Finished sorts the cases by their place in the table.
func (c *Collector) Finished(f Footer) {
	c.Run.Footer = f
	slices.SortStableFunc(c.Run.Cases, func(a, b Case) int { return a.Index - b.Index })
}
