package runner

import (
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
	entries []results.Entry
	bytes   int
	lost    int
}

func (t *transcript) add(at time.Duration, dir string, bytes []byte, size int64) {
	if len(t.entries) >= mostEntries {
		t.lost++
		return
	}
	keep := min(len(bytes), mostEntryBytes, mostTranscriptBytes-t.bytes)
	e := results.Entry{At: at, Dir: dir, Bytes: append([]byte(nil), bytes[:keep]...)}
	if size > int64(keep) {
		e.Size = size
	}
	t.bytes += keep
	t.entries = append(t.entries, e)
}

func (t *transcript) event(at time.Duration, what string) {
	if len(t.entries) >= mostEntries {
		t.lost++
		return
	}
	t.entries = append(t.entries, results.Entry{At: at, Dir: "!", Event: what})
}
