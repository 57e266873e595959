package expectations

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/expectations/yamlfile"
)

// editor edits the list of a file by its lines, so that all others stay as they are. What comes out has to be read and
// compared: a file can be written in ways that lines do not do justice to.
type editor struct {
	lines   []string // each with its end
	end     string   // of a line
	keyLine int      // of the list; 0 if there is none
	dash    int      // column of the dashes, from 0
	inner   int      // how far behind its dash an entry begins
	items   []item
	last    int // lines up to which a new entry goes behind
	edits   []edit
}

// item is an entry in the file: its lines are from first to before end, from 0.
type item struct {
	first, end int
	pairs      []yamlfile.Pair
}

// edit puts a text in place of lines.
type edit struct {
	first, end int
	text       string
}

// oddEnd finds what ends a line in YAML, and does not in an editor.
var oddEnd = regexp.MustCompile("\r(?:[^\n]|$)|[\u0085\u2028\u2029]")

func newEditor(content []byte, config *yamlfile.Map) (*editor, error) {
	if oddEnd.Match(content) {
		return nil, errors.New("it has lines that end by something else than LF or CR LF")
	}
	ed := &editor{lines: strings.SplitAfter(string(content), "\n"), end: "\n", dash: 2, inner: 2}
	if ed.lines[len(ed.lines)-1] == "" {
		ed.lines = ed.lines[:len(ed.lines)-1]
	}
	if len(ed.lines) > 0 && strings.HasSuffix(ed.lines[0], "\r\n") {
		ed.end = "\r\n"
	}
	pair := config.Find(Key)
	if pair == nil {
		return ed, nil
	}
	ed.keyLine, ed.last = pair.Line, pair.Line
	items, err := pair.Value.List(Key)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		ed.dash = pair.Column + 1
		ed.unbracket(pair)
		return ed, nil
	}
	ed.dash = pair.Value.Column() - 1
	ed.inner = items[0].Column() - pair.Value.Column()
	bound := len(ed.lines) // where the list ends at the latest
	for _, other := range config.Pairs {
		if other.Line > pair.Line {
			bound = min(bound, other.Line-1)
		}
	}
	for _, value := range slices.Backward(items) {
		m, err := value.Map("an expectation")
		if err != nil {
			return nil, err
		}
		it := item{first: ed.dashOf(value.Line() - 1), pairs: m.Pairs}
		it.end = ed.trimmed(it.first, bound)
		bound = it.first
		ed.items = append(ed.items, it)
	}
	slices.Reverse(ed.items)
	ed.last = ed.items[len(ed.items)-1].end
	return ed, nil
}

// begin adds the key to a file that lacks it, behind everything else.
func (ed *editor) begin() {
	text := Key + ":" + ed.end
	if len(ed.lines) > 0 {
		text = ed.end + text
	}
	ed.last, ed.keyLine = len(ed.lines), len(ed.lines)+1
	ed.edits = append(ed.edits, edit{ed.last, ed.last, text})
}

// unbracket takes an empty list, [], from behind its key, where entries are to follow.
func (ed *editor) unbracket(pair *yamlfile.Pair) {
	line := ed.lines[pair.Line-1]
	open := strings.IndexByte(line, '[')
	if !pair.Value.Flow() || pair.Value.Line() != pair.Line || open < 0 {
		return
	}
	if before, after, ok := strings.Cut(line[open:], "]"); ok && strings.TrimSpace(before) == "[" {
		ed.edits = append(ed.edits, edit{pair.Line - 1, pair.Line, strings.TrimRight(line[:open], " ") + after})
	}
}

// dashOf is the line of the dash of an entry that begins in a line: that one, unless the dash stands alone.
func (ed *editor) dashOf(line int) int {
	for i := line; i >= 0; i-- {
		if len(ed.lines[i]) > ed.dash && ed.lines[i][ed.dash] == '-' && strings.TrimSpace(ed.lines[i][:ed.dash]) == "" {
			return i
		}
	}
	return line
}

// trimmed is where lines end if empty ones and comments at their end are left out: they are about what follows.
func (ed *editor) trimmed(first, end int) int {
	for end > first+1 {
		line := strings.TrimSpace(ed.lines[end-1])
		if line != "" && line[0] != '#' && line != "..." {
			break
		}
		end--
	}
	return end
}

// remove takes entries out of an item, or the item if there are no others in it.
func (ed *editor) remove(i int, entries []Entry) {
	if len(entries) == entries[0].of {
		ed.edits = append(ed.edits, edit{first: ed.items[i].first, end: ed.items[i].end})
		return
	}
	for _, e := range entries {
		ed.edits = append(ed.edits, edit{first: e.Line - 1, end: e.Line})
	}
}

// change writes verdict and saw of an entry anew, those that differ.
func (ed *editor) change(e Entry) {
	it := ed.items[e.item]
	for k, pair := range it.pairs {
		value := map[string]string{"verdict": string(e.Verdict), "saw": e.Saw}[pair.Key]
		if text, err := pair.Value.Text(pair.Key); value == "" || err == nil && text == value {
			continue
		}
		end := it.end
		if k+1 < len(it.pairs) {
			end = ed.trimmed(pair.Line-1, it.pairs[k+1].Line-1)
		}
		line := ed.lines[pair.Line-1]
		text := line[:min(pair.Column-1, len(line))] + pair.Key + ": " + scalar(value)
		if comment := pair.Value.Comment(); comment != "" {
			text += "  " + comment
		}
		ed.edits = append(ed.edits, edit{pair.Line - 1, end, text + ed.end})
	}
}

// add adds an item of entries that say the same, behind all others.
func (ed *editor) add(group []Entry) {
	if ed.keyLine == 0 {
		ed.begin()
	}
	var b strings.Builder
	margin := strings.Repeat(" ", ed.dash)
	lead := margin + "-" + strings.Repeat(" ", max(ed.inner-1, 1))
	line := func(key, value string) {
		fmt.Fprintf(&b, "%s%s:%s%s", lead, key, value, ed.end)
		lead = margin + strings.Repeat(" ", max(ed.inner, 2))
	}
	e := group[0]
	if len(group) == 1 {
		line("case", " "+scalar(e.Case))
	} else {
		line("case", "")
		for _, other := range group {
			fmt.Fprintf(&b, "%s  - %s%s", lead, scalar(other.Case), ed.end)
		}
	}
	line("verdict", " "+scalar(string(e.Verdict)))
	line("saw", " "+scalar(e.Saw))
	line("reason", " "+scalar(e.Reason))
	if e.Link != "" {
		line("link", " "+scalar(e.Link))
	}
	if e.Expires != "" {
		line("expires", " "+e.Expires)
	}
	ed.edits = append(ed.edits, edit{ed.last, ed.last, b.String()})
}

// content is the file with the edits made.
func (ed *editor) content() []byte {
	slices.SortStableFunc(ed.edits, func(a, b edit) int { return cmp.Compare(a.first, b.first) })
	var b strings.Builder
	at := 0
	for _, e := range ed.edits {
		write(&b, ed.lines[at:e.first]...)
		if e.text != "" && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteString(ed.end) // the last line had none
		}
		b.WriteString(e.text)
		at = e.end
	}
	write(&b, ed.lines[at:]...)
	return []byte(b.String())
}

func write(b *strings.Builder, lines ...string) {
	for _, line := range lines {
		b.WriteString(line)
	}
}
