// Command gws is an echo server on github.com/lxzan/gws. The library calls a
// handler for every event; answering a Ping is up to the handler (the built-in
// one answers without the payload). Its WriteClose sends a Close frame, 1000 if
// there is no code, and closes the connection at once. A panic in a handler
// takes the process down by default, so the server does not offer fail. The
// UTF-8 of text messages is checked with CheckUtf8Enabled only, which the
// library's own conformance test switches on.
package main

import (
	"errors"
	"log"
	"net/http"

	"github.com/lxzan/gws"

	"github.com/wsspec/wsspec/runner/peers/golang/peer"
)

// The library refuses a client that asks for none of its SubProtocols, also one
// that asks for no subprotocol at all: two upgraders, then.
var (
	plain = gws.NewUpgrader(handler{}, &gws.ServerOption{
		CheckUtf8Enabled:   true,
		ReadMaxPayloadSize: peer.MessageLimit, // 16 MiB by default
		PermessageDeflate:  deflate,
	})
	negotiating = gws.NewUpgrader(handler{}, &gws.ServerOption{
		CheckUtf8Enabled:   true,
		ReadMaxPayloadSize: peer.MessageLimit,
		PermessageDeflate:  deflate,
		SubProtocols:       peer.Subprotocols,
	})
)

// By default there is no compression, and if there is, neither side takes its
// context over, and messages of less than 512 bytes are not compressed.
var deflate = gws.PermessageDeflate{
	Enabled:               peer.Deflate,
	ServerContextTakeover: true,
	ClientContextTakeover: true,
	Threshold:             1,
}

func main() {
	peer.Serve(http.HandlerFunc(serve))
}

func serve(w http.ResponseWriter, r *http.Request) {
	upgrader := plain
	if r.Header.Get("Sec-WebSocket-Protocol") != "" {
		upgrader = negotiating
	}
	socket, err := upgrader.Upgrade(w, r)
	if err != nil {
		log.Print(err)
		return
	}
	go socket.ReadLoop()
}

type handler struct {
	gws.BuiltinEventHandler
}

func (handler) OnOpen(socket *gws.Conn) {
	socket.Session().Store("cooperation", &peer.Conn{
		Text: func(message []byte) error { return socket.WriteMessage(gws.OpcodeText, message) },
		Close: func(code int, reason string) {
			if err := socket.WriteClose(uint16(code), []byte(reason)); err != nil {
				log.Print(err)
			}
		},
		Ping: func(data []byte) {
			if err := socket.WritePing(data); err != nil {
				log.Print(err)
			}
		},
		Report: true,
	})
}

func (handler) OnPing(socket *gws.Conn, payload []byte) {
	if err := socket.WritePong(payload); err != nil {
		log.Print(err)
	}
}

func (handler) OnMessage(socket *gws.Conn, message *gws.Message) {
	defer message.Close()
	if message.Opcode == gws.OpcodeText && cooperation(socket).Handle(message.Bytes()) {
		return
	}
	if err := socket.WriteMessage(message.Opcode, message.Bytes()); err != nil {
		log.Print(err)
	}
}

func (handler) OnClose(socket *gws.Conn, err error) {
	log.Print(err)
	closed, ok := errors.AsType[*gws.CloseError](err)
	switch {
	case !ok:
		cooperation(socket).Ended(peer.Abnormal, "")
	case closed.Code == 0: // no code in the Close frame
		cooperation(socket).Ended(peer.NoStatus, "")
	default:
		cooperation(socket).Ended(int(closed.Code), string(closed.Reason))
	}
}

func cooperation(socket *gws.Conn) *peer.Conn {
	value, _ := socket.Session().Load("cooperation")
	return value.(*peer.Conn)
}
