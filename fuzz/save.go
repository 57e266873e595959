package fuzz

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/oracle"
)

// Recording is a finding in a file: what was sent and what came back, so that it can be judged again without the target.
type Recording struct {
	Scenario string         `json:"scenario"`
	Profile  oracle.Profile `json:"profile"`
	Record   *Record        `json:"record"`
}

// Save writes a finding into a directory, in every form that there is a use for, and returns the name that the files begin
// with: .wss for people, .json to be judged again, .bin the bytes sent, .case a row for a case table. The corpus of the native
// target FuzzEndpoint gets it, too.
func (f *Finding) Save(dir string, profile oracle.Profile) (string, error) {
	encoded := f.Scenario.Append(nil)
	sum := sha256.Sum256(encoded)
	name := filepath.Join(dir, slug(f.Signature)+"-"+hex.EncodeToString(sum[:4]))
	corpus := filepath.Join(dir, "testdata", "fuzz", "FuzzEndpoint")
	if err := os.MkdirAll(corpus, 0o755); err != nil {
		return "", err
	}
	recording, err := json.MarshalIndent(Recording{f.Scenario.Text(), profile, f.Record}, "", "  ")
	if err != nil {
		return "", err
	}
	record := f.Record
	if record == nil {
		record = new(Record)
	}
	for path, content := range map[string][]byte{
		name + ".wss":  []byte(f.remarks() + f.Scenario.Text()),
		name + ".json": append(recording, '\n'),
		name + ".bin":  slices.Concat(record.Request, record.Sent),
		name + ".case": []byte(f.row(record)),
		filepath.Join(corpus, hex.EncodeToString(sum[:8])): fmt.Appendf(nil, "go test fuzz v1\n[]byte(%q)\n", encoded),
	} {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return "", err
		}
	}
	return name, nil
}

func (f *Finding) remarks() string {
	flaky := ""
	if f.Flaky() {
		flaky = fmt.Sprintf("# it showed again in %d of %d attempts\n", f.Confirmed, confirmations)
	}
	return fmt.Sprintf("# %s\n# %s\n%s", f.Signature, strings.ReplaceAll(f.Deviation.Saw, "\n", " "), flaky)
}

// slug is a signature as a part of a file name.
func slug(signature string) string {
	words := strings.FieldsFunc(strings.ToLower(signature), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	return strings.Join(words, "-")
}

// row is the frames that were sent as a row for a case table.
func (f *Finding) row(r *Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{\n\tID:    %q,\n\tTitle: %q,\n\tScript: Steps(\n", "fuzz/"+slug(f.Signature), f.Signature)
	var parser frame.Parser
	var body []byte
	for in := slices.Clone(r.Sent); len(in) > 0; {
		n, ev := parser.Next(in)
		in = in[n:]
		if ev&frame.Begin != 0 {
			body = body[:0]
		}
		if ev&frame.Data != 0 {
			body = append(body, parser.Payload...)
		}
		if ev&frame.End != 0 || len(in) == 0 && parser.Left() > 0 {
			fmt.Fprintf(&b, "\t\tSend(%s),\n", frameCall(&parser.Header, body))
		}
	}
	b.WriteString("\t),\n},\n")
	return b.String()
}

// frameCall is the call of package cases that makes a frame.
func frameCall(h *frame.Header, body []byte) string {
	calls := map[frame.Opcode]string{frame.Continuation: "Cont", frame.Text: "Text", frame.Binary: "Binary", frame.Close: "CloseBody",
		frame.Ping: "Ping", frame.Pong: "Pong"}
	s := fmt.Sprintf("Opcode(%#x, %s)", uint8(h.Opcode), strconv.QuoteToASCII(string(body)))
	if call, ok := calls[h.Opcode]; ok {
		s = fmt.Sprintf("%s(%s)", call, strconv.QuoteToASCII(string(body)))
	}
	add := func(when bool, format string, args ...any) {
		if when {
			s += fmt.Sprintf(format, args...)
		}
	}
	add(!h.Fin, ".More()")
	add(h.RSV != 0, ".RSV(%d)", h.RSV)
	add(!h.Minimal() && h.Form == frame.Form16, ".Form16()")
	add(!h.Minimal() && h.Form == frame.Form64, ".Form64()")
	add(h.Length != uint64(len(body)), ".Declares(%#x)", h.Length)
	add(!h.Masked, ".WrongMask()")
	add(h.Masked && h.Key == [4]byte{}, ".Key([4]byte{})")
	return s
}

// Load reads a file that Save wrote: a scenario from .wss, .json or a corpus file, with what was recorded, if anything was.
func Load(path string) (*Scenario, *Recording, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	text := string(content)
	if rest, ok := strings.CutPrefix(text, "go test fuzz v1\n[]byte("); ok {
		encoded, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(rest), ")"))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: not a corpus file with one []byte in it", path)
		}
		return Decode([]byte(encoded)), nil, nil
	}
	var recording *Recording
	if strings.HasPrefix(text, "{") {
		recording = new(Recording)
		if err := json.Unmarshal(content, recording); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		text = recording.Scenario
	}
	s, err := Parse(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, recording, nil
}
