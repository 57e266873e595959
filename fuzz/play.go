package fuzz

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// segmentPause is the time between two segments: without it the target would find them in one read.
const segmentPause = 100 * time.Microsecond

// flood is how much a target may send in answer to nothing; what it was sent may come back some times over.
const flood = 1 << 16

// Unreachable is the error of a connection that could not be opened.
type Unreachable struct{ Cause error }

func (e *Unreachable) Error() string { return "no connection could be opened: " + e.Cause.Error() }
func (e *Unreachable) Unwrap() error { return e.Cause }

// Play carries a scenario out and returns what happened. The error is an *Unreachable, or that of the context.
func (p *Peer) Play(ctx context.Context, s *Scenario) (*Record, error) {
	conn, err := p.Connect(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &Unreachable{err}
	}
	release := context.AfterFunc(ctx, func() { conn.Close() })
	g := newPlaying(ctx, p, conn)
	var reading sync.WaitGroup
	reading.Go(g.read)
	g.play(s)
	conn.Close()
	reading.Wait()
	release()
	return &g.record, ctx.Err()
}

// playing is a scenario that is being carried out. Reading goes on beside it.
type playing struct {
	ctx     context.Context
	peer    *Peer
	conn    net.Conn
	record  Record // but for what was received
	agreed  *permessagedeflate.Params
	expect  oracle.Reader
	framing frame.Parser // of what we send
	ended   bool         // our half was ended
	vain    bool         // we have waited in vain: Record.Patient stays what it is
	next    time.Time    // when the next segment may be written

	mu       sync.Mutex
	came     []byte // all that was received
	head     int    // size of the response's head in it; 0 while that is not complete
	frames   stream.Reader
	closed   bool // the target sent a Close frame
	code     closecode.Code
	end      oracle.End
	flooded  bool
	resume   time.Time     // when reading goes on
	changed  chan struct{} // something came
	sent     int           // bytes
	headDone handshake.HeadReader
}

func newPlaying(ctx context.Context, p *Peer, conn net.Conn) *playing {
	g := &playing{ctx: ctx, peer: p, conn: conn, changed: make(chan struct{}, 1)}
	g.expect.Sender = p.Profile.Peer.Peer()
	g.frames.Sender = p.Profile.Peer
	return g
}

// read takes in what the target sends until it has ended.
func (g *playing) read() {
	buf := make([]byte, 64<<10)
	for {
		g.mu.Lock()
		wait := time.Until(g.resume)
		g.mu.Unlock()
		sleep(g.ctx, wait)
		n, err := g.conn.Read(buf)
		if !g.receive(buf[:n], err) {
			return
		}
	}
}

func (g *playing) receive(b []byte, err error) (more bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.came = append(g.came, b...)
	if g.head == 0 {
		taken, done := g.headDone.Write(b)
		if b = b[taken:]; done {
			g.head = len(g.came) - len(b)
		}
	}
	if g.head > 0 {
		for len(b) > 0 {
			n, ev := g.frames.Next(b)
			b = b[n:]
			if ev&stream.ControlEnd != 0 && g.frames.Header.Opcode == frame.Close && !g.closed {
				g.closed = true
				g.code, _, _ = stream.ParseClose(g.frames.Control)
			}
		}
	}
	switch {
	case len(g.came) > flood+4*g.sent:
		g.flooded = true
	case err == nil:
		more = true
	case errors.Is(err, io.EOF):
		g.end = oracle.FIN
	case errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded):
	default:
		g.end = oracle.RST
	}
	select {
	case g.changed <- struct{}{}:
	default:
	}
	return more
}

func (g *playing) play(s *Scenario) {
	if g.open(s) {
		for _, step := range s.steps(g.agreed) {
			g.step(step)
		}
		g.finish()
		if d := g.expect.Expectation().Defect; d != nil {
			g.record.defect = d.Rule
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.record.Response, g.record.Received = g.split()
	g.record.End, g.record.Flooded = g.end, g.flooded
}

// split parts what came into the head of the response and what followed it; g.mu is held.
func (g *playing) split() (head, rest []byte) {
	if g.head == 0 {
		return bytes.Clone(g.came), nil
	}
	return bytes.Clone(g.came[:g.head]), bytes.Clone(g.came[g.head:])
}

// open does the opening handshake; false if it opened no connection that frames are expected on.
func (g *playing) open(s *Scenario) bool {
	digest := sha256.Sum256(s.Append(nil))
	request := s.Opening.request(g.peer.Authority, g.peer.Path, g.peer.Fields, [16]byte(digest[:]))
	g.record.Request, g.record.Due = request.Append(nil), s.Opening.due()
	rest := g.record.Request
	if every := int(s.Opening.Every); every > 0 {
		for cuts := 0; cuts < mostSegments && len(rest) > every; cuts++ {
			g.write(rest[:every])
			g.pace()
			rest = rest[every:]
		}
	}
	g.write(rest)
	answered := g.wait(g.peer.Timing.Deadline, func() bool { return g.head > 0 })
	g.mu.Lock()
	defer g.mu.Unlock()
	if !answered {
		g.record.Late = g.end == oracle.Open
		return false
	}
	read, choice, _ := readRequest(g.record.Request)
	var reader handshake.HeadReader
	reader.Write(g.came[:g.head])
	response, _ := handshake.ReadResponse(reader.Head(), read)
	g.agreed = response.Deflate
	g.expect.Deflate, g.record.deflate = g.agreed, g.agreed != nil
	return response.Accepts() && choice != oracle.Refuse
}

func (g *playing) step(s step) {
	switch s.kind {
	case SendRaw:
		g.send(s.segment)
	case Await:
		g.settle(g.peer.Timing.Deadline)
	case Pause:
		sleep(g.ctx, s.delay)
	case Stall:
		g.mu.Lock()
		g.resume = time.Now().Add(s.delay)
		g.mu.Unlock()
	case HalfClose:
		g.halfClose()
	}
}

// send writes bytes of frames.
func (g *playing) send(b []byte) {
	g.pace()
	if g.ended || g.over() {
		return
	}
	before := g.expect.Expectation().Closed
	g.mu.Lock()
	peerClosed := g.closed
	g.mu.Unlock()
	g.record.Sent = append(g.record.Sent, b...)
	for rest := bytes.Clone(b); len(rest) > 0; {
		n, _ := g.framing.Next(rest)
		rest = rest[n:]
	}
	g.expect.Write(bytes.Clone(b))
	if before == oracle.Never && g.expect.Expectation().Closed != oracle.Never {
		g.record.PeerClosed = peerClosed
	}
	g.write(b)
}

// write writes one segment. Errors show when reading.
func (g *playing) write(b []byte) {
	g.mu.Lock()
	g.sent += len(b)
	g.mu.Unlock()
	g.conn.SetWriteDeadline(time.Now().Add(g.peer.Timing.Deadline))
	g.conn.Write(b)
	g.next = time.Now().Add(segmentPause)
}

// pace lets the target read what was written last before there is more.
func (g *playing) pace() { sleep(g.ctx, time.Until(g.next)) }

func (g *playing) halfClose() {
	g.pace()
	if g.ended {
		return
	}
	g.ended = true
	g.record.WeEnded = g.expect.Expectation().Closed == oracle.Never && !g.over()
	if half, ok := g.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}

func (g *playing) over() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.end != oracle.Open || g.flooded
}

// wait waits until something is so, with g.mu held when it is asked, or the target has ended, or the time is up.
func (g *playing) wait(limit time.Duration, so func() bool) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		g.mu.Lock()
		is, over := so(), g.end != oracle.Open || g.flooded
		g.mu.Unlock()
		if is || over {
			return is
		}
		select {
		case <-g.changed:
		case <-timer.C:
			return false
		}
	}
}

// settle waits until nothing is missing, as the oracle sees it, and returns whether that came to be.
func (g *playing) settle(limit time.Duration) bool {
	patient := g.expect.Expectation().Sent
	seen, complete := -1, false
	settled := g.wait(limit, func() bool {
		if seen != len(g.came) {
			seen, complete = len(g.came), !g.missing(patient)
		}
		return complete
	})
	if !g.vain {
		g.record.Patient = patient
	}
	g.vain = g.vain || !settled && limit >= g.peer.Timing.Deadline && !g.over()
	return settled
}

// missing tells whether the target owes something, if it had all the time there is; g.mu is held. Of a target that answers
// behind a defect nothing more is to be learnt by waiting.
func (g *playing) missing(patient int64) (owes bool) {
	e := g.expect.Expectation()
	now := g.record
	_, now.Received = g.split()
	now.End, now.Patient = g.end, patient
	for _, d := range now.judgeFrames(e, g.peer.Profile, g.agreed) {
		switch d.Kind {
		case oracle.Continued:
			return false
		case oracle.Unanswered, oracle.NotClosed, oracle.Survived, oracle.LeftOpen:
			owes = true
		}
	}
	return owes
}

// canSend tells whether a frame of ours would be read as one.
func (g *playing) canSend() bool {
	return !g.ended && !g.framing.Pending() && g.expect.Expectation().Closed == oracle.Never && !g.over()
}

// finish waits for what is owed and closes the connection politely.
func (g *playing) finish() {
	timing := g.peer.Timing
	if e := g.expect.Expectation(); !g.settle(timing.Grace) {
		if e.Defect != nil && g.canSend() {
			// Its Pong proves that the target read past the defect and lives.
			g.send(ours(frame.Ping, []byte(fmt.Sprintf("fence %08x", e.Sent))))
		}
		g.settle(timing.Deadline)
	}
	g.mu.Lock()
	closed, code := g.closed, g.code
	g.mu.Unlock()
	switch {
	case g.over():
		return
	case !g.canSend():
		g.halfClose()
	case closed:
		g.send(ours(frame.Close, reply(code)))
	default:
		g.send(ours(frame.Close, stream.AppendClose(nil, closecode.Normal, "")))
	}
	if g.settle(timing.Grace) {
		return
	}
	if g.expect.Expectation().Defect != nil {
		g.halfClose() // who has failed a connection may wait for our end of it
	}
	g.settle(timing.Deadline)
}

// ours is a frame that a good client sends.
func ours(opcode frame.Opcode, body []byte) []byte {
	f := frame.New(opcode, payload.Bytes(body))
	f.Masked, f.Key = true, [4]byte{0x77, 0x73, 0x73, 0x70}
	return f.Append(nil)
}

// reply is the body that answers a Close frame with a code.
func reply(code closecode.Code) []byte {
	switch code.Class() {
	case closecode.Unused, closecode.Forbidden, closecode.Reserved, closecode.Beyond:
		return nil
	}
	return stream.AppendClose(nil, code, "")
}
