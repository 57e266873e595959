package endpoint

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
	"github.com/wsspec/wsspec/reference/utf8stream"
)

// ours is what faults remember of a connection, and the misdeeds that several of them share.
type ours struct {
	key       string             // the key to hash
	head      []byte             // the request as it came
	request   *handshake.Request // and as it was read; empty before
	starting  bool               // we started to close
	more      bool               // bytes wait behind the frame being handled
	messages  int                // messages received
	size      int64              // and the bytes in them
	fragments int                // of the message in progress
	perRead   int                // messages received in the last read
	pings     int                // pings received
	pongs     int                // pongs received
	held      []byte             // payload of a ping to be answered later
	holding   bool               // whether there is one
	opcode    frame.Opcode       // type of an earlier message
	earlier   []byte             // payload of an earlier message
	failed    bool               // a failure was noticed and not acted upon
}

// acceptAndClose opens a connection that was to be refused, and closes it.
func (s *session) acceptAndClose() {
	s.writeHead(handshake.NewAcceptance(s.ours.request.Key()))
	s.sendClose(stream.AppendClose(nil, closecode.PolicyViolation, ""))
}

// hang keeps the connection open and silent until the peer ends it.
func (s *session) hang() { drain(s.conn) }

// flood sends Pings until the peer has had enough of them.
func (s *session) flood() {
	s.helpers.Go(func() { drain(s.conn) })
	for s.writeErr == nil {
		s.send(frame.New(frame.Ping, payload.String("are you there?")))
		if s.outSize() > flushAt {
			s.flush()
		}
	}
}

// floodFragments sends fragments of one message until the peer has had enough of them.
func (s *session) floodFragments() {
	s.helpers.Go(func() { drain(s.conn) })
	first := frame.New(frame.Text, payload.Text(1000))
	first.Fin = false
	s.send(first)
	more := frame.New(frame.Continuation, payload.Text(1000))
	more.Fin = false
	for s.writeErr == nil {
		s.send(more)
		if s.outSize() > flushAt {
			s.flush()
		}
	}
}

// closeNow sends a Close frame and ends the connection, whatever the behaviour says of failing.
func (s *session) closeNow(code closecode.Code) {
	s.sendClose(stream.AppendClose(nil, code, ""))
	s.ended = true
}

// wrongMask is the frame with the mask bit the wrong way round.
func wrongMask(f frame.Frame) frame.Frame {
	f.Masked = true
	f.Key = [4]byte{0x1d, 0x2c, 0x3b, 0x4a}
	return f
}

// split is the frame as fragments of at most size bytes.
func split(f frame.Frame, size int64) []frame.Frame {
	if f.Opcode.IsControl() || f.Payload.Size() <= size {
		return []frame.Frame{f}
	}
	var fragments []frame.Frame
	total := f.Payload.Size()
	for at := int64(0); at < total; at += size {
		part := frame.New(frame.Continuation, f.Payload.Slice(at, min(at+size, total)))
		part.Fin = at+size >= total
		if at == 0 {
			part.Opcode = f.Opcode
		}
		fragments = append(fragments, part)
	}
	return fragments
}

// offendingByte is the offset of the first byte of text that no continuation makes right, or -1.
func offendingByte(text []byte) int {
	var v utf8stream.Validator
	if v.Write(text) {
		return -1
	}
	return int(v.Offset())
}

// forging is the fault that changes every frame of the given opcodes (all if none is given) on its way out.
func forging(change func(f *frame.Frame), opcodes ...frame.Opcode) func(*behaviour) {
	return func(b *behaviour) {
		b.send = func(_ *session, f frame.Frame) []frame.Frame {
			if len(opcodes) == 0 {
				change(&f)
			}
			for _, opcode := range opcodes {
				if f.Opcode == opcode {
					change(&f)
				}
			}
			return []frame.Frame{f}
		}
	}
}

// answering is the fault that changes the payload of every Pong.
func answering(change func(p []byte) []byte) func(*behaviour) {
	return forging(func(f *frame.Frame) {
		*f = frame.New(frame.Pong, payload.Bytes(change(f.Payload.Bytes())))
	}, frame.Pong)
}

// receiving is the fault that changes every message before it is echoed; false loses it.
func receiving(change func(s *session, m *message) bool) func(*behaviour) {
	return func(b *behaviour) { b.message = change }
}

// overlookingIf is the fault that ignores one rule in some of its breaches.
func overlookingIf(rule *reference.Rule, when func(s *session) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.overlook = func(s *session, f reference.Finding) bool { return f.Rule == rule && when(s) }
	}
}
