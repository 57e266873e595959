package utf8stream_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestUTF8Stream(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "utf8stream")
}
