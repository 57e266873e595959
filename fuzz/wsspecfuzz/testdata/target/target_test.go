// Package target has fuzz targets as users write them; the tests of wsspecfuzz look at what they print.
package target

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/wsspec/wsspec/fuzz/wsspecfuzz"
	"github.com/wsspec/wsspec/reference/endpoint"
)

// reference is the reference server as a handler, with the fault that the environment names. net/http has read the
// request; the server gets it written again.
func reference(w http.ResponseWriter, r *http.Request) {
	server := endpoint.NewServer(endpoint.Config{Fault: endpoint.FindFault(os.Getenv("FAULT"))})
	var head bytes.Buffer
	io.WriteString(&head, r.Method+" "+r.RequestURI+" "+r.Proto+"\r\nHost: "+r.Host+"\r\n")
	r.Header.Write(&head)
	io.WriteString(&head, "\r\n")
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	rest, _ := buffered.Reader.Peek(buffered.Reader.Buffered())
	server.ServeConn(&reread{conn, io.MultiReader(&head, bytes.NewReader(bytes.Clone(rest)), conn)})
}

// reread is a connection of which some bytes were read already.
type reread struct {
	net.Conn
	from io.Reader
}

func (r *reread) Read(p []byte) (int, error) { return r.from.Read(p) }
func (r *reread) CloseWrite() error          { return r.Conn.(interface{ CloseWrite() error }).CloseWrite() }

func known() wsspecfuzz.Option {
	return wsspecfuzz.Known(strings.FieldsFunc(os.Getenv("KNOWN"), func(r rune) bool { return r == '\n' })...)
}

func FuzzReference(f *testing.F) { wsspecfuzz.Handler(f, http.HandlerFunc(reference), known()) }

func FuzzNoFinding(f *testing.F) {
	wsspecfuzz.Handler(f, http.HandlerFunc(reference), wsspecfuzz.Known("accepted: [*"))
}

func FuzzPath(f *testing.F) {
	mux := http.NewServeMux()
	mux.HandleFunc("/chat", reference)
	wsspecfuzz.Handler(f, mux, wsspecfuzz.At("/chat"))
}

func FuzzPanics(f *testing.F) {
	wsspecfuzz.Handler(f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Sec-WebSocket-Extensions"), "permessage-deflate") {
			panic("an extension")
		}
		reference(w, r)
	}), known())
}

func FuzzNoServer(f *testing.F) { wsspecfuzz.Handler(f, http.NotFoundHandler()) }
