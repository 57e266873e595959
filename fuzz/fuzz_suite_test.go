package fuzz_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// suite is the test that Ginkgo runs in: bubbles of package synctest need one.
var suite *testing.T

func TestFuzz(t *testing.T) {
	suite = t
	RegisterFailHandler(Fail)
	RunSpecs(t, "fuzz")
}
