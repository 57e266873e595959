package endpoint_test

import (
	"fmt"
	"testing/synctest"

	. "github.com/onsi/ginkgo/v2"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
)

var _ = Describe("cooperation", func() {
	It("is offered by name, and a client has no other connections to report of", func() {
		for role, offers := range map[reference.Role]string{
			reference.Server: "wsspec:ready close send ping fail report",
			reference.Client: "wsspec:ready close send ping fail",
		} {
			p := opened(memory, role, endpoint.Config{})
			p.write(p.wire(text("wsspec:hello")))
			p.expect(unit{frame.Text, offers})
			p.stop()
		}
	})

	It("of a client has no reports", func() {
		p := opened(memory, reference.Client, endpoint.Config{})
		defer p.stop()
		p.write(p.wire(text("wsspec:watch a"), text("wsspec:report a")))
		p.expect(unit{frame.Text, "wsspec:watch a"}, unit{frame.Text, "wsspec:report a"})
	})

	DescribeTable("reports how a connection ended", func(end func(*peer), report string) {
		inBubble(func() {
			server, listener, _ := serving(endpoint.Config{})
			defer server.Close()
			defer listener.Close()
			watched, asking := dial(listener), dial(listener)
			watched.write(watched.wire(text("wsspec:watch id 1")))
			watched.expect(unit{frame.Text, "wsspec:watching id 1"})
			asking.write(asking.wire(text("wsspec:report id 1")))
			asking.alive() // nothing to tell yet, and others are not kept waiting
			end(watched)
			asking.expect(unit{frame.Text, report})
			asking.alive()
		})
	},
		Entry("with a code and a reason", func(p *peer) { p.write(p.wire(closing(body(4000, "good bye")))) }, "wsspec:closed 4000 clean good bye"),
		Entry("with a code", func(p *peer) { p.write(p.wire(closing(body(1001, "")))) }, "wsspec:closed 1001 clean"),
		Entry("without a code", func(p *peer) { p.write(p.wire(closing(""))) }, "wsspec:closed 1005 clean"),
		Entry("without a close", func(p *peer) { p.Close() }, "wsspec:closed 1006 unclean"),
		Entry("by a failure", func(p *peer) { p.write(p.wire(more(""))) }, "wsspec:closed 1006 unclean"),
		Entry("by the server, which we answer", func(p *peer) {
			p.write(p.wire(text("wsspec:close 1000"), closing(body(1000, "ours"))))
		}, "wsspec:closed 1000 clean ours"),
		Entry("by the server, which we do not answer", func(p *peer) {
			p.write(p.wire(text("wsspec:close 1000")))
			p.expect(closed(1000))
			p.Close()
		}, "wsspec:closed 1006 unclean"),
	)

	It("reports of a connection that ended before anybody asked, once", func() {
		inBubble(func() {
			server, listener, _ := serving(endpoint.Config{})
			defer server.Close()
			defer listener.Close()
			watched, asking := dial(listener), dial(listener)
			watched.write(watched.wire(text("wsspec:watch a"), closing("")))
			watched.expect(unit{frame.Text, "wsspec:watching a"}, unit{frame.Close, ""})
			watched.ended()
			asking.write(asking.wire(text("wsspec:report a")))
			asking.expect(unit{frame.Text, "wsspec:closed 1005 clean"})
			asking.write(asking.wire(text("wsspec:report a"), text("wsspec:report b")))
			asking.alive()
		})
	})

	It("forgets who asked when that connection ends", func() {
		inBubble(func() {
			server, listener, _ := serving(endpoint.Config{})
			defer server.Close()
			defer listener.Close()
			watched, asking := dial(listener), dial(listener)
			watched.write(watched.wire(text("wsspec:watch a")))
			watched.expect(unit{frame.Text, "wsspec:watching a"})
			asking.write(asking.wire(text("wsspec:report a")))
			asking.Close()
			synctest.Wait()
			watched.write(watched.wire(closing("")))
			again := dial(listener)
			again.write(again.wire(text("wsspec:report a")))
			again.expect(unit{frame.Text, "wsspec:closed 1005 clean"})
		})
	})

	It("forgets what it has reported", func() {
		inBubble(func() {
			server, listener, _ := serving(endpoint.Config{})
			defer server.Close()
			defer listener.Close()
			asking := dial(listener)
			for range 4100 { // more than it remembers
				watched := dial(listener)
				watched.write(watched.wire(text("wsspec:watch a"), closing("")))
				watched.expect(unit{frame.Text, "wsspec:watching a"})
				watched.Close()
				asking.write(asking.wire(text("wsspec:report a")))
				asking.expect(unit{frame.Text, "wsspec:closed 1005 clean"})
			}
		})
	})

	It("does not let clients make it remember without end", func() {
		inBubble(func() {
			server, listener, _ := serving(endpoint.Config{})
			defer server.Close()
			defer listener.Close()
			p := dial(listener)
			for i := range 4096 {
				p.write(p.wire(text(fmt.Sprint("wsspec:watch ", i))))
				p.expect(unit{frame.Text, fmt.Sprint("wsspec:watching ", i)})
			}
			p.write(p.wire(text("wsspec:watch one more")))
			p.expect(unit{frame.Text, "wsspec:watch one more"})
		})
	})
})
