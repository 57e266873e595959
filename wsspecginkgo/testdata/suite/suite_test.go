// Package suite is a suite as users write it; the tests of wsspecginkgo look at what it reports.
package suite

import (
	"io"
	"net"
	"net/http"
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/net/websocket"

	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/wsspecginkgo"
	"github.com/wsspec/wsspec/wsspectest"
)

func TestSuite(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "suite")
}

var asked = wsspectest.Select("rfc6455/4.2.1", "rfc6455/5.5", "rfc7692/7.1.1")

var _ = Describe("around", Label("around"), func() {
	wsspecginkgo.Describe("the reference server", func() wsspectest.Target {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		server := endpoint.NewServer(endpoint.Config{Fault: endpoint.FindFault(os.Getenv("FAULT"))})
		go server.Serve(listener)
		DeferCleanup(func() { listener.Close(); server.Close() })
		return wsspectest.URL("ws://" + listener.Addr().String() + "/")
	}, asked)
})

var echo = websocket.Server{Handler: func(c *websocket.Conn) { io.Copy(c, c) }}

var _ = wsspecginkgo.Describe("a handler", func() wsspectest.Target { return wsspectest.Handler(echo) }, asked)

var _ = wsspecginkgo.Describe("a handler that panics", func() wsspectest.Target {
	return wsspectest.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-WebSocket-Version") != "13" {
			panic("another version")
		}
		echo.ServeHTTP(w, r)
	}))
}, asked)

var _ = wsspecginkgo.Describe("a server that is not there", func() wsspectest.Target {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	listener.Close()
	return wsspectest.URL("ws://" + listener.Addr().String() + "/")
}, asked)

var _ = wsspecginkgo.Describe("no case", func() wsspectest.Target { return wsspectest.Handler(echo) },
	wsspectest.Select("rfc6455/99"))

var _ = It("is a spec of somebody else's", func() {})
