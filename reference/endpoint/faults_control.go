package endpoint

import (
	"bytes"
	"unicode/utf8"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults in control frames, Ping and Pong (RFC 6455 sections 5.5, 5.5.2 and 5.5.3).
var controlFaults = []*Fault{
	{Name: "long-control", Section: "5.5", Doc: "The endpoint takes control frames of more than 125 bytes.",
		apply: overlooking(stream.LongControl)},
	{Name: "long-pong", Section: "5.5", Doc: "The endpoint ignores Pongs of more than 125 bytes.",
		apply: overlookingIf(stream.LongControl, func(s *session) bool { return s.reader.Header.Opcode == frame.Pong })},
	{Name: "fragmented-control", Section: "5.5", Doc: "The endpoint takes control frames with fin=0.",
		apply: overlooking(stream.FragmentedControl)},
	{Name: "fragmented-close", Section: "5.5", Doc: "The endpoint takes a Close with fin=0.",
		apply: overlookingIf(stream.FragmentedControl, func(s *session) bool { return s.reader.Header.Opcode == frame.Close })},
	{Name: "full-control-refused", Section: "5.5", Doc: "The endpoint fails the connection for control frames of 125 bytes.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.ProtocolError, s.reader.Header.Opcode.IsControl() && s.reader.Header.Length == stream.MaxControl
			}
		}},
	{Name: "sends-long-control", Section: "5.5", Doc: "The endpoint adds its name to every Pong, which makes some too long.",
		apply: func(b *behaviour) {
			b.send = func(_ *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Pong && f.Payload.Size() > 100 {
					f = frame.New(frame.Pong, payload.Join(f.Payload, payload.Text(30)))
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "sends-fragmented-pong", Section: "5.5", Doc: "The endpoint sends Pongs with fin=0.",
		apply: forging(func(f *frame.Frame) { f.Fin = false }, frame.Pong)},
	{Name: "ping-unanswered", Section: "5.5.2", Doc: "The endpoint never answers a Ping.",
		apply: func(b *behaviour) {
			b.control = func(_ *session, opcode frame.Opcode, _ []byte) bool { return opcode == frame.Ping }
		}},
	{Name: "empty-ping-unanswered", Section: "5.5.2", Doc: "The endpoint does not answer an empty Ping.",
		apply: func(b *behaviour) {
			b.control = func(_ *session, opcode frame.Opcode, p []byte) bool { return opcode == frame.Ping && len(p) == 0 }
		}},
	{Name: "first-ping-only", Section: "5.5.2", Doc: "The endpoint answers the first Ping of a connection only.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				if opcode != frame.Ping {
					return false
				}
				s.ours.pings++
				return s.ours.pings > 1
			}
		}},
	{Name: "ping-before-data-lost", Section: "5.5.2", Doc: "The endpoint answers Pings after the first message only.",
		apply: func(b *behaviour) {
			b.message = func(s *session, _ *message) bool { s.ours.messages++; return true }
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				return opcode == frame.Ping && s.ours.messages == 0
			}
		}},
	{Name: "ping-after-message-lost", Section: "5.5.2", Doc: "The endpoint loses a Ping in the same read as the end of a message.",
		apply: func(b *behaviour) {
			b.message = func(s *session, _ *message) bool { s.ours.perRead++; return true }
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				return opcode == frame.Ping && s.ours.perRead > 0
			}
		}},
	{Name: "binary-ping-refused", Section: "5.5.2", Doc: "The endpoint fails the connection for a Ping that is no UTF-8.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.InvalidData, s.reader.Header.Opcode == frame.Ping && !utf8.Valid(s.reader.Control)
			}
		}},
	{Name: "pong-empty", Section: "5.5.3", Doc: "Every Pong is empty.",
		apply: answering(func([]byte) []byte { return nil })},
	{Name: "pong-short", Section: "5.5.3", Doc: "Pongs carry at most 64 bytes of the Ping.",
		apply: answering(func(p []byte) []byte { return p[:min(len(p), 64)] })},
	{Name: "pong-text", Section: "5.5.3", Doc: "Pongs carry the data of the Ping as text, with replacement characters.",
		apply: answering(func(p []byte) []byte { return bytes.ToValidUTF8(p, []byte("\uFFFD")) })},
	{Name: "pong-until-nul", Section: "5.5.3", Doc: "Pongs carry the data of the Ping up to the first zero byte.",
		apply: answering(func(p []byte) []byte { before, _, _ := bytes.Cut(p, []byte{0}); return before })},
	{Name: "pong-of-first", Section: "5.5.3", Doc: "Every Pong carries the data of the first Ping of the connection.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Pong {
					if !s.ours.holding {
						s.ours.held, s.ours.holding = f.Payload.Bytes(), true
					}
					f = frame.New(frame.Pong, payload.Bytes(s.ours.held))
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "pong-twice", Section: "5.5.3", Doc: "The endpoint answers its own Ping data: every Pong is followed by a Ping that nobody asked for with a reserved bit.",
		apply: func(b *behaviour) {
			b.send = func(_ *session, f frame.Frame) []frame.Frame {
				if f.Opcode != frame.Pong {
					return []frame.Frame{f}
				}
				ping := f
				ping.Opcode, ping.RSV = frame.Ping, frame.RSV3
				return []frame.Frame{f, ping}
			}
		}},
	{Name: "pong-refused", Section: "5.5.3", Doc: "The endpoint fails the connection for a Pong that it did not ask for.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				return closecode.ProtocolError, s.reader.Header.Opcode == frame.Pong
			}
		}},
	{Name: "pong-as-message", Section: "5.5.3", Doc: "The endpoint echoes the data of a Pong as a text message.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, p []byte) bool {
				if opcode == frame.Pong {
					s.send(frame.New(frame.Text, payload.Bytes(p)))
				}
				return false
			}
		}},
}
