package cases

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/reference"
)

var validID = regexp.MustCompile(`^[a-z0-9]+/[0-9A-Za-z.]+/[a-z0-9.-]+$`)

// Lint returns everything that is wrong with a table.
func (t Table) Lint() []string {
	var wrong []string
	say := func(c *Case, format string, args ...any) {
		wrong = append(wrong, c.ID+": "+fmt.Sprintf(format, args...))
	}
	seen := map[string]bool{}
	titles := map[string]string{}
	watched := map[*reference.Rule]string{}
	for _, c := range t {
		if !validID.MatchString(c.ID) {
			say(c, "the ID is not spec/section/slug")
		}
		if seen[c.ID] {
			say(c, "the ID is there twice")
		}
		seen[c.ID] = true
		if c.Title == "" {
			say(c, "there is no title")
		} else if other := titles[c.Title]; other != "" {
			say(c, "the title is that of %s", other)
		}
		titles[c.Title] = c.ID
		c.lintRows(say)
		c.lintTwin(t, say)
		c.lintScript(say)
		c.lintGrowth(say)
		for _, rule := range c.Watches {
			if other := watched[rule]; other != "" {
				say(c, "the rule %s is watched by %s too", rule, other)
			}
			watched[rule] = c.ID
			if !slices.Contains(c.Covers, rule.Row) && !slices.Contains(c.Covers, rule.Reaction) {
				say(c, "watches the rule %s and does not cover its row %s", rule, rule.Row)
			}
		}
	}
	return wrong
}

func (c *Case) lintRows(say func(*Case, string, ...any)) {
	if len(c.Covers) == 0 {
		say(c, "it covers no requirement")
	}
	for _, id := range c.Covers {
		row := requirements.Find(id)
		switch {
		case row == nil:
			say(c, "the requirement %s is unknown", id)
		case !row.ServerVisible() && !row.ClientVisible():
			say(c, "the requirement %s cannot be seen of anybody", id)
		case c.Side == reference.Server && !row.ServerVisible():
			say(c, "the requirement %s cannot be seen of a server", id)
		case c.Side == reference.Client && !row.ClientVisible():
			say(c, "the requirement %s cannot be seen of a client", id)
		}
	}
}

func (c *Case) lintTwin(t Table, say func(*Case, string, ...any)) {
	if c.Twin == "" {
		if len(c.Accept) > 0 && c.provesNothing() {
			say(c, "a target that closes or drops every connection passes: there is no twin")
		}
		for _, o := range c.Accept {
			if o.refusal() {
				say(c, "a target that refuses every handshake has the outcome %q: there is no twin", o)
				break
			}
		}
		return
	}
	twin := t.Find(c.Twin)
	switch {
	case twin == nil:
		say(c, "the twin %s does not exist", c.Twin)
	case twin == c:
		say(c, "it is its own twin")
	case c.For(reference.Server) && !twin.For(reference.Server), c.For(reference.Client) && !twin.For(reference.Client):
		say(c, "the twin %s is for the other side", c.Twin)
	case t.inRing(c):
		say(c, "it is the twin of its twin %s, or of one of theirs", c.Twin)
	}
}

// inRing tells whether the twins of a case lead back to it, so that it would wait for its own verdict.
func (t Table) inRing(c *Case) bool {
	twin := t.Find(c.Twin)
	for range t {
		if twin == nil || twin == c {
			break
		}
		twin = t.Find(twin.Twin)
	}
	return twin == c
}

// provesNothing tells whether the case can pass although the target never did anything right: it waits for an end or
// for silence, and for no answer before that.
func (c *Case) provesNothing() bool {
	if want := c.Accept[0].When.Want(); want == WantAnswer || want == WantOpening {
		return false
	}
	for _, step := range c.Script {
		if step.Op != OpSend && step.Op != OpAsk && step.Op != OpQuiet {
			return false
		}
	}
	return true
}

func (c *Case) lintScript(say func(*Case, string, ...any)) {
	if len(c.Accept) == 0 {
		say(c, "nothing is acceptable")
		return
	}
	if !c.Opening.Plain() && c.Side != reference.Server {
		say(c, "the opening handshake is for servers")
	}
	passes := false
	for _, o := range c.Accept {
		passes = passes || o.Verdict == Pass
		if o.Verdict != Pass && o.Note == "" {
			say(c, "the outcome %q has no note", o)
		}
	}
	if !passes {
		say(c, "nothing passes")
	}
}
