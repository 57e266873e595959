package endpoint

import (
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

// echo is the client's side of a connection.
func echo(conn net.Conn, host, target string, config *Config) error {
	s := newSession(conn, reference.Client, config)
	request := handshake.NewRequest(host, target, handshake.KeyFor(s.keys.nonce()))
	if len(config.Protocols) > 0 {
		request.Fields = append(request.Fields,
			handshake.Field{Name: handshake.FieldProtocol, Value: strings.Join(config.Protocols, ", ")})
	}
	if _, err := conn.Write(request.Append(nil)); err != nil {
		conn.Close()
		return fmt.Errorf("send the opening handshake: %w", err)
	}
	rest, err := s.readResponse(request)
	if err != nil {
		conn.Close()
		return err
	}
	s.run(rest)
	return nil
}

// readResponse reads the server's handshake and validates it by section 4.1; interim responses are skipped.
func (s *session) readResponse(request *handshake.Request) (rest []byte, err error) {
	s.conn.SetReadDeadline(time.Now().Add(handshakeTimeout))
	defer s.conn.SetReadDeadline(time.Time{})
	var reader handshake.HeadReader
	buf := make([]byte, 4096)
	for {
		for len(rest) > 0 {
			taken, done := reader.Write(rest)
			rest = rest[taken:]
			if reader.TooLarge() {
				return nil, fmt.Errorf("the head of the response is too large")
			}
			if !done {
				continue
			}
			response, findings := handshake.ReadResponse(reader.Head(), request)
			if response.Status >= 100 && response.Status < 200 && !response.Accepts() {
				reader = handshake.HeadReader{}
				continue
			}
			if response.Status != 0 && !response.Accepts() {
				return nil, fmt.Errorf("the server refuses with status %d", response.Status)
			}
			for _, f := range findings {
				if f.Rule.Reaction != "" {
					return nil, fmt.Errorf("the server's handshake is wrong: %s", f)
				}
			}
			return rest, nil
		}
		n, err := s.conn.Read(buf)
		if n == 0 && err != nil {
			return nil, fmt.Errorf("read the server's handshake: %w", err)
		}
		rest = buf[:n]
	}
}
