package wsspectest_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestWsspectest(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "wsspectest")
}
