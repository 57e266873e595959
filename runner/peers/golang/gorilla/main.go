// Command gorilla is an echo server on github.com/gorilla/websocket. The
// library sends and answers control frames, but leaves it to the application
// to wait for the Close frame that answers its own, to let one goroutine write
// at a time, and to check the UTF-8 of text messages, which this server, like
// the library's echo example, does not do.
package main

import (
	"errors"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wsspec/wsspec/runner/peers/golang/peer"
)

var upgrader = websocket.Upgrader{
	Subprotocols:      peer.Subprotocols,
	EnableCompression: peer.Deflate, // off by default
}

func main() {
	peer.Serve(http.HandlerFunc(serve))
}

func serve(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		log.Print(err)
		return
	}
	var writing sync.Mutex
	write := func(kind int, message []byte) error {
		writing.Lock()
		defer writing.Unlock()
		return conn.WriteMessage(kind, message)
	}
	cooperation := peer.Conn{
		Text: func(message []byte) error { return write(websocket.TextMessage, message) },
		Close: func(code int, reason string) {
			if code == 0 {
				code = websocket.CloseNoStatusReceived // formatted as an empty payload
			}
			payload := websocket.FormatCloseMessage(code, reason)
			if err := conn.WriteControl(websocket.CloseMessage, payload, time.Time{}); err != nil {
				log.Print(err)
			}
		},
		Ping: func(data []byte) {
			if err := conn.WriteControl(websocket.PingMessage, data, time.Time{}); err != nil {
				log.Print(err)
			}
		},
		Fail:   true, // net/http recovers, the deferred Close closes the connection
		Report: true,
	}
	end := websocket.CloseError{Code: peer.Abnormal}
	defer func() { cooperation.Ended(end.Code, end.Text) }()
	defer conn.Close()
	conn.SetReadLimit(peer.MessageLimit) // no limit by default

	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			log.Print(err)
			if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
				end = *closed
			}
			return
		}
		if kind == websocket.TextMessage && cooperation.Handle(message) {
			continue
		}
		// After a Close frame of its own a server sends nothing, but goes on
		// reading until the answer comes.
		if err := write(kind, message); err != nil && err != websocket.ErrCloseSent {
			log.Print(err)
			return
		}
	}
}
