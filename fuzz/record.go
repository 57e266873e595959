package fuzz

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// Record is what happened when a scenario was played: all that is needed to judge it, then or later.
type Record struct {
	Request  []byte // the opening handshake as it was sent
	Due      bool   // a target that accepts the plainest request has no reason to refuse this one
	Response []byte // the head of the answer, as far as it came
	Sent     []byte // behind the request
	Received []byte // behind the head of the response

	End        oracle.End
	Late       bool  // no whole answer to the request came in time
	Patient    int64 // as in oracle.Answer
	WeEnded    bool
	PeerClosed bool
	Flooded    bool // more came than anything that was sent is worth

	defect  *reference.Rule // the first that was broken in what was sent, if the connection has to fail for it
	deflate bool            // permessage-deflate was agreed
}

// Kinds of what package oracle does not judge.
const (
	Accepted   oracle.Kind = "accepted"                      // it opened a connection that must not be opened
	BadOpening oracle.Kind = "broke a rule of the handshake" // its response breaks a rule
	NoResponse oracle.Kind = "did not answer the handshake"  // nor did it refuse it
	Refused    oracle.Kind = "refused"                       // it refused a request that is fine
	Flooded    oracle.Kind = "sent without end"              // nothing that was sent is worth so much of an answer
	Crashed    oracle.Kind = "crashed"                       // it takes no connections any more
	Slow       oracle.Kind = "slowed down"                   // others have to wait because of this sequence
)

// Judge tells what about a record does not conform, or misses advice, for a target with that profile.
func (r *Record) Judge(profile oracle.Profile) []oracle.Deviation {
	request, choice, why := readRequest(r.Request)
	response, deviations := r.judgeResponse(request)
	switch {
	case response == nil:
		return deviations
	case !response.Accepts():
		if choice == oracle.Accept {
			deviations = append(deviations, oracle.Deviation{Kind: Refused, Row: "6455-4.2.2-18", Violation: r.Due,
				Saw: fmt.Sprintf("a request that conforms was refused with %d", response.Status)})
		}
		return deviations
	case choice == oracle.Refuse:
		return append(deviations, oracle.Deviation{Kind: Accepted, Rule: why.Rule, Row: why.Rule.Reaction, Violation: true,
			Saw: "101 for a request with a defect: " + why.Saw})
	}
	reader := oracle.Reader{Sender: profile.Peer.Peer(), Deflate: response.Deflate}
	reader.Write(bytes.Clone(r.Sent))
	deviations = append(deviations, r.judgeFrames(reader.Expectation(), profile, response.Deflate)...)
	if r.Flooded {
		deviations = append(deviations, oracle.Deviation{Kind: Flooded, Violation: true, Saw: "more bytes than anything that was sent is worth"})
	}
	return deviations
}

// judgeFrames asks the oracle about what came after the opening handshake.
func (r *Record) judgeFrames(e *oracle.Expectation, profile oracle.Profile, agreed *permessagedeflate.Params) []oracle.Deviation {
	profile.Deflate = agreed
	return e.Judge(profile, oracle.Answer{Bytes: bytes.Clone(r.Received), End: r.End, Patient: r.Patient, WeEnded: r.WeEnded,
		PeerClosed: r.PeerClosed})
}

// readRequest reads a request as a server has to, and tells what the server has to do with it.
func readRequest(b []byte) (request *handshake.Request, choice oracle.Choice, why reference.Finding) {
	var reader handshake.HeadReader
	reader.Write(b)
	head := reader.Head()
	request, _ = handshake.ReadRequest(head)
	choice, findings := oracle.Opening(head)
	for _, f := range findings {
		if !f.Rule.Free {
			return request, choice, f
		}
	}
	return request, choice, reference.Finding{}
}

// judgeResponse reads the response; nil if there is none.
func (r *Record) judgeResponse(request *handshake.Request) (*handshake.Response, []oracle.Deviation) {
	var reader handshake.HeadReader
	if _, done := reader.Write(r.Response); !done {
		if r.Late {
			return nil, []oracle.Deviation{{Kind: NoResponse, Violation: true, Saw: "the handshake was neither answered nor refused"}}
		}
		return nil, nil
	}
	response, findings := handshake.ReadResponse(reader.Head(), request)
	var deviations []oracle.Deviation
	for _, f := range findings {
		deviations = append(deviations, oracle.Deviation{Kind: BadOpening, Rule: f.Rule, Row: f.Rule.Row,
			Violation: f.Rule.Reaction != "" && !f.Rule.Remark, Saw: f.Saw})
	}
	return response, deviations
}

// Violations are the deviations that are no remarks.
func Violations(deviations []oracle.Deviation) []oracle.Deviation {
	var violations []oracle.Deviation
	for _, d := range deviations {
		if d.Violation {
			violations = append(violations, d)
		}
	}
	return violations
}

// Signature tells violations apart by what was violated, whatever it was that showed it.
func Signature(d oracle.Deviation) string {
	s := string(d.Kind)
	if d.Rule != nil {
		return s + ": " + d.Rule.Name
	}
	if d.Row != "" {
		s += " (" + d.Row + ")"
	}
	return s
}

// reaction tells kinds of reactions apart: what the target had to notice, what came back, and how that ended.
func (r *Record) reaction(deviations []oracle.Deviation) string {
	parts := map[string]bool{}
	if r.defect != nil {
		parts["behind "+r.defect.Name] = true
	}
	reader := stream.Reader{Sender: reference.Server}
	for in := bytes.Clone(r.Received); len(in) > 0; {
		n, ev := reader.Next(in)
		in = in[n:]
		opcode := reader.Header.Opcode
		switch {
		case ev&stream.ControlEnd != 0 && opcode == frame.Close:
			code, _, _ := stream.ParseClose(reader.Control)
			parts[fmt.Sprintf("close %d", code)] = true
		case ev&stream.FrameBegin != 0:
			parts[opcode.String()] = true
		}
	}
	parts[fmt.Sprintf("end %d, late %t", r.End, r.Late)] = true
	for _, d := range deviations {
		parts[Signature(d)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(parts)), ", ")
}
