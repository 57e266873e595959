package inprocess_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner/inprocess"
)

// patience is for what must not happen at all; nobody waits that long for what must.
const patience = time.Minute

// dial opens a connection to a server and sends a request.
func dial(s *inprocess.Server, path string) (net.Conn, *bufio.Reader) {
	GinkgoHelper()
	target := s.Target(path)
	conn, err := target.Connect(context.Background())
	Expect(err).NotTo(HaveOccurred())
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", target.Path, target.Authority)
	Expect(err).NotTo(HaveOccurred())
	return conn, bufio.NewReader(conn)
}

var _ = Describe("A handler in this process", func() {
	It("is asked for the path of the target, from an address that can be taken apart", func() {
		s := inprocess.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			host, port, err := net.SplitHostPort(r.RemoteAddr)
			fmt.Fprint(w, r.Host, " ", r.URL.Path, " ", host, " ", port != "", " ", err)
		}))
		_, in := dial(s, "/chat")
		response, err := http.ReadResponse(in, nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(io.ReadAll(io.LimitReader(response.Body, response.ContentLength))).To(BeEquivalentTo("127.0.0.1 /chat 127.0.0.1 true <nil>"))
		Expect(s.Close(patience)).To(Succeed())
	})

	It("has its connections ended when it is closed, those too that it took over", func() {
		ended := make(chan error, 1)
		s := inprocess.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				io.WriteString(conn, "taken over\n")
				_, err = conn.Read(make([]byte, 1))
			}
			ended <- err
		}))
		conn, in := dial(s, "/")
		Expect(in.ReadString('\n')).To(Equal("taken over\n"))
		Expect(s.Close(patience)).To(Succeed())
		Expect(ended).To(Receive(HaveOccurred()), "the handler has returned")
		_, err := conn.Read(make([]byte, 1))
		Expect(err).To(HaveOccurred())
		_, err = s.Target("/").Connect(context.Background())
		Expect(err).To(HaveOccurred())
	})

	It("keeps the panics of the handler, and serves on", func() {
		s := inprocess.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/panic":
				panic("the handler's own words")
			case "/abort":
				panic(http.ErrAbortHandler)
			}
		}))
		for _, path := range []string{"/panic", "/abort", "/"} {
			conn, in := dial(s, path)
			response, err := http.ReadResponse(in, nil)
			if path == "/" {
				Expect(err).NotTo(HaveOccurred())
				Expect(response.StatusCode).To(Equal(http.StatusOK))
			} else {
				Expect(err).To(HaveOccurred(), "net/http drops the connection")
			}
			conn.Close()
		}
		Expect(s.Close(patience)).To(Succeed())
		panics := s.TakePanics()
		Expect(panics).To(HaveLen(1))
		Expect(panics[0].Value).To(Equal("the handler's own words"))
		Expect(string(panics[0].Stack)).To(ContainSubstring("inprocess_test.go"))
		Expect(s.TakePanics()).To(BeEmpty(), "they are told once")
	})

	It("tells of a handler that does not return", func() {
		stuck, release := make(chan struct{}), make(chan struct{})
		s := inprocess.Serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(stuck)
			<-release
		}))
		dial(s, "/")
		<-stuck
		Expect(s.Close(time.Millisecond)).To(MatchError(ContainSubstring("1 calls of the handler go on")))
		close(release)
		Expect(s.Close(patience)).To(Succeed())
	})
})
