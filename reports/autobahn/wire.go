package autobahn

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/runner/results"
)

// Bytes of a payload: how many are shown, and how many are kept, which holds every Close frame.
const (
	shown = 64
	kept  = 125
)

// wire is what a transcript says of the last connection of a case.
type wire struct {
	sent, received stream
	ours, theirs   *closeFrame // the first Close frame of either side
	theirsFirst    bool        // theirs came before ours was sent
	ended          bool        // the target ended the connection
	open           bool        // the handshake was answered with 101
	late           bool        // a timer of ours expired
	log            [][]any     // octets and frames in their order
}

// stream is one direction: the head of a handshake, then frames.
type stream struct {
	head   handshake.HeadReader
	begun  bool // the head is complete
	torn   bool // bytes are missing that were no payload
	octets map[int64]int
	frames map[frame.Opcode]int
	events [][]any // messages and control frames as Autobahn|Testsuite lists them

	parser  frame.Parser
	payload []byte // the first bytes of the frame's payload
	message []byte // of the message in progress
	binary  bool
}

// closeFrame is a Close frame.
type closeFrame struct {
	code   *int
	reason string
	legal  bool // it begins a closing handshake, and is no reason to fail the connection
}

func newStream() stream {
	return stream{octets: map[int64]int{}, frames: map[frame.Opcode]int{}, events: [][]any{}}
}

// readWire reads a transcript. Bytes that were not kept are gone over where they belong to a payload; behind others
// nothing can be read.
func readWire(entries []results.Entry) *wire {
	w := &wire{sent: newStream(), received: newStream(), log: [][]any{}}
	for i := range entries {
		switch e := &entries[i]; {
		case e.Dir == ">":
			w.octets(e, "TO")
			w.sent.read(e, func(h *frame.Header, payload []byte) { w.sentFrame(h, payload) })
		case e.Dir == "<":
			w.octets(e, "RO")
			w.received.read(e, func(h *frame.Header, payload []byte) { w.receivedFrame(h, payload) })
		case e.Event == "connected":
			*w = wire{sent: newStream(), received: newStream(), log: [][]any{}}
		case e.Event == "FIN", e.Event == "RST", strings.HasPrefix(e.Event, "connection lost"):
			w.ended = true
		case e.Event == "time is up":
			w.late = true
		}
	}
	w.open = status(w.received.head.Bytes()) == "101" || status(w.sent.head.Bytes()) == "101"
	return w
}

// knows adds the Close frames if the transcript had no room for that of the target.
func (w *wire) knows(f *results.Close) {
	if f == nil || w.theirs != nil {
		return
	}
	body := []byte(nil)
	if f.Code > 0 {
		body = append([]byte{byte(f.Code >> 8), byte(f.Code)}, f.Reason...)
	}
	h := frame.New(frame.Close, payload.Bytes(body)).Header
	w.theirs, w.theirsFirst = newCloseFrame(&h, body), f.First
	if w.ours == nil && !f.First {
		w.ours = &closeFrame{legal: true}
	}
}

func (w *wire) octets(e *results.Entry, what string) {
	size := max(e.Size, int64(len(e.Bytes)))
	entry := []any{what, []any{size, hex.EncodeToString(e.Bytes[:min(len(e.Bytes), shown)])}}
	if what == "TO" {
		w.sent.octets[size]++
		entry = append(entry, false)
	} else {
		w.received.octets[size]++
	}
	w.log = append(w.log, entry)
}

func (w *wire) sentFrame(h *frame.Header, payload []byte) {
	w.log = append(w.log, frameEntry("TF", h, payload))
	if h.Opcode == frame.Close && w.ours == nil {
		w.ours = newCloseFrame(h, payload)
	}
}

func (w *wire) receivedFrame(h *frame.Header, payload []byte) {
	w.log = append(w.log, frameEntry("RF", h, payload))
	if h.Opcode == frame.Close && w.theirs == nil {
		w.theirs, w.theirsFirst = newCloseFrame(h, payload), w.ours == nil
	}
}

func frameEntry(what string, h *frame.Header, payload []byte) []any {
	var key any
	if h.Masked {
		key = hex.EncodeToString(h.Key[:])
	}
	return []any{what, []any{h.Length, text(payload)}, h.Opcode, h.Fin, h.RSV, h.Masked, key}
}

// read reads what was written or came at once, and tells the frames that ended in it.
func (s *stream) read(e *results.Entry, ended func(h *frame.Header, payload []byte)) {
	if s.torn {
		return
	}
	bytes := append([]byte(nil), e.Bytes...) // the parser unmasks in place
	for !s.begun && len(bytes) > 0 {
		n, done := s.head.Write(bytes)
		bytes = bytes[n:]
		if !done {
			continue
		}
		switch status := status(s.head.Bytes()); {
		case status == "" || status == "101":
			s.begun = true
		case status[0] == '1': // another response follows
			s.head = handshake.HeadReader{}
		default: // no frame follows
			s.torn = true
			return
		}
	}
	for s.begun && len(bytes) > 0 {
		n, ev := s.parser.Next(bytes)
		bytes = bytes[n:]
		s.take(ev, ended)
	}
	var zeros [4096]byte
	lost := e.Size - int64(len(e.Bytes))
	for lost > 0 && s.parser.Left() > 0 {
		n, ev := s.parser.Next(zeros[:min(lost, int64(len(zeros)))])
		lost -= int64(n)
		s.take(ev&^frame.Data, ended) // what was lost is not shown
	}
	s.torn = lost > 0
}

// status is the status code of a response, empty if the head is that of a request.
func status(head []byte) string {
	line, _, _ := strings.Cut(string(head), "\r\n")
	version, rest, _ := strings.Cut(line, " ")
	if !strings.HasPrefix(version, "HTTP/") {
		return ""
	}
	code, _, _ := strings.Cut(rest, " ")
	return code
}

// take keeps what the parser has found.
func (s *stream) take(ev frame.Event, ended func(h *frame.Header, payload []byte)) {
	h := &s.parser.Header
	if ev&frame.Begin != 0 {
		s.payload = nil
	}
	if ev&frame.Data != 0 {
		s.payload = append(s.payload, s.parser.Payload[:min(len(s.parser.Payload), kept-len(s.payload))]...)
	}
	if ev&frame.End == 0 {
		return
	}
	s.frames[h.Opcode]++
	ended(h, s.payload)
	switch h.Opcode {
	case frame.Ping, frame.Pong:
		s.events = append(s.events, []any{h.Opcode.String(), text(s.payload)})
	case frame.Text, frame.Binary, frame.Continuation:
		if h.Opcode != frame.Continuation {
			s.message, s.binary = nil, h.Opcode == frame.Binary
		}
		s.message = append(s.message, s.payload[:min(len(s.payload), kept-len(s.message))]...)
		if h.Fin {
			s.events = append(s.events, []any{"message", text(s.message), s.binary})
			s.message = nil
		}
	}
}

func newCloseFrame(h *frame.Header, body []byte) *closeFrame {
	f := &closeFrame{legal: h.Fin && h.RSV == 0 && h.Length <= kept}
	if len(body) < 2 {
		f.legal = f.legal && h.Length == 0
		return f
	}
	code := int(body[0])<<8 | int(body[1])
	f.code, f.reason = &code, string(body[2:])
	class := closecode.Code(code).Class()
	f.legal = f.legal && utf8.ValidString(f.reason) &&
		(class == closecode.Registered || class == closecode.Library || class == closecode.Private)
	return f
}

// text is a payload as Autobahn|Testsuite shows it: at most the first bytes, in hexadecimal if they are no text.
func text(payload []byte) string {
	cut := payload[:min(len(payload), shown)]
	for i := 0; i < utf8.UTFMax && len(cut) < len(payload) && !utf8.Valid(cut); i++ { // a character at the cut
		cut = cut[:len(cut)-1]
	}
	if !utf8.Valid(cut) {
		return "0x" + hex.EncodeToString(payload[:min(len(payload), shown)])
	}
	return string(cut)
}
