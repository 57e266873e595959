package runner_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/format"
)

// suite is the test that Ginkgo runs in: bubbles of package synctest need one.
var suite *testing.T

func TestRunner(t *testing.T) {
	suite = t
	format.MaxLength = 0
	if testing.Short() {
		asked = sample(table)
	}
	RegisterFailHandler(Fail)
	RunSpecs(t, "runner")
}
