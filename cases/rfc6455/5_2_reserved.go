package rfc6455

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// reservedBits sets every combination of the reserved bits on every kind of frame.
func reservedBits() []cases.Case {
	list := []cases.Case{{
		ID:      "rfc6455/5.2/no-rsv",
		Title:   "nobody sets reserved bits that were not negotiated",
		Covers:  []string{"6455-5.2-03", "6455-5.8-01"},
		Script:  cases.Steps(cases.Send(cases.Text("Hello"), cases.Ping("Hello"))),
		Accept:  answered,
		Watches: []*reference.Rule{stream.RSV},
	}}
	for rsv := uint8(1); rsv <= 7; rsv++ {
		name := rsvName(rsv)
		for _, f := range []struct {
			slug, what, twin string
			script           []cases.Step
		}{
			{"text", "a text message", textEcho, cases.Steps(cases.Send(cases.Text("Hello").RSV(rsv)))},
			{"empty-text", "an empty text message", "rfc6455/5.2/text-0", cases.Steps(cases.Send(cases.Text("").RSV(rsv)))},
			{"binary", "a binary message", binaryEcho, cases.Steps(cases.Send(cases.Binary("Hello").RSV(rsv)))},
			{"first-fragment", "the first fragment of a message", fragmentedText,
				cases.Steps(cases.Send(cases.Text("Hel").More().RSV(rsv), cases.Cont("lo")))},
			{"continuation", "the second fragment of a message", fragmentedText,
				cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(cases.Cont("lo").RSV(rsv)))},
			{"ping", "a ping", pingPong, cases.Steps(cases.Send(cases.Ping("Hello").RSV(rsv)))},
			{"pong", "a pong", "rfc6455/5.5.3/pong", cases.Steps(cases.Send(cases.Pong("Hello").RSV(rsv)))},
			{"close", "a close", closeNormal, cases.Steps(cases.Send(cases.Close(closecode.Normal, "").RSV(rsv)))},
		} {
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("rfc6455/5.2/%s-%s", name, f.slug),
				Title:    fmt.Sprintf("%s with %s set fails the connection", f.what, strings.ReplaceAll(name, "-", ", ")),
				Covers:   []string{"6455-5.2-04"},
				Twin:     f.twin,
				Script:   f.script,
				Accept:   failsWith(closecode.ProtocolError),
				Autobahn: autobahnRSV[fmt.Sprintf("%d %s", rsv, f.slug)],
				Cause:    "the reserved bits are masked away, or checked on data frames only",
			})
		}
	}
	return append(list, cases.Case{
		ID:       "rfc6455/5.2/rsv1-text-byte-by-byte",
		Title:    "a text message with rsv1 set fails the connection although every byte of it comes in a segment of its own",
		Covers:   []string{"6455-5.2-04", "6455-6.2-01"},
		Twin:     byteByByte,
		Script:   cases.Steps(cases.Send(cases.Text("Hello").RSV(frame.RSV1)).Every(1)),
		Accept:   failsWith(closecode.ProtocolError),
		Autobahn: []string{"3.4"},
	})
}

var autobahnRSV = map[string][]string{
	"1 text": {"3.1"}, "2 text": {"3.2"}, "3 text": {"3.3"}, "5 binary": {"3.5"}, "6 binary": {"3.6"},
	"7 close": {"3.7"},
}

func rsvName(rsv uint8) string {
	var names []string
	for i, bit := range []uint8{frame.RSV1, frame.RSV2, frame.RSV3} {
		if rsv&bit != 0 {
			names = append(names, fmt.Sprintf("rsv%d", i+1))
		}
	}
	return strings.Join(names, "-")
}

// reservedOpcodes sends every reserved opcode in every place.
func reservedOpcodes() []cases.Case {
	var list []cases.Case
	for _, opcode := range []frame.Opcode{3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF} {
		empty, some := "rfc6455/5.2/text-0", textEcho
		if opcode.IsControl() {
			empty, some = "rfc6455/5.5.2/ping-empty", pingPong
		}
		variants := []struct {
			slug, what, twin string
			script           []cases.Step
		}{
			{"empty", "an empty frame", empty, cases.Steps(cases.Send(cases.Opcode(opcode, "")))},
			{"payload", "a frame with payload", some, cases.Steps(cases.Send(cases.Opcode(opcode, "Hello")))},
			{"unfinished", "a frame with fin=0", some, cases.Steps(cases.Send(cases.Opcode(opcode, "Hello").More()))},
			{"inside-message", "a frame inside a fragmented message", fragmentedText,
				cases.Steps(cases.Send(cases.Text("Hel").More()), cases.Send(cases.Opcode(opcode, "x")))},
			{"after-message", "a frame behind a message", textEcho,
				cases.Steps(cases.Send(cases.Text("first")), cases.Echoed(), cases.Send(cases.Opcode(opcode, "Hello")))},
			{"byte-by-byte", "a frame behind a message, byte by byte,", byteByByte,
				cases.Steps(cases.Send(cases.Text("first")), cases.Echoed(), cases.Send(cases.Opcode(opcode, "Hello")).Every(1))},
		}
		if opcode.IsControl() {
			long := string(payload.Text(126).Bytes())
			variants = append(variants, struct {
				slug, what, twin string
				script           []cases.Step
			}{"126-bytes", "a frame of 126 bytes", "rfc6455/5.5/control-payload-125", cases.Steps(cases.Send(cases.Opcode(opcode, long)))})
		}
		for _, v := range variants {
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("rfc6455/5.2/opcode-%x-%s", uint8(opcode), v.slug),
				Title:    fmt.Sprintf("%s with the reserved opcode %X fails the connection", v.what, uint8(opcode)),
				Covers:   []string{"6455-5.2-05", "6455-5.5-01", "6455-7.4.1-04"},
				Twin:     v.twin,
				Script:   v.script,
				Accept:   failsWith(closecode.ProtocolError),
				Autobahn: autobahnOpcodes[fmt.Sprintf("%x %s", uint8(opcode), v.slug)],
				Cause:    "frames with unknown opcodes are ignored",
			})
		}
	}
	return list
}

var autobahnOpcodes = map[string][]string{
	"3 empty": {"4.1.1"}, "4 payload": {"4.1.2"}, "5 empty": {"4.1.3"}, "5 after-message": {"4.1.3"}, "6 after-message": {"4.1.4"},
	"7 byte-by-byte": {"4.1.5"}, "b empty": {"4.2.1"}, "c payload": {"4.2.2"}, "d empty": {"4.2.3"}, "d after-message": {"4.2.3"},
	"e after-message": {"4.2.4"}, "f byte-by-byte": {"4.2.5"},
}
