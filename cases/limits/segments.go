package limits

import (
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/cases"
)

// How frames lie in segments: one frame in many, many frames in one.
func segments() []cases.Case {
	cuts := []struct{ size, segment int64 }{
		{40 * kibi, 64}, {64 * kibi, 128}, {128 * kibi, 256}, {256 * kibi, 512}, {512 * kibi, kibi}, {mebi, 2 * kibi},
	}
	var list []cases.Case
	for _, kind := range kinds {
		for i, cut := range cuts {
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("limits/segments/%s-in-%s", kind.name, in(cut.segment)),
				Title:    fmt.Sprintf("a %s message of %s in segments of %s comes back as it was", kind.name, words(cut.size), words(cut.segment)),
				Covers:   []string{"6455-6.2-01", "6455-6.2-04"},
				Script:   cases.Steps(cases.Send(kind.of(cut.size)).Every(int(cut.segment))),
				Accept:   answered,
				Autobahn: []string{fmt.Sprintf("9.%d.%d", 5+kind.autobahn, i+1)},
			})
		}
	}
	return append(list,
		cases.Case{
			ID:     "limits/segments/1000-messages-in-one",
			Title:  "1000 messages in one write come back, all and in order",
			Covers: []string{"6455-6.2-05", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(numbered(1000)...)),
			Accept: answered,
		},
		cases.Case{
			ID:     "limits/segments/messages-in-segments-of-7",
			Title:  "100 messages of 9 bytes in segments of 7 bytes come back, all and in order",
			Covers: []string{"6455-6.2-05", "6455-6.2-01"},
			Script: cases.Steps(cases.Send(numbered(100)...).Every(7)),
			Accept: answered,
		},
		cases.Case{
			ID:     "limits/segments/1000-pings-in-one",
			Title:  "behind 1000 pings in one write the last is answered",
			Covers: []string{"6455-5.5.2-02", "6455-6.2-01"},
			Twin:   "rfc6455/5.5.2/ping",
			Script: cases.Steps(cases.Send(pings(1000)...)),
			Accept: cases.Outcomes(
				cases.Passes(cases.Answered),
				cases.Informs(cases.GivesUp, "ends the connection: so many pings are more than it puts up with"),
			),
		},
	)
}

// numbered are so many text messages that all differ.
func numbered(count int) []cases.Frame {
	var list []cases.Frame
	for i := range count {
		list = append(list, cases.Text(fmt.Sprintf("no. %05d", i)))
	}
	return list
}

func pings(count int) []cases.Frame {
	return slices.Collect(func(yield func(cases.Frame) bool) {
		for i := range count {
			if !yield(cases.Ping(fmt.Sprintf("no. %05d", i))) {
				return
			}
		}
	})
}
