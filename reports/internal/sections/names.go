package sections

import "strings"

// specs are what the first parts of case IDs stand for.
var specs = map[string]string{
	"rfc6455":    "RFC 6455: the WebSocket protocol",
	"rfc7692":    "RFC 7692: compression",
	"rfc8441":    "RFC 8441: WebSockets over HTTP/2",
	"rfc9220":    "RFC 9220: WebSockets over HTTP/3",
	"limits":     "Sizes: messages, fragments, segments",
	"resilience": "Resilience: what has broken other servers",
	Related:      "Related specifications",
	"rfc3629":    "RFC 3629: UTF-8",
	"rfc7936":    "RFC 7936: the subprotocol registry",
	"rfc8307":    "RFC 8307: well-known URIs",
	"rfc9110":    "RFC 9110: HTTP semantics",
	"rfc9112":    "RFC 9112: HTTP/1.1",
	"rfc9113":    "RFC 9113: HTTP/2",
	"rfc9114":    "RFC 9114: HTTP/3",
}

// headings are the headings of the sections in the RFCs, so that a reader knows the place without the number.
var headings = parseNames(`
rfc6455/2 Conformance requirements
rfc6455/2.1 Terminology and conventions
rfc6455/3 WebSocket URIs
rfc6455/4.1 Client requirements
rfc6455/4.2 Server-side requirements
rfc6455/4.2.1 Reading the client's handshake
rfc6455/4.2.2 Sending the server's handshake
rfc6455/4.3 Grammar of header fields
rfc6455/4.4 Multiple versions
rfc6455/5.1 Overview of framing
rfc6455/5.2 Base framing
rfc6455/5.3 Masking
rfc6455/5.4 Fragmentation
rfc6455/5.5 Control frames
rfc6455/5.5.1 Close
rfc6455/5.5.2 Ping
rfc6455/5.5.3 Pong
rfc6455/5.6 Data frames
rfc6455/5.8 Extensibility
rfc6455/6.1 Sending data
rfc6455/6.2 Receiving data
rfc6455/7.1.1 Closing the connection
rfc6455/7.1.2 Starting the closing handshake
rfc6455/7.1.3 The closing handshake is started
rfc6455/7.1.4 The connection is closed
rfc6455/7.1.5 Close code
rfc6455/7.1.6 Close reason
rfc6455/7.1.7 Failing the connection
rfc6455/7.2.1 Client-initiated closure
rfc6455/7.2.2 Server-initiated closure
rfc6455/7.2.3 Recovering from abnormal closure
rfc6455/7.3 Normal closure
rfc6455/7.4 Status codes
rfc6455/7.4.1 Defined status codes
rfc6455/7.4.2 Reserved ranges of codes
rfc6455/8.1 Errors in UTF-8
rfc6455/9 Extensions
rfc6455/9.1 Negotiating extensions
rfc6455/9.2 Known extensions
rfc6455/10.1 Non-browser clients
rfc6455/10.2 Origin
rfc6455/10.3 Attacks on infrastructure
rfc6455/10.4 Implementation-specific limits
rfc6455/10.5 Client authentication
rfc6455/10.6 Confidentiality and integrity
rfc6455/10.7 Invalid data
rfc6455/11.1.1 The scheme ws
rfc6455/11.1.2 The scheme wss
rfc6455/11.2 The keyword websocket
rfc6455/11.3.1 Sec-WebSocket-Key
rfc6455/11.3.2 Sec-WebSocket-Extensions
rfc6455/11.3.3 Sec-WebSocket-Accept
rfc6455/11.3.4 Sec-WebSocket-Protocol
rfc6455/11.3.5 Sec-WebSocket-Version
rfc6455/11.4 Registry of extensions
rfc6455/11.5 Registry of subprotocols
rfc6455/11.6 Registry of versions
rfc6455/11.7 Registry of close codes
rfc6455/11.8 Registry of opcodes
rfc6455/11.9 Registry of header bits
rfc6455/12 Use by other specifications
rfc7692/3 Terminology
rfc7692/4 Per-message compression
rfc7692/5 Extension negotiation
rfc7692/5.1 Negotiation flow
rfc7692/5.2 Negotiation example
rfc7692/6 Framing
rfc7692/6.1 Compression of messages
rfc7692/6.2 Decompression of messages
rfc7692/7 permessage-deflate
rfc7692/7.1.1.1 server_no_context_takeover
rfc7692/7.1.1.2 client_no_context_takeover
rfc7692/7.1.2.1 server_max_window_bits
rfc7692/7.1.2.2 client_max_window_bits
rfc7692/7.1.3 Examples of offers
rfc7692/7.2.1 Compression
rfc7692/7.2.2 Decompression
rfc7692/7.2.3.1 Example: one block
rfc7692/7.2.3.2 Example: shared window
rfc7692/7.2.3.3 Example: no compression
rfc7692/7.2.3.4 Example: final block
rfc7692/7.2.3.5 Example: two blocks
rfc7692/7.2.3.6 Example: empty fragment
rfc7692/7.3 Implementation notes
rfc7692/8 Security
rfc7692/9.2 The bit RSV1
limits/sizes Messages of every size
limits/fragments Messages in many fragments
limits/segments Frames in many segments
limits/messages Many messages
limits/calibrated At the target's own limit
resilience/lengths Frame lengths and sizes
resilience/fragments Fragments
resilience/empty Empty frames
resilience/control Control frames
resilience/masking Masking
resilience/compression Compression
resilience/utf8 UTF-8
resilience/closing Closing
resilience/handshake The opening handshake
resilience/segments Segments and slow peers
resilience/growth Cost that grows with the size
`)

func parseNames(list string) map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(list)) {
		id, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		names[id] = name
	}
	return names
}
