package runner

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/wsspec/wsspec/runner/judge"
)

// Timing is how long the timers of a judge are.
type Timing struct {
	Grace    time.Duration
	Deadline time.Duration
}

func (t Timing) of(timer judge.Timer) time.Duration {
	if timer == judge.Grace {
		return t.Grace
	}
	return t.Deadline
}

// Connect opens a connection that has the target on its other side.
type Connect func(ctx context.Context) (net.Conn, error)

// errConnect wraps the error of a connection that could not be opened.
type errConnect struct{ error }

func (e errConnect) Unwrap() error { return e.error }

// player carries out what one judge says, on one connection at a time.
type player struct {
	connect Connect
	judge   *judge.Judge
	timing  Timing
	record  *transcript

	conn    net.Conn
	release func() bool // lets go of the context
	start   time.Time
	timer   judge.Timer
	expires time.Time
	writing chan struct{} // closed when the write in the background is done; nil if there is none
	written *atomic.Int64 // bytes of that write so far
	seen    int64         // bytes of that write when the timer was last set
	unread  bool          // nothing is read before that write is done, or stuck
}

// play carries out a case. It returns an error only if a connection could not be opened or ctx is done.
func play(ctx context.Context, connect Connect, j *judge.Judge, timing Timing, record *transcript) error {
	p := &player{connect: connect, judge: j, timing: timing, record: record}
	if err := p.open(ctx); err != nil {
		return err
	}
	defer func() { p.close() }()
	buf := readBuffers.Get().(*[]byte)
	defer readBuffers.Put(buf)
	act := j.Handle(judge.Event{Kind: judge.Connected})
	for {
		if act.Reopen {
			p.close()
			if err := p.open(ctx); err != nil {
				return err
			}
			act = j.Handle(judge.Event{Kind: judge.Connected, At: p.now()})
			continue
		}
		p.perform(&act)
		if act.Done {
			return ctx.Err()
		}
		ev := p.next(*buf)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		act = j.Handle(ev)
	}
}

func (p *player) open(ctx context.Context) error {
	conn, err := p.connect(ctx)
	if err != nil {
		return errConnect{err}
	}
	p.conn, p.writing = conn, nil
	p.release = context.AfterFunc(ctx, func() { conn.Close() })
	if p.start.IsZero() {
		p.start = time.Now()
	}
	p.record.event(p.now(), "connected")
	return nil
}

func (p *player) close() {
	p.release()
	p.conn.Close()
	if p.writing != nil {
		<-p.writing // it ends now that the connection is closed
	}
}

func (p *player) now() time.Duration { return time.Since(p.start) }

func (p *player) perform(act *judge.Action) {
	if len(act.Write) > 0 {
		p.write(act.Write)
	}
	p.unread = p.unread || act.Unread
	if act.EndWrite {
		p.afterWrite(func() {
			if half, ok := p.conn.(interface{ CloseWrite() error }); ok {
				half.CloseWrite()
			}
		})
		p.record.event(p.now(), "FIN sent")
	}
	if act.Abort {
		abort(p.conn)
		p.record.event(p.now(), "RST sent")
	}
	if act.Restart || act.Timer != p.timer {
		p.timer = act.Timer
		p.expires = time.Now().Add(p.timing.of(act.Timer))
		if p.written != nil {
			p.seen = p.written.Load()
		}
		p.conn.SetReadDeadline(p.expires)
	}
}

// abort makes the close of a connection a reset.
func abort(conn net.Conn) {
	switch c := conn.(type) {
	case interface{ SetLinger(int) error }:
		c.SetLinger(0)
		conn.Close()
	case interface{ Reset() error }:
		c.Reset()
	default:
		conn.Close()
	}
}

// next waits for the next event.
func (p *player) next(buf []byte) judge.Event {
	if p.unread {
		p.holdBack()
	}
	for {
		n, err := p.conn.Read(buf)
		at := p.now()
		if n > 0 {
			p.record.add(at, "<", buf[:n], int64(n))
			return judge.Event{Kind: judge.Received, Bytes: buf[:n], At: at}
		}
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			if p.progress() {
				continue
			}
			p.record.event(at, "time is up")
			return judge.Event{Kind: judge.Expired, At: at}
		case errors.Is(err, io.EOF):
			notified := closeNotified(p.conn)
			if notified {
				p.record.event(at, "close_notify")
			}
			p.record.event(at, "FIN")
			return judge.Event{Kind: judge.FIN, CloseNotify: notified, At: at}
		case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
			p.record.event(at, "RST")
			return judge.Event{Kind: judge.RST, At: at}
		case err != nil:
			p.record.event(at, "connection lost: "+err.Error())
			return judge.Event{Kind: judge.RST, At: at}
		}
	}
}

// holdBack waits until the write in the background is done, or got no further for as long as the timer is.
func (p *player) holdBack() {
	p.unread = false
	if p.writing == nil {
		return
	}
	ticker := time.NewTicker(p.timing.Grace)
	defer ticker.Stop()
	defer func() {
		p.expires = time.Now().Add(p.timing.of(p.timer))
		p.conn.SetReadDeadline(p.expires)
	}()
	for still, last := time.Duration(0), int64(-1); still < p.timing.Deadline; still += p.timing.Grace {
		select {
		case <-p.writing:
			return
		case <-ticker.C:
		}
		if written := p.written.Load(); written != last {
			still, last = 0, written
		}
	}
	p.record.event(p.now(), "the target takes no more")
}

// progress tells whether a write in the background got further since the timer was set, and sets it again if so:
// a large message takes the time it takes.
func (p *player) progress() bool {
	if p.written == nil {
		return false
	}
	written := p.written.Load()
	if written == p.seen {
		return false
	}
	p.seen = written
	p.expires = time.Now().Add(p.timing.of(p.timer))
	p.conn.SetReadDeadline(p.expires)
	return true
}
