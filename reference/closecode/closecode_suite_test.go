package closecode_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestCloseCode(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "closecode")
}
