package fuzz

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reference/frame"
)

// The text form of a scenario has a line for each operation:
//
//	wss 1
//	opening deflate every=7
//	text utf8 size=12 seed=0000beef deflate fin=0 take=5
//	ping ascii size=4 seed=1 cut=3 end
//	continuation rest every=1
//	raw 89ff
//	await
//	pause 20ms
//	stall 20ms
//	half-close
//
// A frame begins with its opcode (or opcode-3 and so on); everything behind it may stand in any order, and what is left out
// is as a good client does it. What stands behind a # is a remark.

const textHeader = "wss 1"

var (
	contentNames = []string{"ascii", "utf8", "noise", "zeros", "rest", "code", "not-utf8", "cut-short", "bad-reason"}
	codingNames  = []string{"plain", "deflate", "stored", "literals", "final-block", "empty-blocks", "unstripped", "corrupt"}
	maskNames    = []string{"random-key", "zero-key", "unmasked"}
	opcodes      = []frame.Opcode{frame.Continuation, frame.Text, frame.Binary, frame.Close, frame.Ping, frame.Pong}
)

// Text is the text form.
func (s *Scenario) Text() string {
	var b strings.Builder
	opening := s.Opening.canonical()
	fmt.Fprintf(&b, "%s\nopening %s", textHeader, opening)
	if opening.Every > 0 {
		fmt.Fprintf(&b, " every=%d", opening.Every)
	}
	b.WriteByte('\n')
	for i := range s.Ops {
		b.WriteString(s.Ops[i].String())
		b.WriteByte('\n')
	}
	return b.String()
}

// String is the line of the operation.
func (o Op) String() string {
	o = o.canonical()
	switch o.Kind {
	case SendRaw:
		return strings.TrimSpace("raw " + hex.EncodeToString([]byte(o.Bytes)))
	case Await:
		return "await"
	case Pause:
		return fmt.Sprintf("pause %dms", o.Delay)
	case Stall:
		return fmt.Sprintf("stall %dms", o.Delay)
	case HalfClose:
		return "half-close"
	}
	words := []string{opcodeName(o.Opcode), contentNames[o.Content]}
	add := func(when bool, format string, args ...any) {
		if when {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	add(o.Size > 0, "size=%d", o.Size)
	add(o.Seed > 0, "seed=%08x", o.Seed)
	add(o.Coding != Plain, "%s", codingNames[o.Coding])
	add(!o.Fin, "fin=0")
	add(o.Take > 0, "take=%d", o.Take)
	add(o.RSV > 0, "rsv=%d", o.RSV)
	add(o.Form == frame.Form16, "form=16")
	add(o.Form == frame.Form64, "form=64")
	add(o.Declare > 0, "length=%s", o.Declare)
	add(o.Mask > 0, "%s", maskNames[o.Mask])
	add(o.Cut.At > 0 && o.Cut.Every, "every=%d", o.Cut.At)
	add(o.Cut.At > 0 && !o.Cut.Every, "cut=%d", o.Cut.At)
	add(o.Cut.After, "end")
	return strings.Join(words, " ")
}

func opcodeName(opcode frame.Opcode) string {
	if slices.Contains(opcodes, opcode) {
		return opcode.String()
	}
	return fmt.Sprintf("opcode-%x", uint8(opcode))
}

// SyntaxError is a line of the text form that says nothing.
type SyntaxError struct {
	Line int
	Says string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Says) }

// Parse reads the text form. The error is a *SyntaxError.
func Parse(text string) (*Scenario, error) {
	s := new(Scenario)
	begun, opened := false, false
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		var err error
		switch {
		case len(words) == 0:
			continue
		case !begun:
			begun = true
			if strings.Join(words, " ") != textHeader {
				err = fmt.Errorf("a scenario begins with %q", textHeader)
			}
		case words[0] == "opening":
			if opened || len(s.Ops) > 0 {
				err = fmt.Errorf("a scenario has one opening, in front of the operations")
			} else {
				opened, err = true, s.Opening.parse(words[1:])
			}
		default:
			var ops []Op
			if ops, err = parseOp(words); err == nil {
				s.Ops = append(s.Ops, ops...)
			}
			if len(s.Ops) > maxOps {
				err = fmt.Errorf("more than %d operations", maxOps)
			}
		}
		if err != nil {
			return nil, &SyntaxError{Line: i + 1, Says: err.Error()}
		}
	}
	if !begun {
		return nil, &SyntaxError{Line: 1, Says: fmt.Sprintf("a scenario begins with %q", textHeader)}
	}
	return s, nil
}

func (o *Opening) parse(words []string) error {
	if len(words) == 0 {
		return fmt.Errorf("opening needs a name")
	}
	i := slices.IndexFunc(variants, func(v variant) bool { return v.name == words[0] })
	if i < 0 {
		return fmt.Errorf("there is no opening %q", words[0])
	}
	o.Variant = uint8(i)
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		n, err := strconv.ParseUint(value, 10, 8)
		if key != "every" || err != nil {
			return fmt.Errorf("%q is not every=N, with N up to 255", word)
		}
		o.Every = uint8(n)
	}
	return nil
}

// parseOp reads one line: one operation, or several for raw bytes that do not fit in one.
func parseOp(words []string) ([]Op, error) {
	verb, rest := words[0], words[1:]
	bare := map[string]Kind{"await": Await, "half-close": HalfClose}
	timed := map[string]Kind{"pause": Pause, "stall": Stall}
	if kind, ok := bare[verb]; ok {
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s stands alone", verb)
		}
		return []Op{{Kind: kind}}, nil
	}
	if kind, ok := timed[verb]; ok {
		digits, isTime := strings.CutSuffix(strings.Join(rest, " "), "ms")
		n, err := strconv.ParseUint(digits, 10, 8)
		if !isTime || err != nil || n > maxDelay {
			return nil, fmt.Errorf("%s needs a time from 0ms to %dms", verb, maxDelay)
		}
		return []Op{{Kind: kind, Delay: uint8(n)}}, nil
	}
	if verb == "raw" {
		return parseRaw(rest)
	}
	o, err := parseFrame(verb, rest)
	return []Op{o}, err
}

func parseRaw(words []string) ([]Op, error) {
	b, err := hex.DecodeString(strings.Join(words, ""))
	if err != nil {
		return nil, fmt.Errorf("raw needs pairs of hexadecimal digits")
	}
	var ops []Op
	for piece := range pieces(b, maxRaw) {
		ops = append(ops, Op{Kind: SendRaw, Bytes: string(piece)})
	}
	return ops, nil
}

func parseFrame(verb string, words []string) (Op, error) {
	o := Op{Kind: SendFrame, Fin: true}
	i := slices.IndexFunc(opcodes, func(known frame.Opcode) bool { return known.String() == verb })
	if i >= 0 {
		o.Opcode = opcodes[i]
	} else if n, err := strconv.ParseUint(strings.TrimPrefix(verb, "opcode-"), 16, 4); err == nil && strings.HasPrefix(verb, "opcode-") {
		o.Opcode = frame.Opcode(n)
	} else {
		return o, fmt.Errorf("there is no operation %q", verb)
	}
	for _, word := range words {
		if err := o.parseWord(word); err != nil {
			return o, err
		}
	}
	if o.canonical() != o {
		return o, fmt.Errorf("not everything that is said of this %s can be: without it, it is %q", verb, o.String())
	}
	return o, nil
}

func (o *Op) parseWord(word string) error {
	key, value, valued := strings.Cut(word, "=")
	if !valued {
		if i := slices.Index(contentNames, word); i >= 0 {
			o.Content = Content(i)
		} else if i := slices.Index(codingNames, word); i >= 0 {
			o.Coding = Coding(i)
		} else if i := slices.Index(maskNames, word); i >= 0 {
			o.Mask = Mask(i)
		} else if word == "end" {
			o.Cut.After = true
		} else {
			return fmt.Errorf("there is no %q", word)
		}
		return nil
	}
	number := func(base int, most uint64) (uint64, error) {
		n, err := strconv.ParseUint(value, base, 64)
		if err != nil || n > most {
			return 0, fmt.Errorf("%q is not a number up to %d", word, most)
		}
		return n, nil
	}
	var n uint64
	var err error
	switch key {
	case "size":
		n, err = number(10, maxSize)
		o.Size = uint32(n)
	case "seed":
		n, err = number(16, 1<<32-1)
		o.Seed = uint32(n)
	case "fin":
		n, err = number(10, 1)
		o.Fin = n == 1
	case "take":
		n, err = number(10, maxTake)
		o.Take = uint16(n)
	case "rsv":
		n, err = number(10, 7)
		o.RSV = uint8(n)
	case "form":
		forms := map[string]frame.Form{"shortest": frame.Shortest, "16": frame.Form16, "64": frame.Form64}
		form, ok := forms[value]
		if !ok {
			return fmt.Errorf("%q is not form=16 or form=64", word)
		}
		o.Form = form
	case "length":
		i := slices.IndexFunc(declarations, func(d declaration) bool { return d.name == value })
		if i < 0 {
			return fmt.Errorf("there is no length %q", value)
		}
		o.Declare = Declared(i)
	case "every", "cut":
		n, err = number(10, maxCut)
		o.Cut.At, o.Cut.Every = uint16(n), key == "every"
	default:
		return fmt.Errorf("there is no %q", key)
	}
	return err
}
