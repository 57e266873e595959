package rfc6455

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
)

// Section 4.2.1: the Host field.
var requestHost = []cases.Case{
	{
		ID:      "rfc6455/4.2.1/host-missing",
		Title:   "a request without Host gets 400",
		Covers:  []string{"6455-4.2.1-05", "9112-3.2-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Drop("Host")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/host-twice",
		Title:   "a request with two Host lines gets 400",
		Covers:  []string{"6455-4.2.1-05", "9112-3.2-01", "9110-5.3-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Add("Host", "wsspec-other.example")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/host-list",
		Title:   "a request with two hosts in Host gets 400",
		Covers:  []string{"6455-4.2.1-05", "9112-3.2-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Host", "{authority}, wsspec-other.example")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/host-two-ports",
		Title:   "a request with two ports in Host gets 400",
		Covers:  []string{"6455-4.2.1-05", "9112-3.2-01"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Host", "wsspec.example:80:80")}},
		Accept:  refusedWith400,
	},
	{
		ID:      "rfc6455/4.2.1/host-empty",
		Title:   "an empty Host is no host of a ws URI",
		Covers:  []string{"6455-4.2.1-05"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Host", "")}},
		Accept:  eitherWay("accepts an empty Host, which the grammar of a host allows"),
	},
	{
		ID:      "rfc6455/4.2.1/host-other",
		Title:   "a Host that is not the server's is the server's to decide about",
		Covers:  []string{"6455-4.2.1-05"},
		Twin:    plainHandshake,
		Side:    reference.Server,
		Opening: cases.Opening{Request: []cases.Edit{cases.Set("Host", "wsspec-other.example")}},
		Accept:  eitherWay("serves every host"),
	},
}
