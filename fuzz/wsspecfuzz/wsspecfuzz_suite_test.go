package wsspecfuzz_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestWsspecfuzz(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "wsspecfuzz")
}
