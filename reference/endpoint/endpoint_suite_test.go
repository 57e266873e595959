package endpoint_test

import (
	"testing"
	"testing/synctest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// suite is the test that Ginkgo runs in: bubbles of package synctest need one.
var suite *testing.T

func TestEndpoint(t *testing.T) {
	suite = t
	RegisterFailHandler(Fail)
	RunSpecs(t, "endpoint")
}

// inBubble runs a test on a clock that jumps ahead when everybody waits. It fails if a goroutine is left behind.
func inBubble(test func()) {
	synctest.Test(suite, func(*testing.T) {
		defer GinkgoRecover()
		test()
	})
}
