package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/badge"
	"github.com/wsspec/wsspec/reports/github"
	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/reports/jsonfile"
	"github.com/wsspec/wsspec/reports/junit"
	"github.com/wsspec/wsspec/reports/markdown"
	"github.com/wsspec/wsspec/reports/sarif"
	"github.com/wsspec/wsspec/reports/tap"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner/results"
)

// format is one way to write a run down.
type format struct {
	file   string // name of the file in the output directory
	render func(w io.Writer, run *results.Run, options text.Options) error
}

var formats = map[string]format{
	"text": {"report.txt", text.Render},
	"html": {"report.html", func(w io.Writer, run *results.Run, options text.Options) error {
		return html.Render(w, run, options.Gate)
	}},
	"json": {"results.json", func(w io.Writer, run *results.Run, _ text.Options) error { return jsonfile.Render(w, run) }},
	"jsonl": {resultsFile, func(w io.Writer, run *results.Run, _ text.Options) error {
		return jsonfile.RenderLines(w, run)
	}},
	"junit": {"junit.xml", func(w io.Writer, run *results.Run, options text.Options) error {
		return junit.Render(w, run, options.Gate)
	}},
	"tap": {"report.tap", func(w io.Writer, run *results.Run, options text.Options) error {
		return tap.Render(w, run, options.Gate)
	}},
	"sarif": {"report.sarif", func(w io.Writer, run *results.Run, _ text.Options) error { return sarif.Render(w, run) }},
	"markdown": {"report.md", func(w io.Writer, run *results.Run, options text.Options) error {
		return markdown.Render(w, run, options.Gate)
	}},
	"github": {"annotations.txt", func(w io.Writer, run *results.Run, options text.Options) error {
		return github.Render(w, run, options.Gate)
	}},
	"badge": {"badge.svg", func(w io.Writer, run *results.Run, options text.Options) error {
		return badge.Render(w, run, options.Gate)
	}},
	"badge-json": {"badge.json", func(w io.Writer, run *results.Run, options text.Options) error {
		return badge.RenderEndpoint(w, run, options.Gate)
	}},
}

const resultsFile = "results.jsonl"

func formatNames() []string { return slices.Sorted(maps.Keys(formats)) }

// reportNames are all formats, of which one is a directory.
func reportNames() []string { return append(formatNames(), siteFormat) }

// output is where a run is written: results.jsonl as it goes, everything else when it is over. It is an observer.
type output struct {
	*results.Writer // of results.jsonl; writes nowhere without --output
	flags           *runFlags
	io              streams
	file            *os.File
	progress        progress // nil for a quiet run
	unfollow        func()
}

// open prepares the output directory.
func (f *runFlags) open(io_ streams) (*output, error) {
	o := &output{Writer: results.NewWriter(io.Discard), flags: f, io: io_, unfollow: func() {}}
	if f.output != "" {
		if err := os.MkdirAll(f.output, 0o777); err != nil {
			return nil, usage("--output: %w", err)
		}
		file, err := os.Create(filepath.Join(f.output, resultsFile))
		if err != nil {
			return nil, usage("--output: %w", err)
		}
		o.file, o.Writer = file, results.NewWriter(file)
	}
	return o, nil
}

// follow tells of the progress of a run of these cases, and of its interruption, until it is over.
func (o *output) follow(ctx context.Context, list cases.Table) {
	if o.flags.quiet {
		return
	}
	var ticker *time.Ticker
	if commands(o.io.err) {
		live := newStatus(o.io.err, time.Now, func() int { return terminal(o.io.err) })
		ticker = time.NewTicker(statusPause)
		go live.follow(ticker.C)
		o.progress = live
	} else {
		o.progress = newLines(o.io.err, list)
	}
	told := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(told)
		o.progress.interrupted()
	})
	o.unfollow = sync.OnceFunc(func() {
		if !stop() {
			<-told
		}
		o.progress.finished()
		if ticker != nil {
			ticker.Stop()
		}
	})
}

func (o *output) Started(h results.Header) {
	o.Writer.Started(h)
	if o.progress != nil {
		o.progress.started(h)
	}
}

func (o *output) Begun(id string) {
	if o.progress != nil {
		o.progress.begun(id)
	}
}

func (o *output) Judged(c results.Case) {
	o.Writer.Judged(c)
	if o.progress != nil {
		o.progress.judged(c)
	}
}

func (o *output) Finished(f results.Footer) {
	o.Writer.Finished(f)
	o.unfollow()
}

// abandon closes what was opened for a run that did not come about.
func (o *output) abandon() {
	o.unfollow()
	if o.file != nil {
		o.file.Close()
		os.Remove(o.file.Name())
	}
}

// finish writes the reports. One that cannot be written costs no other.
func (o *output) finish(run *results.Run, asked []string, gate results.Gate) error {
	f := o.flags
	var failed error
	if o.file != nil {
		if err := firstError(o.Err(), o.file.Close()); err != nil {
			failed = named(o.file.Name(), err)
		}
	}
	lost := f.autobahn.write(run)
	options := text.Options{Verbose: f.verbose, Quiet: f.quiet, Trace: f.trace, Gate: gate, Asked: asked}
	if f.output != "" {
		for _, name := range f.formats {
			failed = firstError(failed, f.writeFormat(name, run, options))
		}
	}
	return firstError(o.print(run, options), failed, lost)
}

// writeFormat writes a report into the output directory.
func (f *runFlags) writeFormat(name string, run *results.Run, options text.Options) error {
	switch name {
	case "jsonl":
		return nil // is there already
	case siteFormat:
		return writeSite(filepath.Join(f.output, siteFormat), run, options.Gate)
	}
	return writeFile(filepath.Join(f.output, formats[name].file), formats[name], run, options)
}

// print writes the one report that goes to standard output. If that is for machines, people get theirs on standard
// error.
func (o *output) print(run *results.Run, options text.Options) error {
	name := "text"
	if o.flags.output == "" && len(o.flags.formats) == 1 {
		name = o.flags.formats[0]
	}
	person := o.io.out
	if name != "text" {
		if err := formats[name].render(o.io.out, run, options); err != nil {
			return fmt.Errorf("write to standard output: %w", err)
		}
		person = o.io.err
		options.Quiet = true
	}
	options.Width = terminal(person)
	options.Colour = colours(person)
	if err := text.Render(person, run, options); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

func writeFile(path string, format format, run *results.Run, options text.Options) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := firstError(format.render(file, run, options), file.Close()); err != nil {
		return named(path, err)
	}
	return nil
}

// named is an error of writing a file that says which; those of package os do.
func named(path string, err error) error {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return err
	}
	return fmt.Errorf("write %s: %w", path, err)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// terminal is the width of the terminal that w writes to, 0 if it is none.
func terminal(w io.Writer) int {
	if c, ok := w.(*checked); ok {
		w = c.to
	}
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

// commands tells whether w writes to a terminal that moves the cursor when told.
func commands(w io.Writer) bool { return terminal(w) > 0 && os.Getenv("TERM") != "dumb" }

// colours tells whether what w writes to shows colours, and whoever looks at it wants any.
func colours(w io.Writer) bool { return commands(w) && os.Getenv("NO_COLOR") == "" }
