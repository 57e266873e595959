package oracle_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

func TestOracle(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "oracle")
}

// wire is bytes written as hexadecimal digits, spaced as one likes.
func wire(digits string) []byte {
	GinkgoHelper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	Expect(err).NotTo(HaveOccurred())
	return b
}

// expect derives what follows from bytes that a server sent, which are easier to read than what a client masks.
func expect(sent []byte) *oracle.Expectation {
	r := oracle.Reader{Sender: reference.Server}
	r.Write(bytes.Clone(sent))
	return r.Expectation()
}

func text(s string) frame.Frame   { return frame.New(frame.Text, payload.String(s)) }
func binary(s string) frame.Frame { return frame.New(frame.Binary, payload.String(s)) }
func more(s string) frame.Frame   { return frame.New(frame.Continuation, payload.String(s)) }
func ping(s string) frame.Frame   { return frame.New(frame.Ping, payload.String(s)) }
func pong(s string) frame.Frame   { return frame.New(frame.Pong, payload.String(s)) }

// closing is a Close frame with a code, or an empty one for 0.
func closing(code closecode.Code) frame.Frame {
	if code == 0 {
		return frame.New(frame.Close, nil)
	}
	return frame.New(frame.Close, payload.Bytes(stream.AppendClose(nil, code, "")))
}

// part is the frame as a fragment that others follow.
func part(f frame.Frame) frame.Frame { f.Fin = false; return f }

// reserved is the frame with RSV1, a defect.
func reserved(f frame.Frame) frame.Frame { f.RSV = frame.RSV1; return f }

// wide is the frame with a length that is not the shortest, which a peer may overlook.
func wide(f frame.Frame) frame.Frame { f.Form = frame.Form64; return f }

// masked are frames as a client sends them.
func masked(frames ...frame.Frame) (b []byte) {
	for _, f := range frames {
		f.Masked, f.Key = true, [4]byte{1, 2, 3, 4}
		b = f.Append(b)
	}
	return b
}

// plain are frames as a server sends them.
func plain(frames ...frame.Frame) (b []byte) {
	for _, f := range frames {
		b = f.Append(b)
	}
	return b
}
