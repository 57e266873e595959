package runner

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/runner/results"
)

// secrets are texts that nothing that is written down may hold, the longest first.
type secrets [][]byte

// leastSecret is from how many bytes on a part of a secret is one itself: shorter ones stand everywhere.
const leastSecret = 6

// leastPiece is from how many bytes on a piece of a secret is hidden that stands at the end of a write or read, where
// the rest may follow in the next one.
const leastPiece = 4

// isSecret tells whether the value of a field is for nobody's eyes.
func isSecret(f field) bool {
	name := strings.ToLower(f.Name)
	return f.Value != "" && !strings.HasPrefix(name, "sec-websocket-") &&
		slices.ContainsFunc([]string{"auth", "cookie", "token", "secret", "password", "key"}, func(word string) bool {
			return strings.Contains(name, word)
		})
}

// secrets are the values of secret fields, what they carry, and what the user called secret.
func (t *Target) secrets() secrets {
	var list secrets
	add := func(text string, least int) {
		if len(text) >= max(least, 1) {
			list = append(list, []byte(text))
		}
	}
	for _, text := range t.Secrets {
		add(text, leastSecret)
	}
	for _, f := range t.Fields {
		if !isSecret(f) {
			continue
		}
		add(f.Value, 1)
		for _, part := range carried(f.Value) {
			add(part, leastSecret)
		}
	}
	slices.SortFunc(list, func(a, b []byte) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), bytes.Compare(a, b))
	})
	return slices.CompactFunc(list, bytes.Equal)
}

// carried are the secrets inside the value of a field: what follows the scheme, the password in Basic credentials, the
// values of cookies.
func carried(value string) []string {
	var parts []string
	if scheme, rest, ok := strings.Cut(value, " "); ok && !strings.HasSuffix(scheme, ";") {
		parts = append(parts, rest)
		if decoded, err := base64.StdEncoding.DecodeString(rest); err == nil {
			_, password, _ := strings.Cut(string(decoded), ":")
			parts = append(parts, string(decoded), password)
		}
	}
	for cookie := range strings.SplitSeq(value, ";") {
		if _, rest, ok := strings.Cut(cookie, "="); ok {
			parts = append(parts, rest)
		}
	}
	return parts
}

// redact lists header fields with the values of secrets left out.
func (t *Target) redact(fields []field) []string {
	hidden := t.secrets()
	var lines []string
	for _, f := range fields {
		value := f.Value
		if isSecret(f) || slices.Contains(t.Secrets, f.Value) {
			value = redacted
		}
		lines = append(lines, f.Name+": "+hidden.out(value))
	}
	return lines
}

const redacted = "(redacted)"

// hide puts stars in place of secrets, and of what begins or ends the bytes and may be a piece of one.
func (s secrets) hide(b []byte) {
	for _, secret := range s {
		for at := 0; ; {
			i := bytes.Index(b[at:], secret)
			if i < 0 {
				break
			}
			star(b[at+i : at+i+len(secret)])
			at += i + len(secret)
		}
		for n := min(len(secret)-1, len(b)); n >= leastPiece; n-- {
			if bytes.HasSuffix(b, secret[:n]) {
				star(b[len(b)-n:])
			}
			if bytes.HasPrefix(b, secret[len(secret)-n:]) {
				star(b[:n])
			}
		}
	}
}

func star(b []byte) {
	for i := range b {
		b[i] = '*'
	}
}

// longest is the length of the longest secret.
func (s secrets) longest() int {
	if len(s) == 0 {
		return 0
	}
	return len(s[0])
}

// out is a text without the secrets, as they are and as they stand between quotes.
func (s secrets) out(text string) string {
	for _, secret := range s {
		plain, quoted := string(secret), strconv.Quote(string(secret))
		text = strings.ReplaceAll(text, plain, redacted)
		text = strings.ReplaceAll(text, quoted[1:len(quoted)-1], redacted)
	}
	return text
}

func (s secrets) outOf(texts []string) []string {
	for i, text := range texts {
		texts[i] = s.out(text)
	}
	return texts
}

// discreet is an observer that is told no secret, even if the target repeats it.
type discreet struct {
	Observer
	hidden secrets
}

func (d discreet) Started(h results.Header) {
	t := &h.Target
	t.Server, t.Refused = d.hidden.out(t.Server), d.hidden.out(t.Refused)
	t.Extensions, t.Notes = d.hidden.out(t.Extensions), d.hidden.outOf(t.Notes)
	d.Observer.Started(h)
}

func (d discreet) Judged(c results.Case) {
	c.Note, c.Got = d.hidden.out(c.Note), d.hidden.outOf(c.Got)
	if c.Closed != nil {
		closed := *c.Closed
		closed.Reason = d.hidden.out(closed.Reason)
		c.Closed = &closed
	}
	for i := range c.Breaches {
		c.Breaches[i].Saw = d.hidden.out(c.Breaches[i].Saw)
	}
	d.Observer.Judged(c)
}
