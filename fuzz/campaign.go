package fuzz

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/wsspec/wsspec/reference/oracle"
)

// Campaign puts one scenario after the other to a target until the time is up. What it sends depends on the seed alone.
type Campaign struct {
	Peer   *Peer
	Seed   uint64
	Runs   uint64        // sequences in all, with the known ones; 0 for as many as there is time for
	Jobs   int           // sequences at the same time
	Rate   float64       // sequences per second at most; 0 for no limit
	Stress bool          // sequences that are large and slow, too
	Shrink time.Duration // longest time that one finding is shrunk for; 0 for no limit
	Known  []*Scenario   // sequences from earlier campaigns, which come first
	// Found is told each new violation, and New each sequence with a reaction that no other has had; one at a time. They may
	// be nil.
	Found func(*Finding)
	New   func(s *Scenario)
}

// Finding is a violation that was confirmed and shrunk.
type Finding struct {
	Signature string
	Deviation oracle.Deviation
	Number    uint64 // of the sequence that showed it first, in the series of the seed; counts from 0
	Original  *Scenario
	Scenario  *Scenario // the smallest that was found
	Record    *Record   // of that
	Confirmed int       // how often it showed again, of three times
}

// Flaky tells whether the violation did not show each time.
func (f *Finding) Flaky() bool { return f.Confirmed < confirmations }

const (
	confirmations = 3
	shrinkBudget  = 1500
	recovery      = 10 * time.Second // for a target that a sequence has brought down
)

// Progress is how far a campaign has come.
type Progress struct {
	Sequences   uint64
	Findings    int
	Flaky       int // suspicions that did not show each time
	Reactions   int // kinds of them
	Coverage    string
	Covered, Of int // combinations
	Elapsed     time.Duration
	Lost        error // the target vanished; nil if it did not
}

// Run carries the campaign out until all is done or ctx is.
func (c *Campaign) Run(ctx context.Context) Progress {
	r := c.Start(ctx)
	<-r.Done()
	return r.Progress()
}

// Start is Run in the background.
func (c *Campaign) Start(ctx context.Context) *Running {
	r := &Running{Campaign: c, started: time.Now(), done: make(chan struct{}), reactions: map[string]bool{}, seen: map[string]bool{}}
	jobs := max(c.Jobs, 1)
	r.company, r.alone = make(chan struct{}, jobs), make(chan struct{}, 1)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() { r.work(ctx) })
	}
	go func() {
		workers.Wait()
		close(r.done)
	}()
	return r
}

// Running is a campaign that goes on.
type Running struct {
	*Campaign
	started time.Time
	done    chan struct{}
	company chan struct{} // has a token for each job; who wants the target for itself takes them all
	alone   chan struct{} // one token, for who collects those

	mu        sync.Mutex
	next      uint64 // number of the next sequence; the known ones come before the generated
	played    uint64
	due       time.Time // of the next sequence, if there is a rate
	coverage  Coverage
	reactions map[string]bool
	seen      map[string]bool // signatures
	findings  int
	flaky     int
	lost      error
}

// Done is closed when the campaign is over.
func (r *Running) Done() <-chan struct{} { return r.done }

// Progress is how far it has come.
func (r *Running) Progress() Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := Progress{Sequences: r.played, Findings: r.findings, Flaky: r.flaky, Reactions: len(r.reactions), Elapsed: time.Since(r.started),
		Coverage: r.coverage.String(), Lost: r.lost}
	p.Covered, p.Of = r.coverage.Covered()
	return p
}

// work plays sequences until there are no more.
func (r *Running) work(ctx context.Context) {
	g := NewGenerator()
	g.Stress = r.Stress
	for {
		number, wait, ok := r.take()
		if !ok || !sleep(ctx, wait) {
			return
		}
		r.sequence(ctx, number, r.scenario(g, number))
		if ctx.Err() != nil {
			return
		}
	}
}

// take is the number of the next sequence, and how long to wait for its turn.
func (r *Running) take() (number uint64, wait time.Duration, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lost != nil || r.Runs > 0 && r.next >= r.Runs {
		return 0, 0, false
	}
	if r.Rate > 0 {
		now := time.Now()
		r.due = r.due.Add(time.Duration(float64(time.Second) / r.Rate))
		if r.due.Before(now) {
			r.due = now
		}
		wait = r.due.Sub(now)
	}
	r.next++
	return r.next - 1, wait, true
}

func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (r *Running) scenario(g *Generator, number uint64) *Scenario {
	known := uint64(len(r.Known))
	if number < known {
		return r.Known[number]
	}
	return g.FromSeed(r.Seed, number-known)
}

// sequence plays one of them and looks into what is new about it.
func (r *Running) sequence(ctx context.Context, number uint64, s *Scenario) {
	r.company <- struct{}{}
	record, deviations, err := r.Peer.Try(ctx, s)
	<-r.company
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		r.vanished(ctx, err)
		return
	}
	r.mu.Lock()
	r.played++
	r.coverage.Add(s, record.deflate)
	reaction := record.reaction(deviations)
	fresh := !r.reactions[reaction]
	r.reactions[reaction] = true
	if fresh && r.New != nil {
		r.New(s)
	}
	suspicions := slices.DeleteFunc(Violations(deviations), func(d oracle.Deviation) bool { return r.seen[Signature(d)] })
	r.mu.Unlock()
	for _, d := range suspicions {
		r.suspect(ctx, number, s, d)
	}
}

// exclude waits until nobody else uses the target, and keeps it so until the function that it returns is called.
func (r *Running) exclude() (release func()) {
	r.alone <- struct{}{}
	for range cap(r.company) {
		r.company <- struct{}{}
	}
	return func() {
		for range cap(r.company) {
			<-r.company
		}
		<-r.alone
	}
}

// vanished waits for a target that takes no connections. If it does not come back, the campaign is over.
func (r *Running) vanished(ctx context.Context, err error) {
	defer r.exclude()()
	if !r.recovered(ctx) && ctx.Err() == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.lost = err
	}
}

// recovered waits until the target is in good health.
func (r *Running) recovered(ctx context.Context) bool {
	for deadline := time.Now().Add(recovery); time.Now().Before(deadline); {
		if r.Peer.Canary(ctx) == nil {
			return ctx.Err() == nil
		}
		if !sleep(ctx, 100*time.Millisecond) {
			return false
		}
	}
	return false
}

// suspect confirms a violation with nothing beside it, shrinks the sequence and tells.
func (r *Running) suspect(ctx context.Context, number uint64, s *Scenario, d oracle.Deviation) {
	defer r.exclude()()
	signature := Signature(d)
	r.mu.Lock()
	known := r.seen[signature]
	r.seen[signature] = true
	r.mu.Unlock()
	if known {
		return
	}
	f := &Finding{Signature: signature, Deviation: d, Number: number, Original: s, Scenario: s}
	shows := func(s *Scenario) bool {
		record, found := r.again(ctx, s, signature)
		if found != nil {
			f.Record, f.Deviation = record, *found
		}
		return found != nil
	}
	for range confirmations {
		if shows(s) {
			f.Confirmed++
		}
	}
	if ctx.Err() != nil {
		return
	}
	if !f.Flaky() {
		begun := time.Now()
		f.Scenario = Shrink(s, shrinkBudget, func(s *Scenario) bool {
			return (r.Shrink == 0 || time.Since(begun) < r.Shrink) && shows(s)
		})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f.Flaky() {
		r.flaky++
		if f.Confirmed == 0 {
			delete(r.seen, signature) // it was the company of other sequences; alone it may show yet
			return
		}
	} else {
		r.findings++
	}
	if r.Found != nil {
		r.Found(f)
	}
}

// again plays a sequence to a target in good health, and returns the violation with that signature if it shows.
func (r *Running) again(ctx context.Context, s *Scenario, signature string) (*Record, *oracle.Deviation) {
	for ctx.Err() == nil {
		record, deviations, err := r.Peer.Try(ctx, s)
		if errors.As(err, new(*Unreachable)) {
			if !r.recovered(ctx) {
				return nil, nil
			}
			continue
		}
		if err != nil {
			return nil, nil
		}
		violations := Violations(deviations)
		sick := slices.ContainsFunc(violations, func(d oracle.Deviation) bool { return d.Kind == Crashed || d.Kind == Slow })
		if sick && !r.recovered(ctx) && ctx.Err() != nil {
			return nil, nil
		}
		for i := range violations {
			if Signature(violations[i]) == signature {
				return record, &violations[i]
			}
		}
		return nil, nil
	}
	return nil, nil
}
