package limits

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
)

// Messages in fragments, from many small ones to few large ones. More than a thousand fragments prove nothing that a
// thousand do not, so small fragments make up small messages.
func fragments() []cases.Case {
	cuts := []struct{ size, fragment int64 }{
		{64 * kibi, 64}, {256 * kibi, 256}, {mebi, kibi}, {mebi, 4 * kibi}, {mebi, 16 * kibi}, {mebi, 64 * kibi},
		{mebi, 256 * kibi}, {4 * mebi, mebi}, {8 * mebi, 4 * mebi},
	}
	var list []cases.Case
	for _, kind := range kinds {
		for i, cut := range cuts {
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("limits/fragments/%s-of-%s", kind.name, in(cut.fragment)),
				Title:    fmt.Sprintf("a %s message of %s in fragments of %s comes back as it was", kind.name, words(cut.size), words(cut.fragment)),
				Covers:   []string{"6455-5.4-04", "6455-5.4-01"},
				Script:   cases.Steps(cases.Send(kind.of(cut.size).InFragmentsOf(cut.fragment))),
				Accept:   answered,
				Autobahn: []string{fmt.Sprintf("9.%d.%d", 3+kind.autobahn, i+1)},
			})
		}
	}
	for _, count := range []int64{100, 1000, 10000} {
		list = append(list, cases.Case{
			ID:     fmt.Sprintf("limits/fragments/%d-of-1", count),
			Title:  fmt.Sprintf("a text message in %d fragments of 1 byte comes back as it was", count),
			Covers: []string{"6455-5.4-04", "6455-5.4-11"},
			Script: cases.Steps(cases.Send(kinds[0].of(count).InFragmentsOf(1))),
			Accept: answered,
		})
	}
	list = append(list, cases.Case{
		ID:     "limits/fragments/ping-between-each",
		Title:  "20 fragments with a ping behind each make up one message",
		Covers: []string{"6455-5.4-10", "6455-5.4-06"},
		Script: cases.Steps(cases.Send(withPings(20)...)),
		Accept: answered,
	})
	return list
}

// withPings is a message in so many fragments with a Ping behind each but the last.
func withPings(fragments int) []cases.Frame {
	list := []cases.Frame{cases.Text("0,").More()}
	for i := 1; i < fragments; i++ {
		list = append(list, cases.Ping(fmt.Sprintf("behind %d", i-1)), cases.Cont(fmt.Sprintf("%d,", i)).More())
	}
	return append(list, cases.Cont("."))
}
