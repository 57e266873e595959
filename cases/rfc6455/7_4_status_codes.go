package rfc6455

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 7.4: codes that are not for everybody. RFC 6455 does not say how a receiver reacts to them, except that the
// forbidden ones and those below 1000 must not be sent back.
func statusCodes() []cases.Case {
	var list []cases.Case
	for _, c := range []struct {
		code     closecode.Code
		covers   []string
		autobahn string
		watches  *reference.Rule
	}{
		{0, []string{"6455-7.4.2-01"}, "7.9.1", stream.CodeUnused},
		{1, []string{"6455-7.4.2-01"}, "", nil},
		{999, []string{"6455-7.4.2-01", "6455-11.7-01"}, "7.9.2", nil},
		{1004, []string{"6455-7.4.1-07"}, "7.9.3", stream.CodeReserved},
		{1005, []string{"6455-7.4.1-08"}, "7.9.4", stream.CodeNoStatus},
		{1006, []string{"6455-7.4.1-09"}, "7.9.5", stream.CodeAbnormal},
		{1015, []string{"6455-7.4.1-17"}, "", stream.CodeTLS},
		{1016, []string{"6455-7.4.2-02", "6455-7.4.1-18"}, "7.9.6", stream.CodeUnassigned},
		{1100, []string{"6455-7.4.2-02", "6455-7.4.1-18"}, "7.9.7", nil},
		{2000, []string{"6455-7.4.2-02"}, "7.9.8", nil},
		{2999, []string{"6455-7.4.2-02"}, "7.9.9", nil},
		{5000, []string{"6455-11.7-01", "6455-7.4.2-04"}, "7.13.1", stream.CodeBeyond},
		{32767, []string{"6455-11.7-01"}, "", nil},
		{32768, []string{"6455-11.7-01"}, "", nil},
		{65535, []string{"6455-11.7-01"}, "7.13.2", nil},
	} {
		kase := cases.Case{
			ID:     fmt.Sprintf("rfc6455/7.4/close-%d", c.code),
			Title:  fmt.Sprintf("a close with %s is refused, or answered without that code", c.code),
			Covers: c.covers,
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(c.code, ""))),
			Accept: oddCode,
		}
		if class := c.code.Class(); class == closecode.Unassigned || class == closecode.Beyond || class == closecode.Reserved {
			kase.Title = fmt.Sprintf("a close with %s is refused, or answered", c.code)
		}
		if c.autobahn != "" {
			kase.Autobahn = []string{c.autobahn}
		}
		if c.watches != nil {
			kase.Watches = []*reference.Rule{c.watches}
		}
		list = append(list, kase)
	}
	for _, code := range []closecode.Code{1012, 1013, 1014} {
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("rfc6455/7.4/close-%d", code),
			Title:  fmt.Sprintf("a close with %s is answered by a close", code),
			Covers: []string{"6455-7.4.1-18", "6455-5.5.1-08"},
			Twin:   closeNormal,
			Script: cases.Steps(cases.Send(cases.Close(code, ""))),
			Accept: cases.Outcomes(
				cases.Passes(cases.ClosedWith(code, closecode.Normal, cases.NoCode, closecode.GoingAway)),
				cases.Warns(cases.Closed, "takes for an error what was registered after RFC 6455, in the registry that it founded (11.7)"),
			),
			Cause: "the list of codes is that of the RFC and not that of the registry",
		})
	}
	return append(list,
		cases.Case{
			ID:     "rfc6455/7.4.1/binary-to-text-only",
			Title:  "a target for text only answers a binary message with 1003, or ignores it",
			Covers: []string{"6455-7.4.1-05", "6455-7.4.1-06"},
			Twin:   textEcho,
			Needs:  []cases.Capability{cases.TextOnly},
			Script: cases.Steps(cases.Send(cases.Binary("binary").Refusable())),
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.UnsupportedData)),
				cases.Informs(cases.FailedWith(closecode.PolicyViolation, closecode.InvalidData, closecode.InternalError, closecode.Normal),
					"refuses binary messages with another code than 1003"),
				cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
			),
		},
		cases.Case{
			ID:     "rfc6455/7.4.1/application-fails",
			Title:  "a target whose application fails closes with 1011, or ends the connection",
			Covers: []string{"6455-7.4.1-16", "6455-7.4.1-11", "6455-7.4.1-03"},
			Twin:   textEcho,
			Needs:  []cases.Capability{cases.FailsOnRequest},
			Script: cases.Steps(cases.Ask("wsspec:fail")),
			Accept: cases.Outcomes(
				cases.Passes(cases.FailedWith(closecode.InternalError)),
				cases.Informs(cases.FailedOtherwise, "closes with another code than 1011"),
				cases.Informs(cases.Dropped, "ends the connection without a close"),
				cases.Informs(cases.Waits, "does not end the connection"),
			),
		},
	)
}

// oddCode is for codes to which no reaction is stated.
var oddCode = cases.Outcomes(
	cases.Passes(cases.FailedWith(closecode.ProtocolError)),
	cases.Informs(cases.FailedOtherwise, "takes the close for a normal one, which RFC 6455 leaves open"),
	cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
)
