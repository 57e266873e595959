package runner_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/judge"
)

// The oracle derives what conforms from the bytes sent; the cases say it by hand. Each checks the other, with every
// fault. The same goes for requests, which package handshake judges for both the endpoint and the oracle.
var _ = Describe("the oracle and the outcomes written by hand", func() {
	It("agree on every case with every fault", func() {
		bulk()
		var mu sync.Mutex
		var disagreements []string
		compared := 0
		eachFault(reference.Server, func(fault *endpoint.Fault) {
			if fault != nil && slices.Contains([]string{"floods", "endless-message"}, fault.Name) || strings.HasPrefix(nameOf(fault), "dies-") {
				return // there is no end of the bytes to judge, or no connection
			}
			list, count := compare(fault)
			mu.Lock()
			defer mu.Unlock()
			disagreements = append(disagreements, list...)
			compared += count
		})
		Expect(disagreements).To(BeEmpty())
		Expect(compared).To(BeNumerically(">", 5000))
	})

	It("agree on every request", func() {
		var disagreements []string
		for _, c := range table.For(reference.Server) {
			if c.Opening.Plain() || len(c.Script) > 0 || c.Opening.Bytes != "" || c.Grade() == cases.Resilience {
				continue
			}
			choice, findings := oracle.Opening(requestOf(c))
			accepts, refuses := allows(c, true), allows(c, false)
			agree := map[oracle.Choice]bool{
				oracle.Accept: accepts, oracle.Refuse: refuses && !accepts, oracle.Either: accepts && refuses,
			}[choice]
			if reason := policies[c.ID]; !agree && reason == "" {
				disagreements = append(disagreements, fmt.Sprintf("%s: the oracle says %s because of %v; by hand: %s", c.ID, choice, findings,
					cases.Allowed(c.Accept)))
			}
		}
		Expect(disagreements).To(BeEmpty())
	})
})

// policies are the requests about which more decides than their form.
var policies = map[string]string{
	"rfc6455/4.2.2/clear-on-tls-port":        "it goes where TLS is wanted",
	"rfc6455/4.2.2/unknown-path":             "the service decides",
	"rfc6455/10.2/foreign-origin":            "the policy decides",
	"rfc6455/10.2/origin-null":               "the policy decides",
	"rfc6455/10.2/origin-with-suffix":        "the policy decides",
	"rfc6455/10.2/origin-as-user":            "the policy decides",
	"rfc6455/10.5/no-credentials":            "the policy decides",
	"rfc6455/10.5/wrong-credentials":         "the policy decides",
	"rfc6455/4.4/version-8":                  "a server may speak other versions too",
	"rfc6455/4.2.1/host-other":               "a server may serve every host",
	"rfc6455/4.2.1/content-is-no-frame":      "content may be honoured",
	"rfc6455/4.2.2/subprotocol-case":         "a server may refuse a client without a known subprotocol",
	"rfc6455/4.2.2/subprotocol-prefix":       "a server may refuse a client without a known subprotocol",
	"rfc6455/4.2.1/protocols-unknown":        "a server may refuse a client without a known subprotocol",
	"rfc6455/4.2.1/http-1.2":                 "a server may refuse a version of HTTP that does not exist",
	"rfc6455/4.2.1/field-64k":                "a server may limit the size of a request",
	"rfc6455/4.2.1/field-1m":                 "a server may limit the size of a request",
	"rfc6455/4.2.1/10000-fields":             "a server may limit the size of a request",
	"rfc6455/4.2.1/target-64k":               "a server may limit the size of a request",
	"rfc6455/4.2.1/folded-upgrade":           "a fold may be taken for a space, which leaves no Upgrade",
	"rfc6455/4.2.1/space-before-first-field": "the line may be dropped, which leaves no Upgrade",
}

// allows tells whether an outcome that is no remark accepts the request, or refuses it.
func allows(c *cases.Case, accept bool) bool {
	return slices.ContainsFunc(c.Accept, func(o cases.Outcome) bool {
		if o.Verdict == cases.Warn && accept {
			return false
		}
		opened := strings.HasPrefix(o.When.String(), "101")
		return opened == accept && !strings.Contains(o.When.String(), "dropped")
	})
}

// requestOf is the request of a case as a server reads it.
func requestOf(c *cases.Case) *handshake.Head {
	var head *handshake.Head
	synctest.Test(suite, func(*testing.T) {
		j := judge.New(c, environment())
		act := j.Handle(judge.Event{Kind: judge.Connected})
		reader := handshake.HeadReader{Limit: 4 << 20}
		for {
			for _, w := range act.Write {
				for _, chunk := range w.Chunks {
					reader.Write(chunk.Bytes)
				}
			}
			if act.Timer != judge.Grace {
				break
			}
			act = j.Handle(judge.Event{Kind: judge.Expired})
		}
		head = reader.Head()
	})
	return head
}

func environment() *judge.Env {
	return &judge.Env{Target: reference.Server, Authority: "wsspec.example", Path: "/", Protocol: subprotocol, Origin: origin,
		Fields: handshake.Fields{{Name: "Authorization", Value: credentials}},
		Offers: cases.Capabilities{cases.Echo, cases.TakesText, cases.TakesBinary, cases.Subprotocol, cases.OriginPolicy, cases.Deflate}}
}

// differ are the cases on which the oracle is milder, and why.
var differ = map[string]string{
	"rfc6455/5.4/close-between-and-more":    "data behind our Close frame excuses every code in the answer",
	"rfc7692/7.2.2/stored-bytes-missing":    "who takes what there is of a message notices nothing",
	"rfc7692/7.2.2/code-lengths-missing":    "who takes what there is of a message notices nothing",
	"rfc6455/5.2/long-form-ping-in-16-bits": "a Pong behind a Close that refuses its Ping is no data frame",
	"rfc6455/5.2/long-form-ping-in-64-bits": "a Pong behind a Close that refuses its Ping is no data frame",
	"rfc6455/5.2/rsv1-text-byte-by-byte":    "where compression was agreed to unasked, the first bytes alone are no reason to close",
}

// compare plays every case with a script against a faulty server and returns where the oracle and the case differ.
// Cases whose twin fails are left out: the fault is not theirs.
func compare(fault *endpoint.Fault) (disagreements []string, compared int) {
	synctest.Test(suite, func(*testing.T) {
		target, stop := serverIn(serverConfig(fault))
		defer stop()
		env := environment()
		verdicts := map[string]cases.Verdict{}
		list := concerns(fault).WithTwins(table).For(reference.Server)
		slices.SortStableFunc(list, func(a, b *cases.Case) int { return strings.Compare(a.Twin, b.Twin) }) // without a twin first
		for _, c := range list {
			if len(env.Offers.Missing(c.AllNeeds())) > 0 || len(c.Script) == 0 || !comparable(c) || differ[c.ID] != "" {
				continue
			}
			tap := &tap{connect: target.Connect}
			j := judge.New(c, env)
			if err := runner.Play(context.Background(), tap.open, j, runner.Timing{Grace: 20 * time.Millisecond, Deadline: time.Second}); err != nil {
				continue
			}
			r := j.Result()
			verdicts[c.ID] = r.Verdict
			if twin := verdicts[c.Twin]; !r.Observation.Opened || r.Observation.Declined || twin == cases.Fail || twin == cases.Inconclusive {
				continue
			}
			compared++
			deviations := tap.judge(r.Observation)
			if why := disagree(r, deviations); why != "" {
				disagreements = append(disagreements, fmt.Sprintf("%s with %s: %s; got %q; oracle: %v",
					c.ID, nameOf(fault), why, r.Observation.Describe(), deviations))
			}
		}
	})
	return disagreements, compared
}

// comparable tells whether the oracle can say all that the case says: the handshake is another matter, but for what it
// agrees on, and so is what becomes of a target.
func comparable(c *cases.Case) bool {
	return c.Grade() == cases.Conformance && (c.Opening.Plain() || c.Spec() == "rfc7692") && c.Largest() <= 1<<20
}

func disagree(r *judge.Result, deviations []oracle.Deviation) string {
	explains, violates := false, false
	for _, d := range deviations {
		explains = explains || d.Violation || d.Kind == oracle.Policy
		// Broken rules of the stream are told by the cases that watch for them, a missing answer to the Close frame
		// that ends every case by those that are about closing.
		if d.Kind != oracle.Broke && (d.Kind != oracle.NotClosed || r.Observation.WeClosed) {
			violates = violates || d.Violation
		}
	}
	switch {
	case r.Unmatched && !explains:
		return "fails by hand, but the oracle finds nothing"
	case r.Verdict != cases.Fail && r.Verdict != cases.Inconclusive && violates:
		return "the oracle finds a violation, by hand it is a " + string(r.Verdict)
	}
	return ""
}

// tap keeps the bytes of one connection.
type tap struct {
	connect runner.Connect
	mu      sync.Mutex
	out, in []byte
}

func (t *tap) open(ctx context.Context) (net.Conn, error) {
	conn, err := t.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &tappedConn{Conn: conn, tap: t}, nil
}

type tappedConn struct {
	net.Conn
	tap *tap
}

func (c *tappedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.tap.mu.Lock()
	defer c.tap.mu.Unlock()
	c.tap.out = append(c.tap.out, p[:n]...)
	return n, err
}

func (c *tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tap.mu.Lock()
	defer c.tap.mu.Unlock()
	c.tap.in = append(c.tap.in, p[:n]...)
	return n, err
}

func (c *tappedConn) CloseWrite() error { return c.Conn.(interface{ CloseWrite() error }).CloseWrite() }
func (c *tappedConn) Reset() error      { return c.Conn.(interface{ Reset() error }).Reset() }

// judge asks the oracle about the bytes that were kept.
func (t *tap) judge(o *cases.Observation) []oracle.Deviation {
	t.mu.Lock()
	defer t.mu.Unlock()
	var agreed *cases.Agreed
	if o.Response != nil {
		agreed = o.Response.Deflate
	}
	reader := oracle.Reader{Sender: reference.Client, Deflate: agreed}
	reader.Write(behindHead(t.out))
	end := map[cases.End]oracle.End{cases.Open: oracle.Open, cases.GotFIN: oracle.FIN, cases.GotRST: oracle.RST}[o.End]
	closed := slices.IndexFunc(o.Got, func(r cases.Received) bool { return r.Opcode.String() == "close" })
	return reader.Expectation().Judge(oracle.Profile{Peer: reference.Server, Echo: true, Largest: 1 << 20, Deflate: agreed}, oracle.Answer{
		Bytes: behindHead(t.in), End: end, Patient: o.LateAt, WeEnded: !o.EndFirst && o.End != cases.Open,
		PeerClosed: closed >= 0 && closed < o.Finish && !o.WeClosed,
	})
}

func behindHead(b []byte) []byte {
	reader := handshake.HeadReader{Limit: 4 << 20}
	n, _ := reader.Write(b)
	return bytes.Clone(b[n:])
}
