// Package reference and the packages below it are the WebSocket protocol itself: bytes in, facts out. They open no
// socket, read no clock and write no log.
//
//   - payload: payloads described instead of held, so that 64 MiB cost nothing
//   - frame: the base framing of RFC 6455 section 5.2, legal and illegal, with masking
//   - utf8stream: UTF-8 validation over pieces (RFC 3629)
//   - closecode: the registry of close codes (section 7.4)
//   - extension: the grammar of Sec-WebSocket-Extensions (section 9.1)
//   - deflate: DEFLATE as permessage-deflate uses it, which package permessagedeflate agrees upon
//   - handshake: the opening handshake (section 4), both directions
//   - stream: what the frames of one side may never contain, with state
//   - oracle: which answers conform, for the bytes that one side sent
//   - endpoint: a conforming echo server and client over a net.Conn, and its named faults
//
// This package holds what they share: who sends, which rule was broken, where.
package reference

// Role is one of the two sides of a WebSocket connection.
type Role uint8

const (
	Client Role = iota + 1 // opens the connection and masks what it sends
	Server                 // accepts the connection and never masks
)

// Peer is the other side.
func (r Role) Peer() Role {
	switch r {
	case Client:
		return Server
	case Server:
		return Client
	}
	return 0
}

func (r Role) String() string {
	switch r {
	case Client:
		return "client"
	case Server:
		return "server"
	}
	return "nobody"
}
