package judge_test

import (
	"bytes"
	"strings"
	"time"

	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
	"github.com/wsspec/wsspec/runner/judge"
)

// must is a row of the ledger whose breach is a failure.
const must = "6455-5.5-02"

func environment() *judge.Env {
	return &judge.Env{Target: reference.Server, Authority: "wsspec.example", Path: "/", Protocol: "chat", Origin: "http://wsspec.example",
		Offers: cases.Capabilities{cases.Echo}, Seed: 1}
}

// accepting is a case with a script, and what it accepts.
func accepting(when cases.Condition, steps ...cases.Step) *cases.Case {
	return &cases.Case{ID: "s/1/case", Covers: []string{must}, Script: steps, Accept: cases.Outcomes(cases.Passes(when))}
}

// talk is a conversation with a judge, in which the test plays the target and the clock.
type talk struct {
	judge  *judge.Judge
	env    *judge.Env
	act    judge.Action // what the judge did last
	now    time.Duration
	reader stream.Reader // of what the judge writes
}

// begin connects, and leaves the rest of the opening handshake to the test.
func begin(c *cases.Case, change ...func(*judge.Env)) *talk {
	env := environment()
	for _, f := range change {
		f(env)
	}
	t := &talk{judge: judge.New(c, env), env: env}
	t.reader.Sender = env.Target.Peer()
	return t.happens(judge.Event{Kind: judge.Connected})
}

// open connects and opens the connection.
func open(c *cases.Case, change ...func(*judge.Env)) *talk {
	t := begin(c, change...)
	if t.env.Target == reference.Client {
		return t.gets(string(handshake.NewRequest("wsspec.example", "/", handshake.KeyFor([16]byte{})).Append(nil)))
	}
	return t.gets(t.acceptance())
}

// acceptance is the 101 that answers the judge's request.
func (t *talk) acceptance() string {
	return string(handshake.NewAcceptance(t.judge.Request().Key()).Append(nil))
}

func (t *talk) happens(ev judge.Event) *talk {
	t.now += time.Millisecond
	ev.At = t.now
	t.act = t.judge.Handle(ev)
	return t
}

func (t *talk) gets(bytes string) *talk {
	return t.happens(judge.Event{Kind: judge.Received, Bytes: []byte(bytes)})
}
func (t *talk) expires() *talk { return t.happens(judge.Event{Kind: judge.Expired}) }
func (t *talk) fin() *talk     { return t.happens(judge.Event{Kind: judge.FIN}) }
func (t *talk) rst() *talk     { return t.happens(judge.Event{Kind: judge.RST}) }

// pongs answers the Ping that the judge wrote last.
func (t *talk) pongs() *talk {
	pings := t.frames()
	Expect(pings).NotTo(BeEmpty())
	body, ok := strings.CutPrefix(pings[len(pings)-1], "ping ")
	Expect(ok).To(BeTrue(), "the judge wrote %q", pings)
	return t.gets(sent(frame.Pong, body))
}

// written are the bytes that the judge wrote last.
func (t *talk) written() string { return string(flat(t.act.Write)) }

// frames are the frames that the judge wrote last: the opcode, and the payload behind a space.
func (t *talk) frames() []string {
	var list []string
	var body []byte
	reader := stream.Reader{Sender: t.reader.Sender}
	for in := flat(t.act.Write); len(in) > 0; {
		n, ev := reader.Next(in)
		in = in[n:]
		if ev&stream.Data != 0 {
			body = append(body, reader.Payload...)
		}
		if ev&stream.FrameEnd != 0 {
			list = append(list, reader.Header.Opcode.String()+" "+string(body))
			body = nil
		}
	}
	return list
}

func (t *talk) result() *judge.Result { return t.judge.Result() }

// flat is what goes over the wire.
func flat(writes []judge.Write) []byte {
	var all []byte
	for _, w := range writes {
		for _, c := range w.Chunks {
			all = append(all, c.Bytes...)
			body := c.Payload.Bytes()
			if c.Key != nil {
				body = bytes.Clone(body)
				frame.Mask(body, *c.Key, 0)
			}
			all = append(all, body...)
		}
	}
	return all
}

// sent is a frame of a server.
func sent(opcode frame.Opcode, body string) string {
	f := frame.New(opcode, payload.String(body))
	return string(f.Append(nil))
}

// sentByClient is a frame of a client.
func sentByClient(opcode frame.Opcode, body string) string {
	f := frame.New(opcode, payload.String(body))
	f.Masked, f.Key = true, [4]byte{1, 2, 3, 4}
	return string(f.Append(nil))
}

// Bodies of Close frames.
const (
	normal   = "\x03\xe8"
	protocol = "\x03\xea"
)
