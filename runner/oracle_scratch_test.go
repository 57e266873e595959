package runner_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"sort"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/rfc6455"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/judge"
)

type tee struct {
	*memconn.Conn
	mu      sync.Mutex
	out, in []byte
	finOut  bool
}

func (t *tee) Write(p []byte) (int, error) {
	n, err := t.Conn.Write(p)
	t.mu.Lock()
	t.out = append(t.out, p[:n]...)
	t.mu.Unlock()
	return n, err
}
func (t *tee) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	t.in = append(t.in, p[:n]...)
	t.mu.Unlock()
	return n, err
}

func TestOracle(t *testing.T) {
	table := cases.Table(rfc6455.Cases())
	only := os.Getenv("FAULT")
	start := time.Now()
	type key struct{ a, b string }
	count := map[string]int{}
	examples := map[string][]string{}
	total := 0
	for _, f := range append([]*endpoint.Fault{nil}, endpoint.Faults()...) {
		name := "conforming"
		if f != nil {
			name = f.Name
		}
		if only != "" && only != name || f != nil && f.Role == reference.Client || strings.HasPrefix(name, "dies") || name == "floods" || name == "endless-message" {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			s := endpoint.NewServer(endpoint.Config{Fault: f, Protocols: []string{"chat"}, Path: "/", Origins: []string{"http://wsspec.example"}})
			l := memconn.Listen()
			go s.Serve(l)
			defer func() { l.Close(); s.Close() }()
			env := &judge.Env{Target: reference.Server, Authority: "wsspec.example", Path: "/", Protocol: "chat", Origin: "http://wsspec.example",
				Offers: cases.Capabilities{cases.Echo, cases.TakesText, cases.TakesBinary, cases.Subprotocol, cases.OriginPolicy, cases.Limits}, Limit: 2 << 20}
			verdicts := map[string]cases.Verdict{}
			sorted := append(cases.Table{}, table...)
			sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Twin == "" && sorted[j].Twin != "" })
			for _, c := range sorted {
				if !c.For(reference.Server) || len(env.Offers.Missing(c.AllNeeds())) > 0 || len(c.Script) == 0 || !c.Opening.Plain() {
					continue
				}
				var conn *tee
				j := judge.New(c, env)
				err := runner.Play(context.Background(), func(ctx context.Context) (net.Conn, error) {
					a, err := l.Dial(ctx)
					conn = &tee{Conn: a.(*memconn.Conn)}
					return conn, err
				}, j, runner.Timing{Grace: 20 * time.Millisecond, Deadline: time.Second})
				if err != nil {
					fmt.Println(err)
					continue
				}
				r := j.Result()
				o := r.Observation
				if !o.Opened {
					continue
				}
				total++
				conn.mu.Lock()
				sent, got := frames(conn.out), frames(conn.in)
				conn.mu.Unlock()
				rd := oracle.Reader{Sender: reference.Client}
				rd.Write(sent)
				e := rd.Expectation()
				a := oracle.Answer{Bytes: got, Patient: o.Late, WeEnded: !o.EndFirst && o.End != cases.Open, PeerClosed: closedFirst(o)}
				switch o.End {
				case cases.GotFIN:
					a.End = oracle.FIN
				case cases.GotRST:
					a.End = oracle.RST
				}
				devs := e.Judge(oracle.Profile{Peer: reference.Server, Echo: true, Largest: 1 << 20}, a)
				bad, any := false, false
				var list []string
				for _, d := range devs {
					list = append(list, d.String())
					any = any || d.Violation || d.Kind == oracle.Policy
					if d.Kind == oracle.Broke || d.Kind == oracle.NotClosed && !o.WeClosed {
						continue
					}
					bad = bad || d.Violation
				}
				hand := r.Verdict
				verdicts[c.ID] = hand
				if c.Twin != "" && verdicts[c.Twin] != cases.Pass && verdicts[c.Twin] != cases.Info && verdicts[c.Twin] != cases.Warn && verdicts[c.Twin] != "" {
					continue
				}
				dis := ""
				switch {
				case hand == cases.Fail && !any:
					dis = "hand fails, oracle not"
				case hand != cases.Fail && hand != cases.Inconclusive && bad:
					dis = "oracle fails, hand " + string(hand)
				}
				if dis != "" {
					k := dis + " " + c.ID
					count[k]++
					if len(examples[k]) < 2 {
						examples[k] = append(examples[k], fmt.Sprint(name, " | ", o.Describe(), " | ", list))
					}
				}
			}
		})
	}
	fmt.Println("total", total, time.Since(start))
	for k, n := range count {
		fmt.Println(n, k)
		for _, e := range examples[k] {
			fmt.Println("       ", e)
		}
	}
}

func frames(b []byte) []byte {
	var r handshake.HeadReader
	r.Limit = 10 << 20
	n, _ := r.Write(b)
	return bytes.Clone(b[n:])
}

func closedFirst(o *cases.Observation) bool {
	for i, r := range o.Got {
		if r.Opcode == 8 {
			return !o.WeClosed && i < o.Finish
		}
	}
	return false
}
