package runner

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/judge"
	"github.com/wsspec/wsspec/runner/results"
)

// Rejudged is a recorded run, judged by another table than it was.
type Rejudged struct {
	Run  *results.Run
	Kept map[string]string // cases whose verdict stays as recorded, and why
}

// Rejudge judges what was recorded of a run by the cases of a table: nothing is sent. A verdict stays as it was recorded if
// there is not enough on record, or if the case sends something else by now. The error says why nothing can be judged.
func Rejudge(recorded *results.Run, table cases.Table) (*Rejudged, error) {
	h := recorded.Header
	if h.Target.Role != reference.Server.String() {
		return nil, fmt.Errorf("the results are of a %s; what was recorded of a server can be judged again", h.Target.Role)
	}
	target, err := new(Dial).Target(h.Target.URL)
	if err != nil {
		return nil, fmt.Errorf("the results have no target that can be judged: %w", err)
	}
	judged := &Rejudged{Run: &results.Run{Header: h, Footer: recorded.Footer}, Kept: map[string]string{}}
	run := judged.Run
	for i := range recorded.Cases {
		rec := recorded.Cases[i]
		again, why := rejudge(&rec, table.Find(rec.ID), target, &h)
		if why != "" {
			judged.Kept[rec.ID] = why
			again = rec
		}
		run.Cases = append(run.Cases, again)
	}
	judged.twins()
	judged.forgetFolded(table)
	foldAll(run, table)
	run.Footer.Counts, run.Footer.Resilience = nil, nil
	for i := range run.Cases {
		rec, was := &run.Cases[i], &recorded.Cases[i]
		if rec.Expected = nil; rec.Verdict == was.Verdict && rec.Saw() == was.Saw() {
			rec.Expected = was.Expected
		}
		run.Footer.Count(&run.Cases[i])
	}
	return judged, nil
}

// rejudge judges a case again, or says why that cannot be.
func rejudge(rec *results.Case, c *cases.Case, target *Target, h *results.Header) (again results.Case, why string) {
	switch {
	case c == nil:
		return again, "there is no such case any more"
	case len(rec.Transcript) == 0:
		return again, "it was not carried out"
	case c.Grade() == cases.Resilience || c.Growth != nil:
		return again, "more than the answer decides: the target was looked at, or measured"
	case rec.Seen != "":
		return again, "what is on record is another case, in which its rule was broken"
	case rec.Verdict == cases.Inconclusive && rec.Attempts > 2:
		return again, "its answers differed, and one of them is on record"
	}
	result, why := replay(c, recordedEnv(target, h, rec.Transcript), rec.Transcript)
	if why != "" {
		return again, why
	}
	a := &attempt{result: result, got: result.Observation.Describe(), record: &transcript{entries: rec.Transcript}, duration: rec.Duration,
		memory: rec.Memory, cpu: rec.CPU}
	again = (&run{config: &Config{}}).makeRecord(&entry{c: c, index: rec.Index}, a)
	again.Verdict, again.Note = result.Verdict, result.Note
	again.Attempts, again.Option, again.Closed = rec.Attempts, rec.Option, closing(result.Observation)
	return again, ""
}

// recordedEnv is what a judge knew of the target. Where a field was redacted, the stars of the request stand in its place.
func recordedEnv(target *Target, h *results.Header, entries []results.Entry) *judge.Env {
	t := &Target{Role: reference.Server, Authority: target.Authority, Path: target.Path, Clear: target.Clear}
	for _, line := range h.Config.Fields {
		name, value, _ := strings.Cut(line, ": ")
		if strings.Contains(value, redacted) {
			value = sentField(entries, name)
		}
		switch {
		case strings.EqualFold(name, "Origin"):
			t.Origin = value
		case strings.EqualFold(name, handshake.FieldProtocol):
			t.Protocol = value
		default:
			t.Fields = append(t.Fields, field{Name: name, Value: value})
		}
	}
	return environment(t, &h.Target, h.Config.Seed)
}

// sentField is the value of a header field in the first request that was sent.
func sentField(entries []results.Entry, name string) string {
	for _, e := range entries {
		if e.Dir != ">" {
			continue
		}
		for line := range strings.SplitSeq(string(e.Bytes), "\r\n") {
			if sent, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(sent, name) {
				return strings.TrimSpace(value)
			}
		}
	}
	return ""
}

// stars are what stands at least in place of a secret.
var stars = bytes.Repeat([]byte{'*'}, leastPiece)

// replay tells a judge what happened. It says why if that is not the whole of what the case asks today.
func replay(c *cases.Case, env *judge.Env, entries []results.Entry) (result *judge.Result, why string) {
	const other = "the case sends something else by now"
	j := judge.New(c, env)
	var wrote []judge.Write
	over, reopens, notified := false, false, false
	handle := func(ev judge.Event) {
		act := j.Handle(ev)
		if over, reopens = act.Done, act.Reopen; !reopens { // what is written to a connection that is closed goes nowhere
			wrote = append(wrote, act.Write...)
		}
	}
	begun := false
	for _, e := range entries {
		switch {
		case e.Dir == ">":
			if len(wrote) == 0 || !sentBy(&wrote[0], &e) {
				return nil, other
			}
			wrote = wrote[1:]
			continue
		case e.Dir == "!" && (e.Event == "FIN sent" || e.Event == "RST sent"):
			continue
		case over, len(wrote) > 0, begun && reopens != (e.Event == "connected"):
			return nil, other
		}
		ev := judge.Event{At: e.At}
		switch {
		case e.Dir == "<" && e.Size > int64(len(e.Bytes)):
			return nil, "its transcript does not have all bytes that came"
		case e.Dir == "<" && bytes.Contains(e.Bytes, stars):
			return nil, "a secret is left out of the bytes that came"
		case e.Dir == "<":
			ev.Kind, ev.Bytes = judge.Received, bytes.Clone(e.Bytes)
		case e.Event == "connected":
			ev.Kind = judge.Connected
			if !begun {
				ev.At = 0
			}
		case e.Event == "close_notify":
			notified = true
			continue
		case e.Event == "FIN":
			ev.Kind, ev.CloseNotify = judge.FIN, notified
		case e.Event == "RST", strings.HasPrefix(e.Event, "connection lost: "):
			ev.Kind = judge.RST
		case e.Event == "time is up":
			ev.Kind = judge.Expired
		case e.Event == "the target takes no more":
			continue
		default:
			return nil, fmt.Sprintf("its transcript has what this version does not know: %q", e.Event)
		}
		begun = true
		handle(ev)
	}
	switch {
	case len(entries) >= mostEntries && !over:
		return nil, "its transcript is not complete"
	case !over || len(wrote) > 0:
		return nil, other
	}
	return j.Result(), ""
}

// sentBy tells whether an entry is the record of a write. Stars stand for secrets.
func sentBy(w *judge.Write, e *results.Entry) bool {
	var size int64
	for i := range w.Chunks {
		size += w.Chunks[i].Size()
	}
	if size != max(e.Size, int64(len(e.Bytes))) {
		return false
	}
	for i, b := range beginning(w.Chunks, len(e.Bytes))[:len(e.Bytes)] {
		if b != e.Bytes[i] && e.Bytes[i] != '*' {
			return false
		}
	}
	return true
}

// twins takes back the verdict of every case whose twin says by now that it means nothing.
func (r *Rejudged) twins() {
	verdicts := map[string]cases.Verdict{}
	for i := range r.Run.Cases {
		verdicts[r.Run.Cases[i].ID] = r.Run.Cases[i].Verdict
	}
	for i := range r.Run.Cases {
		rec := &r.Run.Cases[i]
		switch verdict := verdicts[rec.Twin]; {
		case rec.Twin == "" || !rec.Verdict.Judged():
		case verdict == cases.Fail || verdict == cases.Inconclusive || verdict == cases.Error:
			rec.Verdict, rec.Note = cases.Inconclusive, twinFailed(rec.Twin, verdict)
		}
	}
}

// forgetFolded clears what a run had folded into the cases that watch, where it can be folded again.
func (r *Rejudged) forgetFolded(table cases.Table) {
	for i := range r.Run.Cases {
		rec := &r.Run.Cases[i]
		c := table.Find(rec.ID)
		if rec.Seen == "" || c == nil {
			continue
		}
		for _, rule := range c.Watches {
			if _, _, seen := sightings(r.Run, rule); seen > 0 {
				rec.Verdict, rec.Note = cases.Pass, ""
				delete(r.Kept, rec.ID)
			}
		}
	}
}
