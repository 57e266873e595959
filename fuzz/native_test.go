package fuzz_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
	"github.com/wsspec/wsspec/reference/utf8stream"
	"github.com/wsspec/wsspec/runner"
)

// Native targets, for 'go test ./fuzz -fuzz=…'. Without -fuzz each is a test of its seeds.

// FuzzEndpoint plays the scenario that the bytes encode to the conforming endpoint. What 'wsspec fuzz' finds goes here, too.
func FuzzEndpoint(f *testing.F) {
	g := fuzz.NewGenerator()
	for i := range uint64(30) {
		f.Add(g.FromSeed(1, i).Append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) { conforms(t, fuzz.Decode(b)) })
}

// FuzzTarget plays scenarios to the server at the URL in WSSPEC_TARGET. What it finds has to show three times.
func FuzzTarget(f *testing.F) {
	url := os.Getenv("WSSPEC_TARGET")
	if url == "" {
		f.Skip("WSSPEC_TARGET names no server")
	}
	target, err := runner.ServerTarget(url)
	if err != nil {
		f.Fatal(err)
	}
	peer, err := fuzz.Calibrate(f.Context(), target, 500*time.Millisecond, 5*time.Second)
	if err != nil {
		f.Fatal(err)
	}
	g := fuzz.NewGenerator()
	for i := range uint64(30) {
		f.Add(g.FromSeed(1, i).Append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := fuzz.Decode(b)
		var found []oracle.Deviation
		for range 3 {
			if found, err = violations(peer, s); err != nil {
				t.Fatal(err, s.Text())
			}
			if len(found) == 0 {
				return
			}
		}
		t.Fatal(show(s, found))
	})
}

// FuzzGenerator plays what the generator makes of the bytes: each decides one thing.
func FuzzGenerator(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x00\x05\x80\xff\x20\x41\x90\x33\x77\xa0\x11\xc3"))
	f.Add(bytes.Repeat([]byte{0xC8, 0x13, 0x77}, 40))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := fuzz.NewGenerator().FromBytes(b)
		if again := fuzz.Decode(s.Append(nil)); !reflect.DeepEqual(again.Ops, s.Ops) && len(s.Ops) > 0 {
			t.Fatalf("not canonical: %s", s.Text())
		}
		conforms(t, s)
	})
}

func conforms(t *testing.T, s *fuzz.Scenario) {
	var found []oracle.Deviation
	var err error
	inBubble(t, nil, func(p *fuzz.Peer) { found, err = violations(p, s) })
	if err != nil || len(found) > 0 {
		t.Fatalf("%v %s", err, show(s, found))
	}
}

// FuzzFrame reads frames at once and byte by byte, and writes them again.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\x89\x7e\x00\x01x"))
	f.Add([]byte("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		whole, single := frames(b, len(b)), frames(b, 1)
		if !slices.EqualFunc(whole, single, func(x, y read) bool { return x.Header == y.Header && bytes.Equal(x.payload, y.payload) }) {
			t.Fatalf("at once %v, byte by byte %v", whole, single)
		}
		var again []byte
		for _, r := range whole {
			again = r.Append(again)
			start := len(again)
			again = append(again, r.payload...)
			if r.Masked {
				frame.Mask(again[start:], r.Key, 0)
			}
		}
		if !bytes.HasPrefix(b, again) {
			t.Fatalf("%x became %x", b, again)
		}
	})
}

type read struct {
	frame.Header
	payload []byte
}

// frames are the whole frames in bytes that come in pieces of a size.
func frames(b []byte, size int) []read {
	var list []read
	var parser frame.Parser
	var payload []byte
	for piece := range slices.Chunk(bytes.Clone(b), max(size, 1)) {
		for len(piece) > 0 {
			n, ev := parser.Next(piece)
			piece = piece[n:]
			if ev&frame.Data != 0 {
				payload = append(payload, parser.Payload...)
			}
			if ev&frame.End != 0 {
				list = append(list, read{parser.Header, payload})
				payload = nil
			}
		}
	}
	return list
}

// FuzzStream looks for breaches in pieces of any size: they are the same ones at the same offsets.
func FuzzStream(f *testing.F) {
	f.Add([]byte("\x01\x81\x00\x00\x00\x00\xc3\x80\x81\x00\x00\x00\x00\xa9"), true, uint8(1))
	f.Add([]byte("\xc1\x87\x00\x00\x00\x00\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x85\x00\x00\x00\x00\xf2\x00\x11\x00\x00"), true, uint8(3))
	f.Add([]byte("\x88\x82\x00\x00\x00\x00\x03\xed\x81\x80\x00\x00\x00\x00"), false, uint8(2))
	f.Fuzz(func(t *testing.T, b []byte, deflate bool, size uint8) {
		whole, pieces := breaches(b, deflate, len(b)), breaches(b, deflate, int(size))
		if !slices.Equal(whole, pieces) {
			t.Fatalf("at once %v, in pieces of %d %v", whole, size, pieces)
		}
	})
}

type breach struct {
	rule *reference.Rule
	at   int64
}

func breaches(b []byte, deflate bool, size int) []breach {
	r := stream.Reader{Sender: reference.Client}
	if deflate {
		r.Inflater = new(permessagedeflate.Params).Inflater(reference.Client)
		r.Inflater.Limit = 1 << 20
	}
	var list []breach
	for piece := range slices.Chunk(bytes.Clone(b), max(size, 1)) {
		for len(piece) > 0 {
			n, _ := r.Next(piece)
			piece = piece[n:]
			for _, found := range r.Findings {
				// Where the text or the compressed data of a piece went wrong is known as exactly as the pieces are small.
				if found.Rule == stream.InvalidText || found.Rule == stream.DeflateCorrupt || found.Rule == stream.InflatesTooLarge {
					found.At = 0
				}
				list = append(list, breach{found.Rule, found.At})
			}
		}
	}
	return list
}

// FuzzUTF8 holds the validator for pieces against the one of the standard library for all at once.
func FuzzUTF8(f *testing.F) {
	for _, seed := range []string{"", "κόσμε", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf", "\xf0\x9f\x98"} {
		f.Add([]byte(seed), uint8(1))
	}
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		var v utf8stream.Validator
		valid := true
		for piece := range slices.Chunk(b, max(int(size), 1)) {
			valid = valid && v.Write(piece)
		}
		if valid = valid && v.Complete(); valid != utf8.Valid(b) {
			t.Fatalf("%q is valid: %t", b, valid)
		}
	})
}

// FuzzHandshake reads a request in pieces. One that nothing is wrong with is still one when it is written again.
func FuzzHandshake(f *testing.F) {
	f.Add(handshake.NewRequest("wsspec.example", "/", handshake.KeyFor([16]byte{1})).Append(nil), uint8(7))
	f.Add([]byte("GET / HTTP/1.1\nHost: a\r\nUpgrade : websocket\r\n folded\r\n\r\n"), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		whole, pieces := head(b, len(b)), head(b, int(size))
		request, findings := handshake.ReadRequest(whole)
		if _, other := handshake.ReadRequest(pieces); !slices.Equal(findings, other) {
			t.Fatalf("at once %v, in pieces %v", findings, other)
		}
		if len(findings) > 0 {
			return
		}
		written := request.Append(nil)
		if _, findings := handshake.ReadRequest(head(written, len(written))); len(findings) > 0 {
			t.Fatalf("written again as %q it has %v", written, findings)
		}
	})
}

func head(b []byte, size int) *handshake.Head {
	var reader handshake.HeadReader
	for piece := range slices.Chunk(b, max(size, 1)) {
		if _, done := reader.Write(piece); done {
			break
		}
	}
	return reader.Head()
}

// FuzzExtensions reads the offers of a client. What can be read is the same when it is written again.
func FuzzExtensions(f *testing.F) {
	for _, seed := range []string{"permessage-deflate; client_max_window_bits", `a; b="c", d;e=f`, `x; y="\"`, ",,", "a;b=\"\\\\\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		list, err := extension.Parse(value)
		if err != nil {
			return
		}
		for _, e := range list {
			again, err := extension.Parse(e.String())
			if err != nil || len(again) != 1 || again[0].String() != e.String() {
				t.Fatalf("%q became %q, and that %v %v", value, e.String(), again, err)
			}
		}
		permessagedeflate.Accept(list)
	})
}
