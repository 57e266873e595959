package judge

import (
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Env is what a judge knows of the target.
type Env struct {
	Target    reference.Role   // the side under test
	Authority string           // host and port, as they stand in Host
	Path      string           // path and query of the request target
	Fields    handshake.Fields // what the user adds to every request
	Offers    cases.Capabilities
	Chatty    bool   // the target sends messages that nobody asked for
	Unordered bool   // the target may echo messages in another order
	Protocol  string // the subprotocol that the user named
	Origin    string // an origin that the target accepts
	Limit     int64  // bytes of the smallest message that the target refuses; 0 if none was found
	Seed      uint64
}

// phase is how far the case has come.
type phase uint8

const (
	opening   phase = iota // the handshake goes on
	refused                // it was refused: the end of the connection is awaited
	scripting              // the steps are carried out
	settling               // every step is done: the answer is awaited
	ending                 // the target has closed: the end of its half is awaited
	finishing              // we have closed: the target's answer is awaited
	done
)

// Judge judges one case. Feed it events with Handle until an action says Done.
type Judge struct {
	c      *cases.Case
	env    *Env
	random *rand.ChaCha8
	nonce  string
	fill   *strings.Replacer

	o      cases.Observation
	phase  phase
	step   int
	timer  Timer
	now    time.Duration
	opened time.Duration

	head    handshake.HeadReader
	request *handshake.Request
	held    []byte // the end of the request, kept back

	agreed    *cases.Agreed     // about permessage-deflate; nil if it is not in use
	deflater  *deflate.Deflater // of the messages that we compress
	reader    stream.Reader
	receiving receiving
	sending   assembler
	unfinish  bool // our last frame is not complete: nothing can be sent behind it
	weClosed  bool // our Close frame was sent
	weEnded   bool // our half was ended
	fence     string
	raced     bool

	tally    tally
	streamed int // messages of the series in hand that were sent
	returned int // index in Sent up to which all messages of it came back

	sent        int64 // bytes of frames sent
	frames      int   // frames received
	frameBudget int   // most frames that any answer is worth
	bytes       int64 // bytes received
	byteBudget  int64 // most bytes that any answer is worth

	violations []Violation
}

// Violation is a rule broken in the bytes of the target, whatever the case is about.
type Violation struct {
	Rule *reference.Rule
	Saw  string
}

// New returns a judge for a case. The seed of the environment and the case's ID decide every random byte.
func New(c *cases.Case, env *Env) *Judge {
	hash := fnv.New64a()
	hash.Write([]byte(c.ID))
	var seed [32]byte
	for i := range 8 {
		seed[i] = byte(env.Seed >> (8 * i))
		seed[8+i] = byte(hash.Sum64() >> (8 * i))
	}
	j := &Judge{c: c, env: env, random: rand.NewChaCha8(seed)}
	j.nonce = j.token()
	query := "?"
	if strings.Contains(env.Path, "?") {
		query = "&"
	}
	j.fill = strings.NewReplacer("{nonce}", j.nonce, "{authority}", env.Authority, "{path}", env.Path, "{query}", query,
		"{subprotocol}", env.Protocol, "{SUBPROTOCOL}", otherCase(env.Protocol), "{origin}", env.Origin)
	j.o.Target, j.o.Protocol = env.Target, env.Protocol
	j.o.Offers, j.o.Chatty, j.o.Unordered = env.Offers, env.Chatty, env.Unordered
	j.frameBudget, j.byteBudget = 4000, 1<<20
	j.listen()
	return j
}

// otherCase is a subprotocol that differs from the given one in nothing but case, or at all if it has no letters.
func otherCase(name string) string {
	for _, other := range []string{strings.ToUpper(name), strings.ToLower(name)} {
		if other != name {
			return other
		}
	}
	return name + "0"
}

// smallPayload is up to which size payloads are held in memory instead of being generated piece by piece.
const smallPayload = 64 << 10

// mostGot is how many received frames are kept for the outcomes; of more, only those are that repeat what was sent, without
// their bytes, for the order in which they came. The budgets for frames and bytes bound a target that never stops; they
// grow with what is sent to it.
const mostGot = 400

// smallFragment is how small the fragments may be in which a target returns what was compressed, on average.
const smallFragment = 64

func (j *Judge) token() string {
	var b [6]byte
	j.random.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (j *Judge) maskKey() (key [4]byte) {
	j.random.Read(key[:])
	return key
}

// us is the role that we play.
func (j *Judge) us() reference.Role { return j.env.Target.Peer() }

// Handle takes an event and returns what to do next.
func (j *Judge) Handle(ev Event) Action {
	var act Action
	if j.phase == done {
		return Action{Done: true}
	}
	j.now = ev.At
	switch ev.Kind {
	case Connected:
		j.connected(&act)
	case Received:
		j.received(ev.Bytes, &act)
	case FIN:
		j.o.CloseNotify = ev.CloseNotify
		j.ended(cases.GotFIN, &act)
	case RST:
		j.ended(cases.GotRST, &act)
	case Expired:
		j.expired(&act)
	}
	if len(act.Write) > 0 {
		act.Restart = true
	}
	if act.Timer == NoTimer {
		act.Timer = j.timer
	} else if act.Timer != j.timer {
		act.Restart = true
	}
	j.timer = act.Timer
	return act
}

func (j *Judge) connected(act *Action) {
	j.phase, j.opened = opening, j.now
	j.head = handshake.HeadReader{}
	act.Timer = Deadline
	if j.env.Target == reference.Server {
		j.sendRequest(act)
	}
}

func (j *Judge) received(in []byte, act *Action) {
	j.bytes += int64(len(in))
	if j.phase == opening {
		in = j.readHead(in, act)
	}
	if j.phase != refused {
		j.frameBytes(in, act)
	}
	if j.phase != done && (j.bytes > j.byteBudget || j.frames > j.frameBudget) {
		j.o.Flooded = true
		j.conclude(act)
	}
}

// ended notes the end of the target's half, or of the connection, and goes on from there.
func (j *Judge) ended(how cases.End, act *Action) {
	j.o.End, j.o.EndFirst, j.o.Polite = how, !j.weEnded, j.phase == finishing
	j.receiving.cut(j)
	if j.phase == opening || j.phase == refused || j.phase == finishing || j.phase == ending {
		j.conclude(act)
		return
	}
	if j.phase == scripting {
		if op := j.current().Op; op == cases.OpAwaitEnd {
			j.advance(act)
			return
		}
	}
	if how == cases.GotRST && j.fence != "" && !j.o.Fenced {
		j.raced = true
	}
	j.o.Finish = len(j.o.Got)
	j.conclude(act)
}

func (j *Judge) current() cases.Step {
	if j.step < len(j.c.Script) {
		return j.c.Script[j.step]
	}
	return cases.Step{}
}

func (j *Judge) expired(act *Action) {
	switch j.phase {
	case opening:
		if len(j.held) > 0 {
			act.Write = append(act.Write, Write{Chunks: []Chunk{{Bytes: j.held}}})
			j.held = nil
			act.Timer = Deadline
			return
		}
		j.late()
		j.conclude(act)
	case refused:
		j.late()
		j.conclude(act)
	case scripting:
		if j.current().Op == cases.OpQuiet {
			j.step++
			j.advance(act)
			return
		}
		if j.timer == Deadline {
			j.late()
		}
		j.finish(act)
	case settling:
		j.unanswered(act)
	case ending, finishing:
		j.conclude(act)
	}
}

// conclude ends the case: the verdict is there.
func (j *Judge) conclude(act *Action) {
	if j.phase != finishing && j.phase != done {
		j.o.Finish = len(j.o.Got)
	}
	j.phase = done
	act.Done = true
}

// canSend tells whether a frame of ours would be read as one.
func (j *Judge) canSend() bool {
	return !j.unfinish && !j.weClosed && !j.weEnded && j.o.End != cases.GotRST
}

// finish closes a connection that lives on, politely.
func (j *Judge) finish(act *Action) {
	j.o.Finish = len(j.o.Got)
	j.phase = finishing
	if !j.canSend() {
		act.EndWrite = !j.weEnded
		j.weEnded = true
		j.conclude(act)
		return
	}
	j.sendFrames(act, cases.Cut{}, cases.Close(closecode.Normal, ""))
	act.Timer = Grace
}

// sendFence asks for a sign of life: a Ping with a nonce, behind everything else.
func (j *Judge) sendFence(act *Action) {
	j.fence = "fence " + j.token()
	j.sendFrames(act, cases.Cut{}, cases.Ping(j.fence))
	act.Timer = Deadline
}

func (j *Judge) sendFrames(act *Action, cut cases.Cut, frames ...cases.Frame) {
	j.o.Behind = j.o.Behind || j.gotClose()
	act.Write = append(act.Write, Write{Chunks: j.chunks(frames), Cut: cut})
}

// chunks writes frames as our role sends them. Small payloads are joined with their headers.
func (j *Judge) chunks(frames []cases.Frame) []Chunk {
	var chunks []Chunk
	var bytes []byte
	for _, f := range frames {
		wire := f.Wire(j.us(), j.maskKey)
		if wire.Opcode == frame.Close {
			j.weClosed = true
		}
		if !f.IsHidden() {
			j.unfinish = wire.Length > uint64(wire.Payload.Size())
		}
		if wire.Payload.Size() <= smallPayload {
			bytes = wire.Append(bytes)
			continue
		}
		chunks = append(chunks, Chunk{Bytes: wire.AppendHeader(bytes)})
		bytes = nil
		body := Chunk{Payload: wire.Payload}
		if wire.Masked && !wire.NoKey {
			body.Key = &wire.Key
		}
		chunks = append(chunks, body)
	}
	if len(bytes) > 0 {
		chunks = append(chunks, Chunk{Bytes: bytes})
	}
	for i := range chunks {
		j.sent += chunks[i].Size()
	}
	return chunks
}

// late notes that the deadline of an answer has passed.
func (j *Judge) late() {
	if !j.o.Late {
		j.o.Late, j.o.LateAt = true, j.sent
	}
}

// Request is the opening handshake that was sent or received last, nil if there was none.
func (j *Judge) Request() *handshake.Request { return j.request }

func (j *Judge) violate(findings []reference.Finding) {
	for _, f := range findings {
		known := false
		for _, v := range j.violations {
			known = known || v.Rule == f.Rule
		}
		if !known {
			j.violations = append(j.violations, Violation{Rule: f.Rule, Saw: f.Saw})
		}
	}
}

// assembler puts fragments together, to know which messages were sent as a whole.
type assembler struct {
	opcode   frame.Opcode
	payload  payload.Payload
	content  payload.Payload // of a compressed message, if it is known
	known    bool
	deflated bool
	open     bool
	inflater *deflate.Inflater // reads the compressed messages that are given; nil if nothing was agreed
}

// add takes a frame and returns the message or Ping that it completes.
func (a *assembler) add(f cases.Frame) (cases.Sent, bool) {
	h := f.Header()
	if !f.Whole() {
		return cases.Sent{}, false
	}
	switch h.Opcode {
	case frame.Ping:
		return cases.Sent{Opcode: frame.Ping, Payload: f.Payload(), Hidden: f.IsHidden(), WrongMask: f.HasWrongMask()}, true
	case frame.Text, frame.Binary:
		a.opcode, a.payload, a.open = h.Opcode, nil, true
		a.content, a.known = f.Content()
		a.deflated = f.Deflated() && a.inflater != nil
	case frame.Continuation:
		if !a.open {
			return cases.Sent{}, false
		}
	default:
		return cases.Sent{}, false
	}
	a.payload = append(a.payload, f.Payload()...)
	if !h.Fin {
		return cases.Sent{}, false
	}
	a.open = false
	switch {
	case a.known:
		return cases.Sent{Opcode: a.opcode, Payload: a.content}, true
	case a.deflated:
		inflated, err := inflate(a.inflater, a.payload.Bytes())
		if err != nil {
			return cases.Sent{}, false
		}
		a.payload = payload.Bytes(inflated)
	}
	if len(a.payload) > 1 && a.payload.Size() <= smallPayload {
		a.payload = payload.Bytes(a.payload.Bytes())
	}
	return cases.Sent{Opcode: a.opcode, Payload: a.payload}, true
}
