// Package handshake is the opening handshake of RFC 6455 section 4 with the rules of HTTP/1.1 behind it: requests and
// responses that can break every rule, a reader for bytes that arrive in pieces, and the rules themselves.
package handshake

import (
	"bytes"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/token"
)

// Field is one header field line.
type Field struct {
	Name  string
	Value string
	Raw   string // for writing: the whole line as it stands, line end included, in place of Name and Value
}

// Fields are header field lines in their order.
type Fields []Field

// Values returns the values of all lines with that name, in order.
func (f Fields) Values(name string) []string {
	var values []string
	for _, field := range f {
		if token.EqualFold(field.Name, name) {
			values = append(values, field.Value)
		}
	}
	return values
}

// Get returns the first value with that name, or an empty string.
func (f Fields) Get(name string) string {
	for _, field := range f {
		if token.EqualFold(field.Name, name) {
			return field.Value
		}
	}
	return ""
}

func (f Fields) append(dst []byte) []byte {
	for _, field := range f {
		if field.Raw != "" {
			dst = append(dst, field.Raw...)
			continue
		}
		dst = append(dst, field.Name...)
		dst = append(dst, ": "...)
		dst = append(dst, field.Value...)
		dst = append(dst, "\r\n"...)
	}
	return append(dst, "\r\n"...)
}

// Head is the head of an HTTP message: start line and fields, and what was wrong with their form.
type Head struct {
	Start    string // without its line end
	Fields   Fields
	Findings []reference.Finding
	Size     int // bytes, with the empty line that ends the head
}

// HeadReader collects the head of a message that arrives in pieces.
type HeadReader struct {
	Limit int // most bytes to keep; 64 KiB if 0

	buf     []byte
	line    int  // where the line being read begins
	started bool // a line that is not empty was read
	over    bool
}

const defaultLimit = 64 << 10

// Write takes the next piece. It returns how many bytes belong to the head, and whether the head is complete.
// Bytes behind the empty line are not taken.
func (r *HeadReader) Write(piece []byte) (n int, done bool) {
	limit := r.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	for n < len(piece) {
		end := bytes.IndexByte(piece[n:], '\n')
		part := piece[n:]
		if end >= 0 {
			part = piece[n : n+end+1]
		}
		if len(r.buf)+len(part) > limit {
			r.over = true
			return n, true
		}
		r.buf = append(r.buf, part...)
		n += len(part)
		if end < 0 {
			break
		}
		if !isEmptyLine(r.buf[r.line:]) {
			r.started = true
		} else if r.started {
			return n, true
		}
		r.line = len(r.buf)
	}
	return n, false
}

// TooLarge tells whether the head was cut off because it is larger than the limit.
func (r *HeadReader) TooLarge() bool { return r.over }

// Bytes are the bytes taken so far.
func (r *HeadReader) Bytes() []byte { return r.buf }

// Hopeless tells whether the bytes so far cannot become a request: something that is no method and no empty line
// stands at their beginning. It lets a server answer a TLS or WebSocket client that is at the wrong port.
func (r *HeadReader) Hopeless() bool {
	start := bytes.TrimLeft(r.buf, "\r\n")
	for i, c := range start {
		if c == ' ' && i > 0 {
			return false
		}
		if !token.IsChar(c) {
			return true
		}
	}
	return false
}

func isEmptyLine(line []byte) bool {
	return string(line) == "\r\n" || string(line) == "\n"
}

// Head takes the collected bytes apart. Every breach of the form is a finding; what can be read is read.
func (r *HeadReader) Head() *Head {
	h := &Head{Size: len(r.buf)}
	rest, offset := r.buf, 0
	next := func() (line []byte, ok bool) {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			return nil, false
		}
		line, rest = rest[:end+1], rest[end+1:]
		offset += end + 1
		return line, true
	}
	found := func(rule *reference.Rule, saw string) {
		h.Findings = append(h.Findings, reference.Finding{Rule: rule, At: int64(offset), Saw: saw})
	}
	started := false
	for {
		raw, ok := next()
		if !ok {
			break
		}
		if isEmptyLine(raw) {
			if started {
				break
			}
			found(EmptyLineBefore, "an empty line before the start line")
			continue
		}
		line := raw[:len(raw)-1]
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		} else {
			found(BareLF, "a line that ends in LF alone")
		}
		if bytes.IndexByte(line, '\r') >= 0 {
			found(BareCR, "CR inside "+quoteLine(line))
			line = bytes.ReplaceAll(line, []byte("\r"), []byte(" "))
		}
		if bytes.IndexByte(line, 0) >= 0 {
			found(NUL, "NUL inside "+quoteLine(line))
		}
		if !started {
			h.Start, started = string(line), true
			continue
		}
		h.field(line, found)
	}
	return h
}

func (h *Head) field(line []byte, found func(*reference.Rule, string)) {
	if line[0] == ' ' || line[0] == '\t' {
		if len(h.Fields) == 0 {
			found(SpaceBeforeFirst, "white space before the first field: "+quoteLine(line))
			return
		}
		found(Fold, "a folded line: "+quoteLine(line))
		last := &h.Fields[len(h.Fields)-1]
		last.Value = token.Trim(last.Value + " " + token.Trim(string(line)))
		return
	}
	name, value, ok := strings.Cut(string(line), ":")
	switch {
	case !ok:
		found(NoColon, "no colon in "+quoteLine(line))
		return
	case name != strings.TrimRight(name, " \t"):
		found(SpaceBeforeColon, "white space before the colon of "+quoteLine(line))
		name = strings.TrimRight(name, " \t")
	}
	if !token.Valid(name) {
		found(FieldName, "field name "+quoteLine([]byte(name)))
	}
	h.Fields = append(h.Fields, Field{Name: name, Value: token.Trim(value)})
}
