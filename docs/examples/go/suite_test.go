package echo_test

import (
	"net/http"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	echo "github.com/wsspec/wsspec/docs/examples/go"
	"github.com/wsspec/wsspec/wsspecginkgo"
	"github.com/wsspec/wsspec/wsspectest"
)

func TestSuite(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "echo")
}

var _ = wsspecginkgo.Describe("the echo server", func() wsspectest.Target {
	return wsspectest.Handler(http.HandlerFunc(echo.Coder))
}, wsspectest.Select("rfc6455/5"), wsspectest.Expectations("known.yaml"))
