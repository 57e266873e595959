package autobahn

import (
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// The words that Autobahn|Testsuite has for what a target does, and for how it closes.
const (
	ok            = "OK"
	informational = "INFORMATIONAL"
	unimplemented = "UNIMPLEMENTED"
	nonStrict     = "NON-STRICT"
	unclean       = "UNCLEAN"
	wrongCode     = "WRONG CODE"
	failed        = "FAILED"
)

// words are those of either kind, the worst last.
var words = []string{ok, informational, unimplemented, nonStrict, unclean, wrongCode, failed}

// worse is the worse of two words.
func worse(a, b string) string { return words[max(slices.Index(words, a), slices.Index(words, b))] }

// judgement is a verdict in the words of Autobahn|Testsuite.
type judgement struct {
	behavior, close string
}

func (j judgement) or(other judgement) judgement {
	return judgement{worse(j.behavior, other.behavior), worse(j.close, other.close)}
}

// weight is how bad a judgement is.
func (j judgement) weight() int {
	return max(slices.Index(words, j.behavior), slices.Index(words, j.close))
}

// judge puts a verdict into the words of Autobahn|Testsuite. A failure, and what nobody can say anything of, is FAILED
// in both, since some scripts read only one.
func judge(c *results.Case, w *wire) judgement {
	if c.Disputed != "" && (c.Verdict == cases.Fail || c.Verdict == cases.Warn) {
		return judgement{informational, informational}
	}
	switch c.Verdict {
	case cases.Pass:
		return judgement{ok, ok}
	case cases.Info:
		return judgement{informational, informational}
	case cases.Skip:
		return judgement{unimplemented, ok}
	case cases.Warn:
		return advice(c, w)
	}
	return judgement{failed, failed}
}

// advice is for a target that does what it must, but not what it should. How it failed the connection has words of its
// own: Autobahn|Testsuite minds a close code that does not fit, and takes none as well as the right one.
func advice(c *results.Case, w *wire) judgement {
	closing := w.ours != nil && w.ours.legal && !w.theirsFirst // we had begun to close
	switch {
	case slices.ContainsFunc(c.Breaches, func(b results.Breach) bool { return b.Seen > 0 }): // the case reports it, wherever it was
		return judgement{nonStrict, ok}
	case !closing && w.theirs != nil && w.theirs.code != nil:
		return judgement{ok, wrongCode}
	case !closing && (w.theirs != nil || w.ended):
		return judgement{ok, ok}
	case closing && w.theirs == nil && w.ended:
		return judgement{ok, unclean}
	}
	return judgement{nonStrict, ok}
}

// free is the cases to which Autobahn|Testsuite takes any answer.
var free = []string{"7.1.6", "7.13.1", "7.13.2"}

// on is the judgement as it stands for a case of Autobahn|Testsuite.
func (j judgement) on(id string) judgement {
	if slices.Contains(free, id) && j.behavior != failed && j.behavior != unimplemented {
		return judgement{informational, informational}
	}
	return j
}

// describeClose says how the connection ended.
func (w *wire) describeClose() string {
	switch {
	case w.theirs != nil && w.theirsFirst:
		return "the target closed with " + w.theirs.String()
	case w.theirs != nil:
		return "the target answered the close with " + w.theirs.String()
	case w.ended:
		return "the target ended the connection without a close frame"
	case !w.open:
		return "the connection was not opened"
	}
	return "no close frame of the target is on record"
}

func (f *closeFrame) String() string {
	if f.code == nil {
		return "no code"
	}
	return fmt.Sprint(*f.code)
}
