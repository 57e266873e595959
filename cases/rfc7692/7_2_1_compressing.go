package rfc7692

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// Section 7.2.1: how a message is compressed. What the target compresses is read with an inflater that knows what was
// agreed; what is wrong with it is told here.
func compressing() []cases.Case {
	list := []cases.Case{
		{
			ID:      "rfc7692/7.2.1/text",
			Title:   "a compressed text message comes back",
			Covers:  []string{"7692-7.2.1-01", "7692-5-09", "7692-5-20"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Text("Hello").Compressed())),
			Accept:  answered,
			Watches: []*reference.Rule{stream.DeflateCorrupt, stream.DeflateEnding},
		},
		{
			ID:      "rfc7692/7.2.1/binary",
			Title:   "a compressed binary message comes back",
			Covers:  []string{"7692-7.2.1-01", "7692-6.1-05"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.Binary("\x00\x01\xfe\xff").Compressed())),
			Accept:  answered,
		},
		{
			ID:      "rfc7692/7.2.1/bfinal",
			Title:   "bits behind a block with BFINAL are zero",
			Covers:  []string{"7692-7.2.1-05"},
			Opening: cases.OffersDeflate(""),
			Script:  cases.Steps(cases.Send(cases.TextOf(payload.JSON(5000)).Compressed())),
			Accept:  answered,
			Watches: []*reference.Rule{stream.DeflatePadding},
		},
		{
			ID:      "rfc7692/7.2.1/server-no-context-takeover",
			Title:   "each message of a server that agreed to no context takeover can be read alone",
			Covers:  []string{"7692-7.2.1-12", "7692-7-02"},
			Opening: cases.OffersDeflate("; server_no_context_takeover"),
			Script:  thrice(payload.JSON(1000)),
			Accept:  answered,
			Watches: []*reference.Rule{stream.ServerTakeover},
		},
		{
			ID:      "rfc7692/7.2.1/server-takeover-only",
			Title:   "context takeover of the client goes on where the server has none",
			Covers:  []string{"7692-7-02", "7692-7.2.2-05"},
			Opening: cases.OffersDeflate("; server_no_context_takeover"),
			Script:  cases.Steps(cases.Send(hello()), cases.Send(helloAgain())),
			Accept:  answered,
		},
	}
	for bits := deflate.MinWindowBits; bits <= deflate.MaxWindowBits; bits++ {
		window := int64(1) << bits
		unit := payload.Noise(window + 1).Bytes()
		c := cases.Case{
			ID:      fmt.Sprintf("rfc7692/7.2.1/server-window-%d", bits),
			Title:   fmt.Sprintf("a server that agreed to a window of %d bytes refers no further back", window),
			Covers:  []string{"7692-7.2.1-16", "7692-7.1.2.1-03", "7692-5-10"},
			Opening: cases.OffersDeflate(fmt.Sprintf("; server_max_window_bits=%d", bits)),
			Script: cases.Steps(
				cases.Send(cases.BinaryOf(payload.Repeat(unit, 3*window)).Compressed()), cases.Echoed(),
				cases.Send(cases.TextOf(payload.JSON(2*window)).Compressed())),
			Accept: answered,
			Cause:  "the window that was agreed is not handed on to the compressor",
		}
		if bits == deflate.MinWindowBits {
			c.Watches = []*reference.Rule{stream.ServerWindow}
		}
		if bits == deflate.MaxWindowBits {
			c.Covers = append(c.Covers, "7692-7.2.1-08")
		}
		list = append(list, c)
	}
	return append(list, cases.Case{
		ID:      "rfc7692/7.3/window",
		Title:   "no window is smaller than 1024 bytes unless the client asks for that",
		Covers:  []string{"7692-7.3-01"},
		Opening: cases.OffersDeflate("; client_max_window_bits"),
		Accept: cases.Outcomes(
			cases.Passes(cases.AgreesTo("windows of 1024 bytes or more", func(a cases.Agreed) bool {
				return (a.ServerMaxWindowBits == 0 || a.ServerMaxWindowBits >= 10) && (a.ClientMaxWindowBits == 0 || a.ClientMaxWindowBits >= 10)
			})),
			cases.Warns(cases.Agrees, "agrees to a small window of its own accord: little is gained by compression"),
			declined,
		),
	})
}

// thrice sends the same message three times: the second and third are short if they refer to the first.
func thrice(p payload.Payload) []cases.Step {
	message := cases.TextOf(p).Compressed()
	return cases.Steps(cases.Send(message), cases.Echoed(), cases.Send(message), cases.Echoed(), cases.Send(message))
}
