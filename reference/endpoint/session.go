package endpoint

import (
	"net"
	"slices"
	"sync"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// session is one open connection, after the opening handshake.
type session struct {
	conn   net.Conn
	role   reference.Role
	config *Config
	b      behaviour
	server *Server // nil for a client
	keys   keys

	reader   stream.Reader
	deflater *deflate.Deflater // of our messages, if permessage-deflate was agreed
	message  []byte            // the message in progress, decompressed
	ended    bool              // nothing more of the peer is processed
	gotBody  []byte            // body of the peer's Close frame
	gotEnd   bool              // the peer sent a Close frame
	watch    chan<- ending
	done     chan struct{} // closed when the session ends
	helpers  sync.WaitGroup

	mu       sync.Mutex // guards what follows: cooperation writes beside the read loop
	out      []byte     // frames to be written by the next flush
	sentEnd  bool       // our Close frame was sent
	writeErr error

	ours ours // state of faults
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 16<<10); return &b }}

// flushAt is how many bytes of answers collect before they are written although more input waits.
const flushAt = 64 << 10

// run processes frames until the connection has ended. The first bytes are those that followed the handshake.
func (s *session) run(first []byte) {
	defer s.end()
	s.ours.more = len(first) > 0
	if s.b.opened != nil && !s.b.opened(s) {
		return
	}
	if s.server != nil {
		s.server.attend()
	}
	if !s.process(first) {
		return
	}
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	for {
		n, err := s.conn.Read(*buf)
		if !s.process((*buf)[:n]) {
			return
		}
		if err != nil {
			if s.b.ended != nil {
				s.b.ended(s)
			}
			return
		}
	}
}

// process handles the next bytes of the peer and writes the answers; false means that the connection is over.
func (s *session) process(in []byte) bool {
	s.ours.perRead = 0
	if s.b.input != nil {
		s.b.input(s, in)
	}
	for len(in) > 0 && !s.ended {
		if s.b.wholeHeader && len(in) == 1 && !s.reader.InFrame() {
			s.fail(closecode.ProtocolError)
			break
		}
		n, ev := s.reader.Next(in)
		in = in[n:]
		s.ours.more = len(in) > 0
		s.handle(ev, in)
		if s.outSize() > flushAt {
			s.flush()
		}
	}
	s.flush()
	return !s.ended
}

// handle acts on what was read; rest is what has come behind it.
func (s *session) handle(ev stream.Event, rest []byte) {
	r := &s.reader
	if ev&stream.FrameBegin != 0 && s.b.begun != nil && s.b.begun(s, rest) {
		return
	}
	isData := !r.Header.Opcode.IsControl()
	if ev&stream.FrameBegin != 0 && isData && r.Header.Opcode != frame.Continuation {
		s.message = s.message[:0]
	}
	if ev&stream.Found != 0 && s.judge() {
		return
	}
	if ev&stream.FrameBegin != 0 && isData && !r.Compressed && s.tooBig(r.MessageSize, r.Header.Length) {
		s.fail(closecode.TooBig)
		return
	}
	if ev&stream.FrameEnd != 0 && s.b.header != nil && s.b.header(s) {
		return
	}
	if ev&stream.FrameEnd != 0 && s.b.frameEnd != nil {
		if code, fail := s.b.frameEnd(s); fail {
			s.fail(code)
			return
		}
	}
	switch {
	case ev&stream.MessageEnd != 0:
		s.received(&message{opcode: r.Message, payload: s.message, compressed: r.Compressed, times: 1})
	case ev&stream.ControlEnd != 0:
		s.control(r.Header.Opcode, r.Control)
	}
}

// tooBig tells whether a frame that begins takes its message, of which some bytes came before, over the limit.
func (s *session) tooBig(before int64, length uint64) bool {
	limit := s.config.maxMessage()
	if s.b.limit != nil && s.b.limit(s) {
		return false
	}
	return length > uint64(limit) || before+int64(length) > limit
}

// judge acts on what the reader found; true means that the connection has failed.
func (s *session) judge() bool {
	for _, f := range s.reader.Findings {
		if s.b.overlook != nil && s.b.overlook(s, f) {
			continue
		}
		s.fail(closecode.Code(f.Rule.Answer))
		return true
	}
	return false
}

func (s *session) received(m *message) {
	if s.silent() {
		return
	}
	if s.config.TextOnly && m.opcode == frame.Binary {
		s.fail(closecode.UnsupportedData)
		return
	}
	if s.b.message != nil && !s.b.message(s, m) {
		return
	}
	if m.opcode == frame.Text && s.cooperate(m.payload) {
		return
	}
	for range m.times {
		s.send(s.echo(m))
	}
}

// echo is the frame that returns a message, compressed if it came so.
func (s *session) echo(m *message) frame.Frame {
	if !m.compressed {
		return frame.New(m.opcode, payload.Bytes(m.payload))
	}
	if s.b.compress != nil {
		return s.b.compress(s, m)
	}
	return s.compressed(m)
}

// compressed is the frame that holds a message in compressed form.
func (s *session) compressed(m *message) frame.Frame {
	f := frame.New(m.opcode, payload.Bytes(s.deflater.Message(nil, m.payload)))
	f.RSV = frame.RSV1
	return f
}

// agree sets up what was agreed about permessage-deflate.
func (s *session) agree(p *permessagedeflate.Params) {
	s.deflater = p.Deflater(s.role)
	s.reader.Inflater = p.Inflater(s.role.Peer())
	s.reader.Inflater.Limit = s.config.maxMessage()
	if s.b.agreed != nil {
		s.b.agreed(s)
	}
}

// content takes the next piece of a message.
func (s *session) content(piece []byte) {
	if s.b.piece != nil {
		s.b.piece(s, piece)
	}
	if len(s.message)+len(piece) > cap(s.message) {
		s.message = slices.Grow(s.message, len(piece)+int(min(s.reader.Left(), mostAhead)))
	}
	s.message = append(s.message, piece...)
}

// mostAhead is how much room is made at a time for what a header declares and has not come yet: a message that grows
// little by little leaves as much garbage as it is long, several times over.
const mostAhead = 16 << 20

// silent tells whether our Close frame was sent, after which nothing is answered.
func (s *session) silent() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sentEnd && !s.b.goOn
}

func (s *session) control(opcode frame.Opcode, p []byte) {
	if s.b.control != nil && s.b.control(s, opcode, p) {
		return
	}
	switch opcode {
	case frame.Ping:
		if !s.silent() {
			s.send(frame.New(frame.Pong, payload.Bytes(p)))
		}
	case frame.Close:
		s.closed(p)
	}
}

// closed answers the peer's Close frame and ends the connection (section 5.5.1).
func (s *session) closed(body []byte) {
	if !s.gotEnd {
		s.gotEnd = true
		s.gotBody = append([]byte(nil), body...)
	}
	reply, answer := body, true
	if s.b.closeReply != nil {
		reply, answer = s.b.closeReply(s, body)
	}
	if answer {
		s.sendClose(reply)
	}
	s.ended = !s.b.goOn
}

// fail fails the connection (section 7.1.7): a Close frame with the code, and nothing of the peer is processed after.
func (s *session) fail(code closecode.Code) {
	if s.b.failCode != nil {
		code = s.b.failCode(code)
	}
	if s.b.fail != nil && s.b.fail(s, code) {
		return
	}
	s.sendClose(stream.AppendClose(nil, code, ""))
	s.ended = !s.b.goOn
}

// sendClose sends our Close frame, once.
func (s *session) sendClose(body []byte) {
	s.mu.Lock()
	sent := s.sentEnd
	s.sentEnd = true // before it is sent: what helpers send comes before it or not at all
	s.mu.Unlock()
	if !sent {
		s.send(frame.New(frame.Close, payload.Bytes(body)))
	}
}

// send puts a frame into the output. After our Close frame only a fault sends.
func (s *session) send(f frame.Frame) {
	frames := []frame.Frame{f}
	if s.b.send != nil {
		frames = s.b.send(s, f)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range frames {
		s.append(&frames[i])
	}
}

// sendAside is send for helpers, which do not know when our Close frame is sent: false means that it was, or that
// nothing can be sent any more.
func (s *session) sendAside(f frame.Frame) bool {
	frames := []frame.Frame{f}
	if s.b.send != nil {
		frames = s.b.send(s, f)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sentEnd && !s.b.neverStops || s.writeErr != nil {
		return false
	}
	for i := range frames {
		s.append(&frames[i])
	}
	s.write()
	return true
}

// append writes a frame into the output; s.mu is held.
func (s *session) append(f *frame.Frame) {
	if s.role == reference.Client {
		f.Masked = !f.Masked // a fault may have set it: then it is the wrong way round on either side
		f.Key = s.keys.mask()
	}
	if s.b.raw == nil && f.Payload.Size() > flushAt {
		s.appendLarge(f)
		return
	}
	start := len(s.out)
	s.out = f.Append(s.out)
	if s.b.raw != nil {
		s.out = append(s.out[:start], s.b.raw(s, f, append([]byte(nil), s.out[start:]...))...)
	}
}

// appendLarge writes a frame into the output, and on from there whenever it is full: what is echoed is held once, not
// twice. s.mu is held.
func (s *session) appendLarge(f *frame.Frame) {
	s.out = f.AppendHeader(s.out)
	for at, size := int64(0), f.Payload.Size(); at < size; {
		start, piece := len(s.out), int(min(flushAt, size-at))
		s.out = slices.Grow(s.out, piece)[:start+piece]
		f.Payload.ReadAt(s.out[start:], at)
		if f.Masked && !f.NoKey {
			frame.Mask(s.out[start:], f.Key, int(at))
		}
		at += int64(piece)
		s.write()
	}
}

func (s *session) outSize() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.out)
}

// flush writes the output. Errors show up when reading, which is where the connection ends.
func (s *session) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write()
}

// write is flush while s.mu is held.
func (s *session) write() {
	if len(s.out) > 0 && s.writeErr == nil {
		_, s.writeErr = s.conn.Write(s.out)
	}
	if cap(s.out) > 4*flushAt {
		s.out = nil
	}
	s.out = s.out[:0]
}

// end closes the connection: our half first, then what the peer still sends is read and dropped, so that no reset
// overtakes our Close frame (section 7.1.1). A client leaves closing TCP to the server after a Close frame.
func (s *session) end() {
	s.flush()
	if s.b.neverStops {
		s.helpers.Wait()
	}
	close(s.done)
	deadline := time.Now().Add(s.config.linger())
	s.conn.SetDeadline(deadline)
	if !s.b.keepOpen && (s.role == reference.Server || !s.sentEnd) {
		closeWrite(s.conn)
	}
	s.helpers.Wait()
	if s.watch != nil {
		s.watch <- s.ending()
	}
	drain(s.conn)
	s.conn.Close()
}

func (s *session) ending() ending {
	e := ending{code: closecode.Abnormal}
	if s.gotEnd {
		e.code = closecode.NoStatus
		if code, reason, ok := stream.ParseClose(s.gotBody); ok {
			e.code, e.reason = code, string(reason)
		}
		e.clean = s.sentEnd
	}
	if s.b.report != nil {
		s.b.report(&e)
	}
	return e
}

// drain reads and drops until the peer has ended its half or the deadline has passed.
func drain(conn net.Conn) {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	for {
		if _, err := conn.Read(*buf); err != nil {
			return
		}
	}
}

// closeWrite ends our half of the connection, where the transport has halves.
func closeWrite(conn net.Conn) {
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
