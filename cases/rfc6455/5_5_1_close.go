package rfc6455

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 5.5.1: the closing handshake.
func closeFrames() []cases.Case {
	list := []cases.Case{
		{
			ID:       "rfc6455/5.5.1/close-empty",
			Title:    "a close without a code is answered by a close",
			Covers:   []string{"6455-5.5.1-02", "6455-5.5.1-08", "6455-5.5.1-01", "6455-5.5.1-10"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.CloseBody(""))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.1"},
			Cause:    "the code 1005, which stands for no code, is put into the answer",
		},
		{
			ID:       closeNormal,
			Title:    "a close with 1000 is answered by a close",
			Covers:   []string{"6455-5.5.1-08", "6455-5.5.1-03", "6455-7.4.1-01"},
			Script:   cases.Steps(cases.Send(cases.Ping("before the close")), cases.Ponged(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.3", "7.7.1"},
		},
		{
			ID:     "rfc6455/5.5.1/close-byte-by-byte",
			Title:  "a close that comes byte by byte is answered by a close",
			Covers: []string{"6455-5.5.1-08", "6455-6.2-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "reason")).Every(1)),
			Accept: closedNormally,
		},
		{
			ID:       "rfc6455/5.5.1/reason",
			Title:    "a close with a reason is answered by a close",
			Covers:   []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, "Hello world!"))),
			Accept:   closedNormally,
			Autobahn: []string{"7.3.4"},
			Watches:  []*reference.Rule{stream.CloseReason},
		},
		{
			ID:     "rfc6455/5.5.1/reason-utf-8",
			Title:  "a close reason of characters of one to four bytes is answered by a close",
			Covers: []string{"6455-5.5.1-04", "6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "\x00 \u00e9 \ufeff \uffff \U0010ffff"))),
			Accept: closedNormally,
		},
		{
			ID:     "rfc6455/5.5.1/reason-123-bytes-utf-8",
			Title:  "a close reason of 123 bytes that ends in a character of three bytes is answered by a close",
			Covers: []string{"6455-5.5.1-04", "6455-5.5-02"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, string(payload.Text(120).Bytes())+"\u20ac"))),
			Accept: closedNormally,
		},
		{
			ID:     "rfc6455/5.5.1/reason-of-euros",
			Title:  "a close reason of 41 characters of three bytes is answered by a close that cuts none of them",
			Covers: []string{"6455-5.5.1-04", "6455-5.5-02", "6455-8.1-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, strings.Repeat("\u20ac", 41)))),
			Accept: closedNormally,
		},
		{
			ID:       "rfc6455/5.5.1/body-1-byte",
			Title:    "a close body of one byte fails the connection",
			Covers:   []string{"6455-5.5.1-03"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.CloseBody("\x03"))),
			Accept:   failsWith(closecode.ProtocolError),
			Autobahn: []string{"7.3.2"},
			Watches:  []*reference.Rule{stream.CloseOneByte},
		},
		{
			ID:     "rfc6455/5.5.1/code-bytes-swapped",
			Title:  "the code of a close is in network byte order: E8 03 is 59395",
			Covers: []string{"6455-5.5.1-03", "6455-11.7-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.CloseBody("\xe8\x03"))),
			Accept: oddCode,
		},
		{
			ID:       "rfc6455/5.5.1/reason-invalid",
			Title:    "a close reason that is not UTF-8 fails the connection",
			Covers:   []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:     "rfc6455/5.5.1/reason",
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"))),
			Accept:   badReason,
			Autobahn: []string{"7.5.1"},
		},
		{
			ID:     "rfc6455/5.5.1/reason-missing-tail",
			Title:  "a close reason with a head byte that no tail follows fails the connection",
			Covers: []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:   "rfc6455/5.5.1/reason",
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "\xc3\x28"))),
			Accept: badReason,
		},
		{
			ID:     "rfc6455/5.5.1/reason-cut",
			Title:  "a close reason that ends inside a character fails the connection",
			Covers: []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:   "rfc6455/5.5.1/reason",
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, "caf\xe2\x82"))),
			Accept: badReason,
		},
		{
			ID:     "rfc6455/5.5.1/reason-cut-at-123",
			Title:  "a close reason of 123 bytes that ends inside a character fails the connection",
			Covers: []string{"6455-5.5.1-04", "6455-8.1-01"},
			Twin:   "rfc6455/5.5.1/reason-123-bytes-utf-8",
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, string(payload.Text(121).Bytes())+"\xe2\x82"))),
			Accept: badReason,
		},
		{
			ID:       "rfc6455/5.5.1/close-twice",
			Title:    "a second close is not answered",
			Covers:   []string{"6455-5.5.1-09"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.Close(closecode.GoingAway, ""))),
			Accept:   closedWithMore,
			Autobahn: []string{"7.1.2"},
			Watches:  []*reference.Rule{stream.CloseAfterClose},
		},
		{
			ID:       "rfc6455/5.5.1/text-after-close",
			Title:    "a text message behind a close is not echoed",
			Covers:   []string{"6455-7.1.3-01", "6455-5.5.1-07"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.Text("behind the close"))),
			Accept:   closedWithMore,
			Autobahn: []string{"7.1.4"},
			Watches:  []*reference.Rule{stream.DataAfterClose},
		},
		{
			ID:     "rfc6455/5.5.1/ping-after-close",
			Title:  "a ping behind a close needs no pong",
			Covers: []string{"6455-5.5.2-03", "6455-7.1.3-01"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(closecode.Normal, ""), cases.Ping("behind the close"))),
			Accept: cases.Outcomes(closedNormally[0],
				cases.Informs(cases.Closed, "answers a ping that came behind the close"),
				cases.Warns(cases.Dropped, "drops the connection without a close, because a ping follows the one received")),
			Autobahn: []string{"7.1.3"},
		},
		{
			ID:     "rfc6455/5.5.1/text-before-close",
			Title:  "a message in the same segment as the close does not keep the close from being answered",
			Covers: []string{"6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Text("before the close"), cases.Close(closecode.Normal, ""))),
			Accept: cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
		},
		{
			ID:     "rfc6455/5.5.1/large-message-before-close",
			Title:  "a large message before the close does not keep the close from being answered",
			Covers: []string{"6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.TextOf(payload.Text(65536)), cases.Text("small"),
				cases.Close(closecode.Normal, ""), cases.Ping("behind the close"))),
			Accept:   cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
			Autobahn: []string{"7.1.6"},
		},
		{
			ID:       "rfc6455/5.5.1/close-after-echo",
			Title:    "a message, its echo, and the closing handshake",
			Covers:   []string{"6455-5.5.1-08", "6455-6.1-10"},
			Twin:     closeNormal,
			Script:   cases.Steps(cases.Send(cases.Text("Hello World!")), cases.Echoed(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept:   closedNormally,
			Autobahn: []string{"7.1.1"},
		},
		{
			ID:     "rfc6455/5.5.1/streaming-stops",
			Title:  "a target that streams answers a close and stops",
			Covers: []string{"6455-5.5.1-07", "6455-5.5.1-11", "6455-5.5.1-12", "6455-6.1-03"},
			Twin:   closeNormal,
			Needs:  []cases.Capability{cases.SendsOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:send 3000 1000"), cases.AwaitData(), cases.Send(cases.Close(closecode.Normal, ""))),
			Accept: cases.Outcomes(cases.Passes(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
		},
		{
			ID:     "rfc6455/5.5.1/close-crosses-close",
			Title:  "a close that crosses the target's own is not answered, and the connection ends",
			Covers: []string{"6455-5.5.1-09", "6455-5.5.1-17", "6455-5.5.1-13"},
			Twin:   closeNormal,
			Needs:  []cases.Capability{cases.ClosesOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:close 1000"), cases.AwaitClose(), cases.Send(cases.Close(4001, "crossing"))),
			Accept: endsAfterClose,
		},
	}
	for _, code := range []struct {
		code     closecode.Code
		covers   string
		autobahn string
	}{
		{1001, "6455-7.4.1-01", "7.7.2"}, {1002, "6455-7.4.1-01", "7.7.3"}, {1003, "6455-7.4.1-01", "7.7.4"},
		{1007, "6455-7.4.1-01", "7.7.5"}, {1008, "6455-7.4.1-01", "7.7.6"}, {1009, "6455-7.4.1-01", "7.7.7"},
		{1010, "6455-7.4.1-01", "7.7.8"}, {1011, "6455-7.4.1-01", "7.7.9"}, {3000, "6455-7.4.2-03", "7.7.10"},
		{3999, "6455-7.4.2-03", "7.7.11"}, {4000, "6455-7.4.2-04", "7.7.12"}, {4999, "6455-7.4.2-04", "7.7.13"},
	} {
		c := cases.Case{
			ID:     fmt.Sprintf("rfc6455/5.5.1/close-%d", code.code),
			Title:  fmt.Sprintf("a close with %s is answered by a close", code.code),
			Covers: []string{code.covers, "6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(code.code, ""))),
			Accept: cases.Outcomes(cases.Passes(cases.ClosedWith(code.code, closecode.Normal, cases.NoCode, closecode.GoingAway))),
			Cause:  "the code is not known, and taken for an error",
		}
		if code.autobahn != "" {
			c.Autobahn = []string{code.autobahn}
		}
		list = append(list, c)
	}
	return list
}

// closedNormally is how a close without an error is answered: with the same code at best; 1000 or no code are common.
var closedNormally = cases.Outcomes(
	cases.Passes(cases.WithoutAnswer(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway))),
	cases.Warns(cases.ClosedWith(closecode.Normal, cases.NoCode, closecode.GoingAway), "something that came with or behind the close was answered"),
)

// closedWithMore is for a close that more frames follow, which is against the rules: a target may also fail the
// connection for that.
var closedWithMore = append(closedNormally[:len(closedNormally):len(closedNormally)],
	cases.Informs(cases.ClosedWith(closecode.ProtocolError), "fails the connection because frames follow the close"),
	cases.Warns(cases.Dropped, "drops the connection without a close, because frames follow the one received"),
)

// badReason is for close reasons that are not UTF-8. The connection is closed in any case; an answer that takes the
// close for a normal one only misses the error.
var badReason = cases.Outcomes(
	cases.Passes(cases.FailedWith(closecode.InvalidData, closecode.ProtocolError)),
	cases.Warns(cases.FailedOtherwise, "answered as if the reason were valid"),
	cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
)

// endsAfterClose is how a connection ends after Close frames went both ways.
var endsAfterClose = cases.Outcomes(
	cases.Passes(cases.EndsTCP),
	cases.Warns(cases.ResetsTCP, "ended by a reset instead of cleanly (7.1.1)"),
)
