package judge_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/rfc6455"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/endpoint/memconn"
	"github.com/wsspec/wsspec/runner/judge"
)

// The same case with the same events has the same verdict, today or from a file next year. What happens between the
// judge and real endpoints is recorded once, then told to other judges: as it was, and in other pieces.
var _ = Describe("the judge is a function of what happened", func() {
	table := cases.Table(rfc6455.Cases()).For(reference.Server)

	// some are the faults to record: a few of them each time, others with another seed.
	some := func() []*endpoint.Fault {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		list := []*endpoint.Fault{nil}
		faults := slices.DeleteFunc(endpoint.Faults(), func(f *endpoint.Fault) bool {
			return f.Role == reference.Client || strings.HasPrefix(f.Name, "dies-")
		})
		for _, i := range random.Perm(len(faults))[:4] {
			list = append(list, faults[i])
		}
		return list
	}

	It("and says and does the same when the same is told again, and when the bytes come in other pieces", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
		eachRecording(table, some(), func(c *cases.Case, r *recording) {
			again := r.replay(c, nil)
			Expect(again.did).To(Equal(r.did), "%s with %s", c.ID, r.fault)
			Expect(again.said).To(Equal(r.said), "%s with %s", c.ID, r.fault)
			if strings.Contains(r.said, "more than any answer is worth") || strings.Contains(r.said, "more bytes than") {
				return // how much of a flood is read depends on the pieces
			}
			again = r.replay(c, random)
			Expect(again.said).To(Equal(r.said), "%s with %s, in pieces", c.ID, r.fault)
			Expect(again.wrote.Sum(nil)).To(Equal(r.wrote.Sum(nil)), "%s with %s, in pieces", c.ID, r.fault)
		})
	})
})

// recording is what happened in a case, what the judge did about each event, and what it said in the end.
type recording struct {
	fault  string
	events []judge.Event
	did    []string
	wrote  interface {
		io.Writer
		Sum([]byte) []byte
	}
	said string
}

// handle tells a judge of an event, and keeps what it does.
func (r *recording) handle(j *judge.Judge, ev judge.Event) judge.Action {
	act := j.Handle(ev)
	wire := flat(act.Write)
	r.wrote.Write(wire)
	r.did = append(r.did, fmt.Sprintf("%x %v %v %v %d %v %v", sha256.Sum256(wire), act.EndWrite, act.Abort, act.Reopen, act.Timer, act.Restart, act.Done))
	return act
}

func (r *recording) end(j *judge.Judge) {
	result := j.Result()
	r.said = fmt.Sprintf("%s %q %v %v %q %v", result.Verdict, result.Note, result.Unmatched, result.Shaky, result.Observation.Describe(), result.Violations)
}

// replay tells another judge what happened. With a source of randomness it comes in other pieces.
func (r *recording) replay(c *cases.Case, pieces *rand.Rand) *recording {
	again := &recording{fault: r.fault, wrote: sha256.New()}
	j := judge.New(c, environment())
	for i, ev := range r.events {
		ev.Bytes = bytes.Clone(ev.Bytes)
		var act judge.Action
		for first := true; first || len(ev.Bytes) > 0; first = false {
			part := ev
			if pieces != nil {
				part.Bytes, ev.Bytes = cut(ev.Bytes, pieces)
			} else {
				ev.Bytes = nil
			}
			if act = again.handle(j, part); act.Reopen || act.Done {
				break // the connection is closed: what is left is not read
			}
		}
		Expect(act.Done).To(Equal(i == len(r.events)-1), "%s with %s: the case is over with its last event", c.ID, r.fault)
	}
	again.end(j)
	return again
}

// cut takes the next piece: a byte as often as not, or up to a few hundred.
func cut(b []byte, random *rand.Rand) (piece, rest []byte) {
	n := 1
	if len(b) > 4096 || random.IntN(2) == 0 {
		n += random.IntN(4096)
	}
	n = min(n, len(b))
	return b[:n], b[n:]
}

// eachRecording records every case against the conforming server and faulty ones.
func eachRecording(table cases.Table, faults []*endpoint.Fault, do func(*cases.Case, *recording)) {
	for _, fault := range faults {
		recordings := make([]*recording, len(table))
		synctest.Test(suite, func(*testing.T) {
			server, listener := endpoint.NewServer(endpoint.Config{Fault: fault, Protocols: []string{"chat"}}), memconn.Listen()
			go server.Serve(listener)
			for i, c := range table {
				recordings[i] = record(c, listener.Dial)
				if fault != nil {
					recordings[i].fault = fault.Name
				}
			}
			listener.Close()
			server.Close()
		})
		for i, r := range recordings {
			do(table[i], r)
		}
	}
}

// record carries a case out and keeps what happens.
func record(c *cases.Case, dial func(context.Context) (net.Conn, error)) *recording {
	r := &recording{wrote: sha256.New()}
	j := judge.New(c, environment())
	timers := map[judge.Timer]time.Duration{judge.Grace: 20 * time.Millisecond, judge.Deadline: time.Second}
	start, conn, timer := time.Now(), connect(dial), judge.NoTimer
	ev := judge.Event{Kind: judge.Connected}
	for {
		ev.At = time.Since(start)
		r.events = append(r.events, judge.Event{Kind: ev.Kind, Bytes: bytes.Clone(ev.Bytes), At: ev.At})
		act := r.handle(j, ev)
		conn.perform(&act)
		switch {
		case act.Done:
			conn.hangUp()
			r.end(j)
			return r
		case act.Reopen:
			conn.hangUp()
			conn, timer = connect(dial), judge.NoTimer
			ev = judge.Event{Kind: judge.Connected}
			continue
		case act.Restart || act.Timer != timer:
			timer = act.Timer
			conn.SetReadDeadline(time.Now().Add(timers[timer]))
		}
		ev = conn.next()
	}
}

// line is a connection that is written to beside the reading: the target may not read on before its answers are read.
type line struct {
	*memconn.Conn
	queue chan func()
	group sync.WaitGroup
	buf   []byte
}

func connect(dial func(context.Context) (net.Conn, error)) *line {
	conn, err := dial(context.Background())
	Expect(err).NotTo(HaveOccurred())
	l := &line{Conn: conn.(*memconn.Conn), queue: make(chan func(), 10_000), buf: make([]byte, 32<<10)}
	l.group.Go(func() {
		for do := range l.queue {
			do()
		}
	})
	return l
}

func (l *line) perform(act *judge.Action) {
	if wire := flat(act.Write); len(wire) > 0 {
		l.queue <- func() { l.Write(wire) }
	}
	if act.EndWrite {
		l.queue <- func() { l.CloseWrite() }
	}
	if act.Abort {
		l.Reset()
	}
}

func (l *line) hangUp() {
	l.Close()
	close(l.queue)
	l.group.Wait()
}

// next waits for what happens next.
func (l *line) next() judge.Event {
	n, err := l.Read(l.buf)
	switch {
	case n > 0:
		return judge.Event{Kind: judge.Received, Bytes: l.buf[:n]}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return judge.Event{Kind: judge.Expired}
	case errors.Is(err, io.EOF):
		return judge.Event{Kind: judge.FIN}
	}
	return judge.Event{Kind: judge.RST}
}
