package rfc6455

import (
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Content in a request, and what HTTP says of it.
var requestContent = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/content-length-letters",
		Title:   "a Content-Length that is no number gets 400",
		Covers:  []string{"9112-6.3-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Content-Length", "abc")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/content-length-negative",
		Title:   "a negative Content-Length gets 400",
		Covers:  []string{"9112-6.3-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Content-Length", "-1")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/content-length-list",
		Title:   "two different lengths in Content-Length get 400",
		Covers:  []string{"9112-6.3-02"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Content-Length", "5, 6")}},
		Accept:  refusedWith400,
	},
	{
		ID:     "rfc6455/4.2.1/content-is-no-frame",
		Title:  "the content of a request is not read as frames",
		Covers: []string{"6455-4.2.1-03"},
		Twin:   plainHandshake,
		Side:   reference.Server,
		Opening: cases.Opening{
			Request: []cases.Edit{cases.Add("Content-Length", "13")}, // 2 bytes of header, 4 of key, 7 of payload
			Behind:  []cases.Frame{cases.Ping("content")},
		},
		Accept: cases.Outcomes(
			cases.Passes(cases.RefusesSomehow),
			cases.Passes(cases.WithoutAnswer(cases.Opens)),
			cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
			cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
			cases.Warns(cases.Dropped, "switched protocols and dropped the connection"),
			cases.Warns(cases.FailedOtherwise, "switched protocols and failed the connection"),
		),
		Cause: "the server ignores Content-Length, which a proxy in front of it does not",
	},
	{
		ID:      "rfc6455/4.2.1/expect-continue",
		Title:   "Expect: 100-continue does not keep the connection from opening",
		Covers:  []string{"9110-7.8-08"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Expect", "100-continue")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Opens),
			cases.Informs(cases.Refuses(417, 400), "does not know the expectation"),
		),
	},
	{
		ID:      "rfc6455/4.2.1/frames-behind-request",
		Title:   "frames in the same segment as the request are the server's to decide about",
		Covers:  []string{"6455-4.2.2-26"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Behind: []cases.Frame{cases.Ping("early")}},
		Accept: cases.Outcomes(
			cases.Passes(cases.Answered),
			cases.Informs(cases.Opens, "loses frames that come with the request"),
			cases.Informs(cases.RefusesSomehow, "refuses frames that come with the request"),
			cases.Informs(cases.Dropped, "drops the connection if frames come with the request"),
			cases.Informs(cases.DropsHandshake, "drops the connection if frames come with the request"),
			cases.Informs(cases.FailedOtherwise, "fails the connection if frames come with the request"),
		),
	},
}

// Requests larger than a server need take.
var requestSize = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/field-64k",
		Title:   "a field of 64 KiB is taken, or gets a 4xx",
		Covers:  []string{"9110-5.4-01", "6455-4.2.1-14"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("X-Wsspec-Long", strings.Repeat("x", 64<<10))}},
		Accept:  largeRequest,
	},
	{
		ID:      "rfc6455/4.2.1/field-1m",
		Title:   "a field of 1 MiB is taken, or gets a 4xx",
		Covers:  []string{"9110-5.4-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("X-Wsspec-Long", strings.Repeat("x", 1<<20))}},
		Accept:  largeRequest,
	},
	{
		ID:      "rfc6455/4.2.1/10000-fields",
		Title:   "10000 fields are taken, or get a 4xx",
		Covers:  []string{"9110-5.4-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Many(10000, "X-", "1")}},
		Accept:  largeRequest,
	},
	{
		ID:      "rfc6455/4.2.1/target-64k",
		Title:   "a target of 64 KiB is taken, or gets a 4xx",
		Covers:  []string{"9112-3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Target("{path}{query}x=" + strings.Repeat("x", 64<<10))}},
		Accept:  largeRequest,
	},
}

var largeRequest = cases.Outcomes(
	cases.Passes(cases.Opens),
	cases.Passes(cases.RefusesSomehow),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response"),
)
