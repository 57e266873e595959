package rfc7692

import (
	"fmt"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

// Section 7.2.2: how a message is decompressed.
func decompressing() []cases.Case {
	return append(append(append(forms(), takeover()...), reaches()...), corrupt()...)
}

// hello is "Hello" as section 7.2.3.1 has it; helloAgain refers to a "Hello" in the message before (7.2.3.2).
func hello() cases.Frame { return cases.Inflates(frame.Text, []byte("\xf2\x48\xcd\xc9\xc9\x07\x00")) }

// helloAgain refers to the message before, unless the target wants no takeover: then nothing may.
func helloAgain() cases.Frame {
	return cases.Crafted(frame.Text, "Hello by a match in the message before, unless no takeover was agreed", func(agreed cases.Agreed) []byte {
		if agreed.ClientNoContextTakeover {
			return []byte("\xf2\x48\xcd\xc9\xc9\x07\x00")
		}
		return deflate.HelloAgain().Payload
	})
}

// blocks is a message of fixed blocks with these contents.
func blocks(contents ...string) []byte {
	b := new(deflate.Builder)
	for _, content := range contents {
		b.Fixed(deflate.Literals(content)...)
	}
	return b.Message()
}

// readAs is what may become of a message in the form. Libraries for DEFLATE end at BFINAL: who closes there goes without
// what a sender may use, but corrupts nothing.
func readAs(form string) []cases.Outcome {
	if !strings.HasPrefix(form, "final") {
		return answered
	}
	return append(answered[:len(answered):len(answered)],
		cases.Warns(cases.GivesUpUnchanged, "closes the connection for a block with BFINAL, which a sender may use (7.2.1)"))
}

// forms are the lawful ways to write a message.
func forms() []cases.Case {
	rows := map[string][]string{
		"fixed": {"7692-7.2.2-01"}, "stored": {"7692-7.2.1-03", "7692-7.2.2-01", "7692-7.2.3.3-01"},
		"final": {"7692-7.2.1-04", "7692-7.2.2-01", "7692-7.2.3.4-01"},
	}
	words := map[string]string{
		"fixed": "a block with the fixed code", "stored": "a stored block", "final": "a block with BFINAL",
		"flushed": "two blocks with an empty stored one between", "flushed-twice": "a block and an empty stored one",
		"dynamic": "a block with a code of its own", "final-stored": "a stored block with BFINAL",
		"final-dynamic": "a block with BFINAL and a code of its own", "final-lengths-removed": "a block, and an empty stored one with BFINAL",
		"final-first": "a block with BFINAL and another one behind it", "finals": "two blocks with BFINAL", "every-type": "a block of every type",
	}
	var list []cases.Case
	for _, v := range deflate.Hellos() {
		covers := rows[v.Name]
		if covers == nil {
			covers = []string{"7692-7.2.2-01", "7692-7.2.1-02", "7692-7.2.1-03"}
		}
		// Another message follows, to see that the inflater is ready for it.
		list = append(list, cases.Case{
			ID:      "rfc7692/7.2.2/" + v.Name,
			Title:   fmt.Sprintf("a message in the form of %s is read, and so is the next", words[v.Name]),
			Covers:  covers,
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, v.Payload)), cases.Echoed(), cases.Send(helloAgain())),
			Accept:  readAs(v.Name),
		})
	}
	for _, v := range deflate.Empties() {
		list = append(list, cases.Case{
			ID:      "rfc7692/7.2.2/empty-" + v.Name,
			Title:   fmt.Sprintf("an empty message in the form %x is read, and keeps the window", v.Payload),
			Covers:  []string{"7692-7.2.2-01", "7692-7.2.2-05"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(hello(), cases.Inflates(frame.Text, v.Payload)), cases.Echoed(), cases.Send(helloAgain())),
			Accept:  readAs(v.Name),
		})
	}
	return append(list,
		cases.Case{
			ID:      "rfc7692/7.2.2/tail-not-removed",
			Title:   "a message whose last four octets were not removed is read, or fails the connection",
			Covers:  []string{"7692-7.2.2-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, []byte("\xf2\x48\xcd\xc9\xc9\x07\x00"+deflate.Tail)))),
			Accept:  append(cases.Outcomes(cases.Passes(cases.Answered)), fails...),
		},
		cases.Case{
			ID:      "rfc7692/7.2.2/no-octets",
			Title:   "a compressed message without an octet is taken for an empty one, or fails the connection",
			Covers:  []string{"7692-7.2.2-01"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, nil))),
			Accept:  append(cases.Outcomes(cases.Passes(cases.Answered)), fails...),
		},
	)
}

// takeover asks for the window of the last message.
func takeover() []cases.Case {
	return []cases.Case{
		{
			ID:      "rfc7692/7.2.2/takeover",
			Title:   "a message may refer to the one before",
			Covers:  []string{"7692-7.2.2-05", "7692-7.1.1.2-04", "7692-7.2.1-10"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(hello()), cases.Echoed(), cases.Send(helloAgain())),
			Accept:  answered,
			Cause:   "the inflater is reset between messages",
		},
		{
			ID:      "rfc7692/7.2.2/takeover-although-hinted",
			Title:   "a message may refer to the one before unless no takeover of the client was agreed, whatever was offered",
			Covers:  []string{"7692-7.2.2-06", "7692-7.1.1.2-04", "7692-7.2.1-11"},
			Opening: cases.OffersDeflate("; client_no_context_takeover"),
			Script:  cases.Steps(cases.Send(hello()), cases.Echoed(), cases.Send(helloAgain())),
			Accept:  answered,
			Cause:   "the hint of the client is taken for an agreement",
		},
		{
			ID:      "rfc7692/7.2.2/no-takeover-of-the-client",
			Title:   "messages that refer to nothing before come back, whether that was agreed or not",
			Covers:  []string{"7692-7.2.2-04", "7692-7.1.1.2-03", "7692-5-20"},
			Opening: cases.OffersDeflate("; client_no_context_takeover"),
			Script:  cases.Steps(cases.Send(hello(), hello(), hello())),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/7.2.2/takeover-over-plain",
			Title:   "plain messages and control frames between two compressed ones do not enter the window",
			Covers:  []string{"7692-7.2.3.2-01", "7692-7.2.2-05"},
			Opening: cases.OffersDeflate(""),
			Script: cases.Steps(cases.Send(hello(), cases.Text("World"), cases.Ping("World"), cases.Binary("World").InFragments(2)),
				cases.Echoed(), cases.Send(helloAgain())),
			Accept: answered,
		},
		{
			ID:      "rfc7692/7.2.2/100-messages",
			Title:   "100 messages that refer to those before come back",
			Covers:  []string{"7692-7.2.2-05", "7692-5-20"},
			Opening: cases.OffersDeflate(""),
			Script:  hundred(),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/7.2.2/100-messages-without-takeover",
			Title:   "100 messages come back without takeover on either side",
			Covers:  []string{"7692-5-20", "7692-7.2.1-12"},
			Opening: cases.OffersDeflate("; server_no_context_takeover; client_no_context_takeover"),
			Script:  hundred(),
			Accept:  answered,
		},
	}
}

func hundred() []cases.Step {
	var messages []cases.Frame
	for i := range 100 {
		messages = append(messages, cases.Text(fmt.Sprintf(`{"number":%d,"what":"the same as ever"}`, i)).Compressed())
	}
	return cases.Steps(cases.Send(messages...))
}

// reaches ask for the whole window.
func reaches() []cases.Case {
	const window = deflate.MaxDistance
	var list []cases.Case
	for _, distance := range []int{1, 257, 4096, window - 1, window} {
		list = append(list, cases.Case{
			ID:      fmt.Sprintf("rfc7692/7.2.2/distance-%d", distance),
			Title:   fmt.Sprintf("a message that repeats what stands %d bytes before is read", distance),
			Covers:  []string{"7692-7.2.2-10", "7692-7.1.2.2-08", "7692-5-10"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, deflate.Reach(distance).Payload))),
			Accept:  answered,
			Cause:   "the window of the inflater is smaller than was agreed",
		})
	}
	for _, distance := range []int{4096, window} {
		first, second := deflate.ReachBack(distance)
		again := cases.Crafted(frame.Text, "a match as far back, or the same again if that was agreed to be too far", func(agreed cases.Agreed) []byte {
			if bits := agreed.ClientMaxWindowBits; agreed.ClientNoContextTakeover || bits > 0 && distance > 1<<bits {
				return first.Payload
			}
			return second.Payload
		})
		list = append(list, cases.Case{
			ID:      fmt.Sprintf("rfc7692/7.2.2/distance-%d-across", distance),
			Title:   fmt.Sprintf("a message that repeats what stands %d bytes before, in another message, is read", distance),
			Covers:  []string{"7692-7.2.2-05", "7692-7.2.2-10"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Text, first.Payload)), cases.Echoed(), cases.Send(again)),
			Accept:  answered,
		})
	}
	list = append(list, cases.Case{
		ID:      "rfc7692/7.2.2/beyond-the-agreed-window",
		Title:   "a message that reaches one byte beyond the agreed window is read, or fails the connection",
		Covers:  []string{"7692-7.2.2-09", "7692-6.2-01"},
		Opening: cases.OffersDeflate("; client_max_window_bits=9"),
		Script: cases.Steps(cases.Send(cases.Crafted(frame.Text, "a match one byte further back than was agreed; Hello if nothing smaller than the largest window was", func(agreed cases.Agreed) []byte {
			if bits := agreed.ClientMaxWindowBits; bits > 0 && bits < deflate.MaxWindowBits {
				return deflate.Reach(1<<bits + 1).Payload
			}
			return blocks("Hello")
		}))),
		Accept: append(cases.Outcomes(cases.Passes(cases.Answered)), fails...),
	})
	for bits := deflate.MinWindowBits; bits <= deflate.MaxWindowBits; bits++ {
		list = append(list, cases.Case{
			ID:      fmt.Sprintf("rfc7692/7.2.2/client-window-%d", bits),
			Title:   fmt.Sprintf("a message that uses all of the window that came of the hint %d is read", bits),
			Covers:  []string{"7692-7.2.2-10", "7692-7.1.2.2-08", "7692-7.2.1-15", "7692-5-08"},
			Opening: cases.OffersDeflate(fmt.Sprintf("; client_max_window_bits=%d", bits)),
			Script: cases.Steps(cases.Send(cases.Crafted(frame.Text, "a match as far back as was agreed", func(agreed cases.Agreed) []byte {
				window := agreed.ClientMaxWindowBits
				if window == 0 {
					window = deflate.MaxWindowBits
				}
				return deflate.Reach(1 << window).Payload
			}))),
			Accept: answered,
			Cause:  "the hint of the client is taken for an agreement",
		})
	}
	return list
}

// fails is for data that cannot be inflated. Which code fits is not said anywhere.
var fails = failsWith(closecode.InvalidData, closecode.ProtocolError)

// corrupt are messages that cannot be inflated to their end.
func corrupt() []cases.Case {
	var list []cases.Case
	for _, corruption := range deflate.Corruptions() {
		c := cases.Case{
			ID:      "rfc7692/7.2.2/" + corruption.Name,
			Title:   fmt.Sprintf("a message whose DEFLATE has a defect (%s) fails the connection", strings.ReplaceAll(corruption.Name, "-", " ")),
			Covers:  []string{"7692-7.2.2-01"},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Inflates(frame.Binary, corruption.Payload))),
			Accept:  fails,
			Cause:   "errors of the inflater are not looked at",
		}
		if corruption.Defect == deflate.Truncated {
			// What was there so far can be read, and nobody says that a message may not end like this.
			c.Accept = append(fails[:len(fails):len(fails)], cases.Warns(cases.LivesOn, "takes what there is of a message that ends within a block"))
		}
		list = append(list, c)
	}
	const zeros = 1 << 20
	return append(list, cases.Case{
		ID:      "rfc7692/7.2.2/beyond-the-limit",
		Title:   "a message of a few KiB that inflates to twice the refused size fails the connection with 1009",
		Covers:  []string{"6455-10.4-01", "6455-7.4.1-12"},
		Twin:    "rfc7692/7.2.1/text",
		Needs:   []cases.Capability{cases.Limits},
		Opening: cases.OffersDeflate(""),
		Script:  cases.Steps(cases.Send(cases.ShareOfLimit(frame.Text, 200).Compressed())),
		Accept:  failsWith(closecode.TooBig),
		Cause:   "the limit is applied to what arrives, not to what it inflates to",
	}, cases.Case{
		ID:      "rfc7692/7.2.2/below-the-limit",
		Title:   "a compressed message of half the refused size comes back",
		Covers:  []string{"7692-5-20", "7692-6.2-01"},
		Needs:   []cases.Capability{cases.Limits},
		Opening: cases.OffersDeflate(""),
		Script:  cases.Steps(cases.Send(cases.ShareOfLimit(frame.Text, 50).Compressed())),
		Accept:  answered,
	}, cases.Case{
		ID:      "rfc7692/7.2.2/zeros",
		Title:   fmt.Sprintf("%d zeros, compressed to a thousandth, come back", zeros),
		Covers:  []string{"7692-5-20"},
		Opening: cases.OffersDeflate(""),
		Script:  cases.Steps(cases.Send(cases.BinaryOf(payload.Repeat(nil, zeros)).Compressed())),
		Accept:  answered,
	})
}
