package wsspecginkgo_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestWsspecginkgo(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "wsspecginkgo")
}
