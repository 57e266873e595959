package rfc6455

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 5.6: data frames.
var dataFrames = func() []cases.Case {
	chars := "\u00b5@\u00df\u00f6\u20ac\U00024b62" // of two, one, two, two, three and four bytes
	list := []cases.Case{
		{
			ID:     textEcho,
			Title:  "a text message is taken, and echoed by a target that echoes",
			Covers: []string{"6455-5.6-01", "6455-6.1-01", "6455-6.1-04", "6455-6.1-10"},
			Script: cases.Steps(cases.Send(cases.Text("Hello"))),
			Accept: answered,
		},
		{
			ID:     binaryEcho,
			Title:  "a binary message is taken, and echoed by a target that echoes",
			Covers: []string{"6455-5.6-01", "6455-6.1-01", "6455-6.1-04", "6455-6.1-10"},
			Script: cases.Steps(cases.Send(cases.Binary("Hello"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.6/binary-is-not-text",
			Title:  "a binary message that is not UTF-8 is taken as it is",
			Covers: []string{"6455-5.6-04"},
			Script: cases.Steps(cases.Send(cases.Binary("\xff\xfe\xc0\x80\xed\xa0\x80"))),
			Accept: answered,
		},
		{
			ID:      "rfc6455/5.6/text-is-utf-8",
			Title:   "a text message is UTF-8, whoever sends it",
			Covers:  []string{"6455-5.6-03"},
			Script:  cases.Steps(cases.Send(cases.Text(chars))),
			Accept:  answered,
			Watches: []*reference.Rule{stream.InvalidText},
		},
		{
			ID:       "rfc6455/5.6/every-byte-a-fragment",
			Title:    "a text message with every byte in a fragment of its own is valid",
			Covers:   []string{"6455-5.6-02", "6455-5.6-03"},
			Script:   cases.Steps(cases.Send(pieces(cases.Text(chars), int64(len(chars)))...)),
			Accept:   answered,
			Autobahn: []string{"6.2.3", "6.2.4"},
			Cause:    "every fragment is validated by itself",
		},
		{
			ID:     "rfc6455/5.6/character-cut-by-ping",
			Title:  "a ping between the bytes of a character does not make the text invalid",
			Covers: []string{"6455-5.6-02", "6455-5.4-10"},
			Script: cases.Steps(cases.Send(cases.Text("\xc3").More(), cases.Ping("between"), cases.Cont("\xa9"))),
			Accept: answered,
		},
		{
			ID:     "rfc6455/5.6/character-cut-by-pong",
			Title:  "a pong between the bytes of a character does not make the text invalid",
			Covers: []string{"6455-5.6-02", "6455-5.4-10"},
			Script: cases.Steps(cases.Send(cases.Text("\xc3").More(), cases.Pong("between"), cases.Cont("\xa9"))),
			Accept: answered,
			Cause:  "control frames other than pings disturb the state of the validation",
		},
		{
			ID:     "rfc6455/5.6/character-cut-by-empty-fragment",
			Title:  "an empty fragment between the bytes of a character does not make the text invalid",
			Covers: []string{"6455-5.6-02", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(cases.Text("\xe2\x82").More(), cases.Cont("").More(), cases.Cont("\xac"))),
			Accept: answered,
		},
		{
			ID:       "rfc6455/5.6/cut-between-characters",
			Title:    "a text message cut between two characters is valid",
			Covers:   []string{"6455-5.6-02"},
			Script:   cases.Steps(cases.Send(cases.Text("Hello-\u00b5@\u00df\u00f6\u00e4").More(), cases.Cont("\u00fc\u00e0\u00e1-UTF-8!!"))),
			Accept:   answered,
			Autobahn: []string{"6.2.2"},
		},
	}
	for _, c := range []struct{ name, bytes string }{{"2", "\u00e9"}, {"3", "\u20ac"}, {"4", "\U0001f600"}} {
		for at := 1; at < len(c.bytes); at++ {
			list = append(list, cases.Case{
				ID:     fmt.Sprintf("rfc6455/5.6/cut-in-%s-bytes-at-%d", c.name, at),
				Title:  fmt.Sprintf("a character of %s bytes may be cut behind byte %d by the end of a fragment", c.name, at),
				Covers: []string{"6455-5.6-02"},
				Script: cases.Steps(cases.Send(cases.Text("a"+c.bytes[:at]).More(), cases.Cont(c.bytes[at:]+"b"))),
				Accept: answered,
				Cause:  "every fragment is validated by itself",
			})
		}
	}
	// The same cuts where buffers end.
	for _, size := range []int64{125, 1024, 4096, 65535} {
		text := payload.Join(payload.Text(size-1), payload.String("\u20ac tail"))
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.6/character-across-%d", size),
			Title:  fmt.Sprintf("a character of three bytes may lie across byte %d of a message", size),
			Covers: []string{"6455-5.6-02", "6455-5.6-03"},
			Script: cases.Steps(cases.Send(cases.TextOf(text))),
			Accept: answered,
			Cause:  "every buffer is validated by itself",
		})
	}
	return list
}()
