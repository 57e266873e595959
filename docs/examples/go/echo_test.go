package echo_test

import (
	"net/http"
	"testing"

	echo "github.com/wsspec/wsspec/docs/examples/go"
	"github.com/wsspec/wsspec/wsspectest"
)

func TestGorilla(t *testing.T) {
	wsspectest.Run(t, wsspectest.Handler(http.HandlerFunc(echo.Gorilla)),
		wsspectest.Select("rfc6455/5", "rfc6455/7", "rfc6455/8.1"))
}
