package tap_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestTAP(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "TAP report")
}
