// Package extension is the grammar of Sec-WebSocket-Extensions (RFC 6455 section 9.1): extensions with parameters,
// quoted values, lists over several field lines.
package extension

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/reference/token"
)

// Param is one parameter. Value is empty if the parameter stands alone, which HasValue tells from `name=""`.
type Param struct {
	Name     string
	Value    string // unquoted
	HasValue bool
	Quoted   bool
}

// Extension is one element of the list: an offer in a request, a choice in a response.
type Extension struct {
	Name   string
	Params []Param
}

// SyntaxError says where and how a value breaks the grammar.
type SyntaxError struct {
	Value  string // the field value, or the values of all lines joined by ", "
	Offset int    // of the first byte in Value that no continuation makes right, or the length of Value
	Reason string // lower case
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at offset %d of %q", e.Reason, e.Offset, e.Value)
}

// Parse reads the values of all Sec-WebSocket-Extensions lines of a message, joined in their order (section 9.1).
// Empty list elements are skipped (RFC 9110 section 5.6.1.2), white space is allowed around every separator
// (section 4.3), and at least one extension must be there. The error is a *SyntaxError.
func Parse(values ...string) ([]Extension, error) {
	p := parser{in: strings.Join(values, ", ")}
	var list []Extension
	for {
		p.space()
		switch {
		case p.end():
			if len(list) == 0 {
				return nil, p.fail("no extension")
			}
			return list, nil
		case p.peek() == ',':
			p.pos++
			continue
		}
		e, err := p.extension()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if !p.end() && p.peek() != ',' {
			return nil, p.fail("expected a comma")
		}
	}
}

type parser struct {
	in  string
	pos int
}

func (p *parser) end() bool  { return p.pos >= len(p.in) }
func (p *parser) peek() byte { return p.in[p.pos] }

func (p *parser) fail(reason string) error {
	return &SyntaxError{Value: p.in, Offset: p.pos, Reason: reason}
}

func (p *parser) space() {
	for !p.end() && (p.peek() == ' ' || p.peek() == '\t') {
		p.pos++
	}
}

func (p *parser) token() string {
	start := p.pos
	for !p.end() && token.IsChar(p.peek()) {
		p.pos++
	}
	return p.in[start:p.pos]
}

func (p *parser) extension() (Extension, error) {
	e := Extension{Name: p.token()}
	if e.Name == "" {
		return e, p.fail("expected the name of an extension")
	}
	for {
		p.space()
		if p.end() || p.peek() != ';' {
			return e, nil
		}
		p.pos++
		p.space()
		param, err := p.param()
		if err != nil {
			return e, err
		}
		e.Params = append(e.Params, param)
	}
}

func (p *parser) param() (Param, error) {
	param := Param{Name: p.token()}
	if param.Name == "" {
		return param, p.fail("expected the name of a parameter")
	}
	p.space()
	if p.end() || p.peek() != '=' {
		return param, nil
	}
	p.pos++
	p.space()
	param.HasValue = true
	if !p.end() && p.peek() == '"' {
		param.Quoted = true
		var err error
		param.Value, err = p.quoted()
		return param, err
	}
	if param.Value = p.token(); param.Value == "" {
		return param, p.fail(noToken)
	}
	return param, nil
}

const noToken = "the value of a parameter is no token"

// quoted reads a quoted-string and removes quotes and backslashes. What is left has to be a token.
func (p *parser) quoted() (string, error) {
	var value strings.Builder
	for p.pos++; !p.end(); p.pos++ {
		c := p.peek()
		if c == '"' && value.Len() > 0 {
			p.pos++
			return value.String(), nil
		}
		if c == '\\' {
			if p.pos++; p.end() {
				break
			}
			c = p.peek()
		}
		if !token.IsChar(c) {
			return "", p.fail(noToken)
		}
		value.WriteByte(c)
	}
	return "", p.fail("a quoted string does not end")
}

// String is the extension as it stands in a field value.
func (e Extension) String() string {
	var b strings.Builder
	b.WriteString(e.Name)
	for _, p := range e.Params {
		b.WriteString("; ")
		b.WriteString(p.Name)
		switch {
		case p.Quoted:
			fmt.Fprintf(&b, "=\"%s\"", strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.Value))
		case p.HasValue:
			b.WriteString("=" + p.Value)
		}
	}
	return b.String()
}
