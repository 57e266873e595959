// Package rerun is the command that carries out a case again, as all reports show it.
package rerun

import (
	"strings"
	"unicode"

	"github.com/wsspec/wsspec/runner/results"
)

// Command is the command line, quoted so that a shell takes it as it is meant.
func Command(h *results.Header, c *results.Case) string {
	command := []string{"wsspec", "run"}
	for _, arg := range []string{h.Target.URL, c.ID, c.Seen} {
		if arg != "" {
			command = append(command, quote(arg))
		}
	}
	if h.Config.Stress {
		command = append(command, "--stress")
	}
	if h.Config.Thorough {
		command = append(command, "--thorough")
	}
	return strings.Join(append(command, "--trace"), " ")
}

// quote quotes what a shell would take apart.
func quote(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(":/.-_%[]", r)
	}) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
