package endpoint

import (
	"math"
	"strings"
	"time"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
)

// growthFaults cost more time than what they are sent is worth. The time is slept, not computed, all at once: it is the same
// on every machine.
var growthFaults = []*Fault{
	{Name: "fragments-quadratic", Section: "growth", Role: reference.Server, Doc: "The server takes a time for each message that grows with the square of the number of its fragments.",
		apply: func(b *behaviour) {
			b.frameEnd = func(s *session) (closecode.Code, bool) {
				switch h := s.reader.Header; {
				case h.Opcode == frame.Continuation && h.Fin:
					square(s.ours.fragments, 1300*time.Microsecond)
				case h.Opcode == frame.Continuation:
					s.ours.fragments++
				case !h.Opcode.IsControl():
					s.ours.fragments = 0
				}
				return 0, false
			}
		}},
	{Name: "pongs-quadratic", Section: "growth", Role: reference.Server, Doc: "The server takes a time for a ping that grows with the square of the number of pongs before it.",
		apply: func(b *behaviour) {
			b.control = func(s *session, opcode frame.Opcode, _ []byte) bool {
				switch opcode {
				case frame.Pong:
					s.ours.pongs++
				case frame.Ping:
					square(s.ours.pongs, 1300*time.Microsecond)
					s.ours.pongs = 0
				}
				return false
			}
		}},
	{Name: "string-exponential", Section: "growth", Role: reference.Server, Doc: "The time for a quoted string that does not end doubles with each escaped character.",
		apply: func(b *behaviour) {
			b.overlook = func(s *session, f reference.Finding) bool {
				if f.Rule == handshake.Extensions {
					escaped := strings.Count(s.ours.request.Fields.Get(handshake.FieldExtensions), `\`)
					time.Sleep(time.Duration(math.Exp2(float64(min(escaped, 32)))) * 100)
				}
				return false
			}
		}},
	{Name: "spaces-quadratic", Section: "growth", Role: reference.Server, Doc: "The time for a request grows with the square of the number of spaces in its lists.",
		apply: func(b *behaviour) {
			split := func(r *handshake.Request) {
				for _, name := range []string{"Connection", handshake.FieldProtocol, handshake.FieldExtensions} {
					square(strings.Count(r.Fields.Get(name), " "), 500*time.Microsecond)
				}
			}
			b.overlook = func(s *session, _ reference.Finding) bool { split(s.ours.request); return false }
			b.demand = func(_ *session, r *handshake.Request, _ []byte) bool { split(r); return true }
		}},
	{Name: "extensions-quadratic", Section: "growth", Role: reference.Server, Doc: "The time for a request grows with the square of the number of offered extensions.",
		apply: slowed(func(r *handshake.Request, _ []byte) { square(len(r.Extensions()), 10*time.Millisecond) })},
	{Name: "fields-quadratic", Section: "growth", Role: reference.Server, Doc: "The time for a request grows with the square of the number of its fields.",
		apply: slowed(func(r *handshake.Request, _ []byte) { square(len(r.Fields), 6*time.Millisecond) })},
	{Name: "head-read-again", Section: "growth", Role: reference.Server, Doc: "The time for a request grows with the square of its length, as if it was read from its beginning with each segment.",
		apply: slowed(func(_ *handshake.Request, head []byte) { square(len(head), 40*time.Microsecond) })},
}

// square sleeps a time that grows with the square of n, and is of this length for a thousand.
func square(n int, thousand time.Duration) {
	time.Sleep(time.Duration(float64(n) * float64(n) / 1e6 * float64(thousand)))
}

// slowed is the fault that does something with each request that is fine, and accepts it.
func slowed(do func(r *handshake.Request, head []byte)) func(*behaviour) {
	return func(b *behaviour) {
		b.demand = func(_ *session, r *handshake.Request, head []byte) bool { do(r, head); return true }
	}
}
