package runner

import (
	"bytes"
	"time"

	"github.com/wsspec/wsspec/runner/results"
)

// Bounds of a transcript: what is kept of one write or read, of all of them, and how many.
const (
	mostEntryBytes      = 2 << 10
	mostTranscriptBytes = 16 << 10
	mostEntries         = 256
)

// transcript records what happens on the connections of one case, within bounds.
type transcript struct {
	secrets secrets // left out wherever they occur
	entries []results.Entry
	bytes   int
	lost    int
}

func (t *transcript) add(at time.Duration, dir string, data []byte, size int64) {
	if len(t.entries) >= mostEntries {
		t.lost++
		return
	}
	keep := min(len(data), mostEntryBytes, mostTranscriptBytes-t.bytes)
	e := results.Entry{At: at, Dir: dir, Bytes: t.redact(data, keep)}
	if size > int64(keep) {
		e.Size = size
	}
	t.bytes += keep
	t.entries = append(t.entries, e)
}

// redact returns a copy of the first bytes of data, with the secrets that begin in them replaced by as many stars.
func (t *transcript) redact(data []byte, keep int) []byte {
	kept := bytes.Clone(data[:min(t.reach(), len(data))])
	t.secrets.hide(kept)
	return kept[:keep]
}

// reach is how many bytes of a write or read matter: those that are kept, and a secret that begins in them.
func (t *transcript) reach() int { return mostEntryBytes + t.secrets.longest() }

func (t *transcript) event(at time.Duration, what string) {
	if len(t.entries) >= mostEntries {
		t.lost++
		return
	}
	t.entries = append(t.entries, results.Entry{At: at, Dir: "!", Event: what})
}
