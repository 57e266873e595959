// Package yamlfile reads the YAML of a configuration strictly: one document that is a mapping, each key known and there
// once, and no value of another kind than asked for. What is wrong is told in a sentence, with its line.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/wsspec/wsspec/cases"
)

// Most is how many bytes a file may have: what is larger is not what it was taken for.
const Most = 1 << 20

// Error is what is wrong in a file, and where.
type Error struct {
	File string
	Line int // the first is 1; 0 if it is the whole file
	Says string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Says)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Says)
}

// Map is a mapping of keys to values.
type Map struct {
	Pairs []Pair

	file string
}

// Pair is a key and its value.
type Pair struct {
	Key          string
	Line, Column int // the first are 1
	Value        Value
}

// Parse reads the content of a file. A file without a key is an empty mapping.
func Parse(file string, content []byte) (*Map, error) {
	fail := func(line int, format string, args ...any) (*Map, error) {
		return nil, &Error{file, line, fmt.Sprintf(format, args...)}
	}
	switch {
	case len(content) > Most:
		return fail(0, "it has more than %d bytes, which no configuration needs", Most)
	case !utf8.Valid(content):
		return fail(0, "it is no UTF-8")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return &Map{file: file}, nil
	} else if err != nil {
		return nil, broken(file, err)
	}
	var second yaml.Node
	switch err := decoder.Decode(&second); {
	case err == nil:
		return fail(second.Line, "a second document begins here; a configuration is one")
	case !errors.Is(err, io.EOF):
		return nil, broken(file, err)
	}
	if len(document.Content) == 0 {
		return &Map{file: file}, nil
	}
	value := Value{file: file, node: document.Content[0]}
	if value.Empty() {
		return &Map{file: file}, nil
	}
	return value.Map("the file")
}

// place is how the parser says where it stopped.
var place = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func broken(file string, err error) error {
	text := err.Error()
	found := place.FindStringSubmatch(text)
	e := &Error{File: file, Says: "it is no YAML: " + text}
	if found != nil {
		e.Line, _ = strconv.Atoi(found[1])
		e.Says = "it is no YAML: " + text[len(found[0]):]
	}
	if strings.Contains(text, "found character that cannot start any token") {
		e.Says += "; lines are indented by spaces, not tabs, and texts that begin with @ or ` stand in quotes"
	}
	return e
}

// Value is what stands behind a key or in a list.
type Value struct {
	file string
	node *yaml.Node
}

// Line is where it begins.
func (v Value) Line() int { return v.node.Line }

// Column is where in its line it begins.
func (v Value) Column() int { return v.node.Column }

// Flow tells whether it is a list or a mapping between brackets.
func (v Value) Flow() bool { return v.node.Style&yaml.FlowStyle != 0 }

// Comment is the comment behind it, in the same line.
func (v Value) Comment() string { return v.node.LineComment }

// Errorf is an error about the value.
func (v Value) Errorf(format string, args ...any) error {
	return &Error{v.file, v.node.Line, fmt.Sprintf(format, args...)}
}

// meant is the node that an alias stands for.
func (v Value) meant() *yaml.Node {
	if v.node.Kind == yaml.AliasNode {
		return v.node.Alias
	}
	return v.node
}

// Empty tells whether there is nothing.
func (v Value) Empty() bool {
	node := v.meant()
	return node.Kind == yaml.ScalarNode && node.Tag == "!!null"
}

// Text is a text, a number, a date or true or false as it is written.
func (v Value) Text(what string) (string, error) {
	node := v.meant()
	if node.Kind == yaml.MappingNode {
		return "", v.Errorf("%s is one text, not keys and values; a text with a colon and a space in it stands in quotes", what)
	}
	if node.Kind != yaml.ScalarNode || v.Empty() {
		return "", v.Errorf("%s is one text, not %s", what, kindOf(node))
	}
	switch node.Tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp":
		return node.Value, nil
	}
	return "", v.Errorf("%s has the tag %s, which means nothing here", what, node.Tag)
}

// Texts is a list of texts. A single one may stand without a list.
func (v Value) Texts(what string) ([]Value, error) {
	node := v.meant()
	if node.Kind == yaml.ScalarNode && !v.Empty() {
		return []Value{v}, nil
	}
	return v.List(what)
}

// List is a list of values. Nothing is an empty one.
func (v Value) List(what string) ([]Value, error) {
	node := v.meant()
	if v.Empty() {
		return nil, nil
	}
	if node.Kind != yaml.SequenceNode {
		return nil, v.Errorf("%s is a list, not %s", what, kindOf(node))
	}
	var list []Value
	for _, item := range node.Content {
		list = append(list, Value{v.file, item})
	}
	return list, nil
}

// Map is a mapping in which no key is there twice.
func (v Value) Map(what string) (*Map, error) {
	node := v.meant()
	if node.Kind != yaml.MappingNode {
		return nil, v.Errorf("%s has keys and values, and is not %s", what, kindOf(node))
	}
	m := &Map{file: v.file}
	first := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := Value{v.file, node.Content[i]}
		name, err := key.Text("a key")
		if err != nil {
			return nil, err
		}
		if line := first[name]; line != 0 {
			return nil, key.Errorf("%q is there twice, first in line %d", name, line)
		}
		first[name] = key.node.Line
		m.Pairs = append(m.Pairs, Pair{name, key.node.Line, key.node.Column, Value{v.file, node.Content[i+1]}})
	}
	return m, nil
}

// Only is an error if there is a key that is not known. It names the nearest one that is.
func (m *Map) Only(known ...string) error {
	for _, pair := range m.Pairs {
		if slices.Contains(known, pair.Key) {
			continue
		}
		says := fmt.Sprintf("there is no key %q", pair.Key)
		if near := cases.Nearest(strings.ToLower(pair.Key), known...); near != "" {
			says += fmt.Sprintf("; the nearest is %q", near)
		} else {
			says += "; there are " + strings.Join(known, ", ")
		}
		return &Error{m.file, pair.Line, says}
	}
	return nil
}

// Find is the pair of a key, nil if the key is not there.
func (m *Map) Find(key string) *Pair {
	for i := range m.Pairs {
		if m.Pairs[i].Key == key {
			return &m.Pairs[i]
		}
	}
	return nil
}

func kindOf(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.MappingNode:
		return "keys and values"
	case node.Tag == "!!null":
		return "nothing"
	}
	return "a text"
}
