package results

import (
	"regexp"
	"strings"
)

// Saw says in a line what the target did, without what differs from run to run: times, how often a broken rule was seen and
// where first, whether an end came by FIN or RST. A star stands for a measured number.
func (c *Case) Saw() string { return strings.ToValidUTF8(c.saw(), "\uFFFD") }

func (c *Case) saw() string {
	if strings.HasPrefix(c.Note, "the target died of it") {
		return "the process dies"
	}
	if saw, ok := breachSeen(c.Note); ok {
		return saw
	}
	var parts []string
	for _, line := range c.Got {
		if before, _, ok := strings.Cut(line, ", after "); ok {
			line = before
		}
		if !series.MatchString(line) {
			parts = append(parts, ends.ReplaceAllString(line, "the connection ends"))
		}
	}
	if len(parts) == 0 || len(parts) < len(c.Got) {
		return measured.ReplaceAllString(c.Note, "*")
	}
	return strings.Join(parts, "; ")
}

// breachSeen is what was seen where a rule was broken that is watched in all cases.
func breachSeen(note string) (saw string, ok bool) {
	if !strings.HasPrefix(note, "seen ") {
		return "", false
	}
	_, saw, _ = strings.Cut(note, ": ")
	return saw, true
}

var (
	ends = regexp.MustCompile("the connection ended by (FIN|RST)")

	// A line of a series of measures, such as "1000 fragments: 3 ms" and "no fragments: 1 ms".
	series = regexp.MustCompile(`^(no|\d+) [a-zA-Z -]+: (\d|no answer)`)

	// A number that is another one each time.
	measured = regexp.MustCompile(`\d+(\.\d+)?(h|m|s|ms|µs|ns| MiB)\b|\d+\.\d+`)
)
