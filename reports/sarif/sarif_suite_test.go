package sarif_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestSARIF(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "SARIF report")
}
