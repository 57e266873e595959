package wsspectest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wsspec/wsspec/cases"
)

// Run puts the cases to a server, and reports each as a subtest of its name. A case that breaks a MUST fails; one that misses a
// SHOULD passes with a remark, which -v shows, unless there is the option Should; one that the server lacks something
// for, and one that is inconclusive, is skipped. A server that cannot be reached, of which no case could be judged, or
// that vanished fails the test. With -v the bytes are shown, too.
func Run(t *testing.T, target Target, options ...Option) {
	t.Helper()
	if testing.Short() {
		options = append(options, Short())
	}
	suite, err := New(options...)
	if err != nil {
		t.Fatal(err)
	}
	session, err := suite.Open(target)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		t.Helper()
		if err := session.Close(); err != nil {
			t.Log(err)
		}
		if panics := session.Panics(); panics != "" {
			t.Error(panics)
		}
	}()
	session.Trace = testing.Verbose()
	session.Rerun = func(id string) string { return "go test -run " + runPattern(t.Name(), id) }
	ctx, cancel := timely(t)
	defer cancel()

	expected, given := cases.Table(nil), givenFilter()
	for _, c := range suite.Cases() {
		if given.passes(t.Name() + "/" + c.ID) {
			expected = append(expected, c)
		}
	}
	if len(expected) > 0 {
		if err := session.Run(ctx, expected); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range suite.Cases() {
		t.Run(c.ID, func(t *testing.T) {
			outcome, err := session.Ask(ctx, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			report(t, outcome)
		})
	}
	for _, remark := range session.Remarks() {
		t.Log(remark)
	}
	if why := session.Unjudged(); why != "" {
		t.Error(why)
	}
}

func report(t *testing.T, o Outcome) {
	t.Helper()
	switch {
	case o.Result == Failed:
		t.Error("\n" + o.Text)
	case o.Result == Skipped:
		t.Skip(o.Text)
	case o.Text != "":
		t.Log("\n" + o.Text)
	}
}

// timely is a context that ends while there is time to report what was found: behind the deadline the whole binary is killed.
func timely(t *testing.T) (context.Context, context.CancelFunc) {
	deadline, ok := t.Deadline()
	if !ok {
		return context.WithCancel(t.Context())
	}
	return context.WithDeadline(t.Context(), deadline.Add(-max(time.Second, time.Until(deadline)/10)))
}

// runPattern is the value of -run that lets one case through.
func runPattern(test, id string) string {
	levels := strings.Split(test+"/"+id, "/")
	for i, level := range levels {
		levels[i] = fmt.Sprintf("^%s$", regexp.QuoteMeta(level))
	}
	return "'" + strings.Join(levels, "/") + "'"
}
