// Command gobwas is an echo server on github.com/gobwas/ws, with its wsutil
// package in the strict set-up: frame headers and UTF-8 checked, control frames
// answered by its ControlFrameHandler. The library works on frames and keeps no
// state of the connection: it answers every Close frame, even one that answers
// a Close frame of the application, and on a protocol error in a frame header
// it returns the error and sends nothing. Compression is put together here from
// its wsflate package: the extension of the handshake, the RSV1 bit of the
// reader, and the compression of whole messages without context takeover. The
// library checks UTF-8 on the compressed bytes, so the check is off then.
package main

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsflate"
	"github.com/gobwas/ws/wsutil"

	"github.com/wsspec/wsspec/runner/peers/golang/peer"
)

func main() {
	peer.Serve(http.HandlerFunc(serve))
}

// An endpoint writes the frames of one connection. What the library leaves to
// the application is one frame at a time and no data after a Close frame.
type endpoint struct {
	conn    net.Conn
	writing sync.Mutex
	closing bool
}

var errClosing = errors.New("a Close frame was sent")

func (e *endpoint) write(op ws.OpCode, payload []byte) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	if e.closing {
		return errClosing
	}
	e.closing = op == ws.OpClose
	return wsutil.WriteServerMessage(e.conn, op, payload)
}

// echo writes a message, compressed if it came so.
func (e *endpoint) echo(op ws.OpCode, message []byte, compressed bool) error {
	if !compressed {
		return e.write(op, message)
	}
	f, err := wsflate.CompressFrame(ws.NewFrame(op, true, message))
	if err != nil {
		return err
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	if e.closing {
		return errClosing
	}
	return ws.WriteFrame(e.conn, f)
}

func (e *endpoint) control(header ws.Header, payload io.Reader) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	if header.OpCode == ws.OpClose {
		e.closing = true
	}
	return wsutil.ControlFrameHandler(e.conn, ws.StateServerSide)(header, payload)
}

func serve(w http.ResponseWriter, r *http.Request) {
	upgrader := ws.HTTPUpgrader{
		Protocol: func(name string) bool { return slices.Contains(peer.Subprotocols, name) },
	}
	extension := wsflate.Extension{Parameters: wsflate.DefaultParameters}
	if peer.Deflate { // no extension by default
		upgrader.Negotiate = extension.Negotiate
	}
	conn, _, _, err := upgrader.Upgrade(r, w)
	if err != nil {
		log.Print(err)
		if conn != nil { // the library has answered the request, but not closed
			conn.Close()
		}
		return
	}
	e := &endpoint{conn: conn}
	cooperation := peer.Conn{
		Text: func(message []byte) error { return e.write(ws.OpText, message) },
		Close: func(code int, reason string) {
			var payload []byte
			if code != 0 {
				payload = ws.NewCloseFrameBody(ws.StatusCode(code), reason)
			}
			if err := e.write(ws.OpClose, payload); err != nil {
				log.Print(err)
			}
		},
		Ping: func(data []byte) {
			if err := e.write(ws.OpPing, data); err != nil {
				log.Print(err)
			}
		},
		Fail:   true, // net/http recovers, the deferred Close closes the connection
		Report: true,
	}
	end := wsutil.ClosedError{Code: peer.Abnormal}
	defer func() { cooperation.Ended(int(end.Code), end.Reason) }()
	defer conn.Close()

	reader := &wsutil.Reader{
		Source:         conn,
		State:          ws.StateServerSide,
		CheckUTF8:      true,
		MaxMessageSize: peer.MessageLimit, // no limit by default
		OnIntermediate: e.control,
	}
	var compression wsflate.MessageState
	if _, negotiated := extension.Accepted(); negotiated {
		reader.State |= ws.StateExtended
		reader.Extensions = []wsutil.RecvExtension{&compression}
		reader.CheckUTF8 = false
	}
	for {
		op, message, err := read(reader, e)
		if err == nil && compression.IsCompressed() {
			message, err = wsflate.DefaultHelper.Decompress(message)
		}
		if err != nil {
			log.Print(err)
			errors.As(err, &end)
			return
		}
		if op == ws.OpText && cooperation.Handle(message) {
			continue
		}
		if err := e.echo(op, message, compression.IsCompressed()); err != nil && err != errClosing {
			log.Print(err)
			return
		}
	}
}

// read returns the next text or binary message.
func read(reader *wsutil.Reader, e *endpoint) (ws.OpCode, []byte, error) {
	for {
		header, err := reader.NextFrame()
		if err != nil {
			return 0, nil, err
		}
		if !header.OpCode.IsControl() {
			message, err := io.ReadAll(reader)
			return header.OpCode, message, err
		}
		if err := e.control(header, reader); err != nil {
			return 0, nil, err
		}
	}
}
