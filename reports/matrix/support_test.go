package matrix_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	dom "golang.org/x/net/html"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/matrix"
	"github.com/wsspec/wsspec/runner/results"
)

func render(sources ...matrix.Source) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(matrix.RenderHTML(&b, matrix.New(sources))).To(Succeed())
	return b.String()
}

// source is a run of a file, with the name that it has without the ending.
func source(name string, run *results.Run) matrix.Source {
	return matrix.Source{File: name + ".jsonl", Name: name, Run: run}
}

// three are a server that keeps less than it could, one that keeps everything that the first was asked, and one that was
// asked for resilience too.
func three() []matrix.Source {
	good := fixture.Run()
	good.Header.Target.Server, good.Header.Target.URL = "", "ws://127.0.0.1:9002/"
	for i := range good.Cases {
		if c := &good.Cases[i]; c.Verdict != cases.Skip {
			c.Verdict, c.Note, c.Got = cases.Pass, "", nil
		}
	}
	return []matrix.Source{{File: "ducks.jsonl", Run: fixture.Run()}, {File: "geese/results.jsonl", Run: good}, source("swans", fixture.Resilience())}
}

func runOf(list ...results.Case) *results.Run {
	for i := range list {
		list[i].Kind, list[i].Index = "case", i
	}
	return &results.Run{Cases: list, Header: results.Header{Target: results.Target{URL: "ws://h/", Role: "server"}}}
}

func one(id string, verdict cases.Verdict) results.Case {
	return results.Case{ID: id, Title: id + " holds", Verdict: verdict, Level: "MUST", Rows: []string{"6455-5.5-02"}, Row: "6455-5.5-02", Rule: "MUST, RFC 6455 section 5.5: a rule"}
}

// many are servers that were asked what a real one is: one case in ten is not passed.
func many(servers, size int) []matrix.Source {
	var list []matrix.Source
	for s := range servers {
		var records []results.Case
		for i := range size {
			c := one(fmt.Sprintf("rfc6455/%d.%d/a-case-with-a-name-%d", 4+i%6, i%9, i), cases.Pass)
			c.Title = "a frame of this kind with that many bytes fails the connection"
			c.Sent = []string{`text fin=0, 3 bytes "Hel"`, `ping, 126 bytes "0123456789 abcdefghijklm"…`}
			c.Allowed = []string{"close 1002 (protocol error)", "warn: close with another code", "warn: connection dropped"}
			c.Rule += " of about the length that rules have, which is more than a line, and then some"
			c.Link = "https://www.rfc-editor.org/rfc/rfc6455#section-5.5"
			if (i/9+s)%10 == 0 {
				c.Verdict, c.Note = cases.Fail, fmt.Sprintf("the target did thing %d of many that it can do", s%5)
				c.Got = []string{fmt.Sprintf(`text, 3 bytes "Hel", after %dµs`, 100+i), "a later ping was answered: the connection lives on"}
			}
			records = append(records, c)
		}
		list = append(list, source(fmt.Sprintf("server-%d", s), runOf(records...)))
	}
	return list
}

// element is the part of a page as a browser builds it.
type element struct{ *dom.Node }

func parse(page string) element {
	GinkgoHelper()
	root, err := dom.Parse(strings.NewReader(page))
	Expect(err).NotTo(HaveOccurred())
	return element{root}
}

func (e element) attribute(name string) string {
	for _, a := range e.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// all returns the elements below for which fits is true, in their order.
func (e element) all(fits func(element) bool) []element {
	var list []element
	for d := range e.Descendants() {
		if d.Type == dom.ElementNode && fits(element{d}) {
			list = append(list, element{d})
		}
	}
	return list
}

func (e element) tags(name string) []element {
	return e.all(func(e element) bool { return e.Data == name })
}

func (e element) class(class string) []element {
	return e.all(func(e element) bool { return slices.Contains(strings.Fields(e.attribute("class")), class) })
}

func (e element) id(id string) element {
	GinkgoHelper()
	list := e.all(func(e element) bool { return e.attribute("id") == id })
	Expect(list).To(HaveLen(1), id)
	return list[0]
}

// text is the text of an element in one line.
func (e element) text() string {
	var b strings.Builder
	for d := range e.Descendants() {
		if d.Type == dom.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func texts(list []element) []string {
	lines := make([]string, len(list))
	for i, e := range list {
		lines[i] = e.text()
	}
	return lines
}

// cells are the texts of the cells of a row.
func (e element) cells(id string) []string { GinkgoHelper(); return texts(e.id(id).tags("td")) }

// told is what is told of a case below its row.
func (e element) told(id string) element {
	GinkgoHelper()
	next := element{e.id(id).NextSibling}
	Expect(next.attribute("class")).To(Equal("d"), id)
	return next
}
