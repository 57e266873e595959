package plain

import (
	"regexp"
	"strings"
	"unicode"
)

// anywhere is how a command of GitHub Actions or Azure Pipelines begins that may stand anywhere in a line, or one of
// TeamCity.
var anywhere = regexp.MustCompile(`##([A-Za-z]*\[)`)

// Inert is a text that no CI system carries out when it is printed in a job: these read commands from what a job prints,
// and GitHub Actions takes a line for one, too, that has two colons behind nothing but space.
func Inert(s string) string {
	if strings.Contains(s, "##") {
		s = anywhere.ReplaceAllString(s, `\u0023#$1`)
	}
	if !strings.Contains(s, "::") {
		return s
	}
	var b strings.Builder
	for line := range strings.Lines(s) {
		if text := strings.TrimLeftFunc(line, unicode.IsSpace); strings.HasPrefix(text, "::") {
			line = line[:len(line)-len(text)] + `\u003a` + text[1:]
		}
		b.WriteString(line)
	}
	return b.String()
}
