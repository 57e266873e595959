package deflate_test

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"github.com/wsspec/wsspec/reference/deflate"
)

// standard inflates with compress/flate. whole tells whether data are blocks that end where data end. Behind a block with
// BFINAL it begins again, as permessage-deflate does.
func standard(data, history []byte) (inflated []byte, whole bool) {
	inflated, whole = standardFinal(data, history)
	if whole {
		return inflated, true
	}
	// It also refuses blocks of which none is the last. If they end here, any last block can be added.
	added := []byte("any bytes")
	short, ok := standardFinal(append(bytes.Clone(data), "\x01\x00\x00\xff\xff"...), history)
	if !ok || !bytes.Equal(short, inflated) {
		return inflated, false
	}
	long, ok := standardFinal(append(bytes.Clone(data), append([]byte("\x01\x09\x00\xf6\xff"), added...)...), history)
	return inflated, ok && bytes.Equal(long, append(bytes.Clone(inflated), added...))
}

var standardReaders = sync.Pool{New: func() any { return flate.NewReader(bytes.NewReader(nil)) }}

func standardFinal(data, history []byte) ([]byte, bool) {
	in := bytes.NewReader(data)
	all := bytes.Clone(history)
	r := standardReaders.Get().(io.Reader)
	defer standardReaders.Put(r)
	for {
		r.(flate.Resetter).Reset(in, all) //nolint:errcheck // never fails
		inflated, err := io.ReadAll(r)
		all = append(all, inflated...)
		if err != nil || in.Len() == 0 {
			return all[len(history):], err == nil
		}
	}
}

// standardMessage compresses a message with compress/flate.
func standardMessage(message []byte, level int) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		panic(err)
	}
	w.Write(message)
	w.Flush()
	return bytes.TrimSuffix(b.Bytes(), []byte(deflate.Tail))
}
