package trend_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/trend"
)

func draw(points ...trend.Point) []string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(trend.Render(&b, points)).To(Succeed())
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")[1:]
}

func on(day, fail, warn, pass int) trend.Point {
	return trend.Point{Started: time.Date(2026, 3, day, 5, 6, 7, 0, time.UTC), Tool: "wsspec v1", Target: "ws://wsspec.example/",
		Counts: map[cases.Verdict]int{cases.Fail: fail, cases.Warn: warn, cases.Pass: pass}}
}

var _ = Describe("The trend", func() {
	It("has a line for each run, the oldest first, in one scale", func() {
		Expect(draw(on(3, 0, 0, 1000), on(1, 500, 0, 500), on(2, 1, 250, 249))).To(Equal([]string{
			"2026-03-01 05:06    500      0    500  " + strings.Repeat("!", 20) + strings.Repeat("=", 20),
			"2026-03-02 05:06      1    250    249  !" + strings.Repeat("~", 10) + strings.Repeat("=", 9),
			"2026-03-03 05:06      0      0   1000  " + strings.Repeat("=", 40),
		}))
	})

	It("tells targets and versions apart if there are several", func() {
		other := on(2, 0, 0, 10)
		other.Target = "ws://other.example/\x1b[2J"
		Expect(draw(on(1, 0, 0, 10), other)[1]).To(HaveSuffix(`  wsspec v1  ws://other.example/\u001b[2J`))
		Expect(draw(on(1, 0, 0, 10), on(2, 0, 0, 10))[1]).NotTo(ContainSubstring("ws://"))
	})

	It("marks a run of other cases than the one before", func() {
		other, third := on(2, 0, 0, 10), on(3, 0, 0, 10)
		other.Cases, third.Cases = "1", "1"
		lines := draw(on(1, 0, 0, 10), third, other)
		Expect(lines[0]).NotTo(ContainSubstring("cases"))
		Expect(lines[1]).To(HaveSuffix("  other cases"))
		Expect(lines[2]).NotTo(ContainSubstring("cases"))
	})

	It("tells cases apart by their IDs, whatever their order", func() {
		run := fixture.Run()
		a := trend.PointOf(run).Cases
		slices.Reverse(run.Cases)
		Expect(trend.PointOf(run).Cases).To(Equal(a))
		run.Cases[0].ID += "x"
		Expect(trend.PointOf(run).Cases).NotTo(Equal(a))
	})

	It("is JSON, too, the oldest first", func() {
		hostile := on(1, 2, 1, 7)
		hostile.Target, hostile.Partial = "ws://wsspec.example/##[error]\x1b", true
		var b bytes.Buffer
		Expect(trend.RenderJSON(&b, []trend.Point{on(2, 0, 0, 10), hostile})).To(Succeed())
		Expect(b.String()).NotTo(Or(ContainSubstring("##["), ContainSubstring("\x1b")))
		var got struct{ Runs []trend.Point }
		Expect(json.Unmarshal(b.Bytes(), &got)).To(Succeed())
		Expect(got.Runs).To(Equal([]trend.Point{hostile, on(2, 0, 0, 10)}))
		Expect(b.String()).To(ContainSubstring(`"fail": 2`))
	})

	It("marks a partial run", func() {
		run := fixture.Run()
		run.Footer.Partial = "interrupted"
		Expect(draw(trend.PointOf(run))[0]).To(HaveSuffix("  partial"))
	})

	It("counts our own faults with what is broken", func() {
		Expect(draw(trend.PointOf(fixture.Run()))[0]).To(HavePrefix("2026-03-04 05:06      5      1      1  !!!!!!!!!!!!!!!!!!!!~~~~========"))
	})

	It("is there for no case, too", func() {
		Expect(draw(on(1, 0, 0, 0))).To(Equal([]string{"2026-03-01 05:06      0      0      0"}))
	})
})
