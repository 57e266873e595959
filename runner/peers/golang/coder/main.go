// Command coder is an echo server on github.com/coder/websocket. The library
// closes actively: Close sends the Close frame, waits for the answer and closes
// the connection. Its Ping chooses the payload itself, so the server does not
// offer ping. It does not check the UTF-8 of text messages.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"

	"github.com/coder/websocket"

	"github.com/wsspec/wsspec/runner/peers/golang/peer"
)

// Compression is off by default.
var options = websocket.AcceptOptions{Subprotocols: peer.Subprotocols}

func main() {
	if peer.Deflate {
		options.CompressionMode = websocket.CompressionContextTakeover
		options.CompressionThreshold = 1 // 128 bytes by default
	}
	peer.Serve(http.HandlerFunc(serve))
}

func serve(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &options)
	if err != nil {
		log.Print(err)
		return
	}
	ctx := context.Background()
	end := websocket.CloseError{Code: peer.Abnormal}
	cooperation := peer.Conn{
		Text: func(message []byte) error { return conn.Write(ctx, websocket.MessageText, message) },
		Close: func(number int, reason string) {
			code := websocket.StatusCode(number)
			if code == 0 {
				code = websocket.StatusNoStatusRcvd // sent as an empty payload
			}
			// Close reads the answer itself. It succeeds if that has the same
			// code, and does not tell its reason then.
			if err := conn.Close(code, reason); err == nil {
				end = websocket.CloseError{Code: code}
			} else {
				log.Print(err)
				errors.As(err, &end)
			}
		},
		Fail:   true, // net/http recovers, the deferred CloseNow closes the connection
		Report: true,
	}
	defer func() { cooperation.Ended(int(end.Code), end.Reason) }()
	defer conn.CloseNow()
	conn.SetReadLimit(peer.MessageLimit) // 32 KiB by default

	for {
		kind, message, err := conn.Read(ctx)
		if err != nil {
			log.Print(err)
			errors.As(err, &end)
			return
		}
		if kind == websocket.MessageText && cooperation.Handle(message) {
			continue
		}
		if err := conn.Write(ctx, kind, message); err != nil {
			log.Print(err)
			return
		}
	}
}
