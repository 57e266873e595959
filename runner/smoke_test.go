package runner

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/runner/judge"
)

func TestSmoke(t *testing.T) {
	for _, name := range []string{"", "long-control", "drops-all", "masks-wrongly", "fails-by-hanging"} {
		s := endpoint.NewServer(endpoint.Config{Fault: endpoint.FindFault(name)})
		for _, c := range []*cases.Case{
			{ID: "a/b/echo", Script: cases.Steps(cases.Send(cases.Text("hello"))), Accept: cases.Outcomes(cases.Passes(cases.Answered))},
			{ID: "a/b/ping", Script: cases.Steps(cases.Send(cases.Ping("hello"))), Accept: cases.Outcomes(cases.Passes(cases.Answered))},
			{ID: "a/b/fail", Script: cases.Steps(cases.Send(cases.Ping(string(make([]byte, 126))))), Accept: cases.Outcomes(cases.Passes(cases.FailedWith(1002)), cases.Warns(cases.Dropped, ""))},
			{ID: "a/b/close", Script: cases.Steps(cases.Send(cases.Close(1000, ""))), Accept: cases.Outcomes(cases.Passes(cases.EndsTCP))},
		} {
			j := judge.New(c, &judge.Env{Target: reference.Server, Authority: "x", Path: "/", Offers: cases.Capabilities{cases.Echo}})
			var rec transcript
			start := time.Now()
			err := play(context.Background(), func(context.Context) (net.Conn, error) {
				a, b := memconn.Pipe()
				go s.ServeConn(b)
				return a, nil
			}, j, Timing{20 * time.Millisecond, 300 * time.Millisecond}, &rec)
			r := j.Result()
			fmt.Println(name, c.ID, err, r.Verdict, r.Note, r.Observation.Describe(), r.Violations, time.Since(start))
		}
	}
}
