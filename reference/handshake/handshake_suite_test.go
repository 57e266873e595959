package handshake_test

import (
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

func TestHandshake(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "handshake")
}

// with is the message with its first occurrence of one text replaced by another. The text has to be there: an edit
// that changes nothing would prove nothing.
func with(message, old, new string) string {
	GinkgoHelper()
	Expect(message).To(ContainSubstring(old))
	return strings.Replace(message, old, new, 1)
}

// without is the message without the lines of a field.
func without(message, field string) string {
	GinkgoHelper()
	var kept []string
	for line := range strings.SplitAfterSeq(message, "\r\n") {
		if !strings.HasPrefix(line, field+":") {
			kept = append(kept, line)
		}
	}
	shorter := strings.Join(kept, "")
	Expect(shorter).NotTo(Equal(message))
	return shorter
}

// plus is the message with one more line at the end of its head.
func plus(message, line string) string {
	GinkgoHelper()
	return with(message, "\r\n\r\n", "\r\n"+line+"\r\n\r\n")
}

// headOf reads a message that is a head and nothing else.
func headOf(message string) *handshake.Head {
	GinkgoHelper()
	var reader handshake.HeadReader
	n, done := reader.Write([]byte(message))
	Expect(done).To(BeTrue(), "the head does not end")
	Expect(n).To(Equal(len(message)), "bytes follow the head")
	return reader.Head()
}

// broken are the rules of the findings, each once.
func broken(findings []reference.Finding) []*reference.Rule {
	var rules []*reference.Rule
	seen := map[*reference.Rule]bool{}
	for _, f := range findings {
		if !seen[f.Rule] {
			rules = append(rules, f.Rule)
		}
		seen[f.Rule] = true
	}
	return rules
}
