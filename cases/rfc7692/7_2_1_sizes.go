package rfc7692

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/payload"
)

// Section 7.2.1 with data as applications send it, in sizes from 16 bytes to 128 KiB, whole and in fragments. Sizes around
// those of buffers show what a receiver forgets at their edges.
func sizes() []cases.Case {
	var list []cases.Case
	for n, source := range sources {
		for _, cut := range cuttings {
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("rfc7692/7.2.1/%s-%s", source.name, cut.name),
				Title:    fmt.Sprintf("%s in sizes from %s, compressed, %s, comes back as it was", source.words, cut.from, cut.words),
				Covers:   []string{"7692-5-20", "7692-6.1-01", "7692-6.2-01"},
				Twin:     "rfc7692/7.2.1/text",
				Opening:  cases.OffersDeflate("; client_no_context_takeover; client_max_window_bits"),
				Script:   cut.script(source),
				Accept:   answered,
				Autobahn: cut.autobahn(fmt.Sprintf("12.%d", n+1)),
			})
		}
	}
	for n, offer := range offers {
		for _, cut := range cuttings {
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("rfc7692/7.2.1/%s-%s", offer.name, cut.name),
				Title:    fmt.Sprintf("JSON in sizes from %s, compressed %s, %s, comes back as it was", cut.from, offer.words, cut.words),
				Covers:   []string{"7692-5-10", "7692-5-20"},
				Twin:     "rfc7692/7.2.1/text",
				Opening:  cases.OffersDeflate(offer.params),
				Script:   cut.script(sources[0]),
				Accept:   answered,
				Autobahn: cut.autobahn(fmt.Sprintf("13.%d", n+1)),
			})
		}
	}
	for _, edge := range []int64{1 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10} {
		list = append(list, cases.Case{
			ID:      fmt.Sprintf("rfc7692/7.2.1/around-%d", edge),
			Title:   fmt.Sprintf("compressed messages of %d bytes, of one less and one more, come back as they were", edge),
			Covers:  []string{"7692-5-20", "7692-6.2-01"},
			Twin:    "rfc7692/7.2.1/text",
			Opening: cases.OffersDeflate(""),
			Script:  around(edge),
			Accept:  answered,
			Cause:   "a buffer of the inflater is full to the last byte",
		})
	}
	return list
}

// source is a kind of data.
type source struct {
	name, words string
	message     func(size int64) cases.Frame
}

// sources are in the order in which Autobahn|Testsuite asks for them.
var sources = []source{
	{"json", "JSON", func(size int64) cases.Frame { return cases.TextOf(payload.JSON(size)) }},
	{"bitmap", "a bitmap", func(size int64) cases.Frame { return cases.BinaryOf(payload.Bitmap(size)) }},
	{"prose", "German prose", func(size int64) cases.Frame { return cases.BinaryOf(payload.Prose(size)) }},
	{"html", "HTML", func(size int64) cases.Frame { return cases.TextOf(payload.HTML(size)) }},
	{"noise", "data that does not compress", func(size int64) cases.Frame { return cases.BinaryOf(payload.Noise(size)) }},
}

var offers = []struct{ name, words, params string }{
	{"plain", "with context takeover of the server", "; client_no_context_takeover; client_max_window_bits"},
	{"no-takeover", "without context takeover", "; client_no_context_takeover; client_max_window_bits; server_no_context_takeover"},
	{"window-9", "in a window of 512 bytes", "; client_no_context_takeover; client_max_window_bits; server_max_window_bits=9"},
	{"window-15", "in a window of 32 KiB", "; client_no_context_takeover; client_max_window_bits; server_max_window_bits=15"},
	{"no-takeover-window-9", "without context takeover in a window of 512 bytes",
		"; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=9"},
	{"no-takeover-window-15", "without context takeover in a window of 32 KiB",
		"; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=15"},
	{"three-offers", "as the server likes best of three offers",
		"; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=9" +
			", permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover" +
			", permessage-deflate; client_no_context_takeover; client_max_window_bits"},
}

// cutting is how messages of some sizes are cut into fragments.
type cutting struct {
	name, words, from string
	fragment          int64 // 0 for none
	sizes             []int64
	first, last       int // what Autobahn|Testsuite calls them
}

var cuttings = []cutting{
	{"whole", "in one frame each", "16 bytes to 128 KiB", 0,
		[]int64{16, 64, 256, 1 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10, 128 << 10}, 1, 10},
	{"of-256", "in fragments of 256 bytes", "8 KiB to 128 KiB", 256, []int64{8 << 10, 16 << 10, 32 << 10, 64 << 10, 128 << 10}, 11, 15},
	{"of-1k", "in fragments of 1 KiB", "4 KiB to 128 KiB", 1 << 10, []int64{4 << 10, 128 << 10}, 16, 16},
	{"of-4k", "in fragments of 4 KiB", "8 KiB to 128 KiB", 4 << 10, []int64{8 << 10, 128 << 10}, 17, 17},
	{"of-32k", "in fragments of 32 KiB", "64 KiB to 128 KiB", 32 << 10, []int64{64 << 10, 128 << 10}, 18, 18},
}

func (c cutting) script(of source) []cases.Step {
	var script []cases.Step
	for _, size := range c.sizes {
		m := of.message(size).Compressed()
		if c.fragment > 0 {
			m = m.InFragmentsOf(c.fragment)
		}
		script = append(script, cases.Send(m), cases.Echoed())
	}
	return script
}

// autobahn are the identifiers of a group that ask for this.
func (c cutting) autobahn(group string) []string {
	var list []string
	for i := c.first; i <= c.last; i++ {
		list = append(list, fmt.Sprintf("%s.%d", group, i))
	}
	return list
}

func around(edge int64) []cases.Step {
	var script []cases.Step
	for _, size := range []int64{edge - 1, edge, edge + 1} {
		script = append(script,
			cases.Send(cases.TextOf(payload.JSON(size)).Compressed(), cases.BinaryOf(payload.Noise(size)).Compressed()), cases.Echoed())
	}
	return script
}
