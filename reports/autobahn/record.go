package autobahn

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	inventory "github.com/wsspec/wsspec/cases/autobahn"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/results"
)

// record is the file of a case, with the keys of Autobahn|Testsuite and one of our own.
type record struct {
	Agent         string             `json:"agent"`
	Behavior      string             `json:"behavior"`
	BehaviorClose string             `json:"behaviorClose"`
	Case          int                `json:"case"`
	ID            string             `json:"id"`
	Description   string             `json:"description"` // HTML
	Expectation   string             `json:"expectation"` // HTML
	Expected      map[string][][]any `json:"expected"`    // what is allowed, in words
	ExpectedClose struct{}           `json:"expectedClose"`
	Received      [][]any            `json:"received"`
	Result        string             `json:"result"`
	ResultClose   string             `json:"resultClose"`
	Started       string             `json:"started"`
	Duration      int64              `json:"duration"` // milliseconds

	IsServer    bool `json:"isServer"` // the target is a client
	ClosedByMe  bool `json:"closedByMe"`
	FailedByMe  bool `json:"failedByMe"`
	DroppedByMe bool `json:"droppedByMe"`

	WasClean                       bool    `json:"wasClean"`
	WasNotCleanReason              *string `json:"wasNotCleanReason"`
	WasOpenHandshakeTimeout        bool    `json:"wasOpenHandshakeTimeout"`
	WasCloseHandshakeTimeout       bool    `json:"wasCloseHandshakeTimeout"`
	WasServerConnectionDropTimeout bool    `json:"wasServerConnectionDropTimeout"`

	LocalCloseCode    *int    `json:"localCloseCode"`
	LocalCloseReason  *string `json:"localCloseReason"`
	RemoteCloseCode   *int    `json:"remoteCloseCode"`
	RemoteCloseReason *string `json:"remoteCloseReason"`

	HTTPRequest            string               `json:"httpRequest"`
	HTTPResponse           string               `json:"httpResponse"`
	CreateStats            bool                 `json:"createStats"`
	RxOctetStats           map[int64]int        `json:"rxOctetStats"`
	TxOctetStats           map[int64]int        `json:"txOctetStats"`
	RxFrameStats           map[frame.Opcode]int `json:"rxFrameStats"`
	TxFrameStats           map[frame.Opcode]int `json:"txFrameStats"`
	CreateWirelog          bool                 `json:"createWirelog"`
	Wirelog                [][]any              `json:"wirelog"`
	ReportTime             bool                 `json:"reportTime"`
	ReportCompressionRatio bool                 `json:"reportCompressionRatio"`
	TrafficStats           *struct{}            `json:"trafficStats"`

	Wsspec []covering `json:"wsspec"`
}

// covering is a case of wsspec that asks what the case of Autobahn|Testsuite asks.
type covering struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Verdict cases.Verdict `json:"verdict"`
	Note    string        `json:"note,omitempty"`
	Sent    []string      `json:"sent,omitempty"`
	Allowed []string      `json:"allowed,omitempty"`
	Got     []string      `json:"got,omitempty"`
	Rule    string        `json:"rule"`
	Link    string        `json:"link,omitempty"`
}

// newRecord is the file of a case. What can be told of one connection only is told of that with the worst verdict.
func newRecord(run *results.Run, c *inventory.Case, list []*results.Case, agent string) *record {
	type judged struct {
		*results.Case
		*wire
		judgement
	}
	counted := askedFor(list)
	verdicts := make([]judged, len(counted))
	worst := judgement{ok, ok}
	for i, covering := range counted {
		w := readWire(covering.Transcript)
		w.knows(covering.Closed)
		verdicts[i] = judged{covering, w, judge(covering, w).on(c.ID)}
		worst = worst.or(verdicts[i].judgement)
	}
	lead := slices.MaxFunc(verdicts, func(a, b judged) int { return cmp.Compare(a.weight(), b.weight()) })
	w := lead.wire
	r := &record{
		Agent: agent, Behavior: worst.behavior, BehaviorClose: worst.close, Case: c.Number, ID: c.ID,
		Description: html.EscapeString(c.Title + "."), Expectation: expectation(list), Expected: expected(list), Received: w.received.events,
		Result: result(lead.Case), ResultClose: w.describeClose(),
		Started:  run.Header.Started.UTC().Format("2006-01-02T15:04:05.000Z"),
		Duration: lead.Duration.Round(time.Millisecond).Milliseconds(),
		IsServer: run.Header.Target.Role == "client", ClosedByMe: w.ours != nil && !w.theirsFirst, DroppedByMe: w.open && !w.ended,
		WasClean: w.ours != nil && w.theirs != nil, WasOpenHandshakeTimeout: w.late && !w.open,
		WasCloseHandshakeTimeout:       w.late && w.open && w.ours != nil && w.theirs == nil,
		WasServerConnectionDropTimeout: w.late && w.ours != nil && w.theirs != nil && !w.ended,
		HTTPRequest:                    string(w.sent.head.Bytes()), HTTPResponse: string(w.received.head.Bytes()),
		CreateStats: true, RxOctetStats: w.received.octets, TxOctetStats: w.sent.octets, RxFrameStats: w.received.frames, TxFrameStats: w.sent.frames,
		CreateWirelog: true, Wirelog: w.log, ReportTime: timed(c.Group()),
	}
	if !r.WasClean {
		reason := w.describeClose()
		r.WasNotCleanReason = &reason
	}
	r.LocalCloseCode, r.LocalCloseReason = w.ours.parts()
	r.RemoteCloseCode, r.RemoteCloseReason = w.theirs.parts()
	for _, c := range list {
		r.Wsspec = append(r.Wsspec, covering{c.ID, c.Title, c.Verdict, c.Note, c.Sent, c.Allowed, c.Got, c.Rule, c.Link})
	}
	return r
}

// askedFor is the cases without those that were skipped because nobody asked for them; all, if there are no others.
func askedFor(list []*results.Case) []*results.Case {
	counted := slices.DeleteFunc(slices.Clone(list), func(c *results.Case) bool { return c.Verdict == cases.Skip && c.Option != "" })
	if len(counted) == 0 {
		return list
	}
	return counted
}

// parts are the code and the reason, nil if there is none.
func (f *closeFrame) parts() (*int, *string) {
	if f == nil {
		return nil, nil
	}
	if f.code == nil || f.reason == "" {
		return f.code, nil
	}
	return f.code, &f.reason
}

// timed tells whether Autobahn|Testsuite shows the time that cases of a group take.
func timed(group string) bool { return group == "9" || group == "12" || group == "13" }

// result is the verdict of a case in a sentence.
func result(c *results.Case) string {
	s := fmt.Sprintf("%s: %s", c.ID, c.Verdict)
	if c.Note != "" {
		s += ", " + c.Note
	}
	if len(c.Got) > 0 {
		s += " (" + strings.Join(c.Got, ", ") + ")"
	}
	return s
}

// expectation is the rules that the cases stand for, as HTML.
func expectation(list []*results.Case) string {
	var rules []string
	for _, c := range list {
		if rule := html.EscapeString(c.Rule + "."); !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
	}
	return strings.Join(rules, "<br>")
}

// expected is what the cases allow, under the word for it.
func expected(list []*results.Case) map[string][][]any {
	allowed := map[string][][]any{}
	for _, c := range list {
		for _, outcome := range c.Allowed {
			word := ok
			if rest, found := strings.CutPrefix(outcome, string(cases.Warn)+": "); found {
				word, outcome = nonStrict, rest
			} else if rest, found := strings.CutPrefix(outcome, string(cases.Info)+": "); found {
				word, outcome = informational, rest
			}
			allowed[word] = append(allowed[word], []any{"allowed", outcome})
		}
	}
	return allowed
}
