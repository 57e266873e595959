// Package peer holds what the echo servers of this module share: starting and
// stopping the process, the wsspec: messages, and how a watched connection
// ended.
package peer

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// MessageLimit is the largest message, in bytes, that a server accepts.
const MessageLimit = 1 << 20

// Close codes that never travel in a Close frame.
const (
	NoStatus = 1005 // the Close frame had no code
	Abnormal = 1006 // there was no Close frame
)

// Subprotocols are those that a server offers, the preferred one first.
var Subprotocols = []string{"chat", "superchat"}

// Deflate tells that the server was asked to switch permessage-deflate on.
var Deflate = slices.Contains(os.Args[1:], "deflate")

// Serve runs handler at the path / of a free port, prints the address, and
// returns at the end of standard input.
func Serve(handler http.Handler) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/{$}", handler)
	go func() { log.Fatal(http.Serve(listener, mux)) }()
	fmt.Printf("listening on %v\n", listener.Addr())
	io.Copy(io.Discard, os.Stdin)
}

// Conn is what a server can do on one connection besides echoing, each through
// the ordinary call of its library. It does not offer what is left out.
type Conn struct {
	// Text sends a text message. It is called from several goroutines.
	Text func(message []byte) error
	// Close starts the closing handshake. Code 0 stands for none.
	Close func(code int, reason string)
	// Ping sends a Ping.
	Ping func(data []byte)
	// Fail tells that a panic in Handle ends this connection only.
	Fail bool
	// Report tells that the server calls Ended.
	Report bool

	watched []*ending
}

// Handle does what a wsspec: text message asks for. It reports false for any
// message that is to be echoed.
func (c *Conn) Handle(message []byte) bool {
	if !bytes.HasPrefix(message, []byte("wsspec:")) {
		return false
	}
	command, argument, _ := strings.Cut(string(message), " ")
	switch {
	case command == "wsspec:hello":
		c.Text([]byte("wsspec:ready" + c.offers()))
	case command == "wsspec:close" && c.Close != nil:
		return c.close(argument)
	case command == "wsspec:send":
		return c.send(argument)
	case command == "wsspec:ping" && c.Ping != nil:
		c.Ping([]byte(argument))
	case command == "wsspec:fail" && c.Fail:
		panic("wsspec:fail")
	case command == "wsspec:watch" && c.Report:
		c.watched = append(c.watched, endingOf(argument))
		c.Text([]byte("wsspec:watching " + argument))
	case command == "wsspec:report" && c.Report:
		go c.report(endingOf(argument))
	default:
		return false
	}
	return true
}

// Ended tells how the connection ended, as the library reported it.
func (c *Conn) Ended(code int, reason string) {
	for _, e := range c.watched {
		e.once.Do(func() {
			e.code, e.reason = code, reason
			close(e.done)
		})
	}
}

func (c *Conn) offers() string {
	var names strings.Builder
	for _, offer := range []struct {
		name string
		ok   bool
	}{
		{"close", c.Close != nil},
		{"send", true},
		{"ping", c.Ping != nil},
		{"fail", c.Fail},
		{"report", c.Report},
	} {
		if offer.ok {
			names.WriteString(" " + offer.name)
		}
	}
	return names.String()
}

func (c *Conn) close(argument string) bool {
	if argument == "" {
		c.Close(0, "")
		return true
	}
	number, reason, _ := strings.Cut(argument, " ")
	code, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return false
	}
	c.Close(int(code), reason)
	return true
}

// send leaves the writing to another goroutine, so that the server goes on
// reading. A failed write ends it.
func (c *Conn) send(argument string) bool {
	first, second, _ := strings.Cut(argument, " ")
	count, err1 := strconv.ParseUint(first, 10, 31)
	size, err2 := strconv.ParseUint(second, 10, 31)
	if err1 != nil || err2 != nil {
		return false
	}
	message := bytes.Repeat([]byte("x"), int(size))
	go func() {
		for range count {
			if c.Text(message) != nil {
				return
			}
		}
	}()
	return true
}

// report always calls the state unknown: no library here tells whether a
// connection was closed cleanly.
func (c *Conn) report(e *ending) {
	<-e.done
	c.Text(fmt.Appendf(nil, "wsspec:closed %d unknown %s", e.code, e.reason))
}

// An ending is how a watched connection ended, known once done is closed.
type ending struct {
	once   sync.Once
	done   chan struct{}
	code   int
	reason string
}

var endings = struct {
	sync.Mutex
	byID map[string]*ending
}{byID: map[string]*ending{}}

// endingOf is asked for an ID by wsspec:watch and by wsspec:report, in
// whichever order they arrive.
func endingOf(id string) *ending {
	endings.Lock()
	defer endings.Unlock()
	e := endings.byID[id]
	if e == nil {
		e = &ending{done: make(chan struct{})}
		endings.byID[id] = e
	}
	return e
}
