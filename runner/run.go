package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/judge"
	"github.com/wsspec/wsspec/runner/results"
)

// Config is a run.
type Config struct {
	Target    *Target
	Table     cases.Table // every case there is: twins come from here
	Cases     cases.Table // the cases that were asked for
	Selectors []string    // how they were asked for, for the record
	Jobs      int         // connections at the same time, at first
	Floor     time.Duration
	Ceiling   time.Duration // bounds of the deadline
	MaxSize   int64         // bytes of the largest message that is sent; DefaultMaxSize if 0
	Thorough  bool          // carry out the cases that send very much, too
	Stress    bool          // carry out the cases that put load on the target, too
	Gauge     Gauge         // memory and CPU time of the target; nil if nobody can tell
	Seed      uint64
	Tool      string // name and version, for the record
	Observer  Observer
}

// DefaultMaxSize is the largest message that is sent unless the configuration says otherwise, in bytes.
const DefaultMaxSize = 16 << 20

func (c *Config) maxSize() int64 { return cmp.Or(c.MaxSize, DefaultMaxSize) }

// asks tells whether the user asked for cases with a need that is no property of the target.
func (c *Config) asks(need cases.Capability) bool {
	return need == cases.Thorough && c.Thorough || need == cases.Stress && c.Stress || need == cases.Gauged && c.Gauge != nil
}

// Observer is told what happens in a run, by one goroutine at a time. A case whose watched rules may still be broken
// by others is told at the end.
type Observer interface {
	Started(results.Header)
	Begun(id string)
	Judged(results.Case)
	Finished(results.Footer)
}

// Run puts the cases to the target. It returns an error only if nothing could be judged at all: the target is
// unreachable, or ctx was done before the first case.
func Run(ctx context.Context, config Config) error {
	started := time.Now()
	meter := &meter{gauge: config.Gauge}
	meter.read(ctx)
	found, timing, err := probe(ctx, &config)
	if err != nil {
		return err
	}
	list := config.Cases.For(config.Target.Role).WithTwins(config.Table.For(config.Target.Role))
	r := &run{config: &config, found: &found, timing: timing, started: started, entries: map[string]*entry{}, heavy: make(chan struct{}, 1), meter: meter}
	r.hidden = config.Target.secrets()
	config.Observer = discreet{config.Observer, r.hidden}
	r.env = environment(config.Target, &found, config.Seed)
	r.jobs.Store(int32(max(config.Jobs, 1)))
	for i, c := range list {
		e := &entry{c: c, index: i}
		r.list = append(r.list, e)
		r.entries[c.ID] = e
	}
	for _, e := range r.list {
		if twin := r.entries[e.c.Twin]; twin != nil {
			twin.rest = append(twin.rest, e)
		}
	}
	config.Observer.Started(r.header())
	r.rounds(ctx)
	r.finish(ctx)
	return nil
}

// run is the state of a run.
type run struct {
	config  *Config
	found   *results.Target
	timing  Timing
	env     *judge.Env
	hidden  secrets
	started time.Time
	list    []*entry
	entries map[string]*entry
	jobs    atomic.Int32
	telling sync.Mutex // guards pending, and Observer is told by one goroutine at a time
	pending []*entry   // decided, but not told yet

	heavy    chan struct{} // holds a token while a large message is under way: one at a time is enough for any target
	life     life
	meter    *meter
	vanished bool

	usual time.Duration // how long a look at the target usually takes; 0 if that is not known yet
	took  time.Duration // and how long the last one took
}

// entry is a case in a run.
type entry struct {
	c       *cases.Case
	index   int
	rest    []*entry // those whose twin it is
	done    bool
	told    bool
	last    *attempt // the one that counts
	record  results.Case
	refused error // the target took no connection for it

	survived bool // the target took a connection after it; guarded by life
	deadly   bool // the target died of it
}

// attempt is one time that a case was carried out.
type attempt struct {
	result   *judge.Result // without the observation once the case is settled: that holds on to all that the judge had
	got      []string      // what was observed
	record   *transcript
	duration time.Duration
	memory   int64 // of the target behind it, in bytes; 0 if it was not read
	cpu      time.Duration
}

func (r *run) header() results.Header {
	return results.Header{
		Kind: "header", Schema: results.Schema, Tool: r.config.Tool, Started: r.started, Target: *r.found, Cases: len(r.list),
		Config: results.Config{Selectors: r.config.Selectors, Jobs: r.config.Jobs, Thorough: r.config.Thorough, Stress: r.config.Stress, Grace: r.timing.Grace,
			Deadline: r.timing.Deadline, Seed: r.config.Seed, Fields: r.config.Target.redact(r.config.Target.fields())},
	}
}

// rounds carries out the cases whose twins are decided, and those whose twins pass meanwhile, side by side; then what
// did not pass, alone; until all are decided. What may break the target is left for the end.
func (r *run) rounds(ctx context.Context) {
	for ctx.Err() == nil && !r.vanished {
		ready := r.ready()
		if len(ready) == 0 {
			return
		}
		if ready[0].c.Grade() == cases.Resilience {
			r.endure(ctx, ready)
		} else {
			r.alone(ctx, r.together(ctx, ready))
		}
	}
}

// ready returns the cases that can be carried out now, all of one grade. Those that need not be are decided.
func (r *run) ready() []*entry {
	var ready []*entry
	for again := true; again; {
		again = false
		ready = ready[:0]
		for _, e := range r.list {
			if e.done {
				continue
			}
			if verdict, reason := r.before(e); verdict != "" {
				r.decide(e, nil, verdict, reason)
				again = true
			} else if e.c.Twin == "" || r.entries[e.c.Twin].done {
				ready = append(ready, e)
			}
		}
	}
	breaking := func(e *entry) bool { return e.c.Grade() == cases.Resilience }
	if harmless := slices.DeleteFunc(slices.Clone(ready), breaking); len(harmless) > 0 {
		return harmless
	}
	return ready
}

// before tells whether a case is decided without carrying it out.
func (r *run) before(e *entry) (cases.Verdict, string) {
	if option := r.unasked(e.c); option != "" {
		return cases.Skip, "it is carried out with " + option + " only"
	}
	ofUser := func(need cases.Capability) bool { return need.Flag() != "" }
	if missing := r.found.Offers.Missing(slices.DeleteFunc(e.c.AllNeeds(), ofUser)); len(missing) > 0 {
		return cases.Skip, "the target does not offer: " + join(missing)
	}
	if size := e.c.Largest(); size > r.config.maxSize() {
		return cases.Skip, fmt.Sprintf("its message is larger than %d bytes (--max-size)", r.config.maxSize())
	}
	if size := e.c.Largest(); size > r.found.LargestSeen && size > 0 && r.found.LargestSeen > 0 {
		return cases.Skip, fmt.Sprintf("it needs a message of %d bytes; the target takes %d", size, r.found.LargestSeen)
	}
	if e.c.Twin == "" {
		return "", ""
	}
	switch twin := r.entries[e.c.Twin]; {
	case !twin.done || twin.record.Verdict == cases.Pass || twin.record.Verdict == cases.Warn || twin.record.Verdict == cases.Info:
		return "", ""
	case twin.record.Verdict == cases.Skip:
		return cases.Skip, "its twin " + e.c.Twin + " was skipped: " + twin.record.Note
	default:
		return cases.Inconclusive, twinFailed(e.c.Twin, twin.record.Verdict)
	}
}

func twinFailed(twin string, verdict cases.Verdict) string {
	return fmt.Sprintf("its twin %s, the same without the defect, has the verdict %s", twin, verdict)
}

// unasked is the option that a case takes and that was not given; empty if there is none.
func (r *run) unasked(c *cases.Case) string {
	for _, need := range c.Needs {
		if option := need.Flag(); option != "" && !r.config.asks(need) {
			return option
		}
	}
	return ""
}

func join(capabilities []cases.Capability) string {
	names := make([]string, len(capabilities))
	for i, c := range capabilities {
		names[i] = string(c)
	}
	return strings.Join(names, ", ")
}

// together carries out cases side by side, and those that become ready by them, and returns them all. A target that
// takes no more connections gets fewer at a time.
func (r *run) together(ctx context.Context, list []*entry) []*entry {
	q := newQueue(list)
	var group sync.WaitGroup
	for worker := range r.jobs.Load() {
		group.Go(func() {
			enough := func() bool { return worker >= r.jobs.Load() || ctx.Err() != nil }
			for e := q.take(enough); e != nil; e = q.take(enough) {
				q.done(r.beside(ctx, e))
			}
		})
	}
	group.Wait()
	slices.SortFunc(q.list, func(a, b *entry) int { return a.index - b.index })
	return q.list
}

// beside carries out a case with others beside it. It returns the cases that are ready now that it is decided.
func (r *run) beside(ctx context.Context, e *entry) (ready []*entry) {
	r.tell(func() { r.config.Observer.Begun(e.c.ID) })
	r.attempt(ctx, e, r.timing)
	if e.last != nil && r.unheard(e) {
		if e.c.Opening.Plain() {
			r.fewer()
		}
		e.last = nil // those beside it may have decided that
	}
	if e.refused != nil {
		r.fewer()
	}
	if e.last == nil || r.doubtful(e) {
		return nil
	}
	r.settle(e, e.last, 1)
	r.tellSettled()
	for _, other := range e.rest {
		if verdict, _ := r.before(other); verdict == "" && other.c.Grade() == e.c.Grade() {
			ready = append(ready, other)
		}
	}
	return ready
}

// fewer halves how many cases are carried out side by side.
func (r *run) fewer() { r.jobs.Store(max(1, r.jobs.Load()/2)) }

// doubtful tells whether a case has to be carried out again, alone: a broken rule is never believed at once, nor is a
// verdict that time or a reset may have decided.
func (r *run) doubtful(e *entry) bool {
	result := e.last.result
	return !r.known(result.Observation) && (result.Unmatched || result.Verdict == cases.Inconclusive || result.Verdict == cases.Warn && result.Shaky)
}

// known tells whether the probe, which was alone with the target, met the same silence: nothing came, or pongs that
// answer nothing. Such a target costs a deadline in every case; once is enough.
func (r *run) known(o *cases.Observation) bool {
	switch {
	case r.found.Refused != "":
		return r.found.Silent && !o.Opened && o.Response == nil && o.Late
	case r.found.Silent:
		return o.Opened && o.Late && !o.Fenced && !slices.ContainsFunc(o.Got, func(g cases.Received) bool { return g.Opcode != frame.Pong })
	}
	return false
}

// alone carries out what is not decided yet, one after the other, with nothing beside it, and with more patience where
// time may have decided.
func (r *run) alone(ctx context.Context, list []*entry) {
	if r.investigate(ctx) {
		forget(list)
	}
	for _, e := range list {
		if e.done || ctx.Err() != nil || r.vanished {
			continue
		}
		first := e.last
		patient := r.timing
		if first == nil || first.result.Shaky {
			patient.Grace = min(4*patient.Grace, patient.Deadline/2)
		}
		r.attemptAlone(ctx, e, patient)
		if e.refused != nil && r.canary(ctx) {
			r.investigate(ctx)
			r.attemptAlone(ctx, e, patient)
		}
		switch {
		case e.done:
			continue
		case e.refused != nil:
			r.missing(ctx, e)
			continue
		case e.last == nil:
			continue
		case first == nil && !r.doubtful(e):
			r.settle(e, e.last, 1)
			continue
		case first == nil:
			first = e.last
			r.attemptAlone(ctx, e, patient)
		}
		r.compare(ctx, e, first, patient)
		r.tellSettled()
	}
}

// forget drops what cases found whose connections ended beside a case of which the target died.
func forget(list []*entry) {
	for _, e := range list {
		if !e.done && e.last != nil && e.last.result.Observation.End != cases.Open {
			e.last = nil
		}
	}
}

// compare decides after a second attempt, by a third one if the two differ.
func (r *run) compare(ctx context.Context, e *entry, first *attempt, timing Timing) {
	second := e.last
	if e.done || second == nil {
		r.missing(ctx, e)
		return
	}
	if second.result.Verdict == first.result.Verdict {
		r.settle(e, second, 2)
		return
	}
	r.attemptAlone(ctx, e, timing)
	third := e.last
	if e.done || third == nil {
		r.missing(ctx, e)
		return
	}
	if third.result.Verdict == second.result.Verdict && first.result.Shaky {
		r.settle(e, third, 3)
		return
	}
	r.settle(e, third, 3)
	e.record.Verdict = cases.Inconclusive
	e.record.Note = fmt.Sprintf("the answers differ: %s, then %s, then %s; the first was: %s", first.result.Verdict,
		second.result.Verdict, third.result.Verdict, strings.Join(first.got, ", "))
}

// attempt carries a case out once. It sets e.last, or e.refused if the target took no connection.
func (r *run) attempt(ctx context.Context, e *entry, timing Timing) {
	r.life.begin(e)
	if e.c.Largest() > usualSize {
		select {
		case r.heavy <- struct{}{}:
			defer func() { <-r.heavy }()
		case <-ctx.Done():
			return
		}
	}
	if e.c.Growth != nil {
		r.attemptGrowth(ctx, e, timing)
		return
	}
	j := judge.New(e.c, r.env)
	a := &attempt{record: &transcript{secrets: r.hidden}}
	connect := r.config.Target.Connect
	if e.c.Opening.Clear {
		connect = r.config.Target.Clear
	}
	begin := time.Now()
	err := play(ctx, counting(connect, r.life.connected), j, timing, a.record)
	a.duration = time.Since(begin)
	var refused errConnect
	switch {
	case errors.As(err, &refused):
		r.life.refused(e, refused)
	case err == nil:
		r.life.finished(e)
		a.result = j.Result()
		a.got = a.result.Observation.Describe()
		e.last = a
	}
}

// settle decides a case by an attempt.
func (r *run) settle(e *entry, a *attempt, attempts int) {
	e.last = a
	r.decide(e, a, a.result.Verdict, a.result.Note)
	e.record.Closed = closing(a.result.Observation)
	a.result.Observation = nil
	e.record.Attempts = attempts
	if len(e.c.Watches) == 0 {
		r.telling.Lock()
		r.pending = append(r.pending, e)
		r.telling.Unlock()
	}
}

// tellSettled tells the cases that nothing can change any more: the target lived on after them.
func (r *run) tellSettled() {
	r.telling.Lock()
	defer r.telling.Unlock()
	survived := r.life.survivors(r.pending)
	var waiting []*entry
	for i, e := range r.pending {
		if !survived[i] {
			waiting = append(waiting, e)
			continue
		}
		e.told = true
		r.config.Observer.Judged(e.record)
	}
	r.pending = waiting
}

func (r *run) decide(e *entry, a *attempt, verdict cases.Verdict, note string) {
	e.done = true
	e.record = r.makeRecord(e, a)
	e.record.Verdict, e.record.Note = verdict, note
}

func (r *run) tell(what func()) {
	r.telling.Lock()
	defer r.telling.Unlock()
	what()
}

// finish decides what is left, folds breaches into the cases that watch for them, and tells everything.
func (r *run) finish(ctx context.Context) {
	if ctx.Err() == nil && !r.vanished && !r.canary(ctx) {
		r.death()
	}
	partial := ""
	switch {
	case r.vanished:
		partial = "the target vanished"
	case ctx.Err() != nil:
		partial = "interrupted"
	}
	for _, e := range r.list {
		if !e.done {
			r.decide(e, nil, cases.Inconclusive, "not carried out: "+cmp.Or(partial, "the run ended"))
		}
	}
	r.fold()
	footer := results.Footer{Kind: "footer", Counts: map[cases.Verdict]int{}, Partial: partial}
	for _, e := range r.list {
		footer.Count(&e.record)
		if !e.told {
			r.tell(func() { r.config.Observer.Judged(e.record) })
		}
	}
	r.meter.read(ctx)
	footer.Usage, footer.Duration = r.meter.total(), time.Since(r.started)
	r.tell(func() { r.config.Observer.Finished(footer) })
}
