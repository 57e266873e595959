package endpoint

import (
	"bytes"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults in failing the connection (RFC 6455 section 7.1.7).
var failureFaults = []*Fault{
	{Name: "fails-with-1000", Section: "7.4.1", Doc: "The endpoint fails the connection with 1000.",
		apply: failingWith(closecode.Normal)},
	{Name: "fails-with-1006", Section: "7.4.1", Doc: "The endpoint fails the connection with 1006.",
		apply: failingWith(closecode.Abnormal)},
	{Name: "fails-with-1015", Section: "7.4.1", Doc: "The endpoint fails the connection with 1015.",
		apply: failingWith(closecode.TLSFailure)},
	{Name: "fails-by-drop", Section: "7.1.7", Doc: "The endpoint fails the connection without a Close frame.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, _ closecode.Code) bool { s.ended = true; return true }
		}},
	{Name: "fails-by-hanging", Section: "7.1.7", Doc: "The endpoint stops answering instead of failing the connection.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, _ closecode.Code) bool { s.hang(); s.ended = true; return true }
		}},
	{Name: "fails-never", Section: "7.1.7", Doc: "The endpoint ignores every breach of the protocol.",
		apply: func(b *behaviour) {
			b.overlook = func(*session, reference.Finding) bool { return true }
		}},
	{Name: "fails-and-echoes", Section: "7.1.7", Doc: "The endpoint echoes the offending message and fails the connection after.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, code closecode.Code) bool {
				s.ours.failed = true
				return code == closecode.InvalidData
			}
			b.message = func(s *session, m *message) bool {
				if !s.ours.failed {
					return true
				}
				m.payload = bytes.ToValidUTF8(m.payload, []byte("?"))
				s.send(echoOf(m))
				s.closeNow(closecode.InvalidData)
				return false
			}
		}},
	{Name: "fails-and-goes-on", Section: "7.1.7", Doc: "The endpoint sends a Close and goes on processing what follows.",
		apply: func(b *behaviour) { b.goOn = true }},
	{Name: "fails-and-pongs", Section: "7.1.7", Doc: "The endpoint answers a Ping that follows the offending frame before it fails the connection.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				if !f.Rule.Free {
					s.ours.failed = true
				}
				return s.ours.failed
			}
			b.message = func(s *session, _ *message) bool { return !s.ours.failed }
			b.control = func(s *session, opcode frame.Opcode, p []byte) bool {
				if !s.ours.failed || opcode != frame.Ping {
					return false
				}
				s.send(frame.New(frame.Pong, payload.Bytes(p)))
				s.closeNow(closecode.ProtocolError)
				return true
			}
		}},
	{Name: "fails-twice", Section: "7.1.7", Doc: "The endpoint sends two Close frames when it fails the connection.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Close && !s.gotEnd {
					return []frame.Frame{f, f}
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "fails-and-keeps-tcp", Section: "7.1.7", Role: reference.Server, Doc: "The endpoint sends a Close when it fails the connection, and leaves TCP open.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, code closecode.Code) bool { s.b.keepOpen = true; return false }
		}},
	{Name: "fails-with-message", Section: "7.1.7", Doc: "The endpoint explains a failure in a text message, behind its Close.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, code closecode.Code) bool {
				s.sendClose(stream.AppendClose(nil, code, ""))
				s.send(frame.New(frame.Text, payload.String("protocol error")))
				s.ended = true
				return true
			}
		}},
	{Name: "fails-with-long-reason", Section: "5.5", Doc: "The endpoint explains a failure in a close reason of 200 bytes.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, code closecode.Code) bool {
				s.send(frame.New(frame.Close, payload.Join(payload.Bytes(stream.AppendClose(nil, code, "")), payload.Text(200))))
				s.ended = true
				return true
			}
		}},
	{Name: "fails-with-cut-reason", Section: "5.5.1", Doc: "The endpoint explains a failure in a close reason that is cut inside a character.",
		apply: func(b *behaviour) {
			b.fail = func(s *session, code closecode.Code) bool {
				s.sendClose(append(stream.AppendClose(nil, code, "d\u00e9faut "), 0xE2, 0x82))
				s.ended = true
				return true
			}
		}},
	{Name: "application-1006", Section: "7.4.1", Doc: "The endpoint sends 1006 when its application fails.",
		apply: func(b *behaviour) {
			b.failCode = func(c closecode.Code) closecode.Code {
				if c == closecode.InternalError {
					return closecode.Abnormal
				}
				return c
			}
		}},
}

func failingWith(code closecode.Code) func(*behaviour) {
	return func(b *behaviour) { b.failCode = func(closecode.Code) closecode.Code { return code } }
}
