// Package echo has two echo servers on libraries that many use, and tests of them: a Go test, a Ginkgo suite, a fuzz target.
package echo

import (
	"net/http"
	"unicode/utf8"

	coder "github.com/coder/websocket"
	"github.com/gorilla/websocket"
)

// Gorilla is an echo server on github.com/gorilla/websocket.
func Gorilla(w http.ResponseWriter, r *http.Request) {
	var upgrader websocket.Upgrader
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage && !utf8.Valid(message) { // the library leaves that to the application
			conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseInvalidFramePayloadData, ""))
			return
		}
		if err := conn.WriteMessage(kind, message); err != nil {
			return
		}
	}
}

// Coder is an echo server on github.com/coder/websocket.
func Coder(w http.ResponseWriter, r *http.Request) {
	conn, err := coder.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	for {
		kind, message, err := conn.Read(r.Context())
		if err != nil {
			return
		}
		if kind == coder.MessageText && !utf8.Valid(message) { // the library leaves that to the application
			conn.Close(coder.StatusInvalidFramePayloadData, "")
			return
		}
		if err := conn.Write(r.Context(), kind, message); err != nil {
			return
		}
	}
}
