package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/runner/judge"
	"github.com/wsspec/wsspec/runner/results"
)

// ErrUnreachable is the error of a target to which no connection could be opened.
var ErrUnreachable = errors.New("the target is unreachable")

// prober finds out what a target offers before anything is judged.
type prober struct {
	target  *Target
	timing  Timing
	seed    uint64
	found   results.Target
	largest int64 // size of the largest message that is worth trying

	mu      sync.Mutex
	crowded bool // some connection did not open: the target may not take so many at a time
}

// probe returns what the target offers. The error is ErrUnreachable or the context's.
func probe(ctx context.Context, config *Config) (results.Target, Timing, error) {
	target, floor, ceiling := config.Target, config.Floor, config.Ceiling
	p := &prober{target: target, seed: config.Seed, largest: largest(config), timing: timingFor(ceiling/roundTripsToDeadline, floor, ceiling)}
	p.found = results.Target{URL: target.URL, Role: target.Role.String(), Subprotocol: target.Protocol}
	if err := p.plainHandshake(ctx); err != nil || p.found.Refused != "" {
		return p.found, p.timing, err
	}
	p.roundTrip(ctx)
	p.timing = timingFor(p.found.RoundTrip, floor, ceiling)
	asks := []func(context.Context){p.messages, p.cooperation}
	if target.Role == reference.Server {
		asks = append(asks, p.subprotocol, p.originPolicy, p.credentials, p.extensions, p.proxy)
	}
	p.all(ctx, asks)
	slices.Sort(p.found.Offers)
	return p.found, p.timing, ctx.Err()
}

// all asks everything side by side; if the target does not take so many connections, again, one thing after the other.
func (p *prober) all(ctx context.Context, asks []func(context.Context)) {
	before := p.found
	before.Offers, before.Notes = slices.Clone(before.Offers), slices.Clone(before.Notes)
	p.crowded = false
	var group sync.WaitGroup
	for _, ask := range asks {
		group.Go(func() { ask(ctx) })
	}
	group.Wait()
	if !p.crowded {
		return
	}
	p.found = before
	for _, ask := range asks {
		ask(ctx)
	}
}

// How the timers follow from the round-trip time.
const (
	roundTripsToGrace    = 10
	roundTripsToDeadline = 20
	leastGrace           = 20 * time.Millisecond
)

func timingFor(roundTrip, floor, ceiling time.Duration) Timing {
	deadline := min(max(roundTripsToDeadline*roundTrip, floor), ceiling)
	return Timing{Grace: min(max(roundTripsToGrace*roundTrip, leastGrace), deadline/2), Deadline: deadline}
}

// ask plays an exchange that is no case: what comes back is looked at, not judged. The target is taken to offer what
// the exchange needs.
func (p *prober) ask(ctx context.Context, c *cases.Case) (*cases.Observation, error) {
	o, err := p.carryOut(ctx, c)
	if err != nil || !o.Opened && (o.Response == nil || c.Opening.Plain()) {
		p.learn(func() { p.crowded = true })
	}
	return o, err
}

func (p *prober) carryOut(ctx context.Context, c *cases.Case) (*cases.Observation, error) {
	p.mu.Lock()
	env := environment(p.target, &p.found, p.seed)
	p.mu.Unlock()
	env.Offers = c.Needs
	j := judge.New(c, env)
	err := play(ctx, p.target.Connect, j, p.timing, &transcript{})
	return j.Result().Observation, err
}

// learn notes something beside the others.
func (p *prober) learn(what func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	what()
}

func (p *prober) offers(capabilities ...cases.Capability) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, capability := range capabilities {
		if !p.found.Offers.Has(capability) {
			p.found.Offers = append(p.found.Offers, capability)
		}
	}
}

func (p *prober) notes(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found.Notes = append(p.found.Notes, fmt.Sprintf(format, args...))
}

// anything is the acceptance of exchanges that are not judged: whatever is answered.
var anything = cases.Outcomes(cases.Passes(cases.Answered))

func (p *prober) plainHandshake(ctx context.Context) error {
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/handshake", Accept: cases.Outcomes(cases.Passes(cases.Opens))})
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if o.Response != nil {
		p.found.Server = o.Response.Fields.Get("Server")
		if via := o.Response.Fields.Values("Via"); len(via) > 0 {
			p.notes("a proxy stands before the server: Via %q", strings.Join(via, ", "))
		}
	}
	p.way()
	if !o.Opened {
		if err := p.wrongPort(ctx, o); err != nil {
			return fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		p.found.Refused = strings.Join(o.Describe(), ", ")
		p.found.Silent = o.Response == nil && o.Late
	}
	return nil
}

// roundTrip measures a Ping and its Pong, the median of a few in a row.
func (p *prober) roundTrip(ctx context.Context) {
	const rounds = 6
	var script []cases.Step
	for i := range rounds {
		script = append(script, cases.Send(cases.Ping(fmt.Sprintf("probe %d", i))), cases.Ponged())
	}
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/round-trip", Script: script, Accept: anything})
	if err != nil {
		return
	}
	var trips []time.Duration
	last := time.Duration(0)
	for _, r := range o.Got[:o.Finish] {
		if r.Answer >= 0 {
			trips = append(trips, r.At-last)
			last = r.At
		}
	}
	if len(trips) < rounds {
		p.notes("pings are not answered")
		p.found.Silent = o.Late && len(trips) == 0
	}
	if len(trips) > 0 {
		slices.Sort(trips)
		p.found.RoundTrip = trips[len(trips)/2]
	}
}

// messages finds out which messages the target takes, whether it echoes them, in which order and up to which size.
func (p *prober) messages(ctx context.Context) {
	text := p.message(ctx, cases.Text("wsspec probe, a text message"))
	binary := p.message(ctx, cases.Binary("wsspec probe, a binary message"))
	if text.taken {
		p.offers(cases.TakesText)
	}
	if text.echoed && binary.taken && !binary.echoed {
		p.notes("text is echoed, binary messages are taken but not echoed: binary messages are left out")
	} else if binary.taken {
		p.offers(cases.TakesBinary)
	}
	if text.echoed || binary.echoed && !text.taken {
		p.offers(cases.Echo)
	}
	if text.taken && !binary.taken {
		p.offers(cases.TextOnly)
	}
	p.learn(func() { p.found.Chatty = text.chatty || binary.chatty })
	if text.echoed {
		p.order(ctx)
	}
	if text.taken || binary.taken {
		p.sizes(ctx, text.taken)
	}
}

// reaction is what a target does with a message.
type reaction struct{ taken, echoed, chatty bool }

func (p *prober) message(ctx context.Context, message cases.Frame) reaction {
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/message", Needs: []cases.Capability{cases.Echo}, Script: cases.Steps(cases.Send(message)), Accept: anything})
	if err != nil {
		return reaction{}
	}
	r := reaction{taken: o.Opened && o.End == cases.Open || o.Finish < len(o.Got)}
	sent := message.Payload().Bytes()
	for _, got := range o.Got[:o.Finish] {
		if got.Opcode.IsControl() {
			continue
		}
		if resembles(sent, got.Head) {
			r.echoed, r.taken = true, true
		} else {
			r.chatty = true
		}
	}
	return r
}

// resembles tells whether something that came back is an echo, if perhaps a bad one: what is wrong with it is for the
// cases to find out.
func resembles(sent, got []byte) bool {
	const enough = 8
	return len(sent) == len(got) || len(got) >= enough && bytes.HasPrefix(got, sent[:enough])
}

func (p *prober) order(ctx context.Context) {
	var frames []cases.Frame
	for i := range 5 {
		frames = append(frames, cases.Text(fmt.Sprintf("wsspec probe, message %d", i)))
	}
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/order", Needs: []cases.Capability{cases.Echo}, Script: cases.Steps(cases.Send(frames...)), Accept: anything})
	if err != nil || !o.AllAnswered() {
		return
	}
	last := -1
	for _, got := range o.Got {
		if !got.Opcode.IsControl() && got.Answer >= 0 {
			p.learn(func() { p.found.Unordered = p.found.Unordered || got.Answer < last })
			last = got.Answer
		}
	}
}

// The sizes of messages that are tried: each twice the one before, up to the largest that any case sends, but far enough
// to find the limits that are usual; smaller ones if the first is refused.
const (
	firstSize = int64(128 << 10)
	usualSize = int64(2 << 20)
)

var smallSizes = []int64{64 << 10, 32 << 10, 16 << 10, 8 << 10, 4 << 10, 1 << 10, 125}

// largest is the size of the largest message that the probe tries.
func largest(config *Config) int64 {
	size := min(usualSize, config.maxSize())
	for _, c := range config.Cases {
		if needed := c.Largest(); needed <= config.maxSize() {
			size = max(size, needed)
		}
	}
	return size
}

func (p *prober) sizes(ctx context.Context, asText bool) {
	message := func(size int64) cases.Frame {
		if asText {
			return cases.TextOf(payload.Text(size))
		}
		return cases.BinaryOf(payload.Binary(size))
	}
	var script []cases.Step
	var probedSizes []int64
	for size := firstSize; size <= p.largest; size *= 2 {
		probedSizes = append(probedSizes, size)
	}
	for i, size := range probedSizes {
		// A target that lives on has taken it. Whether it returns it as it was is for the cases to ask.
		script = append(script, cases.Send(message(size)), cases.Send(cases.Ping(fmt.Sprintf("size %d", i))), cases.Ponged())
	}
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/sizes", Script: script, Accept: anything})
	if err != nil {
		return
	}
	taken := 0
	for _, sent := range o.Sent {
		if sent.Opcode.IsControl() && sent.Answers > 0 {
			taken++
		}
	}
	if len(probedSizes) == 0 {
		return // the user wants no large messages
	}
	if taken > 0 {
		p.limit(probedSizes[taken-1], at(probedSizes, taken))
		return
	}
	refused := firstSize
	for _, size := range smallSizes {
		if p.message(ctx, message(size)).taken {
			p.limit(size, refused)
			return
		}
		refused = size
	}
}

func at(sizes []int64, i int) int64 {
	if i < len(sizes) {
		return sizes[i]
	}
	return 0
}

// limit notes the largest size that was taken and the smallest that was refused, 0 for none.
func (p *prober) limit(taken, refused int64) {
	p.mu.Lock()
	p.found.LargestSeen, p.found.Limit = taken, refused
	p.mu.Unlock()
	if refused > 0 {
		p.offers(cases.Limits)
	}
}

// cooperation asks the target whether it is a cooperating one (docs/cooperation.md).
func (p *prober) cooperation(ctx context.Context) {
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/cooperation", Accept: cases.Outcomes(cases.Passes(cases.Cooperates)),
		Script: cases.Steps(cases.Ask("wsspec:hello"), cases.AwaitData())})
	if err != nil {
		return
	}
	for _, got := range o.Got {
		names, ok := strings.CutPrefix(string(got.Head), "wsspec:ready")
		if !ok {
			continue
		}
		for _, name := range strings.Fields(names) {
			if capability, ok := cooperating[name]; ok {
				p.offers(capability)
			}
		}
	}
}

var cooperating = map[string]cases.Capability{
	"close": cases.ClosesOnRequest, "send": cases.SendsOnRequest, "ping": cases.PingsOnRequest,
	"fail": cases.FailsOnRequest, "report": cases.ReportsOnRequest,
}

// opens tells whether a handshake with some changes opens a connection, and whether it was refused.
func (p *prober) opens(ctx context.Context, edits ...cases.Edit) (o *cases.Observation, opened, refused bool) {
	o, err := p.ask(ctx, &cases.Case{ID: "probe/0/handshake-with", Opening: cases.Opening{Request: edits},
		Accept: cases.Outcomes(cases.Passes(cases.Opens))})
	if err != nil {
		return o, false, false
	}
	return o, o.Opened, !o.Opened && o.Response != nil
}

func (p *prober) subprotocol(ctx context.Context) {
	if p.target.Protocol == "" {
		return
	}
	if o, opened, _ := p.opens(ctx, cases.Set(handshake.FieldProtocol, p.target.Protocol)); !opened || o.Response.Protocol() == "" {
		p.notes("the subprotocol %s is not chosen by the target", p.target.Protocol)
		return
	}
	// A target that agrees to everything has no choice that could be judged.
	if o, opened, _ := p.opens(ctx, cases.Set(handshake.FieldProtocol, "wsspec-unknown")); opened && o.Response.Protocol() != "" {
		p.notes("the target agrees to every subprotocol")
		return
	}
	p.offers(cases.Subprotocol)
}

func (p *prober) originPolicy(ctx context.Context) {
	if _, _, refused := p.opens(ctx, cases.Set("Origin", "http://wsspec-foreign.example")); refused {
		p.offers(cases.OriginPolicy)
	} else if p.target.Origin != "" {
		p.notes("every origin is accepted")
	}
}

func (p *prober) credentials(ctx context.Context) {
	if p.target.Fields.Get("Authorization") == "" {
		return
	}
	if _, _, refused := p.opens(ctx, cases.Drop("Authorization")); refused {
		p.offers(cases.Auth)
	} else {
		p.notes("the target does not ask for credentials")
	}
}

func (p *prober) extensions(ctx context.Context) {
	o, opened, _ := p.opens(ctx, cases.Set(handshake.FieldExtensions, "permessage-deflate; client_max_window_bits"))
	if opened && o.Response.Deflate != nil {
		p.offers(cases.Deflate)
	}
	if opened {
		p.learn(func() { p.found.Extensions = strings.Join(o.Response.Fields.Values(handshake.FieldExtensions), ", ") })
	}
}

// proxy asks for something that whoever reads HTTP has to refuse: two Host fields. A proxy before the server does so itself,
// and the name in its refusal is another one than that in the 101, which is the server's.
func (p *prober) proxy(ctx context.Context) {
	o, err := p.carryOut(ctx, &cases.Case{ID: "probe/0/host-twice", Accept: cases.Outcomes(cases.Passes(cases.Opens)),
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Host", "wsspec-other.example")}}})
	if err != nil || o.Opened || o.Response == nil {
		return
	}
	opens, refuses := p.found.Server, o.Response.Fields.Get("Server")
	switch {
	case opens == refuses:
	case opens == "" || refuses == "":
		p.notes("a proxy may stand before the server: the server is %s in the 101, %s in a refusal", orNone(opens), orNone(refuses))
	default:
		p.notes("a proxy stands before the server: the server is %q in the 101, %q in a refusal", opens, refuses)
	}
}

func orNone(name string) string {
	if name == "" {
		return "none"
	}
	return fmt.Sprintf("%q", name)
}

// environment is what a judge knows of the target.
func environment(t *Target, found *results.Target, seed uint64) *judge.Env {
	return &judge.Env{
		Target: t.Role, Authority: t.Authority, Path: t.Path, Fields: t.fields(), Protocol: t.Protocol, Origin: t.origin(),
		Offers: found.Offers, Chatty: found.Chatty, Unordered: found.Unordered, Limit: found.Limit, Seed: seed,
	}
}
