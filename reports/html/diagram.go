package html

import (
	"fmt"
	"strings"
	"time"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/runner/results"
)

// Bounds of a diagram: what the eye needs of a long exchange is its beginning and its end.
const (
	firstArrows = 14
	lastArrows  = 8
	mostLines   = 24 // of the head of a handshake
	mostHex     = 48 // bytes
)

// arrow is a message as the page shows it.
type arrow struct {
	Time   string
	Class  string // out, in or event
	Way    string // the direction in words
	Label  string
	Lines  []string // of a handshake
	Bits   []bits   // of a frame: its first 16 bits
	Header []part   // of a frame: the bytes of its header, part by part
	Hex    []string // of what is no handshake
	Text   string   // the payload without its mask
	More   string   // what is not shown
}

// bits are neighbouring bits of a frame header. The style sheet numbers them.
type bits struct{ Name, Value, Means string }

// part is a field of a frame header behind its first 16 bits.
type part struct{ Hex, Name, Means string }

// diagram draws a transcript.
func diagram(entries []results.Entry) []arrow {
	list := exchange(entries)
	var arrows []arrow
	for i, m := range list {
		if i == firstArrows && len(list) > firstArrows+lastArrows {
			arrows = append(arrows, arrow{Class: "event", Label: "… " + count(len(list)-firstArrows-lastArrows, "more step") + " …"})
		}
		if i < firstArrows || i >= len(list)-lastArrows {
			arrows = append(arrows, m.arrow())
		}
	}
	return arrows
}

func (m *message) arrow() arrow {
	a := arrow{Time: milliseconds(m.at), Label: plain(m.label())}
	switch m.dir {
	case ">":
		a.Class, a.Way = "out", "wsspec sends"
	case "<":
		a.Class, a.Way = "in", "wsspec receives"
	default:
		a.Class = "event"
		return a
	}
	unseen := m.lost
	switch {
	case m.head:
		lines := strings.SplitAfter(string(m.raw), "\n")
		for i, line := range lines {
			if i == mostLines {
				a.More = count(len(lines)-i, "more line")
				break
			}
			if i == 0 && strings.TrimRight(line, "\r\n") == m.label() {
				continue // the label has it
			}
			if line = strings.TrimSuffix(line, "\r\n"); line != "" {
				a.Lines = append(a.Lines, plain(line))
			}
		}
	default:
		if m.header != nil {
			a.Bits, a.Header = ruler(m.header)
			if m.header.Masked && len(m.clear) > 0 || m.header.Opcode.IsControl() || m.header.Opcode == frame.Text {
				a.Text = m.text()
			}
		}
		shown := m.raw[:min(len(m.raw), mostHex)]
		unseen += int64(len(m.raw) - len(shown))
		a.Hex = hexdump(shown)
	}
	if unseen > 0 {
		a.More = grouped(unseen) + " bytes more"
	}
	return a
}

// text is the beginning of the payload as text.
func (m *message) text() string {
	const most = 64
	clear := m.clear
	if m.header.Opcode == frame.Close && len(clear) >= 2 {
		clear = clear[2:]
	}
	if len(clear) == 0 {
		return ""
	}
	more := ""
	if len(clear) > most {
		clear, more = clear[:most], "…"
	}
	return plain(string(clear)) + more
}

// ruler is the header of a frame, bit by bit as the figure of section 5.2 has it, and what stands behind that.
func ruler(h *frame.Header) ([]bits, []part) {
	bytes := h.Append(nil)
	first, second := bytes[0], bytes[1]
	length := second & 0x7F
	row := []bits{
		{"FIN", binary(first>>7, 1), map[bool]string{true: "last", false: "more follow"}[h.Fin]},
		{"RSV", binary(first>>4&7, 3), reserved(h)},
		{"opcode", binary(first&15, 4), h.Opcode.String()},
		{"MASK", binary(second>>7, 1), map[bool]string{true: "masked", false: "not masked"}[h.Masked]},
		{"length", binary(length, 7), fmt.Sprint(length)},
	}
	parts := []part{{Hex: fmt.Sprintf("% x", bytes[:2]), Name: "header"}}
	rest := bytes[2:]
	take := func(n int, name, means string) {
		parts = append(parts, part{fmt.Sprintf("% x", rest[:n]), name, means})
		rest = rest[n:]
	}
	switch length {
	case 126:
		row[4].Means = "126: 16 bits follow"
		take(2, "length", groupedUnsigned(h.Length))
	case 127:
		row[4].Means = "127: 64 bits follow"
		take(8, "length", groupedUnsigned(h.Length))
	}
	if h.Masked {
		take(4, "masking-key", "")
	}
	return row, parts
}

func reserved(h *frame.Header) string {
	var set []string
	for i, bit := range []uint8{frame.RSV1, frame.RSV2, frame.RSV3} {
		if h.RSV&bit != 0 {
			set = append(set, fmt.Sprint(i+1))
		}
	}
	if set == nil {
		return "clear"
	}
	return "RSV" + strings.Join(set, ", ")
}

// binary writes a number in bits with spaces between them.
func binary(n uint8, width int) string {
	return strings.Join(strings.Split(fmt.Sprintf("%0*b", width, n), ""), " ")
}

// hexdump has 16 bytes in a line.
func hexdump(b []byte) []string {
	var lines []string
	for at := 0; at < len(b); at += 16 {
		row := b[at:min(at+16, len(b))]
		lines = append(lines, fmt.Sprintf("%-47s  %s", fmt.Sprintf("% x", row), printable(row)))
	}
	return lines
}

func printable(b []byte) string {
	out := make([]byte, len(b))
	for i, c := range b {
		if out[i] = c; c < 0x20 || c > 0x7e {
			out[i] = '.'
		}
	}
	return string(out)
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }
