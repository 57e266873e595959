package judge

import (
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/token"
)

// sendRequest sends the client's handshake. Every connection after the first has the plain one.
func (j *Judge) sendRequest(act *Action) {
	how := &j.c.Opening
	if j.step > 0 {
		how = &cases.Opening{}
	}
	bytes := j.buildRequest(how)
	if how.Hold > 0 {
		at := len(bytes) - how.Hold
		bytes, j.held = bytes[:at:at], bytes[at:]
		act.Timer = Grace
	}
	behind := j.expand(how.Behind)
	chunks := append([]Chunk{{Bytes: bytes}}, j.chunks(behind)...)
	j.note(behind, false)
	act.Write = append(act.Write, Write{Chunks: chunks, Cut: how.Cut})
}

func (j *Judge) buildRequest(how *cases.Opening) []byte {
	var nonce [16]byte
	j.random.Read(nonce[:])
	key := handshake.KeyFor(nonce)
	j.request = handshake.NewRequest(j.env.Authority, j.env.Path, key)
	j.request.Fields = append(j.request.Fields, j.env.Fields...)
	fill := func(s string) string {
		if !strings.Contains(s, "{") {
			return s
		}
		return strings.ReplaceAll(j.fill.Replace(s), "{key}", key)
	}
	before := ""
	for _, e := range how.Request {
		before += e.Apply(j.request, fill)
	}
	if how.Bytes != "" {
		return []byte(fill(how.Bytes))
	}
	bytes := j.request.Append([]byte(before))
	if len(how.Request) == 0 {
		return bytes
	}
	// What the server has to answer is what the bytes say, not what the plain request said.
	var reader handshake.HeadReader
	reader.Limit = len(bytes) + 1
	if _, complete := reader.Write(bytes); complete {
		if request, _ := handshake.ReadRequest(reader.Head()); request.Method != "" {
			j.request = request
		}
	}
	return bytes
}

// readHead reads the target's handshake and returns the bytes behind it.
func (j *Judge) readHead(in []byte, act *Action) (rest []byte) {
	if len(j.held) > 0 {
		j.o.Premature = true
	}
	for len(in) > 0 {
		n, complete := j.head.Write(in)
		in = in[n:]
		if j.head.TooLarge() {
			j.o.Flooded = true
			j.conclude(act)
			return nil
		}
		if !complete {
			return nil
		}
		if j.env.Target == reference.Client {
			j.readRequest(act)
			return in
		}
		if j.readResponse(act) {
			return in
		}
		j.head = handshake.HeadReader{}
	}
	return nil
}

// readResponse judges the server's handshake; false means that it was an interim response.
func (j *Judge) readResponse(act *Action) bool {
	response, findings := handshake.ReadResponse(j.head.Head(), j.request)
	if response.Status >= 100 && response.Status < 200 && !response.Accepts() {
		return false
	}
	j.o.Response, j.o.Wrong = response, findings
	j.violate(findings)
	if !response.Accepts() {
		j.o.Done = true
		if j.want() == cases.WantTCPEnd && !j.c.Opening.Plain() {
			j.phase, act.Timer, act.Restart = refused, Deadline, true
			return true
		}
		j.conclude(act)
		return true
	}
	j.agree(response.Deflate)
	j.open(act)
	return true
}

// readRequest judges the client's handshake and accepts it.
func (j *Judge) readRequest(act *Action) {
	request, findings := handshake.ReadRequest(j.head.Head())
	j.request = request
	j.violate(findings)
	response := handshake.NewAcceptance(request.Key())
	if offered := request.Protocols(); len(offered) > 0 && token.Valid(offered[0]) {
		response.Fields = append(response.Fields, handshake.Field{Name: handshake.FieldProtocol, Value: offered[0]})
	}
	act.Write = append(act.Write, Write{Chunks: []Chunk{{Bytes: response.Append(nil)}}})
	j.open(act)
}

func (j *Judge) open(act *Action) {
	j.o.Opened = true
	j.opened = j.now
	j.phase = scripting
	if j.agreed == nil && slices.ContainsFunc(j.c.Accept, func(o cases.Outcome) bool { return o.When == cases.Declines }) && len(j.c.Script) > 0 {
		j.o.Declined, j.step = true, len(j.c.Script)
	}
	j.advance(act)
}
