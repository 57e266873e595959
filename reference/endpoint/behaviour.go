package endpoint

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// behaviour is every decision of an endpoint that a fault can get wrong. The conforming endpoint uses the zero value:
// a hook that is nil does nothing, a flag that is false is not raised.
type behaviour struct {
	// overlook tells whether a broken rule of the peer is ignored.
	overlook func(s *session, f reference.Finding) bool

	// The opening handshake of a server.
	asked    func(s *session, head []byte, whole bool) bool                // true: what was read of a request was dealt with
	early    func(head []byte) bool                                        // answer before the head is complete
	demand   func(s *session, r *handshake.Request, head []byte) bool      // false: refuse a request that is fine
	respond  func(r *handshake.Request, response *handshake.Response)      // change the response
	key      func(r *handshake.Request, head []byte) string                // the key to hash
	protocol func(offered, known []string, r *handshake.Request) string    // choose a subprotocol
	head     func(response []byte) []byte                                  // change the bytes of the response
	refuse   func(s *session, response *handshake.Response) (handled bool) // refuse in another way
	accept   func(s *session, response *handshake.Response) (handled bool) // accept in another way

	// TLS of a server.
	clear       bool // take what is no TLS as it is
	unannounced bool // end connections without a close_notify

	// permessage-deflate.
	negotiate func(s *session, offered []extension.Extension) (answer string, agreed *permessagedeflate.Params) // answer an offer; empty: decline
	agreed    func(s *session)                                                                                  // change how messages are inflated and compressed
	compress  func(s *session, m *message) frame.Frame                                                          // compress an echo

	// opened runs after the opening handshake; false ends the connection at once, without a word.
	opened func(s *session) bool

	// Receiving.
	wholeHeader bool                                                 // fail if the first byte of a frame comes alone
	piece       func(s *session, piece []byte)                       // change a piece of payload
	begun       func(s *session, rest []byte) bool                   // true: the frame whose header was read was dealt with
	header      func(s *session) bool                                // true: the frame was dealt with, ignore it
	frameEnd    func(s *session) (code closecode.Code, fail bool)    // fail after a frame that is fine
	message     func(s *session, m *message) bool                    // change a message; false: no echo
	control     func(s *session, opcode frame.Opcode, p []byte) bool // true: the control frame was dealt with
	input       func(s *session, in []byte)                          // change the bytes that come
	ended       func(s *session)                                     // the peer ended its half without a Close frame
	limit       func(s *session) bool                                // true: ignore the limit for this message

	// Sending: change the frame, return the frames to send in its place.
	send func(s *session, f frame.Frame) []frame.Frame
	// raw changes the bytes of a frame.
	raw func(s *session, f *frame.Frame, wire []byte) []byte

	// Failing the connection.
	failCode func(closecode.Code) closecode.Code
	fail     func(s *session, code closecode.Code) bool // true: the failure was dealt with
	goOn     bool                                       // keep processing after the Close frame of a failure

	// Closing.
	closeReply func(s *session, body []byte) ([]byte, bool) // body of the answer; false: none
	keepOpen   bool                                         // leave the TCP connection open when done
	closeFirst bool                                         // start the close without waiting for an answer
	neverStops bool                                         // keep streaming after the Close frame
	report     func(*ending)                                // change what is reported of a connection
}

// message is a message that was received as a whole.
type message struct {
	opcode     frame.Opcode
	payload    []byte
	compressed bool // it came so
	times      int  // how often to echo it
}
