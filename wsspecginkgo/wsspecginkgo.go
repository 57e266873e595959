// Package wsspecginkgo puts the case table into a Ginkgo suite, one spec for each case:
//
//	var _ = wsspecginkgo.Describe("the echo server", func() wsspectest.Target {
//		return wsspectest.Handler(echo)
//	})
//
// Each spec has labels: the specification (rfc6455), the section (5.5), the level (MUST), what the server has to offer (deflate),
// and the grade (conformance, resilience). So ginkgo --label-filter='rfc6455 && 5.5 && MUST' runs what it says.
//
// The cases that the filters let through are put to the server together, before the first of them is reported. They are in
// one ordered container: of several parallel processes, one has them all.
package wsspecginkgo

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/wsspectest"
)

// Describe makes a container with a spec for each case. The function returns the server. It is called once, when the first of
// the cases is about to run, and may start what it needs, with DeferCleanup to stop it.
func Describe(text string, target func() wsspectest.Target, options ...wsspectest.Option) bool {
	at := types.NewCodeLocation(1)
	return ginkgo.Describe(text, ginkgo.Ordered, ginkgo.ContinueOnFailure, at, func() {
		suite, err := wsspectest.New(options...)
		if err != nil {
			ginkgo.It("has cases", at, func() { ginkgo.Fail(err.Error()) })
			return
		}
		t := &table{suite: suite, target: target}
		ginkgo.BeforeAll(t.carryOut)
		for _, c := range suite.Cases() {
			ginkgo.It(textOf(c), ginkgo.Label(labelsOf(c)...), at, func(ctx context.Context) { t.report(ctx, c.ID) })
		}
	})
}

func textOf(c *cases.Case) string { return c.ID + ": " + c.Title }

// labelsOf are the labels of a case.
func labelsOf(c *cases.Case) []string {
	labels := []string{c.Spec(), c.Section(), c.Level().Keyword(), string(c.Grade())}
	for _, need := range c.AllNeeds() {
		labels = append(labels, string(need))
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}

// table is the cases of one container.
type table struct {
	suite   *wsspectest.Suite
	target  func() wsspectest.Target
	session *wsspectest.Session
	panics  string // to be told in the next spec
}

// carryOut puts the cases to the server that are expected to run.
func (t *table) carryOut(ctx context.Context) {
	session, err := t.suite.Open(t.target())
	if err != nil {
		ginkgo.Fail(err.Error())
	}
	ginkgo.DeferCleanup(func() {
		if err := session.Close(); err != nil {
			ginkgo.GinkgoWriter.Println(err)
		}
	})
	_, reporter := ginkgo.GinkgoConfiguration()
	session.Trace = reporter.Verbosity().GTE(types.VerbosityLevelVeryVerbose)
	session.Rerun = func(id string) string { return "ginkgo --focus '" + regexp.QuoteMeta(id) + ":'" }
	t.session = session
	if err := session.Run(ctx, t.expected()); err != nil {
		ginkgo.Fail(err.Error())
	}
	for _, remark := range session.Remarks() {
		ginkgo.GinkgoWriter.Println(remark)
	}
	t.panics = session.Panics()
	if why := session.Unjudged(); why != "" {
		ginkgo.Fail(why)
	}
}

// expected are the cases that the filters let through, as far as a spec can tell; all of them if it cannot.
func (t *table) expected() cases.Table {
	suite, _ := ginkgo.GinkgoConfiguration()
	spec := ginkgo.CurrentSpecReport()
	byLabel, err := types.ParseLabelFilter(suite.LabelFilter)
	if err != nil {
		return t.suite.Cases()
	}
	focus, skip := anyOf(suite.FocusStrings), anyOf(suite.SkipStrings)
	around := strings.Join(spec.ContainerHierarchyTexts, " ")
	var list cases.Table
	current := false // the spec that runs is among them, as it has to be
	for _, c := range t.suite.Cases() {
		text := around + " " + textOf(c)
		labels := slices.Concat(append(slices.Clone(spec.ContainerHierarchyLabels), labelsOf(c))...)
		if byLabel(labels) && (focus == nil || focus.MatchString(text)) && (skip == nil || !skip.MatchString(text)) {
			list = append(list, c)
			current = current || textOf(c) == spec.LeafNodeText
		}
	}
	if !current {
		return t.suite.Cases()
	}
	return list
}

func anyOf(expressions []string) *regexp.Regexp {
	if len(expressions) == 0 {
		return nil
	}
	return regexp.MustCompile(strings.Join(expressions, "|")) // Ginkgo has compiled it before
}

// report tells Ginkgo what became of a case.
func (t *table) report(ctx context.Context, id string) {
	outcome, err := t.session.Ask(ctx, id)
	if err != nil {
		ginkgo.Fail(err.Error())
	}
	panics := t.panics
	t.panics = ""
	switch {
	case panics != "":
		ginkgo.Fail(strings.TrimSpace(outcome.Text + "\n\nBesides, in this or another case " + panics))
	case outcome.Result == wsspectest.Failed:
		ginkgo.Fail(outcome.Text)
	case outcome.Result == wsspectest.Skipped:
		ginkgo.Skip(outcome.Text)
	case outcome.Text != "":
		ginkgo.AddReportEntry("wsspec", outcome.Text, ginkgo.ReportEntryVisibilityFailureOrVerbose)
	}
}
