package limits

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
)

// Messages in one frame, each twice as large as the one before.
func sizes() []cases.Case {
	var list []cases.Case
	autobahn := map[int64]int{64 * kibi: 1, 256 * kibi: 2, mebi: 3, 4 * mebi: 4, 8 * mebi: 5, 16 * mebi: 6}
	for _, kind := range kinds {
		for size := int64(64 * kibi); size <= 64*mebi; size *= 2 {
			c := cases.Case{
				ID:     fmt.Sprintf("limits/sizes/%s-%s", kind.name, in(size)),
				Title:  fmt.Sprintf("a %s message of %s in one frame comes back as it was", kind.name, words(size)),
				Covers: []string{"6455-6.2-04", "6455-5.2-08"},
				Script: cases.Steps(cases.Send(kind.of(size))),
				Accept: answered,
			}
			if n := autobahn[size]; n > 0 {
				c.Autobahn = []string{fmt.Sprintf("9.%d.%d", 1+kind.autobahn, n)}
			}
			list = append(list, c)
		}
	}
	return list
}
