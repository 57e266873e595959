// Command xnet is an echo server on golang.org/x/net/websocket. The library
// gives the application single frames and not whether one is the last of its
// message, so every fragment comes back as a message of its own. It closes the
// connection when a Close frame arrives, without answering and without telling
// code or reason (no report), its Close takes neither (no close), and it drops
// Pongs unseen. It neither checks the UTF-8 of text messages nor most of the
// framing.
package main

import (
	"log"
	"net/http"
	"slices"

	"golang.org/x/net/websocket"

	"github.com/wsspec/wsspec/runner/peers/golang/peer"
)

// A Server, unlike the simpler websocket.Handler, accepts a client that sends
// no Origin, and lets the application choose the subprotocol.
func main() {
	peer.Serve(websocket.Server{Handshake: negotiate, Handler: serve})
}

func negotiate(config *websocket.Config, _ *http.Request) error {
	asked := config.Protocol
	config.Protocol = nil
	if i := slices.IndexFunc(asked, func(name string) bool {
		return slices.Contains(peer.Subprotocols, name)
	}); i >= 0 {
		config.Protocol = asked[i : i+1]
	}
	return nil
}

type frame struct {
	kind    byte
	payload []byte
}

// The codec keeps the type of a frame. The library passes on frames with
// reserved opcodes as well: all but binary ones count as text.
var codec = websocket.Codec{
	Marshal: func(v any) ([]byte, byte, error) {
		f := v.(frame)
		return f.payload, f.kind, nil
	},
	Unmarshal: func(payload []byte, kind byte, v any) error {
		if kind != websocket.BinaryFrame {
			kind = websocket.TextFrame
		}
		*v.(*frame) = frame{kind, payload}
		return nil
	},
}

// serve just returns at the end: the library then closes the connection.
func serve(conn *websocket.Conn) {
	conn.MaxPayloadBytes = peer.MessageLimit // of one frame; 32 MiB by default
	send := func(kind byte, payload []byte) error {
		return codec.Send(conn, frame{kind, payload})
	}
	cooperation := peer.Conn{
		Text: func(message []byte) error { return send(websocket.TextFrame, message) },
		Ping: func(data []byte) {
			if err := send(websocket.PingFrame, data); err != nil {
				log.Print(err)
			}
		},
		Fail: true, // net/http recovers, the library closes the connection
	}
	for {
		var f frame
		if err := codec.Receive(conn, &f); err != nil {
			log.Print(err)
			return
		}
		if f.kind == websocket.TextFrame && cooperation.Handle(f.payload) {
			continue
		}
		if err := send(f.kind, f.payload); err != nil {
			log.Print(err)
			return
		}
	}
}
