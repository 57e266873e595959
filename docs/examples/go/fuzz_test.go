package echo_test

import (
	"net/http"
	"testing"

	echo "github.com/wsspec/wsspec/docs/examples/go"
	"github.com/wsspec/wsspec/fuzz/wsspecfuzz"
)

func FuzzGorilla(f *testing.F) {
	wsspecfuzz.Handler(f, http.HandlerFunc(echo.Gorilla), wsspecfuzz.Known("accepted: *"))
}
