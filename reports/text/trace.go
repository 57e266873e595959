package text

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner/results"
)

// traced is the column of what is told of bytes.
const traced = 20

// bytesPerLine is how many bytes of a dump fit beside each other.
func (p *printer) bytesPerLine() int {
	n := 16
	for n > 4 && p.Width > 0 && traced+len(dump(make([]byte, n), n)[0]) > p.Width {
		n /= 2
	}
	return n
}

// trace shows the bytes of a case, both directions, with times and what they mean.
func (p *printer) trace(entries []results.Entry) {
	sent, received := newDecoder(), newDecoder()
	for _, e := range entries {
		at := fmt.Sprintf("%9.3fms", float64(e.At)/1e6)
		switch e.Dir {
		case ">":
			p.entry(at, "->", &e, sent)
		case "<":
			p.entry(at, "<-", &e, received)
		default:
			if e.Event == "connected" {
				sent, received = newDecoder(), newDecoder()
			}
			p.hang("      "+at+"    ", traced, clean(e.Event))
		}
	}
}

func (p *printer) entry(at, arrow string, e *results.Entry, d *decoder) {
	size := max(e.Size, int64(len(e.Bytes)))
	p.line("      %s %s %s", at, arrow, count(int(size), "byte"))
	for _, line := range d.decode(e.Bytes, p.bytesPerLine()) {
		p.hang(strings.Repeat(" ", traced), traced+2, clean(line))
	}
	if lost := size - int64(len(e.Bytes)); lost > 0 {
		p.line("%*s… %s not kept", traced, "", count(int(lost), "byte"))
		d.skip(lost)
	}
}

// decoder tells what the bytes of one direction mean: the lines of a handshake, then frames.
type decoder struct {
	head   handshake.HeadReader
	inHead bool
	frames frame.Parser
}

func newDecoder() *decoder { return &decoder{inHead: true} }

// decode returns the bytes as lines: the handshake as it is written, frames as bytes with a heading, so many a line.
func (d *decoder) decode(bytes []byte, perLine int) []string {
	var lines []string
	if d.inHead {
		n, done := d.head.Write(bytes)
		for line := range strings.Lines(string(bytes[:n])) {
			lines = append(lines, fmt.Sprintf("%q", line))
		}
		bytes = bytes[n:]
		if !done {
			return lines
		}
		d.inHead = interim(d.head.Bytes())
		if d.inHead {
			d.head = handshake.HeadReader{}
		}
	}
	raw := append([]byte(nil), bytes...) // the parser unmasks in place
	for len(bytes) > 0 {
		n, ev := d.frames.Next(bytes)
		if ev&frame.Begin != 0 {
			lines = append(lines, describeHeader(&d.frames.Header))
		}
		lines = append(lines, dump(raw[:n], perLine)...)
		if ev&frame.Data != 0 && d.frames.Header.Masked {
			lines = append(lines, fmt.Sprintf("unmasked %q", shorten(d.frames.Payload)))
		}
		bytes, raw = bytes[n:], raw[n:]
	}
	return lines
}

// interim tells whether a head is a 1xx response that another one follows.
func interim(head []byte) bool {
	start, _, _ := strings.Cut(string(head), "\r\n")
	_, status, _ := strings.Cut(start, " ")
	return strings.HasPrefix(start, "HTTP/") && strings.HasPrefix(status, "1") && !strings.HasPrefix(status, "101")
}

// skip goes over bytes that were not kept.
func (d *decoder) skip(n int64) {
	var zeros [4096]byte
	for n > 0 && !d.inHead && d.frames.Pending() {
		used, _ := d.frames.Next(zeros[:min(n, int64(len(zeros)))])
		n -= int64(used)
	}
}

func describeHeader(h *frame.Header) string {
	mask := "no mask"
	if h.Masked {
		mask = fmt.Sprintf("mask %x", h.Key)
	}
	fin := 0
	if h.Fin {
		fin = 1
	}
	return fmt.Sprintf("%s   fin=%d rsv=%03b opcode=%X %s length=%d", h.Opcode, fin, h.RSV, uint8(h.Opcode), mask, h.Length)
}

// dump is a hexdump of the first bytes, so many a line.
func dump(bytes []byte, perLine int) []string {
	const most = 64
	var lines []string
	for at := 0; at < min(len(bytes), most); at += perLine {
		part := bytes[at:min(at+perLine, len(bytes))]
		lines = append(lines, fmt.Sprintf("  %04x  %-*s  %s", at, 3*perLine-1, spaced(part), printable(part)))
	}
	if len(bytes) > most {
		lines = append(lines, fmt.Sprintf("  … %d bytes more", len(bytes)-most))
	}
	return lines
}

func spaced(bytes []byte) string {
	parts := make([]string, len(bytes))
	for i, b := range bytes {
		parts[i] = hex.EncodeToString([]byte{b})
	}
	return strings.Join(parts, " ")
}

func printable(bytes []byte) string {
	out := make([]byte, len(bytes))
	for i, b := range bytes {
		if out[i] = b; b < 0x20 || b > 0x7e {
			out[i] = '.'
		}
	}
	return string(out)
}

func shorten(bytes []byte) []byte { return bytes[:min(len(bytes), 64)] }
