package html

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/results"
)

// message is one arrow of the sequence diagram: the head of a handshake, a frame, bytes that are neither, or an event,
// however many writes or reads it took.
type message struct {
	at     time.Duration
	dir    string // as in results.Entry
	event  string
	head   bool
	header *frame.Header // of a frame
	raw    []byte        // on the wire; of a frame the payload
	clear  []byte        // the payload without its mask
	lost   int64         // bytes that the transcript did not keep
	pieces int           // writes or reads
	whole  bool
	behind bool // bytes behind a head that no frames follow
}

// exchange takes the bytes of a transcript apart. Each connection begins anew.
func exchange(entries []results.Entry) []*message {
	var list []*message
	for len(entries) > 0 {
		end := 1
		for end < len(entries) && entries[end].Event != "connected" {
			end++
		}
		list = append(list, connection(entries[:end])...)
		entries = entries[end:]
	}
	return list
}

func connection(entries []results.Entry) []*message {
	var list []*message
	opened := opens(entries)
	readers := map[string]*reader{">": {opened: opened}, "<": {opened: opened}}
	for _, e := range entries {
		r := readers[e.Dir]
		if r == nil {
			list = append(list, &message{at: e.At, dir: e.Dir, event: e.Event})
			continue
		}
		list = append(list, r.read(bounded(e))...)
	}
	return list
}

// bounded is an entry with no more bytes than a page can have a use for. Transcripts of a run have less.
func bounded(e results.Entry) results.Entry {
	const most = 64 << 10
	if n := len(e.Bytes); n > most {
		e.Bytes, e.Size = e.Bytes[:most], max(e.Size, int64(n))
	}
	return e
}

// opens tells whether a connection has a 101 response, behind which there are frames.
func opens(entries []results.Entry) bool {
	for _, dir := range []string{"<", ">"} {
		var all []byte
		for _, e := range entries {
			if e.Dir == dir {
				all = append(all, bounded(e).Bytes...)
			}
		}
		for len(all) > 0 {
			var head handshake.HeadReader
			n, done := head.Write(all)
			if !done || status(all[:n]) == "101" {
				return done
			}
			if !interim(all[:n]) {
				break
			}
			all = all[n:]
		}
	}
	return false
}

// status is the status of a response, or empty.
func status(head []byte) string {
	line, _, _ := strings.Cut(strings.TrimLeft(string(head), "\r\n"), "\n")
	version, rest, _ := strings.Cut(line, " ")
	if !strings.HasPrefix(version, "HTTP/") {
		return ""
	}
	code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return code
}

// interim tells whether a head is a response that another one follows.
func interim(head []byte) bool {
	s := status(head)
	return strings.HasPrefix(s, "1") && s != "101"
}

// reader takes the bytes of one direction of a connection apart.
type reader struct {
	opened bool // frames follow the head
	behind bool // the head is complete
	astray bool // what the bytes are cannot be told any more
	body   int64
	head   handshake.HeadReader
	frames frame.Parser
	open   *message
}

// read returns the messages that begin in an entry; those that began earlier grow.
func (r *reader) read(e results.Entry) []*message {
	var list []*message
	fresh := true
	current := func() *message {
		if r.open == nil {
			r.open = &message{at: e.At, dir: e.Dir}
			list = append(list, r.open)
		}
		if fresh || r.open.pieces == 0 {
			r.open.pieces++
			fresh = false
		}
		return r.open
	}
	left := e.Bytes
	for len(left) > 0 {
		m := current()
		var n int
		switch {
		case !r.behind:
			n = r.readHead(m, left)
		case r.body > 0:
			n = int(min(r.body, int64(len(left))))
			m.behind = true
			m.raw = append(m.raw, left[:n]...)
			if r.body -= int64(n); r.body == 0 {
				m.whole, r.open = true, nil
			}
		case !r.opened || r.astray:
			n = len(left)
			m.raw, m.behind = append(m.raw, left...), !r.astray
		default:
			n = r.readFrame(m, left)
		}
		left = left[n:]
	}
	if lost := e.Size - int64(len(e.Bytes)); lost > 0 {
		current().lost += lost
		r.skip(lost)
	}
	return list
}

func (r *reader) readHead(m *message, in []byte) int {
	n, done := r.head.Write(in)
	m.head, m.raw = true, append(m.raw, in[:n]...)
	if !done {
		return n
	}
	m.whole, r.open = true, nil
	if r.head.TooLarge() {
		r.behind, r.astray = true, true
		return n
	}
	if interim(m.raw) {
		r.head = handshake.HeadReader{}
		return n
	}
	r.behind = true
	if status(m.raw) == "" { // only a request has a body before the frames
		h := r.head.Head()
		r.body, _ = strconv.ParseInt(h.Fields.Get("Content-Length"), 10, 64)
		r.astray = h.Fields.Get("Transfer-Encoding") != "" || r.body < 0
	}
	return n
}

func (r *reader) readFrame(m *message, in []byte) int {
	piece := bytes.Clone(in) // the parser unmasks in place
	n, ev := r.frames.Next(piece)
	if m.header == nil && ev&frame.Begin == 0 {
		m.raw = append(m.raw, in[:n]...)
		return n
	}
	if ev&frame.Begin != 0 {
		h := r.frames.Header
		m.header, m.raw = &h, nil
	}
	if ev&frame.Data != 0 {
		m.raw = append(m.raw, in[n-len(r.frames.Payload):n]...)
		m.clear = append(m.clear, r.frames.Payload...)
	}
	if ev&frame.End != 0 {
		m.whole, r.open = true, nil
	}
	return n
}

// skip goes over bytes that were not kept. Only within a payload is it known what comes behind them.
func (r *reader) skip(lost int64) {
	if !r.behind || !r.opened || r.astray || r.body > 0 {
		r.behind, r.astray = true, true
		return
	}
	const most = 1 << 30 // more than any run sends; who writes a larger number into a file waits for nothing
	m := r.open
	if m.header == nil || lost > most || uint64(lost) > r.frames.Left() {
		r.astray = true
		return
	}
	var zeros [4096]byte
	for lost > 0 {
		n, ev := r.frames.Next(zeros[:min(lost, int64(len(zeros)))])
		if lost -= int64(n); ev&frame.End != 0 {
			m.whole, r.open = true, nil
		}
	}
}

// label is what stands at the arrow.
func (m *message) label() string {
	var s string
	switch {
	case m.event != "":
		return m.event
	case m.head:
		line, _, _ := strings.Cut(strings.TrimLeft(string(m.raw), "\r\n"), "\n")
		s = strings.TrimRight(line, "\r")
	case m.header == nil:
		s = count(len(m.raw)+int(m.lost), "byte")
		if m.behind {
			s += " behind the head"
		} else {
			s += ", no frame"
		}
	default:
		s = m.header.String()
		if m.header.Opcode == frame.Close && len(m.clear) >= 2 {
			s += " " + closecode.Code(uint16(m.clear[0])<<8|uint16(m.clear[1])).String()
		}
		s += fmt.Sprintf(", %s bytes", groupedUnsigned(m.header.Length))
		if m.header.Length == 1 {
			s = strings.TrimSuffix(s, "s")
		}
	}
	if !m.whole && m.header != nil {
		s += fmt.Sprintf(", %s of them so far", grouped(int64(len(m.raw))+m.lost))
	}
	if m.pieces > 1 {
		s += fmt.Sprintf(", in %d pieces", m.pieces)
	}
	return s
}

func groupedUnsigned(n uint64) string {
	if n > 1<<62 {
		return fmt.Sprint(n)
	}
	return grouped(int64(n))
}
