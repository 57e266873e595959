package runner_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/rfc6455"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

type keep struct{ run results.Run }

func (k *keep) Started(h results.Header)  { k.run.Header = h }
func (k *keep) Begun(string)              {}
func (k *keep) Judged(c results.Case)     { k.run.Cases = append(k.run.Cases, c) }
func (k *keep) Finished(f results.Footer) { k.run.Footer = f }

func TestX(t *testing.T) {
	table := cases.Table(rfc6455.Cases())
	fmt.Println(len(table))
	s := endpoint.NewServer(endpoint.Config{Protocols: []string{"chat"}, Path: "/", Origins: []string{"http://wsspec.example"}, Credentials: "Basic d3NzcGVjOndzc3BlYw=="})
	target := &runner.Target{Role: reference.Server, Authority: "wsspec.example", Path: "/", Protocol: "chat", Origin: "http://wsspec.example",
		Fields: handshake.Fields{{Name: "Authorization", Value: "Basic d3NzcGVjOndzc3BlYw=="}},
		Connect: func(context.Context) (net.Conn, error) {
			a, b := memconn.Pipe()
			go s.ServeConn(b)
			return a, nil
		}}
	for range 3 {
		var k keep
		start := time.Now()
		err := runner.Run(context.Background(), runner.Config{Target: target, Table: table, Cases: table, Jobs: 8, Floor: time.Second, Ceiling: 5 * time.Second, Observer: &k})
		fmt.Println(err, time.Since(start), k.run.Footer, k.run.Header.Target)
		for _, c := range k.run.Cases {
			if c.Verdict != cases.Pass || c.Duration > 15*time.Millisecond {
				fmt.Println(c.Verdict, c.ID, c.Note, c.Got, c.Attempts, c.Duration)
			}
		}
	}
}
