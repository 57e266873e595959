package runner_test

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/rfc6455"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
)

func serverRun(t *testing.T, table cases.Table, f *endpoint.Fault, textOnly bool) (k keep) {
	synctest.Test(t, func(t *testing.T) {
		s := endpoint.NewServer(endpoint.Config{Fault: f, TextOnly: textOnly, Protocols: []string{"chat"}, Path: "/", Origins: []string{"http://wsspec.example"}, Credentials: "Basic d3NzcGVjOndzc3BlYw=="})
		l := memconn.Listen()
		go s.Serve(l)
		defer func() { l.Close(); s.Close() }()
		target := &runner.Target{Role: reference.Server, Authority: "wsspec.example", Path: "/", Protocol: "chat", Origin: "http://wsspec.example",
			Fields:  handshake.Fields{{Name: "Authorization", Value: "Basic d3NzcGVjOndzc3BlYw=="}},
			Connect: l.Dial}
		err := runner.Run(context.Background(), runner.Config{Target: target, Table: table, Cases: table, Jobs: 1, Floor: time.Second, Ceiling: 5 * time.Second, Observer: &k})
		if err != nil {
			fmt.Println(err)
		}
	})
	return
}

func TestMatrix(t *testing.T) {
	table := cases.Table(rfc6455.Cases())
	failedBy := map[string][]string{}
	start := time.Now()
	only := os.Getenv("FAULT")
	for _, textOnly := range []bool{false, true} {
		for _, f := range append([]*endpoint.Fault{nil}, endpoint.Faults()...) {
			name := "conforming"
			if f != nil {
				name = f.Name
			}
			if only != "" && only != name {
				continue
			}
			if f != nil && f.Role == reference.Client || textOnly && f != nil && !strings.HasPrefix(f.Name, "text-only") {
				continue
			}
			k := serverRun(t, table, f, textOnly)
			n := map[cases.Verdict]int{}
			var list []string
			for _, c := range k.run.Cases {
				n[c.Verdict]++
				if c.Verdict == cases.Fail || c.Verdict == cases.Warn {
					list = append(list, string(c.Verdict[0])+":"+strings.TrimPrefix(c.ID, "rfc6455/"))
					failedBy[c.ID] = append(failedBy[c.ID], name+":"+string(c.Verdict))
				}
				if only != "" && (c.Verdict == cases.Fail || c.Verdict == cases.Warn || c.Verdict == cases.Inconclusive) {
					fmt.Println("   ", c.Verdict, c.ID, c.Note, c.Got)
				}
			}
			if len(list) > 4 {
				list = append(list[:4], fmt.Sprint("… ", len(list)))
			}
			flag := ""
			if len(list) == 0 {
				flag = "NONE"
			}
			fmt.Println(name, textOnly, flag, n, list, time.Since(start).Round(time.Millisecond))
		}
	}
	var never []string
	for _, c := range table {
		fails := false
		for _, s := range failedBy[c.ID] {
			fails = fails || strings.HasSuffix(s, ":fail")
		}
		if c.For(reference.Server) && !fails {
			never = append(never, c.ID+" "+fmt.Sprint(failedBy[c.ID]))
		}
	}
	sort.Strings(never)
	fmt.Println("NEVER FAIL", len(never))
	for _, s := range never {
		fmt.Println("  ", s)
	}
}
