package judge_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// suite is the test that Ginkgo runs in: bubbles of package synctest need one.
var suite *testing.T

func TestJudge(t *testing.T) {
	suite = t
	RegisterFailHandler(Fail)
	RunSpecs(t, "the judge")
}
