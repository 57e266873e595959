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
	secrets [][]byte // left out wherever they occur
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
	e := results.Entry{At: at, Dir: dir, Bytes: t.redact(data)[:keep]}
	if size > int64(keep) {
		e.Size = size
	}
	t.bytes += keep
	t.entries = append(t.entries, e)
}

// redact returns a copy with the secrets replaced by as many stars.
func (t *transcript) redact(data []byte) []byte {
	kept := bytes.Clone(data)
	for _, secret := range t.secrets {
		kept = bytes.ReplaceAll(kept, secret, bytes.Repeat([]byte("*"), len(secret)))
	}
	return kept
}

func (t *transcript) event(at time.Duration, what string) {
	if len(t.entries) >= mostEntries {
		t.lost++
		return
	}
	t.entries = append(t.entries, results.Entry{At: at, Dir: "!", Event: what})
}
