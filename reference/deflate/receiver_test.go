package deflate_test

import (
	"bytes"

	"github.com/wsspec/wsspec/reference/deflate"
)

// result is all that an Inflater says about a message.
type result struct {
	inflated []byte
	report   deflate.Report
	err      error
}

// receiver collects what an Inflater puts out.
type receiver struct {
	deflate.Inflater
	inflated []byte
}

func newReceiver(windowBits int, noContextTakeover bool) *receiver {
	r := &receiver{}
	r.WindowBits, r.NoContextTakeover = windowBits, noContextTakeover
	r.Output = func(piece []byte) error {
		r.inflated = append(r.inflated, piece...)
		return nil
	}
	return r
}

// message inflates a message that arrives in these pieces.
func (r *receiver) message(pieces ...[]byte) result {
	r.inflated = nil
	for _, piece := range pieces {
		r.Write(piece) //nolint:errcheck // Finish says it again
	}
	report, err := r.Finish()
	return result{r.inflated, report, err}
}

// inflate inflates a first message, with nothing agreed.
func inflate(pieces ...[]byte) result { return newReceiver(0, false).message(pieces...) }

// cut cuts a message into pieces of a size.
func cut(message []byte, size int) (pieces [][]byte) {
	for len(message) > size {
		pieces = append(pieces, message[:size])
		message = message[size:]
	}
	return append(pieces, message)
}

// defects are the kinds of the findings that did not stop the Inflater.
func defects(r deflate.Report) (kinds []deflate.Defect) {
	for _, f := range r.Findings() {
		kinds = append(kinds, f.Defect)
	}
	return kinds
}

// words is text that compresses as text does.
func words(size int, seed uint64) []byte {
	var b bytes.Buffer
	some := []string{"\"id\":", "\"name\":\"", "value", "true", "false", "null", "},{", "lorem ", "ipsum ", "dolor ", ", ", "0", "17", "42"}
	for state := seed; b.Len() < size; {
		state = state*6364136223846793005 + 1442695040888963407
		b.WriteString(some[state>>33%uint64(len(some))])
	}
	return b.Bytes()[:size]
}
