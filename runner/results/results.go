// Package results is what a run leaves behind: a header, a record for each case, a footer. On disk it is a file of
// JSON lines, results.jsonl, from which every report is made. A file without a footer was cut off.
package results

import (
	"cmp"
	"fmt"
	"time"

	"github.com/wsspec/wsspec/cases"
)

// Schema is the version of the format. It changes when a reader of the old one would go wrong.
const Schema = 1

// Header is the first line.
type Header struct {
	Kind    string    `json:"kind"` // "header"
	Schema  int       `json:"schema"`
	Tool    string    `json:"tool"` // name and version
	Started time.Time `json:"started"`
	Target  Target    `json:"target"`
	Config  Config    `json:"config"`
	Cases   int       `json:"cases"` // how many are to come
}

// Target is what was tested, and what the probe found out about it.
type Target struct {
	URL         string             `json:"url"`
	Role        string             `json:"role"`             // server or client
	Server      string             `json:"server,omitempty"` // the Server field of its handshake
	Offers      cases.Capabilities `json:"offers"`
	Chatty      bool               `json:"chatty,omitempty"`    // sends messages that nobody asked for
	Unordered   bool               `json:"unordered,omitempty"` // echoes messages in another order
	Subprotocol string             `json:"subprotocol,omitempty"`
	Extensions  string             `json:"extensions,omitempty"` // what it chose when permessage-deflate was offered
	LargestSeen int64              `json:"largest_seen"`         // bytes of the largest message it took
	Limit       int64              `json:"limit,omitempty"`      // bytes of the smallest message it refused; 0 if none was found
	RoundTrip   time.Duration      `json:"round_trip_ns"`        // median of a Ping and its Pong
	Refused     string             `json:"refused,omitempty"`    // why the plain handshake failed
	Silent      bool               `json:"silent,omitempty"`     // it answered no handshake, or no Ping, before the deadline
	TLS         *TLS               `json:"tls,omitempty"`        // of the first connection; nil without TLS
	Notes       []string           `json:"notes,omitempty"`      // what else a reader should know
}

// TLS is what a target showed in a TLS handshake.
type TLS struct {
	Version          string    `json:"version"`
	Cipher           string    `json:"cipher"`
	ALPN             string    `json:"alpn,omitempty"` // the protocol that it chose
	Subject          string    `json:"subject"`        // of its certificate
	Issuer           string    `json:"issuer"`
	Expires          time.Time `json:"expires"`
	Verified         bool      `json:"verified"`
	WantsCertificate bool      `json:"wants_certificate,omitempty"` // it asked for a client certificate and got none
}

// Config is how the run was set up; secrets are redacted.
type Config struct {
	Selectors []string      `json:"selectors,omitempty"`
	Exclude   []string      `json:"exclude,omitempty"` // selectors of what was left out of that
	Jobs      int           `json:"jobs"`
	Thorough  bool          `json:"thorough,omitempty"` // the cases that send very much were asked for
	Stress    bool          `json:"stress,omitempty"`   // and those that put load on the target
	Grace     time.Duration `json:"grace_ns"`
	Deadline  time.Duration `json:"deadline_ns"`
	Seed      uint64        `json:"seed"`
	Fields    []string      `json:"fields,omitempty"` // header fields added to every request, values redacted where secret
	Shard     *Shard        `json:"shard,omitempty"`  // the part of the cases that this run has; nil if it has all
}

// Shard is a part of the cases that were asked for. The other parts are other runs.
type Shard struct {
	Number int    `json:"number"` // the first is 1
	Of     int    `json:"of"`     // how many there are
	Cases  int    `json:"cases"`  // of all shards together
	Digest string `json:"digest"` // of the IDs of all these cases
}

// Case is the record of one case.
type Case struct {
	Kind       string        `json:"kind"`  // "case"
	Index      int           `json:"index"` // place in the table
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Verdict    cases.Verdict `json:"verdict"`
	Level      string        `json:"level"`
	Note       string        `json:"note,omitempty"`   // why the verdict is not a plain one
	Option     string        `json:"option,omitempty"` // the option of wsspec run that it takes and that was not given
	Rows       []string      `json:"rows"`
	Twin       string        `json:"twin,omitempty"`
	Autobahn   []string      `json:"autobahn,omitempty"`
	Disputed   string        `json:"disputed,omitempty"`
	Cause      string        `json:"cause,omitempty"` // the usual cause of a failure
	Bugs       []string      `json:"bugs,omitempty"`  // public identifiers of what the case would have caught
	Row        string        `json:"row"`             // the row that a failure breaks
	Rule       string        `json:"rule"`            // its rule in one sentence, with its level and place
	Link       string        `json:"link,omitempty"`  // the section of the RFC
	Seen       string        `json:"seen,omitempty"`  // the case in which a watched rule was broken, if it was another one
	Sent       []string      `json:"sent,omitempty"`
	Allowed    []string      `json:"allowed,omitempty"`
	Got        []string      `json:"got,omitempty"`
	Breaches   []Breach      `json:"breaches,omitempty"` // rules broken in the bytes of the target, whatever the case asked
	Attempts   int           `json:"attempts,omitempty"` // how often it was carried out
	Duration   time.Duration `json:"duration_ns"`
	Memory     int64         `json:"memory,omitempty"` // bytes that the target had after it, if there was a gauge and nothing beside it
	CPU        time.Duration `json:"cpu_ns,omitempty"` // that the target used from the case before to the end of this one
	Closed     *Close        `json:"closed,omitempty"` // the first Close frame of the target
	Transcript []Entry       `json:"transcript,omitempty"`
	Expected   *Expected     `json:"expected,omitempty"` // the known failure that this is; nil if it is none. It changes no verdict
}

// Expected is a known failure that came about as somebody expected it. No gate counts the case.
type Expected struct {
	Reason  string `json:"reason"`
	Link    string `json:"link,omitempty"`
	Expires string `json:"expires,omitempty"` // the last day, as 2006-01-02
}

// Deviation is a known failure that did not come about as somebody expected it, or a capability that the target was expected
// to have and lacks. It misses every gate.
type Deviation struct {
	File       string           `json:"file,omitempty"`
	Line       int              `json:"line,omitempty"` // of the expectation, which has to be edited
	Case       string           `json:"case,omitempty"`
	Capability cases.Capability `json:"capability,omitempty"` // in place of a case
	Says       string           `json:"says"`                 // in a sentence
}

// Of is what was expected otherwise: the ID of a case, or a capability.
func (d Deviation) Of() string { return cmp.Or(d.Case, string(d.Capability)) }

// Expected is what was expected, as a clause.
func (d Deviation) Expected() string {
	if d.Case == "" {
		return string(d.Capability) + " is offered"
	}
	return d.Case + " fails as expected"
}

// String is the place to edit and what is wrong.
func (d Deviation) String() string {
	s := d.Of() + " " + d.Says
	if d.File != "" {
		s = fmt.Sprintf("%s:%d: %s", d.File, d.Line, s)
	}
	return s
}

// Close is a Close frame.
type Close struct {
	Code   int    `json:"code,omitempty"` // 0 if there is none
	Reason string `json:"reason,omitempty"`
	First  bool   `json:"first,omitempty"` // we had sent none yet
}

// Grade is what the case is held against.
func (c *Case) Grade() cases.Grade { return cases.GradeOf(c.ID) }

// Breach is a rule that the target's bytes broke.
type Breach struct {
	Row    string `json:"row"`
	Rule   string `json:"rule"`
	Saw    string `json:"saw"`
	Case   string `json:"case,omitempty"` // where it was seen first, if the record is that of another case
	Seen   int    `json:"seen,omitempty"` // in how many cases
	Remark bool   `json:"remark,omitempty"`
}

// Entry is something that happened on the wire.
type Entry struct {
	At    time.Duration `json:"at_ns"`           // since the connection was up
	Dir   string        `json:"dir"`             // ">" sent, "<" received, "!" an event
	Bytes []byte        `json:"bytes,omitempty"` // at most the first ones
	Size  int64         `json:"size,omitempty"`  // of all the bytes, if more than those
	Event string        `json:"event,omitempty"` // FIN, RST, and what the runner did
}

// Footer is the last line.
type Footer struct {
	Kind       string                `json:"kind"`                 // "footer"
	Counts     map[cases.Verdict]int `json:"counts"`               // of conformance
	Resilience map[cases.Verdict]int `json:"resilience,omitempty"` // those of resilience
	Partial    string                `json:"partial,omitempty"`    // why cases are missing: interrupted, the target vanished
	Deviations []Deviation           `json:"deviations,omitempty"` // known failures that are not as expected
	Usage      *Usage                `json:"usage,omitempty"`      // of the target, if there was a gauge
	Duration   time.Duration         `json:"duration_ns"`
}

// Count adds a case to the counts of its grade.
func (f *Footer) Count(c *Case) {
	counts := &f.Counts
	if c.Grade() == cases.Resilience {
		counts = &f.Resilience
	}
	if *counts == nil {
		*counts = map[cases.Verdict]int{}
	}
	(*counts)[c.Verdict]++
}

// Run is a whole run.
type Run struct {
	Header Header
	Cases  []Case
	Footer Footer
}

// Usage is what the target used over a run, in bytes of memory and CPU time.
type Usage struct {
	Before int64         `json:"memory_before"`
	After  int64         `json:"memory_after"`
	Peak   int64         `json:"memory_peak"` // the most that was seen; readings are taken now and then
	CPU    time.Duration `json:"cpu_ns"`
	Lost   string        `json:"lost,omitempty"` // why it could not be read to the end
}
