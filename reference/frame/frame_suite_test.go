package frame_test

import (
	"encoding/hex"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestFrame(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "frame")
}

// unhex reads bytes written as hex digits; spaces are for the reader.
func unhex(digits string) []byte {
	GinkgoHelper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	Expect(err).NotTo(HaveOccurred())
	return b
}
