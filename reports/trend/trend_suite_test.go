package trend_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestTrend(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "report trend")
}
