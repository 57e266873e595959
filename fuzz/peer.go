package fuzz

import (
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/runner"
)

// Peer is the server that scenarios are put to.
type Peer struct {
	Connect   runner.Connect
	Authority string           // host and port, as they stand in Host
	Path      string           // path and query
	Fields    handshake.Fields // added to every request
	Profile   oracle.Profile   // what is known of it; Deflate is found out anew with every connection
	Timing    runner.Timing
}
