package runner_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
)

// parrotIn starts a server that refuses every handshake and repeats the named field of the request in the response:
// its value, and what basic credentials in it decode to.
func parrotIn(name string) (target *runner.Target, stop func()) {
	listener := memconn.Listen()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go parrot(conn, name)
		}
	}()
	target = &runner.Target{URL: "ws://wsspec.example/", Role: reference.Server, Connect: listener.Dial, Authority: "wsspec.example", Path: "/"}
	return target, func() { listener.Close() }
}

func parrot(conn net.Conn, name string) {
	defer conn.Close()
	var reader handshake.HeadReader
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if _, complete := reader.Write(buf[:n]); complete {
			break
		}
		if err != nil {
			return
		}
	}
	request, _ := handshake.ReadRequest(reader.Head())
	value := request.Fields.Get(name)
	_, encoded, _ := strings.Cut(value, " ")
	decoded, _ := base64.StdEncoding.DecodeString(encoded)
	fmt.Fprintf(conn, "HTTP/1.1 200 no %s, %s\r\nServer: %s\r\n\r\n", value, decoded, value)
}

// pieces are all the parts of a text that are six bytes long.
func pieces(text string) []string {
	var list []string
	for i := range len(text) - 5 {
		list = append(list, text[i:i+6])
	}
	return list
}

var _ = Describe("secrets", func() {
	DescribeTable("are in nothing that a run tells, even if the target repeats them", func(field handshake.Field, called []string, hidden ...string) {
		r, err := runIn(func() (*runner.Target, func()) {
			target, stop := parrotIn(field.Name)
			target.Fields, target.Secrets = handshake.Fields{field}, called
			return target, stop
		}, func(config *runner.Config) {
			var err error
			config.Cases, err = table.Select("rfc6455/4.2.1", "rfc6455/4.2.2")
			Expect(err).NotTo(HaveOccurred())
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Cases).NotTo(BeEmpty())
		var raw strings.Builder
		for _, c := range r.Cases {
			for _, entry := range c.Transcript {
				raw.Write(entry.Bytes)
				raw.WriteByte('\n')
			}
		}
		Expect(raw.String()).To(ContainSubstring(field.Name+": "), "the request is in the transcripts")
		told, err := json.Marshal(r.Run)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(told)).To(ContainSubstring(field.Name + ": (redacted)"))
		for _, secret := range hidden {
			for _, piece := range pieces(secret) {
				Expect(raw.String()).NotTo(ContainSubstring(piece), "in a transcript")
				Expect(string(told)).NotTo(ContainSubstring(piece), "in a text")
			}
		}
	},
		Entry("a bearer token", handshake.Field{Name: "Authorization", Value: "Bearer kq7Xw2-m9Rz4_vB"}, nil, "kq7Xw2-m9Rz4_vB"),
		Entry("basic credentials", handshake.Field{Name: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte("jane:Xq7#kz \"2v"))},
			nil, base64.StdEncoding.EncodeToString([]byte("jane:Xq7#kz \"2v")), "Xq7#kz \"2v", "Xq7#kz \\\"2v"),
		Entry("a cookie", handshake.Field{Name: "Cookie", Value: "sid=kq7Xw2m9Rz4; theme=Zn5vT8uJ"}, nil, "kq7Xw2m9Rz4", "Zn5vT8uJ"),
		Entry("a field that does not sound like one", handshake.Field{Name: "X-Tenant", Value: "kq7Xw2m9Rz4"}, []string{"kq7Xw2m9Rz4"}, "kq7Xw2m9Rz4"),
	)

	It("are only what is worth it: a short part of one is not taken out of everything", func() {
		r, err := runIn(func() (*runner.Target, func()) {
			target, stop := parrotIn("Cookie")
			target.Fields = handshake.Fields{{Name: "Cookie", Value: "a=1"}}
			return target, stop
		}, func(config *runner.Config) { config.Cases = table[:20] })
		Expect(err).NotTo(HaveOccurred())
		for _, c := range r.Cases {
			for _, entry := range c.Transcript {
				Expect(string(entry.Bytes)).NotTo(ContainSubstring("HTTP/*.*"))
				Expect(string(entry.Bytes)).NotTo(ContainSubstring("a=1"))
			}
		}
	})
})
