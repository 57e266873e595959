package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/wsspec/wsspec/expectations"
	"github.com/wsspec/wsspec/reports/jsonfile"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// expecting is an observer that tells another one of the run, with what is expected of it.
type expecting struct {
	runner.Observer
	flags *runFlags
	known *expectations.List
	check *expectations.Check
	lacks []results.Deviation
}

// expect is an observer that tells another one which failures are expected.
func (f *runFlags) expect(to runner.Observer) *expecting {
	known := f.config.known
	if known == nil {
		known = &expectations.List{}
	}
	return &expecting{Observer: to, flags: f, known: known}
}

func (e *expecting) Started(h results.Header) {
	h.Config.Exclude = e.flags.exclude
	e.lacks = e.flags.lacking(h.Target.Offers)
	e.check = e.known.Check(&h, time.Now())
	e.Observer.Started(h)
}

func (e *expecting) Judged(c results.Case) {
	e.check.Case(&c)
	e.Observer.Judged(c)
}

func (e *expecting) Finished(f results.Footer) {
	e.check.End(&f)
	f.Deviations = append(f.Deviations, e.lacks...)
	e.Observer.Finished(f)
}

// settle tells what else there is to know of what was expected, after the list was made that of the run if that was
// asked for.
func (f *runFlags) settle(e *expecting, run *results.Run, gate results.Gate, out *output) error {
	remarks := e.check.Remarks()
	if f.config.update {
		changes, err := f.config.updated(run, gate)
		if err != nil {
			return err
		}
		remarks = append([]string{changes}, f.config.known.Apply(run, time.Now())...)
		run.Footer.Deviations = append(run.Footer.Deviations, e.lacks...)
		if err := out.again(run); err != nil {
			return err
		}
	}
	for _, remark := range remarks {
		fmt.Fprintln(out.io.err, "wsspec: "+remark)
	}
	return nil
}

// expectMerged holds a run that was joined from shards against the list of a configuration, by the day on which it began.
func expectMerged(file string, run *results.Run, io streams) error {
	f := configFlags{file: file}
	if _, err := f.read(); err != nil {
		return err
	}
	known, err := expectations.Read(f.file, f.content, table())
	if err != nil {
		return usage("%w", err)
	}
	lacks := slices.DeleteFunc(slices.Clone(run.Footer.Deviations), func(d results.Deviation) bool { return d.Case != "" })
	for _, remark := range known.Apply(run, run.Header.Started) {
		fmt.Fprintln(io.err, "wsspec: "+remark)
	}
	run.Footer.Deviations = append(run.Footer.Deviations, lacks...)
	return nil
}

// updated edits the list of the configuration, and says what was changed.
func (f *configFlags) updated(run *results.Run, gate results.Gate) (string, error) {
	if run.Footer.Partial != "" {
		return f.file + " stays as it is: the run is partial", nil
	}
	content, changes, err := expectations.Update(f.file, f.content, run, gate, table())
	if err != nil {
		return "", usage("%w", err)
	}
	if bytes.Equal(content, f.content) {
		return f.file + " stays as it is: it is true of this run", nil
	}
	if err := f.replace(content); err != nil {
		return "", err
	}
	if f.known, err = expectations.Read(f.file, content, table()); err != nil {
		return "", &exit{exitInternal, err}
	}
	return fmt.Sprintf("%s: expected failures: %s", f.file, changes), nil
}

// replace puts another content in place of the file, all or nothing.
func (f *configFlags) replace(content []byte) (err error) {
	name, mode := f.file, fs.FileMode(0o666)
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	now, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return usage("--update-expectations: %w", err)
	}
	if !bytes.Equal(now, f.content) {
		return usage("--update-expectations: %s was changed during the run and stays as it is", f.file)
	}
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	temporary := fmt.Sprintf("%s.%d.tmp", name, os.Getpid())
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return usage("--update-expectations: %w", err)
	}
	_, err = file.Write(content)
	if err = firstError(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		os.Remove(temporary)
		return usage("--update-expectations: %w", err)
	}
	return nil
}

// again writes results.jsonl anew: what is expected has changed since it was written.
func (o *output) again(run *results.Run) error {
	if o.file == nil {
		return nil
	}
	_, err := o.file.Seek(0, 0)
	if err = firstError(err, o.file.Truncate(0)); err == nil {
		err = jsonfile.RenderLines(o.file, run)
	}
	if err != nil {
		return &exit{exitInternal, named(o.file.Name(), err)}
	}
	return nil
}
