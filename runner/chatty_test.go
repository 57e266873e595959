package runner_test

import (
	"bytes"
	"net"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
)

// greeter is a connection whose server says something as soon as it is open.
type greeter struct {
	net.Conn
	greeted bool
}

func (g *greeter) Write(p []byte) (int, error) {
	if g.greeted || !bytes.HasPrefix(p, []byte("HTTP/1.1 101")) {
		return g.Conn.Write(p)
	}
	g.greeted = true
	_, err := g.Conn.Write(append(bytes.Clone(p), serverFrame(frame.Text, []byte("welcome to the chat"))...))
	return len(p), err
}

func (g *greeter) CloseWrite() error { return g.Conn.(interface{ CloseWrite() error }).CloseWrite() }
func (g *greeter) Reset() error      { return g.Conn.(interface{ Reset() error }).Reset() }

var _ = Describe("a conforming server that greets everybody", func() {
	It("is known for it, and held against nothing but the rules", func() {
		server := endpoint.NewServer(endpoint.Config{})
		r, err := runIn(serverOf(func(conn net.Conn) { server.ServeConn(&greeter{Conn: conn}) }))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Header.Target.Chatty).To(BeTrue())
		Expect(r.Header.Target.Offers).To(ContainElement(cases.Echo))
		Expect(r.with(cases.Fail, cases.Warn, cases.Inconclusive, cases.Error)).To(BeEmpty())
		Expect(len(r.with(cases.Pass))).To(BeNumerically(">", len(r.with(cases.Skip))))
	})
})
