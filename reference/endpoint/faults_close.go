package endpoint

import (
	"slices"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Faults in the closing handshake (RFC 6455 sections 5.5.1, 7.1 and 7.4).
var closeFaults = []*Fault{
	{Name: "close-unanswered", Section: "5.5.1", Doc: "The endpoint ends the connection when it receives a Close, without a Close of its own.",
		apply: func(b *behaviour) {
			b.closeReply = func(*session, []byte) ([]byte, bool) { return nil, false }
		}},
	{Name: "close-ignored", Section: "5.5.1", Doc: "The endpoint ignores Close frames.",
		apply: func(b *behaviour) {
			b.control = func(_ *session, opcode frame.Opcode, _ []byte) bool { return opcode == frame.Close }
		}},
	{Name: "close-hangs", Section: "5.5.1", Doc: "The endpoint stops answering after a Close, and leaves the connection open.",
		apply: func(b *behaviour) {
			b.keepOpen = true
			b.closeReply = func(*session, []byte) ([]byte, bool) { return nil, false }
		}},
	{Name: "close-empty-1005", Section: "7.4.1", Doc: "The endpoint answers an empty Close with code 1005.",
		apply: replying(func(body []byte) []byte {
			if len(body) == 0 {
				return stream.AppendClose(nil, closecode.NoStatus, "")
			}
			return body
		})},
	{Name: "close-reply-1006", Section: "7.4.1", Doc: "The endpoint answers every Close with code 1006.",
		apply: replying(func([]byte) []byte { return stream.AppendClose(nil, closecode.Abnormal, "") })},
	{Name: "close-reply-0", Section: "7.4.2", Doc: "The endpoint answers an empty Close with code 0.",
		apply: replying(func(body []byte) []byte {
			if len(body) == 0 {
				return []byte{0, 0}
			}
			return body
		})},
	{Name: "close-reply-one-byte", Section: "5.5.1", Doc: "The body of the endpoint's Close is one byte.",
		apply: replying(func([]byte) []byte { return []byte{3} })},
	{Name: "close-reply-swapped", Section: "5.5.1", Doc: "The endpoint writes close codes with the low byte first.",
		apply: replying(func(body []byte) []byte {
			if len(body) < 2 {
				return body
			}
			swapped := slices.Clone(body)
			swapped[0], swapped[1] = body[1], body[0]
			return swapped
		})},
	{Name: "close-reply-cut-reason", Section: "5.5.1", Doc: "The endpoint answers with the reason it received, cut to 40 bytes wherever that is.",
		apply: replying(func(body []byte) []byte { return body[:min(len(body), 42)] })},
	{Name: "close-reply-long", Section: "5.5", Doc: "The endpoint adds words to the reason it received, whatever its length.",
		apply: replying(func(body []byte) []byte {
			if len(body) < 100 {
				return body
			}
			return append(slices.Clone(body), " (closed by peer)"...)
		})},
	{Name: "close-twice", Section: "5.5.1", Doc: "The endpoint answers a Close with two.",
		apply: func(b *behaviour) {
			b.send = func(_ *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Close {
					return []frame.Frame{f, f}
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "close-then-echo", Section: "5.5.1", Doc: "The endpoint goes on echoing after it has answered a Close.",
		apply: func(b *behaviour) { b.goOn = true }},
	{Name: "close-then-message", Section: "5.5.1", Doc: "The endpoint sends a message after its Close.",
		apply: func(b *behaviour) {
			b.send = func(_ *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Close {
					return []frame.Frame{f, frame.New(frame.Text, payload.String("bye"))}
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "close-keeps-tcp", Section: "5.5.1", Role: reference.Server, Doc: "The endpoint leaves the TCP connection open after the closing handshake.",
		apply: func(b *behaviour) { b.keepOpen = true }},
	{Name: "close-one-byte", Section: "5.5.1", Doc: "The endpoint takes a Close body of one byte for an empty one.",
		apply: func(b *behaviour) {
			overlooking(stream.CloseOneByte)(b)
			replying(func(body []byte) []byte {
				if len(body) == 1 {
					return nil
				}
				return body
			})(b)
		}},
	{Name: "close-reason-unchecked", Section: "5.5.1", Doc: "The endpoint does not check that a close reason is UTF-8.",
		apply: overlooking(stream.CloseReason)},
	{Name: "close-reason-cut-unchecked", Section: "5.5.1", Doc: "The endpoint accepts a close reason that ends inside a character.",
		apply: overlookingIf(stream.CloseReason, func(s *session) bool {
			_, reason, _ := stream.ParseClose(s.reader.Control)
			return offendingByte(reason) < 0
		})},
	{Name: "close-reason-refused", Section: "5.5.1", Doc: "The endpoint refuses a close reason that is not ASCII.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				if s.reader.Header.Opcode != frame.Close {
					return 0, false
				}
				_, reason, _ := stream.ParseClose(s.reader.Control)
				return closecode.ProtocolError, slices.ContainsFunc(reason, func(c byte) bool { return c == 0 || c >= 0x80 })
			}
		}},
	{Name: "close-any-code", Section: "7.4", Doc: "The endpoint answers every Close with the code it carries, whatever it is.",
		apply: overlooking(stream.CodeNoStatus, stream.CodeAbnormal, stream.CodeTLS, stream.CodeReserved,
			stream.CodeUnused, stream.CodeUnassigned, stream.CodeBeyond)},
	{Name: "close-code-signed", Section: "7.4", Doc: "The endpoint reads close codes as signed numbers and answers negative ones with 0.",
		apply: func(b *behaviour) {
			overlooking(stream.CodeBeyond)(b)
			replying(func(body []byte) []byte {
				if len(body) > 1 && body[0] >= 0x80 {
					return []byte{0, 0}
				}
				return body
			})(b)
		}},
	{Name: "close-new-codes", Section: "7.4", Doc: "The endpoint knows the codes of the first registry only and refuses 1012 to 1014.",
		apply: refusingCode(func(c closecode.Code) bool { return c.Later() })},
	{Name: "close-new-codes-unanswered", Section: "7.4", Doc: "The endpoint drops the connection without an answer when a Close carries a code from 1012 to 1014.",
		apply: func(b *behaviour) {
			b.closeReply = func(_ *session, body []byte) ([]byte, bool) {
				code, _, ok := stream.ParseClose(body)
				return body, !ok || !code.Later()
			}
		}},
	{Name: "close-defined-codes", Section: "7.4.1", Doc: "The endpoint accepts 1000 alone of the codes below 3000.",
		apply: refusingCode(func(c closecode.Code) bool { return c > 1000 && c < 3000 })},
	{Name: "close-private-codes", Section: "7.4.2", Doc: "The endpoint refuses codes from 4000 up.",
		apply: refusingCode(func(c closecode.Code) bool { return c >= 4000 && c < 5000 })},
	{Name: "close-library-codes", Section: "7.4.2", Doc: "The endpoint refuses codes from 3000 to 3999.",
		apply: refusingCode(func(c closecode.Code) bool { return c >= 3000 && c < 4000 })},
	{Name: "close-errors-unanswered", Section: "5.5.1", Doc: "The endpoint drops the connection without an answer when a Close carries the code of an error.",
		apply: func(b *behaviour) {
			b.closeReply = func(_ *session, body []byte) ([]byte, bool) {
				code, _, ok := stream.ParseClose(body)
				return body, !ok || code < closecode.ProtocolError || code > closecode.TryAgainLater
			}
		}},
	{Name: "close-starts-with-fin", Section: "7.3", Role: reference.Server, Doc: "The endpoint that starts a close ends the TCP connection without waiting for the answer.",
		apply: func(b *behaviour) { b.closeFirst = true }},
	{Name: "close-starts-with-1001", Section: "7.1.2", Doc: "The endpoint starts a close with another code than it was given.",
		apply: func(b *behaviour) {
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Close && s.ours.starting && f.Payload.Size() > 2 {
					f = frame.New(frame.Close, payload.Bytes(stream.AppendClose(nil, closecode.GoingAway, "")))
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "close-starts-by-drop", Section: "7.3", Doc: "The endpoint that is told to close ends the TCP connection without a Close frame.",
		apply: func(b *behaviour) {
			b.closeFirst = true
			b.send = func(s *session, f frame.Frame) []frame.Frame {
				if f.Opcode == frame.Close && s.ours.starting {
					return nil
				}
				return []frame.Frame{f}
			}
		}},
	{Name: "close-answers-answer", Section: "5.5.1", Doc: "The endpoint answers the answer to its own Close.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, p []byte) bool {
				if opcode == frame.Close && s.sentEnd {
					s.send(frame.New(frame.Close, payload.Bytes(p)))
				}
				return false
			}
		}},
	{Name: "close-behind-hangs", Section: "5.5.1", Doc: "The endpoint stops answering if frames come in the same read behind a Close.",
		apply: func(b *behaviour) {
			b.closeReply = func(s *session, body []byte) ([]byte, bool) {
				if s.ours.more {
					s.hang()
				}
				return body, !s.ours.more
			}
		}},
	{Name: "fin-answered-1006", Section: "7.4.1", Doc: "The endpoint answers the end of the connection with a Close of 1006.",
		apply: func(b *behaviour) {
			b.ended = func(s *session) { s.closeNow(closecode.Abnormal) }
		}},
	{Name: "close-does-not-stop", Section: "6.1", Doc: "An endpoint that streams goes on after it has answered a Close.",
		apply: func(b *behaviour) { b.neverStops = true }},
	{Name: "report-last-code", Section: "7.1.5", Role: reference.Server, Doc: "The endpoint reports 1000 for every connection.",
		apply: reporting(func(e *ending) { e.code = closecode.Normal })},
	{Name: "report-no-reason", Section: "7.1.6", Role: reference.Server, Doc: "The endpoint reports no close reason.",
		apply: reporting(func(e *ending) { e.reason = "" })},
	{Name: "report-clean", Section: "7.1.4", Role: reference.Server, Doc: "The endpoint reports every connection as closed cleanly.",
		apply: reporting(func(e *ending) { e.clean = true })},
	{Name: "report-empty-1000", Section: "7.1.5", Role: reference.Server, Doc: "The endpoint reports an empty Close as 1000.",
		apply: reporting(func(e *ending) {
			if e.code == closecode.NoStatus {
				e.code = closecode.Normal
			}
		})},
	{Name: "report-drop-1005", Section: "7.1.5", Role: reference.Server, Doc: "The endpoint reports a dropped connection as 1005.",
		apply: reporting(func(e *ending) {
			if e.code == closecode.Abnormal {
				e.code = closecode.NoStatus
			}
		})},
}

// replying is the fault that changes the body of the answer to a Close.
func replying(change func(body []byte) []byte) func(*behaviour) {
	return func(b *behaviour) {
		b.closeReply = func(_ *session, body []byte) ([]byte, bool) { return change(body), true }
	}
}

// refusingCode is the fault that fails the connection for close codes that are fine.
func refusingCode(which func(closecode.Code) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.frameEnd = func(s *session) (closecode.Code, bool) {
			code, _, ok := stream.ParseClose(s.reader.Control)
			return closecode.ProtocolError, s.reader.Header.Opcode == frame.Close && ok && which(code)
		}
	}
}

func reporting(change func(*ending)) func(*behaviour) {
	return func(b *behaviour) { b.report = change }
}
