// Package target is a fuzz target as users write it; the tests of wsspecfuzz look at what it prints.
package target

import (
	"io"
	"net/http"
	"testing"

	"golang.org/x/net/websocket"

	"github.com/wsspec/wsspec/fuzz/wsspecfuzz"
	"github.com/wsspec/wsspec/reference/endpoint"
)

// echo is a handler on a library that keeps less than the whole specification.
var echo = websocket.Server{Handler: func(c *websocket.Conn) { io.Copy(c, c) }}

func FuzzEcho(f *testing.F) { wsspecfuzz.Handler(f, echo) }

func FuzzNoServer(f *testing.F) { wsspecfuzz.Handler(f, http.NotFoundHandler()) }

var _ = endpoint.Config{}
