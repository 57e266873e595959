package limits

import (
	"fmt"

	"github.com/wsspec/wsspec/cases"
)

// Round trips on one connection, one after another: what a message leaves behind may not harm the next.
func messages() []cases.Case {
	const trips = 20
	var list []cases.Case
	for _, kind := range kinds {
		for i, size := range []int64{0, 16, 64, 256, kibi, 4 * kibi, 16 * kibi} {
			var script []cases.Step
			for range trips {
				script = append(script, cases.Send(kind.of(size)), cases.Echoed())
			}
			var autobahn []string
			if i < 6 {
				autobahn = []string{fmt.Sprintf("9.%d.%d", 7+kind.autobahn, i+1)}
			}
			list = append(list, cases.Case{
				ID:       fmt.Sprintf("limits/messages/%s-%s", kind.name, in(size)),
				Title:    fmt.Sprintf("%d %s messages of %s come back one after another", trips, kind.name, words(size)),
				Covers:   []string{"6455-6.2-05", "6455-6.1-10"},
				Needs:    []cases.Capability{cases.Echo},
				Script:   script,
				Accept:   answered,
				Autobahn: autobahn,
			})
		}
	}
	return list
}
