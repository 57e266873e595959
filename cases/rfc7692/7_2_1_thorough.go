package rfc7692

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
)

// Section 7.2.1 with a thousand messages on a connection, as Autobahn|Testsuite has them. The cases of 7_2_1_sizes.go prove
// the same properties with a few; these tell of a server that is to keep them all day.
func thorough() []cases.Case {
	const offer = "; client_no_context_takeover; client_max_window_bits"
	var list []cases.Case
	for n, source := range sources {
		groups := []string{fmt.Sprintf("12.%d", n+1)}
		if n == 0 {
			groups = append(groups, "13.1") // the same data with the same offer
		}
		list = append(list, thousands(source.name, source.words+", compressed", offer, source, groups...)...)
	}
	for n, other := range offers[1:] {
		list = append(list, thousands(other.name, "JSON, compressed "+other.words, other.params, sources[0], fmt.Sprintf("13.%d", n+2))...)
	}
	return list
}

// many are the sizes of the messages, and those of their fragments, in the order in which Autobahn|Testsuite asks for them.
var many = []struct{ size, fragment int64 }{
	{16, 0}, {64, 0}, {256, 0}, {1 << 10, 0}, {4 << 10, 0}, {8 << 10, 0}, {16 << 10, 0}, {32 << 10, 0}, {64 << 10, 0}, {128 << 10, 0},
	{8 << 10, 256}, {16 << 10, 256}, {32 << 10, 256}, {64 << 10, 256}, {128 << 10, 256},
	{128 << 10, 1 << 10}, {128 << 10, 4 << 10}, {128 << 10, 32 << 10},
}

// thousands are the cases of all sizes with data of one kind.
func thousands(name, words, offer string, of source, groups ...string) []cases.Case {
	var list []cases.Case
	for i, m := range many {
		series := cases.Series{Count: 1000, Size: m.size, Window: window(m.size)}
		message := of.message(series.Source()).Compressed()
		id, cut := "rfc7692/7.2.1/1000-"+name+"-"+short(m.size), ""
		if m.fragment > 0 {
			message = message.InFragmentsOf(m.fragment)
			id, cut = id+"-of-"+short(m.fragment), " in fragments of "+spoken(m.fragment)
		}
		c := cases.Case{
			ID:      id,
			Title:   fmt.Sprintf("1000 messages of %s, each %s%s, come back as they were", words, spoken(m.size), cut),
			Covers:  []string{"7692-5-20", "7692-6.1-01", "7692-6.2-01"},
			Twin:    "rfc7692/7.2.1/text",
			Needs:   []cases.Capability{cases.Thorough, cases.Echo},
			Opening: cases.OffersDeflate(offer),
			Script:  cases.Steps(cases.Stream(series, message)),
			Accept:  answered,
			Cause:   "what a message leaves behind adds up",
		}
		for _, group := range groups {
			c.Autobahn = append(c.Autobahn, fmt.Sprintf("%s.%d", group, i+1))
		}
		list = append(list, c)
	}
	return list
}

// window is how many messages of a size may be on their way: enough that nobody waits for the road, and no more than
// a server puts up with that has to hold them.
func window(size int64) int { return int(min(max(256<<10/size, 2), 64)) }

// short writes a size the way IDs do.
func short(size int64) string {
	if size >= 1<<10 {
		return fmt.Sprintf("%dk", size>>10)
	}
	return fmt.Sprint(size)
}

// spoken writes a size the way titles do.
func spoken(size int64) string {
	if size >= 1<<10 {
		return fmt.Sprintf("%d KiB", size>>10)
	}
	return fmt.Sprintf("%d bytes", size)
}
