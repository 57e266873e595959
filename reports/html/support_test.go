package html_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	dom "golang.org/x/net/html"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/html"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(html.Render(&b, run, results.GateMust)).To(Succeed())
	return b.String()
}

// node is an element of a page as a browser builds it.
type node struct{ *dom.Node }

func parse(page string) node {
	GinkgoHelper()
	root, err := dom.Parse(strings.NewReader(page))
	Expect(err).NotTo(HaveOccurred())
	return node{root}
}

func (n node) attribute(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (n node) has(class string) bool {
	return slices.Contains(strings.Fields(n.attribute("class")), class)
}

// all returns the elements below for which fits is true, in their order.
func (n node) all(fits func(node) bool) []node {
	var list []node
	for d := range n.Descendants() {
		if d.Type == dom.ElementNode && fits(node{d}) {
			list = append(list, node{d})
		}
	}
	return list
}

// class returns the only element of a class, id the one of an ID.
func (n node) class(class string) node {
	GinkgoHelper()
	return only("class "+class, n.all(func(e node) bool { return e.has(class) }))
}

func (n node) id(id string) node {
	GinkgoHelper()
	return only("ID "+id, n.all(func(e node) bool { return e.attribute("id") == id }))
}

func (n node) tags(name string) []node { return n.all(func(e node) bool { return e.Data == name }) }

func only(what string, list []node) node {
	GinkgoHelper()
	Expect(list).To(HaveLen(1), what)
	return list[0]
}

// text is the text of an element in one line.
func (n node) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == dom.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func texts(list []node) []string {
	lines := make([]string, len(list))
	for i, n := range list {
		lines[i] = n.text()
	}
	return lines
}

// a case with a verdict; its row is a MUST of section 5.5 of RFC 6455.
func one(slug string, verdict cases.Verdict) results.Case {
	return results.Case{ID: "rfc6455/5.5/" + slug, Title: slug + " holds", Verdict: verdict, Level: "MUST", Rows: []string{"6455-5.5-02"}, Row: "6455-5.5-02",
		Rule: "MUST, RFC 6455 section 5.5: a rule", Link: "https://www.rfc-editor.org/rfc/rfc6455#section-5.5"}
}

func runOf(list ...results.Case) *results.Run {
	for i := range list {
		list[i].Kind, list[i].Index = "case", i
	}
	return &results.Run{Cases: list, Header: results.Header{Target: results.Target{URL: "ws://h/", Role: "server"}}}
}

// many is a run of n cases like those of a real one, all with the same verdict.
func many(n int, verdict cases.Verdict) *results.Run {
	var list []results.Case
	for i := range n {
		c := one(fmt.Sprintf("case-%d", i), verdict)
		c.ID = fmt.Sprintf("rfc6455/%d.%d/a-case-with-a-name-%d", 5+i%4, i%7, i)
		c.Title = "a frame of this kind with that many bytes fails the connection"
		c.Sent = []string{`text fin=0, 3 bytes "Hel"`, `ping, 126 bytes "0123456789 abcdefghijklm"…`, `continuation, 2 bytes "lo"`}
		c.Allowed = []string{"close 1002 (protocol error)", "warn: close with another code", "warn: connection dropped"}
		c.Twin, c.Autobahn = "rfc6455/5.0/a-case-with-a-name-0", []string{"2.5"}
		c.Rows = []string{"6455-5.5-02", "6455-5.4-01"}
		c.Rule += " of about the length that rules have, which is more than a line, and then some"
		if verdict == cases.Fail {
			c.Note, c.Cause = fmt.Sprintf("the target did thing %d", i%4), "the length of control frames is not checked"
			c.Got = []string{`text, 3 bytes "Hel", after 120µs`, "a later ping was answered: the connection lives on"}
			c.Transcript = []results.Entry{{Dir: "!", Event: "connected"}, {Dir: ">", Bytes: []byte("GET / HTTP/1.1\r\nHost: h\r\n\r\n")},
				{Dir: "<", Bytes: []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")}}
			for range 10 {
				c.Transcript = append(c.Transcript, results.Entry{Dir: "<", Bytes: []byte("\x81\x0512345")})
			}
		}
		list = append(list, c)
	}
	return runOf(list...)
}
