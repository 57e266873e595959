package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/token"
)

// Opening is how the opening handshake with a server differs from the plain one.
type Opening struct {
	Request []Edit  // changes of the plain request, carried out in order
	Bytes   string  // these bytes in place of a request
	Cut     Cut     // how the request is cut into segments
	Hold    int     // this many bytes at the end are kept back until nothing has come for a grace
	Behind  []Frame // frames in the same segment as the end of the request
	Clear   bool    // without TLS, where the target wants it
}

// Plain tells whether the opening is the plain one.
func (o *Opening) Plain() bool {
	return len(o.Request) == 0 && o.Bytes == "" && !o.Cut.Any() && o.Hold == 0 && len(o.Behind) == 0 && !o.Clear
}

// String describes what is unusual about the opening: what it says, then how it is delivered.
func (o *Opening) String() string {
	if o.Plain() {
		return "the plain handshake"
	}
	var says []string
	for _, e := range o.Request {
		says = append(says, e.String())
	}
	if o.Bytes != "" {
		says = append(says, fmt.Sprintf("%q in place of a request", shorten(o.Bytes)))
	}
	s := "a handshake"
	if len(says) > 0 {
		s += " with " + strings.Join(says, "; ")
	}
	if o.Cut.Any() {
		s += ", " + o.Cut.String()
	}
	if o.Hold > 0 {
		s += fmt.Sprintf(", the last %d bytes after a silence", o.Hold)
	}
	if o.Clear {
		s += ", without TLS"
	}
	for _, f := range o.Behind {
		s += ", in the same segment " + f.String()
	}
	return s
}

func shorten(s string) string {
	const shown = 120
	if len(s) > shown {
		return s[:shown] + "…"
	}
	return s
}

// Cut says where the bytes of one step are cut into segments. Each segment is a write of its own.
type Cut struct {
	Every int   // after every so many bytes; 0 for never
	At    []int // at these offsets
}

// Any tells whether there is a cut at all.
func (c Cut) Any() bool { return c.Every > 0 || len(c.At) > 0 }

func (c Cut) String() string {
	switch {
	case c.Every == 1:
		return "byte by byte"
	case c.Every > 0:
		return fmt.Sprintf("in segments of %d bytes", c.Every)
	}
	return fmt.Sprintf("cut at %s", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(c.At)), ", "), "[]"))
}

// Edit is one change of the plain request. Its value may hold names in braces, which stand for what is known of the
// target: {path}, {query} (the character that begins or continues a query), {authority}, {key} of the plain request,
// {subprotocol} (in another case {SUBPROTOCOL}) and {origin} that the user named, and {nonce}, a text that no other connection has.
type Edit struct {
	op    editOp
	name  string
	value string
	names []string
}

type editOp uint8

const (
	editMethod editOp = iota
	editTarget
	editVersion
	editStart
	editSet
	editAdd
	editDrop
	editRaw
	editFirst
	editOrder
	editUpper
	editLower
	editBefore
	editMany
)

// Method changes the method.
func Method(method string) Edit { return Edit{op: editMethod, value: method} }

// Target changes the request target.
func Target(target string) Edit { return Edit{op: editTarget, value: target} }

// HTTPVersion changes the version at the end of the request line.
func HTTPVersion(version string) Edit { return Edit{op: editVersion, value: version} }

// StartLine replaces the request line, line end included.
func StartLine(line string) Edit { return Edit{op: editStart, value: line} }

// Set gives a field a new value, in its place; a field that is not there is added.
func Set(name, value string) Edit { return Edit{op: editSet, name: name, value: value} }

// Add adds a field at the end, whether there is one with that name or not.
func Add(name, value string) Edit { return Edit{op: editAdd, name: name, value: value} }

// Drop removes a field.
func Drop(name string) Edit { return Edit{op: editDrop, name: name} }

// RawLine adds a line as it stands, line end included, at the end.
func RawLine(line string) Edit { return Edit{op: editRaw, value: line} }

// RawFirst adds a line as it stands, line end included, between the request line and the first field.
func RawFirst(line string) Edit { return Edit{op: editFirst, value: line} }

// RawBefore puts bytes before the request line.
func RawBefore(bytes string) Edit { return Edit{op: editBefore, value: bytes} }

// Order puts the named fields first, in this order.
func Order(names ...string) Edit { return Edit{op: editOrder, names: names} }

// UpperNames and LowerNames change the case of all field names.
func UpperNames() Edit { return Edit{op: editUpper} }
func LowerNames() Edit { return Edit{op: editLower} }

// Many adds so many fields with a name and a running number, and the same value.
func Many(count int, name, value string) Edit {
	return Edit{op: editMany, name: name, value: value, names: make([]string, count)}
}

// Apply changes the request. It returns the bytes that go before it.
func (e Edit) Apply(r *handshake.Request, fill func(string) string) (before string) {
	value := fill(e.value)
	switch e.op {
	case editMethod:
		r.Method = value
	case editTarget:
		r.Target = value
	case editVersion:
		r.Version = value
	case editStart:
		r.Start = value
	case editSet:
		if i := slices.IndexFunc(r.Fields, e.named); i >= 0 {
			r.Fields[i].Value = value
		} else {
			r.Fields = append(r.Fields, handshake.Field{Name: e.name, Value: value})
		}
	case editAdd:
		r.Fields = append(r.Fields, handshake.Field{Name: e.name, Value: value})
	case editDrop:
		r.Fields = slices.DeleteFunc(r.Fields, e.named)
	case editRaw:
		r.Fields = append(r.Fields, handshake.Field{Raw: value})
	case editFirst:
		r.Fields = slices.Insert(r.Fields, 0, handshake.Field{Raw: value})
	case editOrder:
		slices.SortStableFunc(r.Fields, func(a, b handshake.Field) int { return e.rank(a) - e.rank(b) })
	case editUpper:
		for i := range r.Fields {
			r.Fields[i].Name = strings.ToUpper(r.Fields[i].Name)
		}
	case editLower:
		for i := range r.Fields {
			r.Fields[i].Name = strings.ToLower(r.Fields[i].Name)
		}
	case editBefore:
		return value
	case editMany:
		for i := range e.names {
			r.Fields = append(r.Fields, handshake.Field{Name: fmt.Sprintf("%s%d", e.name, i+1), Value: value})
		}
	}
	return ""
}

func (e Edit) named(f handshake.Field) bool { return token.EqualFold(f.Name, e.name) }

func (e Edit) rank(f handshake.Field) int {
	if i := slices.IndexFunc(e.names, func(name string) bool { return token.EqualFold(name, f.Name) }); i >= 0 {
		return i
	}
	return len(e.names)
}

func (e Edit) String() string {
	switch value := fmt.Sprintf("%q", shorten(e.value)); e.op {
	case editMethod:
		return "method " + value
	case editTarget:
		return "target " + value
	case editVersion:
		return "version " + value
	case editStart:
		return "request line " + value
	case editSet:
		return e.name + ": " + value
	case editAdd:
		return "another " + e.name + ": " + value
	case editDrop:
		return "no " + e.name
	case editRaw:
		return "the line " + value
	case editFirst:
		return "the line " + value + " before the first field"
	case editOrder:
		return "the fields in the order " + strings.Join(e.names, ", ")
	case editUpper:
		return "field names in upper case"
	case editLower:
		return "field names in lower case"
	case editMany:
		return fmt.Sprintf("%d more fields", len(e.names))
	default:
		return value + " before the request line"
	}
}
