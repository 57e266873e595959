package endpoint

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// cooperate carries out a message of docs/cooperation.md; false means that it was an ordinary message.
func (s *session) cooperate(text []byte) bool {
	order, ok := bytes.CutPrefix(text, []byte("wsspec:"))
	if !ok {
		return false
	}
	verb, rest, _ := strings.Cut(string(order), " ")
	switch verb {
	case "hello":
		if s.role == reference.Server {
			s.sendText("wsspec:ready close send ping fail report")
		} else {
			s.sendText("wsspec:ready close send ping fail")
		}
	case "close":
		s.startClose(rest)
	case "send":
		var count, size int
		if _, err := fmt.Sscanf(rest, "%d %d", &count, &size); err != nil || count < 0 || size < 0 || int64(size) > s.config.maxMessage() {
			return false
		}
		s.helpers.Go(func() { s.sendMany(count, size) })
	case "ping":
		if len(rest) > stream.MaxControl {
			return false
		}
		s.send(frame.New(frame.Ping, payload.String(rest)))
	case "fail":
		s.fail(closecode.InternalError)
	case "watch":
		if s.server == nil {
			return false
		}
		if s.watch = s.server.watches.watch(rest); s.watch == nil {
			return false
		}
		s.sendText("wsspec:watching " + rest)
	case "report":
		if s.server == nil {
			return false
		}
		s.helpers.Go(func() { s.sendReport(rest) })
	default:
		return false
	}
	return true
}

func (s *session) sendText(text string) { s.send(frame.New(frame.Text, payload.String(text))) }

// startClose starts the closing handshake and keeps reading until the peer has answered (section 7.1.2).
func (s *session) startClose(order string) {
	var body []byte
	if order != "" {
		number, reason, _ := strings.Cut(order, " ")
		code, err := strconv.ParseUint(number, 10, 16)
		class := closecode.Code(code).Class()
		if err != nil || class != closecode.Registered && class != closecode.Library && class != closecode.Private {
			return
		}
		body = stream.AppendClose(nil, closecode.Code(code), cut(reason, stream.MaxControl-2))
	}
	s.ours.starting = true
	s.sendClose(body)
	s.ended = s.b.closeFirst
}

// cut shortens s to at most n bytes, at the end of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// sendMany sends messages until all are sent or the connection closes.
func (s *session) sendMany(count, size int) {
	text := frame.New(frame.Text, payload.Bytes(bytes.Repeat([]byte("x"), size)))
	for range count {
		select {
		case <-s.done:
			return
		default:
		}
		if !s.sendAside(text) {
			return
		}
	}
}

func (s *session) sendReport(id string) {
	e, ok := s.server.watches.report(id, s.done)
	if !ok {
		return
	}
	clean := "unclean"
	if e.clean {
		clean = "clean"
	}
	text := strings.TrimRight(fmt.Sprintf("wsspec:closed %d %s %s", e.code, clean, e.reason), " ")
	s.sendAside(frame.New(frame.Text, payload.String(text)))
}
