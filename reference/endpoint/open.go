package endpoint

import (
	"net"
	"slices"
	"strings"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/token"
)

// serve is the server's side of a connection, from its first byte to its last.
func serve(conn net.Conn, config *Config, server *Server) {
	s := newSession(conn, reference.Server, config)
	s.server = server
	if config.TLS != nil {
		s.secure()
	}
	request, rest, ok := s.readRequest()
	if !ok {
		s.end()
		return
	}
	response := s.answer(request)
	if !response.Accepts() {
		s.refuse(response)
		s.end()
		return
	}
	if s.b.accept != nil && s.b.accept(s, response) {
		s.end()
		return
	}
	if token.EqualFold(request.Fields.Get("Expect"), "100-continue") {
		s.out = append(s.out, "HTTP/1.1 100 Continue\r\n\r\n"...)
	}
	s.writeHead(response)
	s.flush()
	s.run(rest)
}

func newSession(conn net.Conn, role reference.Role, config *Config) *session {
	s := &session{conn: conn, role: role, config: config, done: make(chan struct{}), keys: newKeys(config.Seed)}
	s.reader.Sender, s.reader.Content = role.Peer(), s.content
	s.ours.request = &handshake.Request{}
	if f := config.Fault; f != nil && (f.Role == 0 || f.Role == role) && (!f.TLS || config.TLS != nil) {
		f.apply(&s.b)
	}
	return s
}

// readRequest reads the client's handshake. It returns false after it has refused it.
func (s *session) readRequest() (request *handshake.Request, rest []byte, ok bool) {
	var reader handshake.HeadReader
	buf := make([]byte, 4096)
	for {
		n, err := s.conn.Read(buf)
		taken, done := reader.Write(buf[:n])
		if s.b.asked != nil && (done || err != nil) && s.b.asked(s, reader.Bytes(), done) {
			return nil, nil, false
		}
		switch {
		case reader.TooLarge():
			s.refuse(handshake.NewRefusal(431, "Request Header Fields Too Large"))
			return nil, nil, false
		case done, s.b.early != nil && s.b.early(reader.Bytes()):
			rest = slices.Clone(buf[taken:n])
			request, ok = s.judgeRequest(reader.Head(), reader.Bytes())
			return request, rest, ok
		case reader.Hopeless():
			s.refuse(handshake.NewRefusal(400, "Bad Request"))
			return nil, nil, false
		case err != nil:
			return nil, nil, false
		}
	}
}

// lenient are the rules that the endpoint lets pass, as the specification allows.
var lenient = []*reference.Rule{handshake.EmptyLineBefore, handshake.KeyPadBits}

func (s *session) judgeRequest(head *handshake.Head, raw []byte) (*handshake.Request, bool) {
	request, findings := handshake.ReadRequest(head)
	s.ours.head, s.ours.request = raw, request
	for _, f := range findings {
		if slices.Contains(lenient, f.Rule) || s.b.overlook != nil && s.b.overlook(s, f) {
			continue
		}
		refusal := handshake.NewRefusal(f.Rule.Answer, reasons[f.Rule.Answer])
		if f.Rule == handshake.VersionForm {
			refusal.Fields = append(refusal.Fields, handshake.Field{Name: handshake.FieldVersion, Value: "13"})
		}
		s.refuse(refusal)
		return nil, false
	}
	if s.b.demand != nil && !s.b.demand(s, request, raw) {
		s.refuse(handshake.NewRefusal(400, reasons[400]))
		return nil, false
	}
	if s.b.key != nil {
		s.ours.key = s.b.key(request, raw)
	}
	return request, true
}

var reasons = map[int]string{
	400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
	426: "Upgrade Required", 431: "Request Header Fields Too Large", 505: "HTTP Version Not Supported",
}

// answer decides about a request that is well-formed.
func (s *session) answer(request *handshake.Request) *handshake.Response {
	refusal := func(status int) *handshake.Response { return handshake.NewRefusal(status, reasons[status]) }
	path, _, _ := strings.Cut(request.Path(), "?")
	switch c := s.config; {
	case c.Path != "" && path != c.Path:
		return refusal(404)
	case c.Credentials != "" && request.Fields.Get("Authorization") != c.Credentials:
		return refusal(401)
	case len(c.Origins) > 0 && !s.allowed(request.Fields.Values("Origin")):
		return refusal(403)
	}
	key := request.Key()
	if s.b.key != nil {
		key = s.ours.key
	}
	response := handshake.NewAcceptance(key)
	if protocol := s.chooseProtocol(request); protocol != "" {
		response.Fields = append(response.Fields, handshake.Field{Name: handshake.FieldProtocol, Value: protocol})
	}
	answer, agreed := s.negotiate(request.Extensions())
	if answer != "" {
		response.Fields = append(response.Fields, handshake.Field{Name: handshake.FieldExtensions, Value: answer})
	}
	if agreed != nil {
		s.agree(agreed)
	}
	if s.b.respond != nil {
		s.b.respond(request, response)
	}
	return response
}

func (s *session) allowed(origins []string) bool {
	return len(origins) == 0 || len(origins) == 1 && slices.ContainsFunc(s.config.Origins, func(origin string) bool {
		return token.EqualFold(origin, origins[0])
	})
}

// chooseProtocol takes the first offered subprotocol that the server knows.
func (s *session) chooseProtocol(request *handshake.Request) string {
	offered := request.Protocols()
	if s.b.protocol != nil {
		return s.b.protocol(offered, s.config.Protocols, request)
	}
	for _, name := range offered {
		if slices.Contains(s.config.Protocols, name) {
			return name
		}
	}
	return ""
}

// negotiate decides about offers of permessage-deflate.
func (s *session) negotiate(offered []extension.Extension) (answer string, agreed *permessagedeflate.Params) {
	if s.b.negotiate != nil {
		return s.b.negotiate(s, offered)
	}
	p, ok := permessagedeflate.Accept(offered)
	if !ok {
		return "", nil
	}
	return p.String(), &p
}

func (s *session) refuse(response *handshake.Response) {
	if s.b.refuse != nil && s.b.refuse(s, response) {
		return
	}
	s.writeHead(response)
}

func (s *session) writeHead(response *handshake.Response) {
	head := response.Append(nil)
	if s.b.head != nil {
		head = s.b.head(head)
	}
	s.out = append(s.out, head...)
}

// handshakeTimeout is how long a client waits for the server's handshake.
const handshakeTimeout = 10 * time.Second
