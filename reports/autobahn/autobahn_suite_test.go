package autobahn_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestAutobahn(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "report in the format of Autobahn|Testsuite")
}
