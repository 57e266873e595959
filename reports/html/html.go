// Package html renders a run as pages that a person reads in a browser: one file with everything, or a site with a page
// for each section. The pages need nothing beside them, work from disk, and without their script, which filters and
// folds only. What came from a target is text and stays text; the policy in each page lets nothing else run or load.
package html

import (
	"bufio"
	_ "embed"
	"errors"
	"html/template"
	"io"
	"os"

	shared "github.com/wsspec/wsspec/reports/internal/page"
	"github.com/wsspec/wsspec/runner/results"
)

//go:embed page.tmpl
var pageText string

//go:embed page.css
var ownStyle string

var style = shared.Style + ownStyle

//go:embed page.js
var script string

var pages = template.Must(template.New("page").Funcs(template.FuncMap{"pair": pair, "plain": plain}).Parse(pageText))

// pair is what a part of a page is made from: the page, and the thing that the part shows.
func pair(p page, thing any) map[string]any {
	m := map[string]any{"Page": p}
	switch thing.(type) {
	case *section:
		m["Section"] = thing
	case *caseView:
		m["Case"] = thing
	default:
		m["ID"] = thing
	}
	return m
}

// Render writes the report as one file.
func Render(w io.Writer, run *results.Run, gate results.Gate) error {
	r := newReport(run, gate, "")
	return r.write(w, page{Start: true, Sections: r.sections()})
}

// Site writes the report into a directory, as a site.
func Site(dir *os.Root, run *results.Run, gate results.Gate) error {
	r := newReport(run, gate, siteStart)
	if err := r.create(dir, page{File: siteStart, Start: true}); err != nil {
		return err
	}
	sections := r.sections()
	for i, s := range sections {
		p := page{File: s.file(), Sections: []*section{s}, Name: s.Title()}
		if i > 0 {
			p.Before = sections[i-1]
		}
		if i < len(sections)-1 {
			p.After = sections[i+1]
		}
		if err := r.create(dir, p); err != nil {
			return err
		}
	}
	return nil
}

func (r *report) create(dir *os.Root, p page) error {
	file, err := dir.Create(p.File)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	return errors.Join(r.write(buffered, p), buffered.Flush(), file.Close())
}

// siteStart is the first page of a site.
const siteStart = "index.html"

// page is one file.
type page struct {
	File     string // empty for a report of one file
	Name     string
	Start    bool // has the summary, the map and the findings
	Sections []*section

	Before, After *section // the neighbours of a page of a site
	*report
}

func (r *report) write(w io.Writer, p page) error {
	p.report = r
	r.at = p.File
	return pages.Execute(w, p)
}

func (page) Style() template.CSS { return template.CSS(style) }
func (page) Script() template.JS { return template.JS(script) }

// Policy lets the page's own style and script be, and nothing else.
func (page) Policy() string { return shared.Policy(style, script) }
