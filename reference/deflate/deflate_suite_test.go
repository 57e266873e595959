package deflate_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestDeflate(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "reference/deflate")
}
