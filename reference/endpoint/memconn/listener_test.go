package memconn_test

import (
	"context"
	"net"
	"sync"
	"syscall"
	"testing/synctest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint/memconn"
)

var _ = Describe("a listener", func() {
	var ctx = context.Background()

	It("connects who dials with who accepts", func() {
		l := memconn.Listen()
		a, err := l.Dial(ctx)
		Expect(err).NotTo(HaveOccurred())
		b, err := l.Accept()
		Expect(err).NotTo(HaveOccurred())
		send(a.(conn), "hello")
		Expect(receive(b.(conn), 5)).To(Equal("hello"))
		Expect(l.Addr().Network()).To(Equal("memory"))
	})

	It("hands out connections in their order", func() {
		l := memconn.Listen()
		first, _ := l.Dial(ctx)
		l.Dial(ctx)
		b, err := l.Accept()
		Expect(err).NotTo(HaveOccurred())
		send(first.(conn), "first")
		Expect(receive(b.(conn), 5)).To(Equal("first"))
	})

	It("refuses when it is closed", func() {
		l := memconn.Listen()
		Expect(l.Close()).To(Succeed())
		Expect(l.Close()).To(Succeed())
		_, err := l.Dial(ctx)
		Expect(err).To(MatchError(syscall.ECONNREFUSED))
		_, err = l.Accept()
		Expect(err).To(MatchError(net.ErrClosed))
	})

	It("wakes up who accepts when it is closed", func() {
		inBubble(func() {
			l := memconn.Listen()
			got := make(chan error, 1)
			go func() {
				_, err := l.Accept()
				got <- err
			}()
			synctest.Wait()
			l.Close()
			Expect(<-got).To(MatchError(net.ErrClosed))
		})
	})

	It("resets the connections that nobody accepted", func() {
		l := memconn.Listen()
		a, err := l.Dial(ctx)
		Expect(err).NotTo(HaveOccurred())
		l.Close()
		Expect(readError(a.(conn))).To(wasReset)
	})

	It("leaves no connection behind that is dialled while it is closed", func() {
		inBubble(func() {
			for range 200 {
				l := memconn.Listen()
				var dials sync.WaitGroup
				for range 8 {
					dials.Go(func() {
						if c, err := l.Dial(ctx); err == nil {
							c.Read(make([]byte, 1)) // waits for ever if nobody resets the connection
						}
					})
				}
				l.Close()
				dials.Wait()
			}
		})
	})

	It("lets a caller give up who waits in a full backlog", func() {
		inBubble(func() {
			l := memconn.Listen()
			ctx, cancel := context.WithCancel(ctx)
			got := make(chan error)
			go func() {
				for {
					if _, err := l.Dial(ctx); err != nil {
						got <- err
						return
					}
				}
			}()
			synctest.Wait()
			cancel()
			Expect(<-got).To(MatchError(context.Canceled))
		})
	})

	It("refuses who waits in a full backlog when it is closed", func() {
		inBubble(func() {
			l := memconn.Listen()
			got := make(chan error)
			go func() {
				for {
					if _, err := l.Dial(ctx); err != nil {
						got <- err
						return
					}
				}
			}()
			synctest.Wait()
			l.Close()
			Expect(<-got).To(MatchError(syscall.ECONNREFUSED))
		})
	})
})
